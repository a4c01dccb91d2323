"""/people, suspending, /admin, /audit, and what everybody may ask: help, language, privacy, being forgotten."""

import pytest
from sqlalchemy import select

from bot.domain.people import Grant, Role, Standing
from bot.domain.ticket import State
from handlers import menus
from handlers.i18n import LANGUAGES
from storage import audit, people, schema
from storage.audit import Deed
from tests.handlers.room import Actor, Room


async def standing_of(room: Room, actor: Actor) -> Standing:
    person = await room.person(actor)
    assert person is not None
    return person.standing


async def test_people_are_listed_eight_a_page_with_applicants_first(room: Room) -> None:
    applicant = await room.member("等待的人", standing=Standing.APPLICANT)
    for number in range(9):
        await room.courier(f"骑手{number}")
    admin = room.admin()
    await admin.says("/people")
    assert admin.last.labels[0] == f"📨 {applicant.name}"
    assert len(admin.last.labels) == 9
    await admin.presses("下一页")
    assert admin.last.labels == ["🟢 骑手1", "🟢 骑手0", "‹ 上一页"]
    await admin.presses("上一页")
    assert len(admin.last.labels) == 9
    assert len(admin.messages) == 1


async def test_people_are_found_by_name_phone_or_company_and_percent_is_just_a_character(room: Room) -> None:
    await room.courier("王一")
    await room.courier("李二")
    admin = room.admin()
    await admin.says("/people 王")
    assert admin.last.labels == ["🟢 王一"]
    await admin.says("/people %")
    assert "没有找到" in admin.last_text
    await admin.says("/people " + "很长" * 100)
    assert "没有找到" in admin.last_text


async def test_a_persons_card_shows_everything_an_admin_needs(room: Room) -> None:
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    await room.member("王<师傅>", Grant(Role.COURIER), Grant(Role.STAFF, area.id))
    admin = room.admin()
    await admin.says("/people")
    await admin.presses("王<师傅>")
    assert "王&lt;师傅&gt;" in admin.last.text
    assert "社区工作人员 (枣林西社区)" in admin.last_text
    assert "上报 0 次" in admin.last_text
    assert "停用" in admin.last.labels


async def test_a_suspended_courier_hears_it_loses_the_keyboard_and_may_come_back(room: Room) -> None:
    courier, admin = await room.courier(), room.admin()
    await courier.says("/start")
    assert courier.keyboard
    await admin.says("/people")
    await admin.presses(courier.name)
    await admin.presses("停用")
    assert await standing_of(room, courier) is Standing.SUSPENDED
    assert "停用" in courier.last_text
    assert courier.keyboard == []
    assert "恢复" in admin.last.labels
    await courier.says("/report")
    assert "停用" in courier.last_text
    await admin.presses("恢复")
    assert "欢迎回来" in courier.last_text
    assert courier.keyboard


async def test_an_admin_suspends_neither_themselves_nor_an_admin_of_the_settings(room: Room) -> None:
    admin, other = room.admin(), room.other_admin()
    await other.presses_data("lang:en")
    await admin.presses_data("lang:zh")
    for victim in (admin, other):
        person = await room.person(victim)
        assert person is not None
        await admin.presses_data(f"suspend:{person.id}")
        assert "ADMIN_IDS" in admin.alert


async def test_an_admin_by_grant_may_be_suspended(room: Room) -> None:
    granted = await room.member("副手", Grant(Role.ADMIN))
    await granted.says("/admin")
    assert "概况" in granted.last_text
    person = await room.person(granted)
    assert person is not None
    await granted.presses_data(f"suspend:{person.id}")
    assert await standing_of(room, granted) is Standing.ACTIVE
    await room.admin().presses_data(f"suspend:{person.id}")
    await granted.says("/admin")
    assert "停用" in granted.last_text


async def test_the_figures_name_what_needs_somebody_and_nothing_else(room: Room) -> None:
    admin = room.admin()
    await admin.says("/admin")
    assert "待审核" not in admin.last_text
    await room.area("安宁区", "安宁西路街道", "枣林西社区")
    await room.courier()
    await room.member("等待的人", standing=Standing.APPLICANT)
    await admin.says("/admin")
    assert "骑手 1" in admin.last_text
    assert "待审核申请：1" in admin.last_text
    assert "还没绑定群的社区：1" in admin.last_text


async def test_the_audit_names_who_did_what_to_whom(room: Room) -> None:
    admin, courier = room.admin(), await room.courier()
    person = await room.person(courier)
    assert person is not None
    await admin.says("/audit")
    assert "还没有" in admin.last_text
    await admin.presses_data(f"suspend:{person.id}")
    await admin.presses_data(f"unsuspend:{person.id}")
    await admin.says("/audit 1")
    assert admin.last_text == "10:00 管理员 恢复了 王师傅"
    await admin.says("/audit 20")
    assert len(admin.last_text.splitlines()) == 2


@pytest.mark.parametrize("text", ["0", "-1", "x", "9" * 30, "²"])
async def test_a_strange_number_of_audit_lines_is_refused(room: Room, text: str) -> None:
    await room.admin().says(f"/audit {text}")
    assert "/audit 20" in room.admin().last_text


async def test_the_language_changes_texts_keyboard_and_menu(room: Room) -> None:
    courier = await room.courier()
    await courier.says("/language")
    await courier.presses("English")
    assert "English" in courier.last_text
    assert "📷 Report" in courier.keyboard
    assert "Report a hazard" in [command.description for command in room.telegram.menus[courier.id].commands]
    await courier.says("📷 上报隐患")
    assert "权限" not in courier.last_text


async def test_a_strangers_language_is_remembered_without_making_them_more(room: Room) -> None:
    stranger = room.stranger(language="fr")
    await stranger.says("/start")
    assert "申请加入" in stranger.last.labels
    await stranger.presses_data("lang:en")
    await stranger.says("/start")
    assert "Apply" in stranger.last.labels
    assert await standing_of(room, stranger) is Standing.STRANGER
    await room.admin().says("/people")
    assert room.admin().last.labels == []


async def test_cancel_ends_an_application(room: Room) -> None:
    stranger = room.stranger()
    await stranger.presses_data("apply")
    await stranger.says("/cancel")
    assert "已取消" in stranger.last_text
    await stranger.says("/cancel")
    assert "没有正在" in stranger.last_text


async def test_help_lists_only_what_the_person_may_do(room: Room) -> None:
    courier, admin = await room.courier(), room.admin()
    await courier.says("/help")
    assert "/report" in courier.last_text
    assert "/people" not in courier.last_text
    await admin.says("/help")
    assert "/people" in admin.last_text
    stranger = room.stranger()
    await stranger.says("/help")
    assert stranger.last.labels == ["申请加入"]


async def test_being_forgotten_wipes_everything_that_names_the_person(room: Room) -> None:
    courier = await room.courier("秘密")
    before = await room.person(courier)
    assert before is not None
    await room.do(lambda conn: people.change(conn, before.id, phone="13800138000", company="顺丰"))
    await courier.says("/delete_me")
    assert await room.person(courier)
    await courier.presses("确定删除")
    assert "已删除" in courier.last_text
    assert courier.keyboard == []
    assert await room.person(courier) is None
    row = (await room.do(lambda conn: conn.execute(select(schema.people).where(schema.people.c.id == before.id)))).one()
    assert (row.name, row.phone, row.company, row.telegram, row.standing) == ("", "", "", None, "deleted")
    await room.admin().says("/audit")
    assert "秘密" not in room.admin().last_text
    await courier.says("/start")
    assert courier.last.labels == ["申请加入"]


async def test_who_still_has_a_ticket_gives_it_back_first(room: Room) -> None:
    area, courier = await room.area("安宁区", "安宁西路街道", "枣林西社区"), await room.courier()
    await room.ticket(courier, area, State.ACKNOWLEDGED)
    await courier.says("/delete_me")
    assert "#1" in courier.last_text
    await courier.presses_data("forget:yes")
    assert "#1" in courier.alert
    assert await standing_of(room, courier) is Standing.ACTIVE
    person = await room.person(courier)
    assert person is not None
    await room.admin().presses_data(f"suspend:{person.id}")
    assert "#1" in room.admin().last_text


async def test_a_forgotten_applicant_disappears_from_the_admins_cards(room: Room) -> None:
    stranger = room.stranger("小李")
    await stranger.presses_data("apply")
    await stranger.says("小李")
    await stranger.says("美团")
    await stranger.says("跳过")
    await stranger.presses_data("forget:yes")
    assert "小李" not in room.admin().last_text
    assert room.admin().last.buttons == ()


async def test_admins_of_the_settings_and_unknown_people_have_nothing_to_delete(room: Room) -> None:
    await room.admin().says("/delete_me")
    assert "ADMIN_IDS" in room.admin().last_text
    stranger = room.stranger()
    await stranger.says("/delete_me")
    assert "没有保存" in stranger.last_text


async def test_privacy_names_whom_to_ask(room: Room) -> None:
    stranger = room.stranger()
    await stranger.says("/privacy")
    assert "管理员" in stranger.last_text
    assert "{contact}" not in stranger.last_text


async def test_an_old_or_forged_button_says_so(room: Room) -> None:
    courier = await room.courier()
    await courier.presses_data("no-such-thing:1")
    assert "失效" in courier.alert


async def test_a_sticker_is_answered_with_a_hint_for_the_role(room: Room) -> None:
    courier, stranger = await room.courier(), room.stranger()
    await courier.sends()
    assert "📷" in courier.last_text
    await stranger.sends()
    assert stranger.last.labels == ["申请加入"]


async def test_an_unknown_command_is_answered(room: Room) -> None:
    courier = await room.courier()
    await courier.says("/foo")
    assert "/foo" in courier.last_text


async def test_menus_hold_only_commands_that_exist_in_every_language(room: Room) -> None:
    from handlers import routes

    found = menus.commands(room.house)
    assert {code for _, code, _ in found} == {"", *LANGUAGES}
    assert len(found) == 9
    for _, _, commands in found:
        assert commands
        assert {command.name for command in commands} <= routes.COMMANDS.keys()


async def test_every_command_can_be_described(room: Room) -> None:
    from handlers import routes

    assert routes.COMMANDS.keys() <= menus.DESCRIPTIONS.keys()


async def test_every_deed_has_words(room: Room) -> None:
    from handlers import admin

    assert set(Deed) == set(admin.DEEDS)
    assert await room.do(audit.latest) == []

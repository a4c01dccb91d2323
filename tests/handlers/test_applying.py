"""A stranger becomes a courier: the questions, the admins' cards, who wins, and the roster's shortcut."""

import pytest

from bot.domain.people import Grant, Person, Role, Standing
from storage import audit, people
from tests.handlers.room import Actor, Room


async def applied(room: Room, name: str = "李小梅", phone: str = "") -> Actor:
    """A stranger who has answered every question."""
    stranger = room.stranger(name)
    await stranger.says("/start")
    await stranger.presses("申请加入")
    await stranger.says(name)
    await stranger.presses("美团")
    await (stranger.contact(phone) if phone else stranger.says("跳过"))
    return stranger


async def test_a_stranger_is_greeted_in_three_lines_with_the_button_to_apply(room: Room) -> None:
    stranger = room.stranger()
    await stranger.says("/start")
    assert stranger.last.labels == ["申请加入"]
    assert len(stranger.last_text.splitlines()) <= 3
    assert await room.person(stranger) is None


async def test_the_questions_come_one_by_one_and_the_companies_stand_three_in_a_row(room: Room) -> None:
    stranger = room.stranger()
    await stranger.says("/start")
    await stranger.presses("申请加入")
    assert "1/3" in stranger.last_text
    await stranger.says("  李\n小梅 ")
    assert {len(row) for row in stranger.last.buttons[:-1]} == {3}
    await stranger.presses("饿了么")
    assert stranger.keyboard == ["📱 发送我的手机号", "跳过"]
    await stranger.contact("+86 138-0013-8000")
    person = await room.person(stranger)
    assert person is not None
    assert (person.name, person.company, person.phone) == ("李 小梅", "饿了么", "13800138000")
    assert person.standing is Standing.APPLICANT
    assert stranger.keyboard == []


async def test_a_company_may_be_written_and_its_buttons_go_once_it_is_chosen(room: Room) -> None:
    stranger = room.stranger()
    await stranger.presses_data("apply")
    await stranger.says("李")
    question = stranger.last
    await stranger.says("同城 <b>快送</b>")
    assert question.buttons == ()
    assert "同城 <b>快送</b>" not in question.text
    await stranger.presses_data("company:0", on=question)
    assert "失效" in stranger.alert


@pytest.mark.parametrize("text", ["", " \n ", "长" * 65])
async def test_a_name_that_is_none_is_asked_for_again(room: Room, text: str) -> None:
    stranger = room.stranger()
    await stranger.presses_data("apply")
    await stranger.says(text)
    assert "64" in stranger.last_text
    await stranger.says("李")
    assert "2/3" in stranger.last_text


async def test_a_photo_instead_of_a_name_is_no_name(room: Room) -> None:
    stranger = room.stranger()
    await stranger.presses_data("apply")
    await stranger.photo()
    assert "64" in stranger.last_text


async def test_somebody_elses_contact_does_not_count(room: Room) -> None:
    stranger, other = room.stranger(), room.stranger("别人")
    await stranger.presses_data("apply")
    await stranger.says("李")
    await stranger.presses("美团")
    await stranger.contact("13800138000", of=other)
    assert "别人的号码" in stranger.last_text
    await stranger.says("13800138000")
    assert "按钮" in stranger.last_text
    assert await room.person(stranger) is None


async def test_start_in_the_middle_asks_the_open_question_again(room: Room) -> None:
    stranger = room.stranger()
    await stranger.presses_data("apply")
    await stranger.says("李")
    await stranger.says("/start")
    assert "2/3" in stranger.last_text


async def test_every_admin_gets_a_card_in_their_language_and_sees_who_approved(room: Room) -> None:
    admin, other = room.admin(), room.other_admin()
    await other.says("/start")
    await other.presses_data("lang:en")
    applicant = await applied(room, "<李>", phone="13800138000")
    assert admin.last.labels == ["通过", "拒绝"]
    assert other.last.labels == ["Approve", "Decline"]
    assert "13800138000" in admin.last_text
    await admin.presses("通过")
    assert "管理员" in other.last_text
    assert "10:00" in other.last_text
    assert other.last.buttons == () == admin.last.buttons
    assert "您已登记" in applicant.last_text


async def test_an_approved_applicant_gets_the_keyboard_and_the_menu_of_a_courier(room: Room) -> None:
    applicant = await applied(room)
    await room.admin().presses("通过")
    assert "📷 上报隐患" in applicant.keyboard
    assert "report" in [command.name for command in room.telegram.menus[applicant.id].commands]
    person = await room.person(applicant)
    assert person is not None
    assert person.grants == (Grant(Role.COURIER),)


async def test_the_second_admin_to_press_hears_who_was_first(room: Room) -> None:
    applicant = await applied(room)
    admin, other = room.admin(), room.other_admin()
    card = other.last
    data = card.data("拒绝")
    await admin.presses("通过")
    await other.presses_data(data, on=card)
    assert other.alert == "管理员 has approved this already."
    person = await room.person(applicant)
    assert person is not None
    assert person.active


async def test_a_declined_applicant_hears_it_kindly_and_may_apply_again(room: Room) -> None:
    applicant = await applied(room)
    await room.admin().presses("拒绝")
    assert "抱歉" in applicant.last_text
    await applicant.presses("申请加入")
    await applicant.says("李小梅")
    await applicant.presses("京东")
    await applicant.says("跳过")
    assert room.admin().last.labels == ["通过", "拒绝"]
    await room.admin().presses("通过")
    person = await room.person(applicant)
    assert person is not None
    assert person.active


async def test_an_applicant_who_starts_again_sees_where_they_stand(room: Room) -> None:
    applicant = await applied(room)
    await applicant.says("/start")
    assert "审核" in applicant.last_text
    await applicant.presses_data("apply")
    assert "审核" in applicant.alert


@pytest.mark.parametrize("shared", ["13800138000", "+8613800138000", "86 138 0013 8000"])
async def test_who_proves_an_imported_number_is_registered_at_once(room: Room, shared: str) -> None:
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    imported = Person(0, None, "李梅", standing=Standing.ACTIVE, company="顺丰", phone="13800138000")

    async def add(conn):  # type: ignore[no-untyped-def]
        stored = await people.ensure(conn, imported, room.now)
        await people.grant(conn, stored.id, Grant(Role.STAFF, area.id), room.now)

    await room.do(add)
    stranger = await applied(room, "随便", phone=shared)
    person = await room.person(stranger)
    assert person is not None
    assert (person.name, person.company, person.grants) == ("李梅", "顺丰", (Grant(Role.STAFF, area.id),))
    assert person.active
    assert "登记成功" in stranger.last_text
    assert room.admin().messages == []


async def test_a_claimed_number_claims_nothing_twice(room: Room) -> None:
    imported = Person(0, None, "李梅", standing=Standing.ACTIVE, phone="13800138000")
    await room.do(lambda conn: people.ensure(conn, imported, room.now))
    await applied(room, "first", phone="13800138000")
    second = await applied(room, "second", phone="13800138000")
    person = await room.person(second)
    assert person is not None
    assert person.standing is Standing.APPLICANT


async def test_a_decision_is_written_down(room: Room) -> None:
    applicant = await applied(room)
    await room.admin().presses("通过")
    lines = await room.do(audit.latest)
    person = await room.person(applicant)
    assert person is not None
    assert [(line.action, line.about, line.by_name) for line in lines] == [("approve", f"person:{person.id}", "管理员")]


async def test_a_forged_approval_by_a_courier_changes_nothing(room: Room) -> None:
    applicant, courier = await applied(room), await room.courier()
    person = await room.person(applicant)
    assert person is not None
    await courier.presses_data(f"approve:{person.id}")
    assert "权限" in courier.alert
    again = await room.person(applicant)
    assert again is not None
    assert again.standing is Standing.APPLICANT

"""A button pressed a second time, by the same hand or by a colleague's, changes nothing more and says what is true."""

from bot.domain.place import Point
from bot.domain.stations import Station, StationKind
from bot.domain.ticket import State
from bot.sandbox.seen import Answer, Message
from storage import people, stations
from tests.deeds import taken
from tests.town import HERE, Town
from tests.townsfolk import Actor


async def both(town: Town, label: str, on: Message, *, by: tuple[Actor, Actor]) -> list[Answer]:
    """Two presses before anything was answered; what each of them heard."""
    presses = [await who.person.presses(label, on) for who in by]
    await town.settles()
    return [await press.answer(0.1) for press in presses]


async def opened(town: Town, number: int, *labels: str) -> Message:
    """The card after one button after another."""
    for label in labels:
        await town.staff.presses(label, on=town.group.card(number))
    return town.group.card(number)


async def test_two_colleagues_escalate_at_once_and_it_climbs_one_level(town: Town) -> None:
    await town.binds(town.street, "安宁西路街道")
    number = await town.courier.reports("井盖")
    card = await opened(town, number, "更多")
    first, second = await both(town, "升级", card, by=(town.staff, town.mate))
    assert first.text == "已升级"
    assert second.show_alert
    assert "安宁西路街道" in second.text
    assert (await town.ticket(number)).level == 1
    assert (await town.story(number)).count("escalate") == 1


async def test_a_second_transfer_says_where_it_went(town: Town) -> None:
    number = await town.courier.reports("井盖")
    card = await opened(town, number, "转派")
    first, second = await both(town, "培黎社区", card, by=(town.staff, town.staff))
    assert "培黎社区" in first.text
    assert second.show_alert
    assert second.text == f"#{number} 现在由培黎社区处理。"
    assert (await town.story(number)).count("transfer") == 1


async def test_an_admin_who_serves_both_hears_the_same(town: Town) -> None:
    number = await town.courier.reports("井盖")
    card = await opened(town, number, "转派")
    _, second = await both(town, "培黎社区", card, by=(town.admin, town.admin))
    assert second.text == f"#{number} 现在由培黎社区处理。"


async def test_who_never_had_a_card_of_it_learns_nothing(town: Town) -> None:
    number, other = await town.courier.reports("井盖"), await town.rider.reports("Manhole", at=(36.1025, 103.7325))
    answer = await town.staff.presses_data(f"take:{other}", on=town.group.card(number))
    assert "培黎" not in answer.text
    assert answer.show_alert


async def test_a_warning_is_sent_by_who_wrote_it(town: Town) -> None:
    await town.courier.reports("井盖")
    await town.staff.sends("/broadcast 桥面结冰", chat=town.group)
    preview = town.group.said[-1]
    answer = await town.mate.presses("发给", on=preview)
    assert answer.show_alert
    assert "网格员李" in answer.text
    assert "桥面结冰" not in town.courier.last_text


async def test_a_part_is_ticked_once_however_often_it_is_tapped(town: Town) -> None:
    number = await taken(town)
    await opened(town, number, "更多", "拆分", "➕")
    await town.staff.sends("围挡" + "长" * 70, chat=town.group, reply_to=town.group.said[-1])
    assert "长…" in town.group.card(number).text
    card = await opened(town, number, "更多", "拆分")
    first, second = await both(town, "围挡", card, by=(town.staff, town.mate))
    assert not first.show_alert
    assert "已经" in second.text
    assert (await town.story(number)).count("split") == 2
    assert "☑️ 围挡" in town.group.card(number).text
    await opened(town, number, "围挡")
    assert "⬜️ 围挡" in town.group.card(number).text


async def test_who_seconded_a_report_is_nobodys_colleague(town: Town) -> None:
    first = await town.courier.reports("井盖")
    second = await town.rider.reports("Manhole")
    await town.rider.presses("Me too")
    assert (await town.ticket(second)).state is State.MERGED
    third = await town.courier.reports("路灯", at=(36.1035, 103.7235))
    await town.mate.presses("接单", on=town.group.card(first))
    card = await opened(town, third, "更多", "指派")
    assert any("网格员王" in label for label in card.buttons)
    assert not any("Rider Tom" in label for label in card.buttons)
    async with town.app.store.read() as conn:
        rider = (await people.by_telegram(conn, [town.rider.person.id]))[town.rider.person.id]
    assert (await town.staff.presses_data(f"assignto:{third}:{rider.id}", on=card)).show_alert
    assert (await town.ticket(third)).assignee is None


async def test_a_favourite_stays_one_however_often_it_is_tapped(town: Town) -> None:
    async with town.app.store.write() as conn:
        await stations.put(conn, [Station(0, "S-01", "小蜜蜂驿站", StationKind.BEE, Point(*HERE))])
    await town.courier.sends("/start s_S-01")
    page = town.courier.last
    answers = await both(town, "❤ 收藏", page, by=(town.courier, town.courier))
    assert [one.text for one in answers] == ["已收藏。", "已收藏。"]
    data = [button.get("callback_data", "") for row in town.courier.last.rows for button in row]
    view = next(each for each in data if each.startswith("unfavour:")).partition(":")[2]
    for _ in range(2):
        await town.courier.presses_data(f"unfavour:{view}", on=page)
    assert any("❤ 收藏" in label for label in town.courier.last.buttons)

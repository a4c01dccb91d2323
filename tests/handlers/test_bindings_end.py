"""A chat or topic that serves its area no more: a topic is deleted, a group unbound or bound to something else."""

from bot.domain.people import Grant, Role
from bot.domain.ticket import State
from bot.sandbox.group import Group, Topic
from storage import areas, people, tickets
from tests.deeds import prompted, taken
from tests.town import EAST, IN_EAST, WEST, Town
from tests.townsfolk import picture


async def forum(town: Town, *, general: str = "") -> tuple[Group, Topic]:
    """A forum in whose topic the eastern community is served; the town's two groups serve nobody."""
    people = [town.cast["admin"], town.cast["mate"]]
    hall = town.box.group("论坛群", creator=town.cast["staff"], members=people, forum=True)
    topic = hall.topic("培黎话题")
    for place in (town.west, town.east):
        await town.admin.sends("/unbind", chat=place)
    if general:
        await town.admin.sends(f"/bind {general}", chat=hall)
    await town.admin.sends(f"/bind {EAST}", chat=topic)
    return hall, topic


async def bound(town: Town, hall: Group) -> list[tuple[int | None, str]]:
    async with town.app.store.read() as conn:
        found = await areas.all_bound_in(conn, hall.id)
        names = await areas.names(conn, [one.area for one in found])
    return [(one.thread, names[one.area]) for one in found]


async def test_a_deleted_topic_leaves_the_group_with_its_own_area_alone(town: Town) -> None:
    hall, topic = await forum(town, general=WEST)
    west = await town.courier.reports("井盖")
    first = await town.courier.reports("路面", at=IN_EAST)
    topic.deletes()
    second = await town.courier.reports("井盖", at=IN_EAST)
    assert await bound(town, hall) == [(None, WEST)]
    (told,) = town.admin.saying("话题被删除了")
    assert "论坛群" in told.text
    assert f"/bind {EAST}" in told.text
    for number in (first, second):
        assert "接单" in "".join(town.admin.saying(f"#{number} ")[-1].buttons), "with nobody else, the admins have it"
        assert not any(one.buttons for one in hall.messages if f"#{number} " in one.text)
    card = next(one for one in hall.messages if f"#{west} " in one.text)
    assert not (await town.staff.presses("接单", card)).show_alert
    await town.staff.sends("/tasks", chat=hall)
    assert f"#{west}" in hall.last_text


async def test_a_topic_bound_anew_gets_what_was_handed_on(town: Town) -> None:
    hall, topic = await forum(town, general=WEST)
    topic.deletes()
    number = await town.courier.reports("井盖", at=IN_EAST)
    fresh = hall.topic("培黎话题二")
    await town.admin.sends(f"/bind {EAST}", chat=fresh)
    (card,) = [one for one in fresh.messages if f"#{number} " in one.text]
    assert not (await town.staff.presses("接单", card)).show_alert
    assert await bound(town, hall) == [(None, WEST), (fresh.thread, EAST)]


async def test_where_the_group_serves_nothing_else_it_takes_over_a_deleted_topic(town: Town) -> None:
    hall, topic = await forum(town)
    numbers = [await town.courier.reports("井盖", at=IN_EAST) for _ in range(3)]
    await town.clock.passes(minutes=2)
    topic.deletes()
    numbers.append(await town.courier.reports("路面", at=IN_EAST))
    assert await bound(town, hall) == [(None, EAST)]
    (told,) = town.admin.saying("话题被删除了")
    assert "总话题" in told.text
    for number in numbers:
        (card,) = [one for one in hall.messages if f"#{number} " in one.text and one.buttons]
        assert not (await town.staff.presses("接单", card)).show_alert
    await town.clock.passes(minutes=2)
    (board,) = [one for one in hall.messages if "看板" in one.text and one.buttons]
    assert "处理中 4" in board.text


async def board_in_the_west(town: Town) -> None:
    town.west.group.promotes_bot()
    for _ in range(3):
        await town.courier.reports("井盖")
    await town.clock.passes(minutes=2)
    assert len(town.west.group.pinned) == 1


async def test_a_board_comes_down_when_its_group_is_unbound_and_a_new_one_comes(town: Town) -> None:
    await board_in_the_west(town)
    (board,) = town.west.saying("看板")
    await town.admin.sends("/unbind", chat=town.west)
    await town.clock.passes(minutes=2)
    assert town.west.group.pinned == []
    (closed,) = [one for one in town.west.said if one.id == board.id]
    assert "不再服务" in closed.text
    assert closed.buttons == []
    await town.admin.sends(f"/bind {WEST}", chat=town.west)
    (again,) = town.west.group.pinned
    assert again.id != board.id
    assert "待接单 3" in again.text


async def test_a_group_bound_to_another_area_shows_that_ones_board(town: Town) -> None:
    await board_in_the_west(town)
    await town.admin.sends(f"/bind {EAST}", chat=town.west)
    assert town.west.group.pinned == []
    for _ in range(3):
        await town.courier.reports("井盖", at=IN_EAST)
    await town.clock.passes(minutes=2)
    (board,) = town.west.group.pinned
    assert EAST in board.text


async def test_a_board_that_may_not_be_taken_down_still_says_that_it_is_over(town: Town) -> None:
    await board_in_the_west(town)
    town.west.group.demotes_bot()
    await town.admin.sends("/unbind", chat=town.west)
    assert town.west.saying("不再服务该区域")


async def proven_elsewhere(town: Town, *, registered: bool) -> None:
    """The photo of the result comes when the group serves another area; staff are registered, or were its members."""
    prompt = await prompted(town, await taken(town))
    if registered:
        async with town.app.store.write() as conn:
            (west,) = await areas.named(conn, WEST)
            holder = (await tickets.get(conn, 1)).assignee
            assert holder
            await people.grant(conn, holder, Grant(Role.STAFF, west.id), town.clock.at)
    await town.admin.sends(f"/bind {EAST}", chat=town.west)
    await town.staff.sends_photo(picture(9), chat=town.west, reply_to=prompt)


async def test_a_proof_that_comes_after_the_chat_was_bound_otherwise_is_confirmed_there(town: Town) -> None:
    await proven_elsewhere(town, registered=True)
    assert (await town.ticket(1)).state is State.RESOLVED
    assert "#1 已办结" in town.west.last_text
    assert not town.west.said[-1].file_id, "the chat serves somebody else: no pictures"


async def test_who_was_staff_by_the_group_alone_hears_that_they_may_not_any_more(town: Town) -> None:
    await proven_elsewhere(town, registered=False)
    assert (await town.ticket(1)).state is State.ACKNOWLEDGED
    assert "没有权限" in town.west.last_text

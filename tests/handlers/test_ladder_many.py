"""After an outage hundreds of tickets climb at once: each chat hears of all of them in one message."""

from handlers.ladder import telling
from handlers.ladder.due import PORTION, climb
from storage import cards, late_notices
from storage.cards import Card
from tests.handlers.climbing import Scene, knocks, made
from tests.handlers.room import Room

MANY = 2 * PORTION + 20


async def late(room: Room, count: int = MANY) -> Scene:
    scene = await made(room)
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    for _ in range(count):
        one = await room.ticket(scene.courier, area, acknowledge_by=room.now, resolve_by=None, due_at=room.now)
        card = Card(f"ticket:{one.id}:card", one.id, scene.west.chat.id, None, "zh")
        await room.do(lambda conn, card=card: cards.add(conn, [card]))  # type: ignore[misc]
    room.later(hours=3)
    return scene


async def test_each_chat_gets_one_list_of_everything(room: Room) -> None:
    scene = await late(room)
    await knocks(room)
    assert scene.heard() == (1, 1, 1, 1)
    for chat in (scene.west, scene.street, scene.district, scene.lead):
        text = scene.told(chat)[0]
        assert f"有 {MANY} 件工单" in text
        assert text.endswith(f"……还有 {MANY - telling.SHOWN} 件：/tasks late")
        assert len(chat.last.labels) == telling.SHOWN
    for number in (1, MANY):
        assert await scene.story(number) == [
            "submit", "warn acknowledge:warn", "late acknowledge:group", "late acknowledge:lead",
            "escalate", "escalate",
        ]  # fmt: skip
    await knocks(room)
    assert scene.heard() == (1, 1, 1, 1)


async def test_what_was_not_told_when_the_process_ended_is_told_by_the_next(room: Room) -> None:
    scene = await late(room)
    await room.do(lambda conn: climb(conn, room.house, room.now))
    assert scene.heard() == (0, 0, 0, 0)
    await knocks(room)
    assert scene.heard() == (1, 1, 1, 1)
    assert f"有 {MANY} 件工单" in scene.told(scene.west)[0]
    assert not await room.do(late_notices.take)


async def test_exactly_a_portion_is_one_list_too(room: Room) -> None:
    scene = await late(room, PORTION)
    await knocks(room)
    assert scene.heard() == (1, 1, 1, 1)
    assert f"有 {PORTION} 件工单" in scene.told(scene.street)[0]


async def test_the_command_in_the_list_shows_what_is_late(room: Room) -> None:
    scene = await late(room, 12)
    await room.ticket(scene.courier, await room.area("安宁区", "安宁西路街道", "枣林西社区"))
    staff = room.stranger("网格员李")
    for words in ("/tasks late", "/tasks 超时"):
        await staff.says(words, chat=scene.west)
        assert "枣林西社区 · 超时" in scene.west.last_text
        assert "#13" not in scene.west.last_text
    await staff.says("/tasks", chat=scene.west)
    assert "枣林西社区 · 全部" in scene.west.last_text

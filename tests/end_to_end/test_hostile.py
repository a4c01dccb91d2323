"""What nobody should send, sent to the real process: answered or logged, alone in a dead letter, and never a stop."""

from pathlib import Path

import pytest

from bot.sandbox import Sandbox, messages
from bot.sandbox.errors import Json
from bot.sandbox.person import Person
from bot.sandbox.seen import Message
from tests.end_to_end import books, scene
from tests.end_to_end.scene import Scene
from tests.end_to_end.siege import survives

PEOPLE = {"id": 77, "is_bot": False, "first_name": "坏人"}
PRIVATE = {"id": 77, "type": "private", "first_name": "坏人"}


def message(**fields: object) -> Json:
    """A message of a stranger's; None leaves a field out."""
    whole = {"message_id": 1, "date": 1_790_000_000, "from": PEOPLE, "chat": PRIVATE, "text": "hello"} | fields
    return {name: value for name, value in whole.items() if value is not None}


MALFORMED: dict[str, Json] = {
    "a message that is a number": {"message": 7},
    "a message without a chat": {"message": message(chat=None)},
    "a chat without an id": {"message": message(chat={"type": "private"})},
    "an id that no database holds": {"message": message(message_id=2**63)},
    "a date beyond all calendars": {"message": message(date=2**60)},
    "a text that is a list": {"message": message(text=["hello"])},
    "a photo without sizes": {"message": message(photo=[])},
    "a location without degrees": {"message": message(location={})},
    "a press without its presser": {"callback_query": {"id": "1", "data": "take:1", "message": message()}},
    "a membership of nobody": {"my_chat_member": {"date": 1}},
}
IGNORED: dict[str, Json] = {
    "a channel's post": {"channel_post": message(chat={"id": -1009, "type": "channel", "title": "c"})},
    "a kind of update that does not exist yet": {"dream": {"of": "a sheep"}},
    "nothing but its number": {},
    "another bot's message": {"message": message(**{"from": PEOPLE | {"is_bot": True}})},
    "a press on an inline message": {"callback_query": {"id": "2", "from": PEOPLE, "data": "x", "chat_instance": "1"}},
}
NO_UPDATES = (b"7", b'"update"', b"[]", b"null", b'{"update_id":"x"}', b'{"update_id":-5,"message":{}}')
HALF_A_CHARACTER = b'{"update_id": %d, "message": {"message_id": 1, "date": 1790000000, "text": "\\ud83d",'
HALF_A_CHARACTER += (
    b' "from": {"id": 78, "is_bot": false, "first_name": "\\udc00"}, "chat": {"id": 78, "type": "private"}}}'
)
FORGED = (
    *("", ":", "take:", "take:0", "take:999999999999999999999", "take:-1", "take:１", "category:", "category:nope"),
    *("approve:1", "release:1:2:3", "bindas:1", "crs:wgs84", "满意", "draft:old:yes", "person:1", "x" * 64, "🐍" * 16),
)
NAMES = {  # and what an admin reads
    "<b>粗</b> & <a href='tg://user?id=1'>我</a>": "<b>粗</b> & <a href='tg://user?id=1'>我</a>",
    "مرحبا بالعالم": "مرحبا بالعالم",
    "\x00\x07NUL": "NUL",
    "\u202egnp.exe": "gnp.exe",
    "𝕏" * 64: "𝕏" * 64,
    "&amp;" * 12: "&amp;" * 12,
}


@pytest.fixture
async def street(box: Sandbox, tmp_path: Path) -> Scene:
    return await scene.furnish(box, tmp_path, couriers=2)


async def test_a_malformed_update_lies_alone_among_the_dead_letters_and_the_next_one_is_handled(street: Scene) -> None:
    box, li = street.box, street.couriers[0]
    everything: list[Json | bytes] = [*MALFORMED.values(), *IGNORED.values(), *NO_UPDATES]
    async with survives(street):
        for update in everything:
            box.inject(update)
            await li.sends("/help")
        box.inject(HALF_A_CHARACTER % box.world.updates.next_id)
        await books.settled(box, street.folder)
        answered = [call for call in box.called("sendMessage") if call.params["chat_id"] == li.id]
        assert len(answered) == len(everything)
    letters = books.ask(street.folder, "SELECT update_id, body FROM dead_letters ORDER BY id")
    assert [body for number, body in letters if number is None] == list(NO_UPDATES)
    assert len(letters) == len(NO_UPDATES) + len(MALFORMED)


async def test_every_forged_or_outdated_press_is_answered(street: Scene) -> None:
    box, li = street.box, street.couriers[0]
    outsider = box.person("外人")
    async with survives(street):
        await li.sends("/help")
        help_text = await li.waits_for("")
        card = await _somebody_says(street)
        for data in FORGED:
            for person, place in ((li, help_text), (outsider, help_text), (street.staff[0], card)):
                assert await (await person.presses_data(data, place)).answer()
        messages.remove(box.world, li.chat, help_text.id)
        assert (await (await li.presses_data("mine:1", help_text)).answer()).text
    assert books.faults(street.folder) == []


async def _somebody_says(street: Scene) -> Message:
    """A message of the bot's in the group."""
    await street.staff[0].sends("/help", chat=street.group)
    return await street.group.waits_for("")


async def test_a_name_of_any_kind_is_shown_as_it_was_written_or_without_what_hides_in_it(street: Scene) -> None:
    box = street.box
    async with survives(street):
        for name, shown in NAMES.items():
            stranger = box.person(name, last_name=name[::-1])
            await stranger.starts()
            await stranger.waits_for("")
            await _applies(stranger, name)
            await street.admin.waits_for(shown)
    assert books.faults(street.folder) == []


async def _applies(stranger: Person, name: str) -> None:
    await stranger.presses("申请加入")
    await stranger.waits_for("1/3")
    await stranger.sends(name)
    await stranger.waits_for("2/3")
    await stranger.sends(name)
    await stranger.waits_for("3/3")
    await stranger.taps("跳过")
    await stranger.waits_for("申请已提交")


async def test_words_too_long_and_words_changed_later_disturb_nothing(street: Scene) -> None:
    li = street.couriers[0]
    async with survives(street):
        photo = await li.sends_photo(scene.picture(2000), caption="<b>" + "长" * 10_000)
        await li.waits_for("📷", 10)
        await li.edits(photo, "edited: " + "长" * 5_000)
        await li.sends("/cancel")
        await li.waits_for("")
        text = await li.sends("字" * 4_096)
        await li.waits_for("")
        await li.edits(text, "<script>")
        await li.sends("\x00\u202e")
        await li.waits_for("")
    assert books.faults(street.folder) == []

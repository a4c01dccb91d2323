from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Message, Update

from bot.domain.incoming import ChatKind, Event, FileKind, Inquiry, Location, Membership, Press
from bot.domain.place import Point
from bot.telegram import raw
from bot.telegram.fields import label
from bot.telegram.parse import Malformed, event
from tests.telegram import updates as u

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def parsed(update: dict[str, Any]) -> Event:
    found = event(update, NOW, username=u.USERNAME)
    assert found is not None
    return found


@pytest.mark.parametrize("update", u.HANDLED)
def test_we_read_an_update_as_the_library_does(update):
    ours, theirs = parsed(update), Update.de_json(deepcopy(update), None)
    assert theirs is not None
    assert ours.update_id == theirs.update_id
    assert (ours.chat.id, ours.chat.forum) == (theirs.effective_chat.id, bool(theirs.effective_chat.is_forum))
    if not ours.sender.anonymous:
        assert (ours.sender.id, ours.sender.name) == (theirs.effective_user.id, theirs.effective_user.full_name)
    message = theirs.effective_message
    assert ours.message == (message.message_id if message else None)
    if isinstance(message, Message) and ours.press is None:
        agrees(ours, message)


def agrees(ours: Event, message: Message) -> None:
    assert ours.text == (message.text or message.caption or "")
    assert ours.at == (message.edit_date or message.date)
    assert ours.album == (message.media_group_id or "")
    assert ours.moved_to == message.migrate_to_chat_id
    place = message.location
    assert (ours.location and ours.location.point) == (place and Point(place.latitude, place.longitude))
    assert (ours.contact and ours.contact.phone) == (message.contact and message.contact.phone_number)
    file = message.effective_attachment
    ids = {each.file_id for each in file} if isinstance(file, tuple) else {getattr(file, "file_id", None)}
    assert all(each.id in ids for each in ours.files)


@pytest.mark.parametrize("update", u.HANDLED)
def test_intake_knows_the_lane_that_the_event_will_have(update):
    assert raw.lane(update) == parsed(update).lane
    assert raw.of(update).id == update["update_id"]
    assert raw.received(orjson.dumps(update)) == raw.of(update)


@pytest.mark.parametrize("update", u.UNHANDLED)
def test_what_is_not_for_us_is_nothing(update):
    assert event(update, NOW, username=u.USERNAME) is None


def test_a_command_keeps_its_arguments_and_loses_our_name():
    found = parsed(u.COMMAND)
    assert (found.command, found.arguments) == ("report", "井盖")
    assert parsed(u.PHOTO).command == "report"
    assert parsed(u.message(text="see /report")).command == ""
    assert parsed(u.message(text="/start a_b-c")).arguments == "a_b-c"
    assert parsed(u.message(text="/task\n7\n8")).arguments == "7\n8"


def test_of_a_photo_the_largest_size_counts():
    assert [(file.id, file.kind, file.width) for file in parsed(u.PHOTO).files] == [("large", FileKind.PHOTO, 1280)]
    assert [file.kind for file in parsed(u.GIF).files] == [FileKind.VIDEO]


def test_a_live_location_moves_by_edits_and_says_when():
    found = parsed(u.LIVE)
    assert found.edited
    assert found.location.live_period == 900
    assert found.at == datetime.fromtimestamp(1_760_000_060, UTC)
    assert found.location.until == datetime.fromtimestamp(1_760_000_900, UTC)  # the period counts from the first date


def test_a_forwarded_message_says_whose_it_was_unless_they_hide_it():
    assert parsed(u.FORWARDED).forwarded_from == 5_000_000_002
    assert parsed(u.SECRETLY).forwarded_from is None
    assert parsed(u.TEXT).forwarded_from is None


def test_a_topic_is_a_thread_and_a_reply_chain_is_none():
    topic, reply = parsed(u.TOPIC), parsed(u.REPLY)
    assert (topic.chat.thread, topic.reply_to) == (4, None)
    assert (reply.chat.thread, reply.reply_to) == (None, 9)


@pytest.mark.parametrize(("update", "number"), [(u.ADMIN, 1087968824), (u.CHANNEL, -1009)])
def test_who_hides_behind_a_chat_is_anonymous(update, number):
    found = parsed(update)
    assert found.sender.anonymous
    assert found.sender.id == number
    assert found.lane == found.chat.id == u.GROUP["id"]


@pytest.mark.parametrize("update", [u.PRESS, u.OLD_PRESS])
def test_a_press_happened_when_we_heard_of_it(update):
    found = parsed(update)
    assert found.press == Press("4382bfdwdsb323b2d9", "ticket:7:acknowledge", 12)
    assert (found.at, found.chat.kind) == (NOW, ChatKind.GROUP)


def test_an_inline_query_comes_from_a_person_and_not_from_where_they_type_it():
    found = parsed(u.INQUIRY)
    assert (found.inquiry, found.location) == (Inquiry("7712", "充电", "10"), Location(Point(36.1, 103.7)))
    assert (found.at, found.chat.id, found.chat.kind) == (NOW, u.RIDER["id"], ChatKind.PRIVATE)
    assert raw.lane(u.INQUIRY) == found.lane
    other = u.message(
        text="桃园驿站", via_bot={"id": 43, "is_bot": True, "first_name": "别的", "username": "other_bot"}
    )
    assert parsed(other).text == "桃园驿站"


def test_our_rights_in_a_group_are_listed():
    rights = frozenset({"can_manage_chat", "can_delete_messages", "can_invite_users"})
    assert parsed(u.MEMBER).membership == Membership("administrator", rights)


def test_nothing_unprintable_comes_through():
    rider = u.RIDER | {"first_name": "\u202egro\x00.evil\n", "last_name": "x" * 500}
    found = parsed(u.message(text="a\x00b\ud83d\r\nc" + "长" * 10_000, **{"from": rider}))
    assert found.text.startswith("ab\nc长")
    assert len(found.text) <= 4096
    assert found.sender.name == ("gro.evil " + "x" * 500)[:64]
    found.text.encode()


@given(st.text())
def test_a_name_is_one_line_of_at_most_its_cap(text):
    name = label(text, 64)
    assert len(name) <= 64
    assert name == label(name, 64)
    assert not set(name) & set("\n\r\t\x00\u202e\u2066\u200b")


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([10**400, -(2**63)]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [found for key, each in inner for found in places(each, (*path, key))]


@given(st.data())
def test_any_damage_to_an_update_is_malformed_or_harmless(data):
    update = deepcopy(data.draw(st.sampled_from(u.HANDLED)))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(update)[1:] or [("x",)]))
        damage(update, path, data)
    survives(update)


def damage(update: Any, path: tuple[Any, ...], data: st.DataObject) -> None:
    for key in path[:-1]:
        update = update[key]
    if data.draw(st.booleans()):
        update[path[-1]] = data.draw(JUNK)
    elif isinstance(update, dict):
        update.pop(path[-1], None)


@given(JUNK)
def test_any_json_is_malformed_or_harmless(junk):
    survives(junk)
    survives({"update_id": 5, "message": junk, "callback_query": junk})


def survives(update: Any) -> None:
    assert isinstance(raw.lane(update), int)
    try:
        found = event(update, NOW, username=u.USERNAME)
    except Malformed as error:
        found = None if error.reason else pytest.fail("no reason")
    assert found is None or (isinstance(found.text, str) and raw.lane(update) == found.lane)


@pytest.mark.parametrize("junk", [None, [], "x", {}, {"update_id": "1"}, {"update_id": -1}, {"update_id": 2**70}])
def test_what_is_no_update_is_malformed_without_a_number(junk):
    with pytest.raises(Malformed) as caught:
        event(junk, NOW)
    assert caught.value.update_id is None


@pytest.mark.parametrize(
    "damage",
    [
        {"message_id": True},
        {"message_id": 2**63},
        {"date": -1},
        {"date": 2**40},
        {"text": 5},
        {"chat": None},
        {"chat": {"id": 5, "type": "club"}},
        {"from": {"id": "5"}},
        {"photo": []},
        {"document": {"file_id": ""}},
        {"location": {"latitude": 91, "longitude": 0}},
        {"location": {"latitude": float("nan"), "longitude": 0}},
    ],
)
def test_values_that_no_message_has_are_malformed(damage):
    with pytest.raises(Malformed):
        event(u.message(**({"text": "x"} | damage)), NOW)


def test_a_damaged_update_names_itself():
    with pytest.raises(Malformed, match="latitude") as caught:
        event(u.message(location={"latitude": "north", "longitude": 1}), NOW)
    assert caught.value.update_id == 77


def test_a_webhook_body_is_kept_to_the_byte_and_no_json_is_nothing():
    body = b'{ "update_id": 3,  "message": {"text": "\\ud83d"} }'
    assert raw.received(body) == raw.Raw(3, 0, body)
    assert raw.received(b"no json") is None
    assert raw.received(b"\xff\xfe") is None
    assert raw.received(b"[" * 100_000) is None
    assert raw.received(b"[1]") == raw.Raw(None, 0, b"[1]")

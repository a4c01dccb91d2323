"""Updates of many people, as Telegram writes them."""

import time
from typing import Any

from bench.tiles import LAT, LON, TILE

FIRST = 5_000_000_001  # above 32 bits, as ids are now
Update = dict[str, Any]


def person(number: int) -> int:
    """The Telegram id of somebody in the crowd."""
    return FIRST + number


def help_wanted(count: int, people: int) -> list[Update]:
    """So many times /help, from everybody in turn."""
    return [_message(place % people, place, **_command("/help")) for place in range(count)]


def place(number: int) -> Update:
    """Somebody says where they are: each in the middle of another cell."""
    return _location(number, number + 1)


def stations_wanted(number: int) -> Update:
    """That person asks for stations."""
    return _message(number, 10_000 + number, **_command("/stations"))


def reports(count: int, people: int, *, first: int = 0) -> list[Update]:
    """So many reports of three updates each (photo, location, category) in a rush, numbered from `first`."""
    made: list[Update] = []
    for begin in range(first, first + count, people):
        numbers = range(begin, min(first + count, begin + people))
        made += [_photo(number, people) for number in numbers]
        made += [_location(number, people) for number in numbers]
        made += [_category(number, people) for number in numbers]
    return made


def _photo(number: int, people: int) -> Update:
    small = {"file_id": f"s{number}", "file_unique_id": f"s{number}", "width": 90, "height": 67, "file_size": 1200}
    # Without a size: what the pretend Telegram serves is as long as its name wants it.
    large = {"file_id": f"photo{number}", "file_unique_id": f"l{number}", "width": 1280, "height": 960}
    return _message(number % people, 3 * number, photo=[small, large])


def _location(number: int, people: int) -> Update:
    """Each report in the middle of another cell."""
    row, column = divmod(number % 1600, 40)
    where = {"latitude": LAT + (row + 0.5) * TILE, "longitude": LON + (column + 0.5) * TILE}
    return _message(number % people, 3 * number + 1, location={**where, "horizontal_accuracy": 12.5})


def _category(number: int, people: int) -> Update:
    asked = _message(number % people, 3 * number + 2, text="?")["message"]
    pressed = {"id": str(10**15 + number), "from": asked["from"], "chat_instance": "1", "data": "category:manhole"}
    return {"callback_query": {**pressed, "message": asked}}


def _command(text: str) -> Update:
    return {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": len(text)}]}


def _message(number: int, place: int, **parts: Any) -> Update:
    user = {"id": person(number), "is_bot": False, "first_name": "王", "last_name": "强", "language_code": "zh-hans"}
    chat = {"id": user["id"], "type": "private", "first_name": "王", "last_name": "强"}
    return {"message": {"message_id": 1000 + place, "from": user, "chat": chat, "date": int(time.time()), **parts}}

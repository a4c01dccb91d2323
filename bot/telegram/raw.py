"""Updates as they came: the text that is stored before anybody looks into it, and the little that intake must know."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

ANONYMOUS_ADMIN = 1_087_968_824  # the account that speaks for every group admin who hides behind the group
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Raw:
    """One update. `id` None: no update at all, for the dead letter. `lane`: whose order it keeps. `body`: its JSON."""

    id: int | None
    lane: int
    body: bytes


def of(update: object) -> Raw:
    """The Raw of one decoded update."""
    return Raw(update_id(update), lane(update), _dump(update))


def received(body: bytes) -> Raw | None:
    """The Raw of a webhook's body, kept to the byte; None where it is no JSON."""
    try:
        update = load(body)
    except ValueError:
        return None
    return Raw(update_id(update), lane(update), body)


def load(body: bytes) -> Any:
    """Decode stored JSON; ValueError. Half surrogates, which orjson refuses, come in some clients' names."""
    try:
        return orjson.loads(body)
    except ValueError:
        return _lenient(body)


def update_id(update: object) -> int | None:
    """The update's own number: unique, not monotone for ever. None where it has none that a database can hold."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if type(number) is int and 0 <= number <= _LARGEST else None


def lane(update: object) -> int:
    """The sender's id, else the chat's, else 0: the same that the parsed Event says, without parsing it."""
    if not isinstance(update, dict):
        return 0
    return next(_lanes(update), 0)


def _lanes(update: dict[str, Any]) -> Iterator[int]:
    for name, part in update.items():
        if name != "update_id" and isinstance(part, dict):
            yield from _named(part)


def _named(part: dict[str, Any]) -> Iterator[int]:
    pressed = part.get("message")
    chat = part.get("chat") or (pressed.get("chat") if isinstance(pressed, dict) else None)
    hidden = "sender_chat" in part
    for owner in (None if hidden else part.get("from"), chat):
        number = owner.get("id") if isinstance(owner, dict) else None
        if type(number) is int and number != ANONYMOUS_ADMIN and abs(number) <= _LARGEST:
            yield number


def _lenient(body: bytes) -> Any:
    try:
        return json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _dump(update: object) -> bytes:
    try:
        return orjson.dumps(update)
    except TypeError:
        return json.dumps(update).encode()

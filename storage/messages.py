"""Outgoing values as the outbox keeps them: JSON under the name of their class."""

from functools import cache
from typing import get_args

import orjson
from pydantic import TypeAdapter, ValidationError

from bot.domain.outgoing import Outgoing


class Unreadable(Exception):
    """The stored body is none of our messages: written by another version, or damaged."""


def pack(message: Outgoing) -> tuple[str, bytes]:
    """The name of its class, and its fields."""
    return type(message).__name__, orjson.dumps(message)


def unpack(kind: str, body: bytes) -> Outgoing:
    """The message again, checked field by field; raises Unreadable."""
    try:
        return _adapter(kind).validate_json(body)
    except (KeyError, ValidationError) as error:
        raise Unreadable(f"{kind}: {error}") from error


@cache
def _adapter(kind: str) -> TypeAdapter[Outgoing]:
    known = {one.__name__: one for one in get_args(Outgoing)}
    return TypeAdapter(known[kind])

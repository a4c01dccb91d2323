"""Reading values out of JSON that anybody may have written: the right type, or ValueError naming the field."""

import re
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

_LARGEST = 2**63 - 1
_LATEST = 2**33  # the year 2242: no message is younger, and datetime can hold it
# Control characters except tab and line feed, halves of surrogate pairs, and what is no character at all.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What would let a name reorder or hide the words around it.
_SLY = re.compile("[\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\u3164\ufeff\ufff9-\ufffb]")


def part(json: Json, name: str) -> Json | None:
    """An object, None where it is absent."""
    value = json.get(name)
    if value is None or type(value) is dict:
        return value
    raise ValueError(f"{name} is no object")


def need(json: Json, name: str) -> Json:
    """An object that must be there."""
    value = json.get(name)
    if type(value) is dict:
        return value
    raise ValueError(f"{name} is missing or no object")


def whole(json: Json, name: str) -> int:
    """An integer that must be there and fits a database's 64 bits."""
    value = json.get(name)
    if type(value) is int and -_LARGEST <= value <= _LARGEST:
        return value
    raise ValueError(f"{name} is missing or no integer")


def number(json: Json, name: str) -> int | None:
    """An integer, None where it is absent."""
    return None if json.get(name) is None else whole(json, name)


def size(json: Json, name: str) -> int:
    """An integer of 0 or more, 0 where it is absent."""
    return max(0, number(json, name) or 0)


def real(json: Json, name: str) -> float:
    """A number that must be there."""
    value = json.get(name)
    if type(value) is float or type(value) is int:
        return float(value)
    raise ValueError(f"{name} is missing or no number")


def word(json: Json, name: str, *, cap: int = 512) -> str:
    """A string without control characters, cut to `cap` characters; "" where it is absent."""
    value = json.get(name)
    if value is None:
        return ""
    if type(value) is str:
        return clean(value[:cap])
    raise ValueError(f"{name} is no string")


def identifier(json: Json, name: str) -> str:
    """A string that must be there and is not empty."""
    value = word(json, name)
    if value:
        return value
    raise ValueError(f"{name} is missing")


def flag(json: Json, name: str) -> bool:
    """True only where it says true."""
    return json.get(name) is True


def instant(json: Json, name: str) -> datetime:
    """A Unix time in seconds that must be there."""
    seconds = whole(json, name)
    if 0 <= seconds <= _LATEST:
        return datetime.fromtimestamp(seconds, UTC)
    raise ValueError(f"{name} is no time")


def clean(text: str) -> str:
    """The text without what no database or terminal should meet."""
    return text if text.isprintable() else _UNFIT.sub("", text)


def label(text: str, cap: int) -> str:
    """A name fit to stand in our sentences: one line, nothing that reorders or hides, at most `cap` characters."""
    if not text:
        return ""
    if not text.isprintable() or not text.isascii():
        text = _SLY.sub("", clean(text))
    return " ".join(text.split())[:cap].rstrip()

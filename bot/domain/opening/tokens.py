"""The words and signs that opening hours are written with."""

import re
from collections import deque
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from bot.domain.opening.show import MONTHS, WEEKDAYS

_PATTERN = re.compile(
    r"(?P<always>24/7)|(?P<clock>\d{1,2}:\d{2})(?!\d)|(?P<number>\d+)|(?P<word>[^\W\d_]+)"
    r'|"(?P<comment>[^"]*)"|(?P<sign>\|\||[-;,+/\[\]:()])|(?P<space>\s+)|(?P<other>.)'
)
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september")
_LATER_MONTHS = ("october", "november", "december")
_SUN = ("sunrise", "sunset", "dawn", "dusk")


class Flaw(StrEnum):
    """Why hours cannot be taken."""

    UNREADABLE = "unreadable"
    NO_SUCH_TIME = "no such time"
    NO_SUCH_DATE = "no such date"
    NO_END = "no closing time"
    INTERVAL = "times of departure"
    SUN = "sunrise and sunset"
    SCHOOL = "school holidays"
    FESTIVAL = "one festival"


class BadHours(Exception):
    """`text` is not understood, or says what we cannot know; `near` is the piece that it is about."""

    def __init__(self, text: str, reason: Flaw, near: str = "") -> None:
        super().__init__(f"{text!r}: {reason}" + (f" near {near!r}" if near else ""))
        self.text, self.reason, self.near = text, reason, near


class Token(NamedTuple):
    """`kind` is weekday, month (both with their place in `value`), clock (minutes), number, comment, a sign or word."""

    kind: str
    text: str
    value: int = 0


Tokens = deque[Token]
END = Token("end", "")


def tokens(text: str) -> Tokens:
    """BadHours where a character has no business here."""
    return deque(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    for found in _PATTERN.finditer(text):
        kind, written = str(found.lastgroup), found.group(str(found.lastgroup))
        if kind == "other":
            raise BadHours(text, Flaw.UNREADABLE, written)
        if kind != "space":
            yield _MAKE.get(kind, Token)(kind, written)


def _clock(kind: str, text: str) -> Token:
    hours, minutes = map(int, text.split(":"))
    if minutes > 59 or hours > 48:
        raise BadHours(text, Flaw.NO_SUCH_TIME, text)
    return Token(kind, text, hours * 60 + minutes)


def _number(kind: str, text: str) -> Token:
    if len(text) > 4:
        raise BadHours(text, Flaw.UNREADABLE, text)
    return Token(kind, text, int(text))


def _sign(_: str, text: str) -> Token:
    return Token(text, text)


def _word(_: str, text: str) -> Token:
    """Days and months by their names or what is left of them; any other word is its own kind."""
    word = text.casefold()
    if word in _SUN:
        raise BadHours(text, Flaw.SUN, text)
    for kind, names, least in (("weekday", _DAY_NAMES, 2), ("month", (*_MONTH_NAMES, *_LATER_MONTHS), 3)):
        places = [place for place, name in enumerate(names) if len(word) >= least and name.startswith(word)]
        if len(places) == 1:
            return Token(kind, (WEEKDAYS if kind == "weekday" else MONTHS)[places[0]], places[0])
    return Token(word, text)


_MAKE = {"clock": _clock, "number": _number, "sign": _sign, "word": _word}


def next_kind(left: Tokens, ahead: int = 0) -> str:
    return left[ahead].kind if len(left) > ahead else END.kind


def taken(left: Tokens, *kinds: str) -> Token | None:
    """The next token, used up, if it is of such a kind."""
    return left.popleft() if next_kind(left) in kinds else None


def needed(left: Tokens, *kinds: str) -> Token:
    """The next token, which must be of such a kind."""
    found = taken(left, *kinds)
    if found is None:
        raise unreadable(left)
    return found


def unreadable(left: Tokens) -> BadHours:
    near = left[0].text if left else ""
    return BadHours(near, Flaw.UNREADABLE, near)

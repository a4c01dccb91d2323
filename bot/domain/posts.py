"""Who is on duty in a community or a cell of it: one full-time, three part-time, helpers as there are (1+3+X)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import hours, phones


class Post(StrEnum):
    FULL = "full"
    PART = "part"
    HELPER = "helper"


WORDS: dict[str, Post] = {
    "专职": Post.FULL,
    "full": Post.FULL,
    "full-time": Post.FULL,
    "兼职": Post.PART,
    "part": Post.PART,
    "part-time": Post.PART,
    "帮手": Post.HELPER,
    "志愿者": Post.HELPER,
    "helper": Post.HELPER,
}
NEEDED: dict[Post, int] = {Post.FULL: 1, Post.PART: 3}
"""Of each post in a cell (the pilots' 1+3+X)."""
LONGEST_NAME = 32
LONGEST_PHONE = 20
SHORTEST, SHORTEST_IN_GROUPS = 5, 7
"""Figures of a phone number: a hotline has five."""
_GROUP = re.compile(r"[+\d][\d\-]*")


class Unclear(Exception):
    """What was written names no post or no person."""


@dataclass(frozen=True)
class Duty:
    """`cell` None: for the whole community. `hours` in OSM's syntax, "" for always."""

    id: int
    area: int
    name: str
    post: Post
    phone: str = ""
    hours: str = ""
    cell: int | None = None


def adds(words: str) -> bool:
    """Whether the words mean to put somebody on the roster: a post is among the first two."""
    return _post_in(words.split()) is not None


def read(words: str) -> tuple[str, Duty]:
    """ "枣林西-07 专职 王强 13800000000 周一至周五 08:30-18:00": the place's name, and the duty without its area.

    The place may be left out. Raises Unclear, and hours.BadHours for a shift that is not understood.
    """
    parts = words.split()
    at = _post_in(parts)
    if at is None or len(parts) < at + 2:
        raise Unclear(words)
    place, post, name = " ".join(parts[:at]), WORDS[parts[at].casefold()], parts[at + 1]
    phone, rest = _phone(parts[at + 2 :])
    return place, Duty(0, 0, name[:LONGEST_NAME], post, phone, hours.normalise(" ".join(rest)))


def _post_in(parts: list[str]) -> int | None:
    return next((place for place, part in enumerate(parts[:2]) if part.casefold() in WORDS), None)


def _phone(parts: list[str]) -> tuple[str, list[str]]:
    """The phone number at the front, "" where there is none, and what follows it.

    One written in groups ("138 0013 8000") ends where a mobile number is whole or where hours begin ("8-18" looks like
    either), else where no more figures come.
    """
    groups = next((at for at, part in enumerate(parts) if not _GROUP.fullmatch(part)), len(parts))
    found = [(_number(parts[:end]), parts[end:]) for end in range(1, groups + 1)]
    numbers = [(number, rest) for number, rest in found if number]
    whole = ((phones.normal(number) or number, rest) for number, rest in numbers if _ends(number, rest))
    return next(whole, numbers[-1] if numbers else ("", parts))


def _number(groups: list[str]) -> str:
    """The groups as one number; "" where that is too short or too long for one, as "08-18" is."""
    joined = "".join(groups)
    least = SHORTEST if len(groups) == 1 else SHORTEST_IN_GROUPS
    figures = sum(char.isdecimal() for char in joined)
    return joined if figures >= least and len(joined) <= LONGEST_PHONE and "+" not in joined[1:] else ""


def _ends(number: str, rest: list[str]) -> bool:
    return phones.normal(number) is not None or _are_hours(rest)


def _are_hours(rest: list[str]) -> bool:
    """Figures alone are another group of the number sooner than a year."""
    if rest and rest[0].isdecimal():
        return False
    try:
        hours.normalise(" ".join(rest))
    except hours.BadHours:
        return False
    return True

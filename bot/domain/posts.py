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
_DIGITS = re.compile(r"^[+\d][\d\-]{4,19}$")


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


def read(words: str) -> tuple[str, Duty]:
    """ "枣林西-07 专职 王强 13800000000 周一至周五 08:30-18:00": the place's name, and the duty without its area.

    The place may be left out. Raises Unclear, and hours.BadHours for a shift that is not understood.
    """
    parts = words.split()
    at = next((place for place, part in enumerate(parts[:2]) if part.casefold() in WORDS), None)
    if at is None or len(parts) < at + 2:
        raise Unclear(words)
    place, post, name, rest = " ".join(parts[:at]), WORDS[parts[at].casefold()], parts[at + 1], parts[at + 2 :]
    phone = rest.pop(0) if rest and _DIGITS.fullmatch(rest[0]) else ""
    shift = hours.normalise(" ".join(rest))
    return place, Duty(0, 0, name[:LONGEST_NAME], post, phones.normal(phone) or phone, shift)

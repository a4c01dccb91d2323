"""What somebody types who looks for a station: words for what it must have, and whatever else is a name."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.domain.stations import AMENITIES, Amenity

OPEN, ALL_DAY = "open", "24h"
"""Filters besides the amenities' own keys: open at this moment, and open round the clock."""
LONGEST = 64
"""Characters that are looked at; no name of a station that anybody types is longer."""
_MORE: dict[str, tuple[str, ...]] = {
    OPEN: ("开着", "开门", "营业", "open"),
    ALL_DAY: ("24h", "24小时", "全天", "通宵", "allday", "roundtheclock"),
    Amenity.WATER: ("水", "接水"),
    Amenity.PHONE_CHARGING: ("手机", "charge", "charger"),
    Amenity.EBIKE_CHARGING: ("电动车", "电瓶车", "电瓶", "ebike"),
    Amenity.BATTERY_SWAP: ("电池", "battery"),
    Amenity.MICROWAVE: ("加热", "微波"),
    Amenity.SEATS: ("座", "坐", "歇脚", "歇", "rest"),
    Amenity.TOILET: ("wc", "restroom"),
    Amenity.UMBRELLA: ("伞",),
    Amenity.FIRST_AID: ("药", "急救"),
    Amenity.CLIMATE: ("取暖", "凉快"),
    Amenity.BOOKS: ("书",),
}
_SAYING_NOTHING = (
    *("附近", "最近", "周边", "哪里", "哪", "在", "有", "能", "可以", "的", "和", "我", "要", "想", "找", "去", "吗"),
    *("驿站", "站点", "站", "地方", "near", "nearby", "me", "with", "and", "a", "the", "find", "station", "stations"),
)
MINE, ADD, FOLLOW = "mine", "add", "follow"
_ORDERS: dict[str, tuple[str, ...]] = {
    MINE: ("❤", "❤️", "♥", "♥️", "收藏", "我的收藏", "我的", "mine", "favourites", "favorites", "fav"),
    ADD: ("add", "new", "新增", "添加", "登记"),
    FOLLOW: ("follow", "跟随", "跟着我"),
}
_BETWEEN = re.compile(r"[\s,，、;；|/。.!！?？]+")


@dataclass(frozen=True)
class Wish:
    """`filters`: OPEN, ALL_DAY, amenity keys; `name`: what is left, to be sought in names, addresses and codes."""

    filters: frozenset[str] = frozenset()
    name: str = ""


def read(text: str) -> Wish:
    """A run of words that says nothing but what is wanted becomes filters ("附近有充电的", "hot water 24h")."""
    plain = unicodedata.normalize("NFKC", text)[:LONGEST].casefold()
    tokens = [token for token in _BETWEEN.split(plain) if token]
    filters: set[str] = set()
    rest: list[str] = []
    for token, said in _runs(tokens):
        filters |= said if said is not None else set()
        rest += [] if said is not None else [token]
    return Wish(frozenset(filters), " ".join(rest))


def order(text: str) -> str:
    """MINE, ADD or FOLLOW where the words mean that and nothing else; "" for any others."""
    plain = " ".join(text.casefold().split())
    return next((what for what, words in _ORDERS.items() if plain in words), "")


def _runs(tokens: Sequence[str]) -> Iterator[tuple[str, frozenset[str] | None]]:
    """The longest runs that are filters; token by token, with None, what is none."""
    at = 0
    while at < len(tokens):
        ends = range(len(tokens), at, -1)
        found = next(((end, said) for end in ends if (said := _said("".join(tokens[at:end]))) is not None), None)
        end, said = found or (at + 1, None)
        yield tokens[at], said
        at = end


def _said(text: str) -> frozenset[str] | None:
    """The filters of a text that consists of known words, of as few as possible; None for any other text."""
    known = _words()
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(text) + 1):
        ways = [(*before, text[start:end]) for start, before in enumerate(best) if before is not None
                and text[start:end] in known]  # fmt: skip
        best.append(min(ways, key=len, default=None))
    words = best[-1]
    return None if words is None else frozenset(known[word] for word in words if known[word])


@cache
def _words() -> dict[str, str]:
    """Every spelling, without blanks, and the filter that it means; "" for a word that says nothing."""
    silent = dict.fromkeys(_SAYING_NOTHING, "")
    spelt = {
        "".join(spelling.casefold().split()): str(key)
        for key, words in AMENITIES.items()
        for spelling in (key, words.zh, words.en, *words.others)
    }
    return silent | {word: str(key) for key, words in _MORE.items() for word in words} | spelt

"""Coordinates as people write them: a pair of decimals, or two labelled ones. Only ASCII digits after `plain`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.places.points import Point

_WIDE = {0xFF01 + n: 0x21 + n for n in range(94)}  # the full-width forms of ASCII, U+FF01 to U+FF5E
_TO_PLAIN: dict[int, int | str] = {
    **_WIDE,
    **dict.fromkeys(map(ord, "、，"), ","),
    **dict.fromkeys(map(ord, "\u3000\u00a0\u2009\u202f"), " "),
    **dict.fromkeys(map(ord, "′‘’´ʹ"), "'"),
    **dict.fromkeys(map(ord, "″“”ʺ"), '"'),
    **dict.fromkeys(map(ord, "º˚"), "°"),
    **dict.fromkeys(map(ord, "−–"), "-"),
}

_NUMBER = r"[+-]?\d{1,3}\.\d{3,15}"
_DEGREE = r"\s?[°度]?"
_UNIT = r"(?!\d|\.\d|\s?(?:元|块|角|%|公斤|千克|斤|kg|km|公里|米|m\b|吨|折|度电))"
# Not inside a longer number, a version, an order number, an amount of money.
_START = r"(?<![A-Za-z0-9_.$¥￥+-])(?<!\.\d{3},)(?<!\.\d{3}, )"
_PAIR = re.compile(
    rf"{_START}({_NUMBER}){_UNIT}{_DEGREE}(?:\s?[,;|/]\s?|\s{{1,3}})({_NUMBER})(?![\w.]*\d){_UNIT}(?!\s?,\s?\d+\.\d{{3}})",
    re.ASCII | re.IGNORECASE,
)

_LABELS = {
    **dict.fromkeys(("北纬", "n", "纬度", "lat", "latitude"), ("lat", 1)),
    **dict.fromkeys(("南纬", "s"), ("lat", -1)),
    **dict.fromkeys(("东经", "e", "经度", "lon", "lng", "long", "longitude"), ("lon", 1)),
    **dict.fromkeys(("西经", "w"), ("lon", -1)),
}
_ANGLE = (
    r"([+-]?\d{1,3}(?:\.\d{1,15})?)(?![.\d])(?:\s?[°度])?"
    r"(?:\s?(\d{1,2}(?:\.\d{1,15})?)\s?['分](?!')(?:\s?(\d{1,2}(?:\.\d{1,15})?)\s?(?:\"|''|秒))?)?"
)
_WORD = r"北纬|南纬|东经|西经|纬度|经度|(?<![A-Za-z])(?:latitude|longitude|lat|long|lng|lon|[NSEW])"
_LABELLED = re.compile(
    rf"(?:({_WORD})\"?\s?[:=]?\s?{_ANGLE})|(?:(?<![\w.]){_ANGLE}\s?([NSEW])(?![A-Za-z]))",
    re.ASCII | re.IGNORECASE,
)
_APART = 12


@dataclass(frozen=True)
class _Angle:
    axis: str
    degrees: float
    start: int
    end: int


def plain(text: str) -> str:
    """Full-width digits and signs, primes and typographic quotes as ASCII; one character stays one."""
    return text.translate(_TO_PLAIN)


def point(lat: str | float, lon: str | float) -> Point | None:
    """A point, with the two swapped where only that makes sense; None for no point, and for 0, 0 ('unknown')."""
    a, b = float(lat), float(lon)
    if abs(a) > 90 >= abs(b):
        a, b = b, a
    if abs(a) > 90 or abs(b) > 180 or a == b == 0:
        return None
    return Point(a, b)


def pair(text: str) -> Point | None:
    """The first `36.1037,103.7226` in plain text; both need three decimals, or prices and dates would be places."""
    found = (point(match[1], match[2]) for match in _PAIR.finditer(text))
    return next((each for each in found if each), None)


def labelled(text: str) -> Point | None:
    """The first latitude next to a longitude, in either order: 北纬36.1037 东经103.7226, 36°06'13"N 103°43'21"E."""
    for a, b in pairwise(_angles(text)):
        if a.axis != b.axis and b.start - a.end <= _APART:
            lat, lon = (a, b) if a.axis == "lat" else (b, a)
            return _within(lat.degrees, lon.degrees)
    return None


def _within(lat: float, lon: float) -> Point | None:
    """Labelled numbers are never swapped: who writes 北纬103 has mistaken something else."""
    return point(lat, lon) if abs(lat) <= 90 else None


def _angles(text: str) -> Iterator[_Angle]:
    for match in _LABELLED.finditer(text):
        word, *before = match.group(1, 2, 3, 4)
        *after, letter = match.group(5, 6, 7, 8)
        axis, sign = _LABELS[(word or letter).lower()]
        degrees = _degrees(before if word else after)
        if degrees is not None:
            yield _Angle(axis, sign * degrees, match.start(), match.end())


def _degrees(parts: list[str]) -> float | None:
    """Degrees, minutes, seconds to degrees; None under 60'/60" rules broken, or too coarse to be a place."""
    whole, minutes, seconds = parts
    if not minutes and len(whole.partition(".")[2]) < 2:
        return None
    small = float(minutes or 0), float(seconds or 0)
    if max(small) >= 60 or (minutes and "." in whole):
        return None
    size = abs(float(whole)) + small[0] / 60 + small[1] / 3600
    return -size if whole.startswith("-") else size

"""Lines of points as short texts: a shape of some hundred metres takes four letters a corner instead of twenty-odd.

The format is the "encoded polyline" that map services exchange: differences in hundred-thousandths of a degree (a
metre), zigzag, five bits a letter, lowest first.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from bot.domain.maps.view import Spot

UNIT = 1e5  # parts of a degree
_MORE, _LOW, _FIRST = 0x20, 0x1F, 63


def encode(spots: Iterable[Spot]) -> str:
    """Latitude and longitude to a metre."""
    whole = [(0, 0), *((round(lat * UNIT), round(lon * UNIT)) for lat, lon in spots)]
    return "".join(_letters(b[0] - a[0]) + _letters(b[1] - a[1]) for a, b in pairwise(whole))


def decode(text: str) -> list[Spot]:
    """What `encode` was given, rounded. ValueError where the text is none of ours."""
    lat = lon = 0
    spots: list[Spot] = []
    numbers = _numbers(text)
    for north, east in zip(numbers, numbers, strict=True):
        lat, lon = lat + north, lon + east
        spots.append((lat / UNIT, lon / UNIT))
    return spots


def _letters(number: int) -> str:
    left = number << 1 if number >= 0 else ~(number << 1)
    done = []
    while left >= _MORE:
        done.append(chr((_MORE | left & _LOW) + _FIRST))
        left >>= 5
    return "".join((*done, chr(left + _FIRST)))


def _numbers(text: str) -> Iterator[int]:
    number = shift = 0
    for letter in text:
        bits = ord(letter) - _FIRST
        if not 0 <= bits < 2 * _MORE:
            raise ValueError(f"no letter of an encoded line: {letter!r}")
        number |= (bits & _LOW) << shift
        shift += 5
        if not bits & _MORE:
            yield ~(number >> 1) if number & 1 else number >> 1
            number = shift = 0
    if shift:
        raise ValueError("an encoded line that breaks off")

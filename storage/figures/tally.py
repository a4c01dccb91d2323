"""What a period's tickets add up to. SQL says what each counts as; it comes as texts, of which parts are counted here.

To group, to rank and to find squares in SQL goes through all tickets once for each, and a row a ticket costs as much.
"""

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import CTE, BigInteger, ColumnElement, Select, String, cast, func, select

from bot.domain.figures import EPOCH, Duration, Figure, Figures, Period, Spread
from storage.figures.lives import BITS, Window, figures_of

Key = TypeVar("Key")
SQUARES = 1000  # to a degree, for places with many tickets: 111 m high, at most as wide
_ROW_OF_SQUARES = 1_000_000  # more than there are around the earth, so that a square's number tells south from north
_NEXT, _FIELD = ":", " "  # a category has no colon (bot.policy), and comes last


@dataclass(frozen=True)
class Alike:
    """Tickets that count as the same, came and went (0: did not) on the same days since 1970, and are of one kind."""

    mask: int
    came: int
    went: int
    category: str
    count: int


def query(dialect: str, tickets: CTE, wanted: Window) -> Select[Any]:
    """One row: texts of what lives.counted has of all tickets, of the new ones, and of those that have a duration."""
    up, right = (cast(NEAREST[dialect](tickets.c[axis] * SQUARES), BigInteger) for axis in ("lat", "lon"))
    new = tickets.c.came >= wanted.first  # to ask the mask would reckon it once more
    alike = tickets.c.mask, tickets.c.came, func.coalesce(tickets.c.went, 0), tickets.c.category
    first, *others = (cast(column, String) for column in alike)
    return select(
        _listed(functools.reduce(lambda so_far, column: so_far + _FIELD + column, others, first)),
        _listed(cast(tickets.c.id, String)).filter(new),
        _listed(cast(up * _ROW_OF_SQUARES + right, String)).filter(new),
        *(_listed(cast(tickets.c[name], String)) for name in Duration),
    )


def _nearest(number: ColumnElement[float]) -> ColumnElement[float]:
    """As SQLite rounds: a half away from zero, where PostgreSQL's round goes to the even one."""
    return func.trunc(number + func.sign(number) * 0.5)


NEAREST: Mapping[str, Callable[[ColumnElement[float]], ColumnElement[float]]] = {
    "sqlite": func.round,
    "postgresql": _nearest,
}


def _listed(column: ColumnElement[str]) -> Any:
    return func.aggregate_strings(column, _NEXT)


def figures(row: Sequence[str | None], period: Period, *, top: int) -> Figures:
    """Of `query`'s row, all but the spots; `top` categories are named."""
    alike, _ids, _squares, *durations = map(_several, row)
    lives = [_alike(text, count) for text, count in Counter(alike).items()]
    new, closed = ([life for life in lives if life.mask & BITS[figure]] for figure in (Figure.NEW, Figure.CLOSED))
    categories = _summed((life.category, life.count) for life in new)
    return Figures(
        period,
        added((life.mask, life.count) for life in lives),
        {name: _spread(seconds) for name, seconds in zip(Duration, durations, strict=True) if seconds},
        _by_day((life.came, life.count) for life in new),
        _by_day((life.went, life.count) for life in closed),
        tuple(sorted(categories.items(), key=lambda pair: (-pair[1], pair[0]))[:top]),
    )


def crowded(row: Sequence[str | None], least: int, most: int) -> list[list[int]]:
    """The new tickets of each square with `least` or more; the fullest, and of equals the southernmost, westernmost."""
    ids, squares = _several(row[1]), _several(row[2])
    full = sorted((-count, int(square)) for square, count in Counter(squares).items() if count >= least)
    found: dict[str, list[int]] = {str(square): [] for _, square in full[:most]}
    for number, square in zip(ids, squares, strict=True):
        if square in found:
            found[square].append(int(number))
    return list(found.values())


def added(masks: Iterable[tuple[int, int]]) -> dict[Figure, int]:
    """From how many tickets have each mask to how many count as each figure."""
    counts = dict.fromkeys(Figure, 0)
    for mask, count in _summed(masks).items():
        for figure in figures_of(mask):
            counts[figure] += count
    return counts


def _several(text: str | None) -> list[str]:
    return text.split(_NEXT) if text else []


def _alike(text: str, count: int) -> Alike:
    mask, came, went, category = text.split(_FIELD, 3)
    return Alike(int(mask), int(came), int(went), category, count)


def _summed(counts: Iterable[tuple[Key, int]]) -> Counter[Key]:
    sums = Counter[Key]()
    for key, count in counts:
        sums[key] += count
    return sums


def _by_day(counts: Iterable[tuple[int, int]]) -> dict[date, int]:
    return {date.fromordinal(day + EPOCH): count for day, count in sorted(_summed(counts).items())}


def _spread(seconds: Iterable[str]) -> Spread:
    """Nearest-rank percentiles: the value at rank ceil(share x count)."""
    ordered = sorted(map(int, seconds))
    count = len(ordered)
    return Spread(count, sum(ordered) // count, *(ordered[(count * share + 99) // 100 - 1] for share in (50, 90)))

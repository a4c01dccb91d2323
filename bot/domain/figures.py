"""Figures: how a period went, each a number of tickets that can be named. Their definitions: docs/figures.md.

A period is whole local days. Days are counted as in `date.toordinal`; durations are whole seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise

EPOCH = date(1970, 1, 1).toordinal()
A_DAY = 86_400
LONGEST = 366  # days of a range
_CODE = "%Y%m%d"


class Kind(StrEnum):
    """What sort of period; the value begins its code."""

    DAY = "d"
    WEEK = "w"
    MONTH = "m"
    RANGE = "r"


@dataclass(frozen=True)
class Period:
    """Local days from `first` to `last`, both included."""

    kind: Kind
    first: date
    last: date

    @property
    def code(self) -> str:
        """ "d20261120", "w20261116", "m20261101", "r20261101-20261115": for buttons and rows."""
        end = f"-{self.last:{_CODE}}" if self.kind is Kind.RANGE else ""
        return f"{self.kind}{self.first:{_CODE}}{end}"

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Its first moment, and the first one after it."""
        return midnight(self.first, zone), midnight(self.last + timedelta(days=1), zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _month(day: date) -> Period:
    first = day.replace(day=1)
    return Period(Kind.MONTH, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def _week(day: date) -> Period:
    first = day - timedelta(days=day.weekday())
    return Period(Kind.WEEK, first, first + timedelta(days=6))


_AROUND = {Kind.DAY: lambda day: Period(Kind.DAY, day, day), Kind.WEEK: _week, Kind.MONTH: _month}


def around(kind: Kind, day: date) -> Period:
    """The day, the week from Monday to Sunday, or the month that the day lies in."""
    return _AROUND[kind](day)


def before(period: Period) -> Period:
    """The one before it, of its kind; before a range, as many days."""
    end = period.first - timedelta(days=1)
    if period.kind is not Kind.RANGE:
        return around(period.kind, end)
    return Period(Kind.RANGE, end - (period.last - period.first), end)


def after(period: Period) -> Period:
    """The one after it, of its kind; after a range, as many days."""
    start = period.last + timedelta(days=1)
    if period.kind is not Kind.RANGE:
        return around(period.kind, start)
    return Period(Kind.RANGE, start, start + (period.last - period.first))


def between(first: date, last: date) -> Period:
    """A range; ValueError where it ends before it begins or is longer than LONGEST."""
    if not first <= last < first + timedelta(days=LONGEST):
        raise ValueError(f"not a period: {first} to {last}")
    return Period(Kind.RANGE, first, last)


def parse(code: str) -> Period:
    """What `Period.code` wrote; ValueError for anything else."""
    kind, days = Kind(code[:1]), [datetime.strptime(day, _CODE).date() for day in code[1:].split("-")]  # noqa: DTZ007
    if kind is Kind.RANGE:
        first, last = days
        return between(first, last)
    (day,) = days
    period = around(kind, day)
    if period.code != code:
        raise ValueError(f"not a period: {code}")
    return period


class Figure(StrEnum):
    """What a ticket can count as."""

    NEW = "new"
    CLOSED = "closed"
    OPEN = "open"
    OVERDUE = "overdue"
    LATE = "late"
    REOPENED = "reopened"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    ACKNOWLEDGED = "taken"
    PROMPT = "prompt"
    COUNTED = "counted"
    DONE = "done"
    DUE_1 = "due1"
    CLOSED_1 = "closed1"
    DUE_2 = "due2"
    CLOSED_2 = "closed2"
    DUE_3 = "due3"
    CLOSED_3 = "closed3"
    RATED = "rated"
    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    CALLED_BACK = "called"


class Duration(StrEnum):
    RESPONSE = "response"
    RESOLUTION = "resolution"
    CALLBACK = "callback"


class Share(StrEnum):
    PROMPT = "prompt"
    CALLBACK = "callback"
    SAME_DAY = "same_day"
    TWO_DAYS = "two_days"
    THREE_DAYS = "three_days"
    CLOSING = "closing"
    SATISFIED = "satisfied"


PARTS: dict[Share, tuple[Figure, Figure]] = {
    Share.PROMPT: (Figure.PROMPT, Figure.ACKNOWLEDGED),
    Share.CALLBACK: (Figure.CALLED_BACK, Figure.RATED),
    Share.SAME_DAY: (Figure.CLOSED_1, Figure.DUE_1),
    Share.TWO_DAYS: (Figure.CLOSED_2, Figure.DUE_2),
    Share.THREE_DAYS: (Figure.CLOSED_3, Figure.DUE_3),
    Share.CLOSING: (Figure.DONE, Figure.COUNTED),
    Share.SATISFIED: (Figure.SATISFIED, Figure.RATED),
}
"""Which tickets a share counts, and of which."""


@dataclass(frozen=True)
class Spread:
    """Of `count` durations, in seconds: nearest-rank percentiles, and the mean cut to whole seconds."""

    count: int
    mean: int
    median: int
    ninetieth: int


@dataclass(frozen=True)
class Spot:
    """A square of a thousandth of a degree with many new tickets; WGS-84 degrees of their mean, and their cell's id."""

    count: int
    lat: float
    lon: float
    cell: int | None


@dataclass(frozen=True)
class Figures:
    """One period of one scope. `new` and `closed` per day, `categories` and `spots` with the most new tickets first."""

    period: Period
    counts: Mapping[Figure, int] = field(default_factory=dict)
    spreads: Mapping[Duration, Spread] = field(default_factory=dict)
    new: Mapping[date, int] = field(default_factory=dict)
    closed: Mapping[date, int] = field(default_factory=dict)
    categories: tuple[tuple[str, int], ...] = ()
    spots: tuple[Spot, ...] = ()

    def __getitem__(self, figure: Figure) -> int:
        return self.counts.get(figure, 0)

    def percent(self, share: Share) -> float | None:
        """None of nothing."""
        return percent(self.counts, share)

    @property
    def empty(self) -> bool:
        """Nothing happened, and nothing waits."""
        return not any(self.counts.values())


def percent(counts: Mapping[Figure, int], share: Share) -> float | None:
    """0 to 100; None where there is nothing that it could be a share of."""
    part, whole = (counts.get(figure, 0) for figure in PARTS[share])
    return 100 * part / whole if whole else None


def offsets(zone: tzinfo, first: date, last: date) -> list[tuple[int, int]]:
    """The zone's offsets from UTC between two days, as (valid before this second of the epoch, seconds to add).

    With them the local day of any moment in between is whole numbers' arithmetic, which every database can do.
    """
    days = [midnight(date.fromordinal(day), zone) for day in range(first.toordinal(), last.toordinal() + 2)]
    found: list[tuple[int, int]] = []
    for start, end in pairwise(days):
        if _offset(start) != _offset(end):
            found.append((_turn(int(start.timestamp()), int(end.timestamp()), zone), _offset(start)))
    return [*found, (1 << 62, _offset(days[-1]))]


def _offset(moment: datetime) -> int:
    offset = moment.utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _turn(low: int, high: int, zone: tzinfo) -> int:
    """The first second of the epoch in (low, high] at which the offset is another than at `low`."""
    at_first = _offset(datetime.fromtimestamp(low, zone))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(datetime.fromtimestamp(middle, zone)) == at_first else (low, middle)
    return high

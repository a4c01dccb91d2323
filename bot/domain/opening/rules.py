"""Opening hours as values: rules of OSM's `opening_hours`, and on which days each of them applies.

Minutes count from the midnight that a day begins with; what runs into the night goes beyond 1,440.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.opening.calendar import Calendar

DAY = 24 * 60
EVERY_DAY = 0b1111111
MIDWEEK = 2


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    BY_APPOINTMENT = "by_appointment"


class Join(StrEnum):
    """How a rule stands to those before it: in their stead where it applies, besides them, or where they leave gaps."""

    INSTEAD = "; "
    BESIDES = ", "
    ELSE = " || "


@dataclass(frozen=True, slots=True)
class Times:
    """From `start` to before `end`, in minutes; `loose` where nobody says when it really ends (`17:00+`)."""

    start: int
    end: int
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """Weekdays as a mask, bit 0 a Monday; `nth` only the so many-th of its month, from its end where negative."""

    mask: int
    nth: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Dates:
    """From the first to the last (year, month, day), both counted; year 0: in every year, across its end as well."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Weeks:
    """ISO weeks from `first` to `last`, every `step`-th."""

    first: int
    last: int
    step: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """An empty selector limits nothing; no `times`: the whole day. `holidays`: also on a day off (PH)."""

    times: tuple[Times, ...] = ()
    days: tuple[Days, ...] = ()
    holidays: bool = False
    dates: tuple[Dates, ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    weeks: tuple[Weeks, ...] = ()
    state: State = State.OPEN
    comment: str = ""
    join: Join = Join.INSTEAD


def limited(rule: Rule) -> bool:
    """Whether there are days on which the rule does not apply."""
    return bool(rule.days or rule.holidays or rule.dates or rule.years or rule.weeks)


def applies(rule: Rule, day: date, calendar: Calendar) -> bool:
    """Whether the rule says something about that day."""
    if (rule.days or rule.holidays) and not _on_weekday(rule, day, calendar):
        return False
    return not (rule.dates or rule.years or rule.weeks) or _in_season(rule, day)


def _in_season(rule: Rule, day: date) -> bool:
    return (
        (not rule.dates or any(_within(dates, day) for dates in rule.dates))
        and (not rule.years or any(first <= day.year <= last for first, last in rule.years))
        and (not rule.weeks or any(_in_week(weeks, day) for weeks in rule.weeks))
    )


def _on_weekday(rule: Rule, day: date, calendar: Calendar) -> bool:
    """A Saturday or Sunday that is worked (调休) counts as a Wednesday, the day that every working week includes."""
    weekday = MIDWEEK if rule.days and calendar.works(day) else day.weekday()
    for days in rule.days:
        if days.mask >> weekday & 1 and _is_nth(days, day):
            return True
    return rule.holidays and calendar.is_off(day)


def _is_nth(days: Days, day: date) -> bool:
    if not days.nth:
        return True
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    from_end = ((following - day).days - 1) // 7 + 1
    return (day.day - 1) // 7 + 1 in days.nth or -from_end in days.nth


def _within(dates: Dates, day: date) -> bool:
    if dates.first[0]:
        return dates.first <= (day.year, day.month, day.day) <= dates.last
    first, last, this = dates.first[1:], dates.last[1:], (day.month, day.day)
    return first <= this <= last if first <= last else this >= first or this <= last


def _in_week(weeks: Weeks, day: date) -> bool:
    week = day.isocalendar().week
    if weeks.first > weeks.last:
        return week >= weeks.first or week <= weeks.last
    return weeks.first <= week <= weeks.last and (week - weeks.first) % weeks.step == 0

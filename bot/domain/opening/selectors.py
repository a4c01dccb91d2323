"""Years, dates, weeks and weekdays: which days a rule is for. Each function takes its tokens from the left."""

from collections.abc import Callable
from typing import TypeVar

from bot.domain.opening.rules import Dates, Days, Weeks
from bot.domain.opening.tokens import BadHours, Flaw, Tokens, needed, next_kind, taken, unreadable

EVER = 9999
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_REFUSED = {"sh": Flaw.SCHOOL, "easter": Flaw.FESTIVAL}
_Date = tuple[int, int, int]
T = TypeVar("T")


def _listed(left: Tokens, read: Callable[[Tokens], T], begins: Callable[[Tokens, int], bool]) -> tuple[T, ...]:
    """Items with commas between them, as long as what comes next begins one."""
    found: list[T] = []
    ahead = 0
    while begins(left, ahead):
        if ahead:
            left.popleft()
        found.append(read(left))
        ahead = 1 if next_kind(left) == "," else len(left)
    return tuple(found)


def years(left: Tokens) -> tuple[tuple[int, int], ...]:
    """(first, last) of each; a single year before a month is part of the date that follows."""
    return _listed(left, _years, lambda left, ahead: _is_year(left, ahead) and next_kind(left, ahead + 1) != "month")


def _is_year(left: Tokens, ahead: int = 0) -> bool:
    return next_kind(left, ahead) == "number" and 1900 <= left[ahead].value < EVER


def _years(left: Tokens) -> tuple[int, int]:
    first = left.popleft().value
    if taken(left, "+"):
        return first, EVER
    last = needed(left, "number").value if taken(left, "-") else first
    if not first <= last < EVER:
        raise BadHours("", Flaw.NO_SUCH_DATE, str(last))
    return first, last


def dates(left: Tokens) -> tuple[Dates, ...]:
    """Days and whole months; `Dec 25,26` is two days of one month."""
    found: list[Dates] = []

    def read(left: Tokens) -> Dates:
        found.append(_span(left) if _names_month(left, 0) else _more_days(left, found[-1].last))
        return found[-1]

    def begins(left: Tokens, ahead: int) -> bool:
        more = bool(found) and found[-1].last[2] and next_kind(left, ahead) == "number" and not _is_year(left, ahead)
        return _names_month(left, ahead) or bool(ahead and more)

    return _listed(left, read, begins)


def _names_month(left: Tokens, ahead: int) -> bool:
    return next_kind(left, ahead + _is_year(left, ahead)) == "month"


def _more_days(left: Tokens, month: _Date) -> Dates:
    first = (*month[:2], _day(left, month[1]))
    return _checked(first, (*month[:2], _day(left, month[1])) if taken(left, "-") else first)


def _span(left: Tokens) -> Dates:
    year, month, day = _date(left)
    first = (year, month, day or 1)
    if not taken(left, "-"):
        return Dates(first, (year, month, day or 31))
    if day and next_kind(left) == "number" and not _is_year(left):
        return _checked(first, (year, month, _day(left, month)))
    last = _date(left)
    if bool(day) != bool(last[2]) or (last[0] and not year):
        raise BadHours("", Flaw.NO_SUCH_DATE)
    return _checked(first, (last[0] or _year_of_end(first, last), last[1], last[2] or 31))


def _year_of_end(first: _Date, last: _Date) -> int:
    """Of a last day without one: the first day's, or the next where it would lie before."""
    return first[0] + (first[0] > 0 and last[1:] < first[1:])


def _checked(first: _Date, last: _Date) -> Dates:
    """From one year into the next is fine, back within a month is not."""
    if last < first and (first[0] or first[1] == last[1]):
        raise BadHours("", Flaw.NO_SUCH_DATE)
    return Dates(first, last)


def _date(left: Tokens) -> _Date:
    """Year (0: any), month, day (0: none said)."""
    year = left.popleft().value if _is_year(left) else 0
    month = needed(left, "month").value + 1
    return year, month, _day(left, month) if next_kind(left) == "number" and not _is_year(left) else 0


def _day(left: Tokens, month: int) -> int:
    token = needed(left, "number")
    if not 1 <= token.value <= _MONTH_DAYS[month - 1]:
        raise BadHours("", Flaw.NO_SUCH_DATE, token.text)
    return token.value


def weeks(left: Tokens) -> tuple[Weeks, ...]:
    """ISO weeks."""
    return _listed(left, _weeks, lambda left, ahead: next_kind(left, ahead) == "number") if taken(left, "week") else ()


def _weeks(left: Tokens) -> Weeks:
    first = needed(left, "number").value
    last = needed(left, "number").value if taken(left, "-") else first
    step = needed(left, "number").value if taken(left, "/") else 1
    if not (1 <= first <= 53 and 1 <= last <= 53 and step and (first <= last or step == 1)):
        raise BadHours("", Flaw.NO_SUCH_DATE, str(last))
    return Weeks(first, last, step)


def days(left: Tokens) -> tuple[tuple[Days, ...], bool]:
    """Weekdays, those without a number put together, and whether days off (PH) are among them."""
    found = _listed(left, _days, lambda left, ahead: next_kind(left, ahead) in ("weekday", "ph", *_REFUSED))
    plain = 0
    for item in found:
        plain |= 0 if item is None or item.nth else item.mask
    numbered = tuple(item for item in found if item and item.nth)
    return (*((Days(plain),) if plain else ()), *numbered), None in found


def _days(left: Tokens) -> Days | None:
    """None: the days off."""
    token = left.popleft()
    if token.kind in _REFUSED:
        raise BadHours("", _REFUSED[token.kind], token.text)
    if next_kind(left) in ("+", "-") and (token.kind == "ph" or next_kind(left, 1) != "weekday"):
        raise unreadable(left)  # days counted from others (`PH -1 day`) are for timetables
    if token.kind == "ph":
        return None
    last = needed(left, "weekday").value if taken(left, "-") else token.value
    mask = sum(1 << (token.value + step) % 7 for step in range((last - token.value) % 7 + 1))
    nth = _nth(left) if last == token.value and taken(left, "[") else ()
    return Days(mask, nth)


def _nth(left: Tokens) -> tuple[int, ...]:
    found = [
        place
        for places in _listed(left, _places, lambda left, ahead: next_kind(left, ahead) in ("number", "-"))
        for place in places
    ]
    needed(left, "]")
    if not found or not all(1 <= abs(place) <= 5 for place in found):
        raise BadHours("", Flaw.NO_SUCH_DATE)
    return tuple(dict.fromkeys(found))


def _places(left: Tokens) -> range:
    """`2`, `-1` (the last) or `1-3`."""
    sign = -1 if taken(left, "-") else 1
    first = sign * needed(left, "number").value
    last = needed(left, "number").value if sign > 0 and taken(left, "-") else first
    return range(first, last + 1)

"""Rules as text: OSM's `opening_hours` in one spelling."""

from collections.abc import Iterable, Sequence

from bot.domain.opening.rules import DAY, EVERY_DAY, Dates, Days, Rule, State, Times, Weeks, limited

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STATES = {State.CLOSED: "off", State.UNKNOWN: "unknown"}
WHOLE_DAY = ((), (Times(0, DAY),))


def show(rules: Sequence[Rule]) -> str:
    """`Mo-Fr 08:30-12:00,13:00-17:30; PH off`; what it gives reads back as the same rules."""
    texts = [("" if not place else rule.join.value) + _rule(rule) for place, rule in enumerate(rules)]
    return "".join(texts)


def _rule(rule: Rule) -> str:
    if not limited(rule) and rule.times in WHOLE_DAY and rule.state is State.OPEN:
        return " ".join(filter(None, ("24/7", _comment(rule))))
    days = [*map(_days, rule.days), *(["PH"] if rule.holidays else [])]
    parts = (
        ",".join(_years(*years) for years in rule.years),
        ",".join(map(_dates, rule.dates)),
        _weeks(rule.weeks),
        ",".join(days),
        ",".join(map(_times, rule.times)),
        _state(rule),
        _comment(rule),
    )
    return " ".join(filter(None, parts))


def _state(rule: Rule) -> str:
    """A comment without times says by itself that the state is unknown."""
    if rule.comment and not rule.times and rule.state in (State.UNKNOWN, State.OPEN):
        return "open" if rule.state is State.OPEN else "unknown" if limited(rule) else ""
    return STATES.get(rule.state, "")


def _comment(rule: Rule) -> str:
    return f'"{rule.comment}"' if rule.comment else ""


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}+" if last == 9999 else f"{first}-{last}"


def _weeks(weeks: Iterable[Weeks]) -> str:
    texts = [_range(f"{w.first:02}", f"{w.last:02}") + (f"/{w.step}" if w.step > 1 else "") for w in weeks]
    return f"week {','.join(texts)}" if texts else ""


def _dates(dates: Dates) -> str:
    """Whole months without their days."""
    (year, month, day), (last_year, last_month, last_day) = dates.first, dates.last
    before = f"{year} " if year else ""
    after = f"{last_year} " if last_year != year else ""
    if (day, last_day) == (1, 31):
        return before + (
            MONTHS[month - 1]
            if dates.first[:2] == dates.last[:2]
            else f"{MONTHS[month - 1]}-{after}{MONTHS[last_month - 1]}"
        )
    first = f"{before}{MONTHS[month - 1]} {day:02}"
    if dates.first == dates.last:
        return first
    same = dates.first[:2] == dates.last[:2]
    return f"{first}-{last_day:02}" if same else f"{first}-{after}{MONTHS[last_month - 1]} {last_day:02}"


def _days(days: Days) -> str:
    nth = f"[{','.join(map(str, days.nth))}]" if days.nth else ""
    return ",".join(_range(WEEKDAYS[first], WEEKDAYS[last]) + nth for first, last in _runs(days.mask))


def _runs(mask: int) -> list[tuple[int, int]]:
    """First and last of weekdays in a row; a run goes on over Sunday, as in Fr-Mo."""
    if mask == EVERY_DAY:
        return [(0, 6)]
    starts = [day for day in range(7) if mask >> day & 1 and not mask >> (day - 1) % 7 & 1]
    return [(start, _last(mask, start)) for start in starts]


def _last(mask: int, start: int) -> int:
    day = start
    while mask >> (day + 1) % 7 & 1:
        day = (day + 1) % 7
    return day


def _times(times: Times) -> str:
    """A night ends at the next morning's time; what is longer than a day is counted on, as in 10:00-36:00."""
    if times.start == times.end:
        return f"{_clock(times.start)}+"
    end = times.end - DAY if DAY < times.end <= times.start + DAY else times.end
    return f"{_clock(times.start)}-{_clock(end)}" + ("+" if times.loose else "")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}-{last}"

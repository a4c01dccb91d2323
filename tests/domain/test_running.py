"""Time as a clock counts it, against a slow count of every single minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hours import Calendar
from bot.domain.policy import Quiet
from bot.domain.running import Hours, between, later

LANZHOU, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
NIGHT, NOON = Quiet(time(22), time(7)), Quiet(time(12), time(14))
MINUTE = timedelta(minutes=1)
WORKDAYS = Calendar(LANZHOU).is_workday


def weekday(day: date) -> bool:
    return day.weekday() < 5


HOURS = {
    "always": Hours(LANZHOU),
    "by day": Hours(LANZHOU, NIGHT),
    "but at noon": Hours(LANZHOU, NOON),
    "till midnight": Hours(LANZHOU, Quiet(time(0), time(7))),
    "from midnight": Hours(LANZHOU, Quiet(time(22), time(0))),
    "never quiet": Hours(LANZHOU, Quiet(time(9), time(9))),
    "on workdays": Hours(LANZHOU, None, WORKDAYS),
    "on workdays by day": Hours(LANZHOU, NIGHT, WORKDAYS),
    "in New York by day": Hours(NEW_YORK, NIGHT, weekday),
}


def runs(hours: Hours, moment: datetime) -> bool:
    local = moment.astimezone(hours.zone)
    start, end = (hours.quiet.start, hours.quiet.end) if hours.quiet else (time(0), time(0))
    at = local.time()
    quiet = start <= at < end if start <= end else at >= start or at < end
    return not quiet and (hours.works is None or hours.works(local.date()))


def counted(hours: Hours, start: datetime, end: datetime) -> timedelta:
    minutes = int((end - start) / MINUTE)
    return sum((MINUTE for n in range(minutes) if runs(hours, start + n * MINUTE)), timedelta(0))


def local(text: str, zone: ZoneInfo = LANZHOU) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


# 2026: the Spring Festival's break is 15 to 23 February, worked for on Saturdays 14 and 28; Labour Day 1 to 5 May,
# worked for on Saturday 9. New York puts its clocks forward on 8 March and back on 1 November.
LATER = [
    ("by day", "2026-05-06 21:50", 30, "2026-05-07 07:20"),
    ("by day", "2026-05-06 21:30", 30, "2026-05-06 22:00"),
    ("by day", "2026-05-06 21:30:01", 30, "2026-05-07 07:00:01"),
    ("by day", "2026-05-06 23:59:59", 30, "2026-05-07 07:30"),
    ("by day", "2026-05-06 06:59:59", 30, "2026-05-06 07:30"),
    ("by day", "2026-05-06 07:00", 30, "2026-05-06 07:30"),
    ("by day", "2026-05-06 12:00", 30 * 60, "2026-05-08 12:00"),
    ("but at noon", "2026-05-06 11:50", 30, "2026-05-06 14:20"),
    ("till midnight", "2026-05-06 23:50", 30, "2026-05-07 07:20"),
    ("from midnight", "2026-05-06 21:50", 30, "2026-05-07 00:20"),
    ("never quiet", "2026-05-06 08:50", 30, "2026-05-06 09:20"),
    ("on workdays", "2026-05-08 18:00", 24 * 60, "2026-05-09 18:00"),  # Saturday 9 May is worked
    ("on workdays", "2026-05-15 18:00", 24 * 60, "2026-05-18 18:00"),  # an ordinary weekend
    ("on workdays", "2026-02-14 12:00", 24 * 60, "2026-02-24 12:00"),  # the long break
    ("on workdays", "2026-02-17 03:00", 60, "2026-02-24 01:00"),
    ("on workdays by day", "2026-05-15 21:59", 2, "2026-05-18 07:01"),
    ("in New York by day", "2026-03-06 21:50", 30, "2026-03-09 07:20"),
    ("in New York by day", "2026-10-30 21:50", 30, "2026-11-02 07:20"),
]


@pytest.mark.parametrize(("name", "start", "minutes", "end"), LATER)
def test_a_clock_stands_still_at_night_and_on_days_off_to_the_second(
    name: str, start: str, minutes: int, end: str
) -> None:
    hours = HOURS[name]
    begun, wanted = local(start, hours.zone), local(end, hours.zone)  # type: ignore[arg-type]
    assert later(hours, begun, minutes * MINUTE) == wanted
    assert later(hours, begun.astimezone(UTC), minutes * MINUTE) == wanted


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-08T00:30:00-05:00", 3, "2026-03-08T04:30:00-04:00"),
        ("2026-11-01T00:30:00-04:00", 3, "2026-11-01T02:30:00-05:00"),
    ],
)
def test_an_hour_is_an_hour_also_when_the_clocks_change(start: str, hours: int, end: str) -> None:
    begun = datetime.fromisoformat(start).astimezone(NEW_YORK)
    for counting in (Hours(NEW_YORK), Hours(NEW_YORK, None, lambda _day: True)):
        assert later(counting, begun, timedelta(hours=hours)) == datetime.fromisoformat(end)


MOMENTS = st.integers(0, 60 * 24 * 330).map(lambda n: datetime(2026, 1, 20, tzinfo=UTC) + n * MINUTE)


@given(st.sampled_from(sorted(HOURS)), MOMENTS, st.integers(1, 3000))
def test_it_runs_exactly_as_long_as_it_is_told_on_and_back(name: str, start: datetime, minutes: int) -> None:
    hours, amount = HOURS[name], minutes * MINUTE
    end, before = later(hours, start, amount), later(hours, start, -amount)
    assert between(hours, start, end) == between(hours, before, start) == amount
    assert before < start < end
    assert between(hours, end, start) == timedelta(0)


@given(st.sampled_from(sorted(HOURS)), MOMENTS, st.integers(0, 1500))
def test_what_it_ran_is_what_a_count_of_minutes_says(name: str, start: datetime, minutes: int) -> None:
    end = start + minutes * MINUTE
    assert between(HOURS[name], start, end) == counted(HOURS[name], start, end)


@given(st.sampled_from(sorted(HOURS)), MOMENTS, st.integers(-2000, 2000), st.integers(0, 2000))
def test_more_time_never_ends_earlier(name: str, start: datetime, minutes: int, more: int) -> None:
    hours = HOURS[name]
    assert later(hours, start, minutes * MINUTE) <= later(hours, start, (minutes + more) * MINUTE)

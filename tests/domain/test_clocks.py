"""Quiet hours and deadlines, to the second, also in the nights when clocks are put forward and back."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clocks import deadlines, is_quiet, rings, starts
from bot.domain.hours import Calendar
from bot.domain.policy import Category, Clock, Policy, Quiet
from bot.domain.ticket import Severity

LANZHOU, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
MINUTES = {Severity.URGENT: (10, 120), Severity.NORMAL: (30, 1440), Severity.MINOR: (120, 4320)}
POLICY = Policy(
    (Category("manhole", "井盖", "Manhole", "🕳"),),
    {severity: Clock(*minutes) for severity, minutes in MINUTES.items()},
    Quiet(time(22), time(7)),
)
DAYS = Calendar(LANZHOU)
BY_DAY = replace(POLICY, quiet=Quiet(time(12), time(14)))
MOMENTS = st.integers(0, 4 * 365 * 86_400).map(lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(0, seconds))
ZONES = st.sampled_from([LANZHOU, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu"), UTC])


def at(clock: str) -> datetime:
    """That time of one ordinary day in Lanzhou."""
    return datetime.combine(date(2026, 5, 6), time.fromisoformat(clock), LANZHOU)


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [
        ("21:59:59", False),
        ("21:59:59.999999", False),
        ("22:00:00", True),
        ("23:59:59", True),
        ("00:00:00", True),
        ("06:59:59", True),
        ("06:59:59.999999", True),
        ("07:00:00", False),
        ("12:00:00", False),
    ],
)
def test_the_night_is_quiet_from_ten_to_seven(clock: str, quiet: bool) -> None:
    assert is_quiet(POLICY, at(clock), LANZHOU) is quiet
    assert is_quiet(POLICY, at(clock).astimezone(UTC), LANZHOU) is quiet


@pytest.mark.parametrize(
    ("clock", "quiet"), [("11:59:59", False), ("12:00", True), ("13:59:59", True), ("14:00", False)]
)
def test_quiet_hours_may_also_lie_within_a_day(clock: str, quiet: bool) -> None:
    assert is_quiet(BY_DAY, at(clock), LANZHOU) is quiet


def test_quiet_hours_that_end_where_they_begin_are_none() -> None:
    never = replace(POLICY, quiet=Quiet(time(9), time(9)))
    assert not any(is_quiet(never, at(f"{hour:02}:00"), LANZHOU) for hour in range(24))


def test_the_quiet_hours_are_those_of_the_zone_not_of_the_moment_given() -> None:
    afternoon_in_london = datetime(2026, 1, 6, 15, 0, tzinfo=UTC)
    assert is_quiet(POLICY, afternoon_in_london, LANZHOU)
    assert not is_quiet(POLICY, afternoon_in_london, BERLIN)


@pytest.mark.parametrize("clock", ["21:59:59", "22:00", "03:00", "06:59:59", "07:00", "12:00"])
def test_an_urgent_ticket_rings_at_any_hour_and_its_clock_starts_at_once(clock: str) -> None:
    assert rings(POLICY, Severity.URGENT, at(clock), LANZHOU)
    assert starts(POLICY, Severity.URGENT, at(clock), LANZHOU) == at(clock)


@pytest.mark.parametrize("severity", [Severity.NORMAL, Severity.MINOR])
@pytest.mark.parametrize(
    ("clock", "start"),
    [
        ("21:59:59", "2026-05-06T21:59:59+08:00"),
        ("22:00:00", "2026-05-07T07:00:00+08:00"),
        ("23:59:59", "2026-05-07T07:00:00+08:00"),
        ("00:00:00", "2026-05-06T07:00:00+08:00"),
        ("06:59:59.5", "2026-05-06T07:00:00+08:00"),
        ("07:00:00", "2026-05-06T07:00:00+08:00"),
        ("07:00:01", "2026-05-06T07:00:01+08:00"),
    ],
)
def test_the_clock_of_anything_else_starts_in_the_morning(severity: Severity, clock: str, start: str) -> None:
    assert starts(POLICY, severity, at(clock), LANZHOU) == datetime.fromisoformat(start)


@pytest.mark.parametrize("severity", Severity)
def test_by_day_both_deadlines_count_from_the_report(severity: Severity) -> None:
    noon = at("12:00")
    acknowledge, resolve = (timedelta(minutes=minutes) for minutes in MINUTES[severity])
    assert deadlines(POLICY, severity, noon, DAYS) == (noon + acknowledge, noon + resolve)


@pytest.mark.parametrize(
    ("severity", "acknowledge", "resolve"),
    [
        (Severity.URGENT, "2026-05-06T23:10:00+08:00", "2026-05-07T01:00:00+08:00"),
        (Severity.NORMAL, "2026-05-07T07:30:00+08:00", "2026-05-07T23:00:00+08:00"),
        (Severity.MINOR, "2026-05-07T09:00:00+08:00", "2026-05-09T23:00:00+08:00"),
    ],
)
def test_at_night_only_the_acknowledge_clock_waits_for_the_morning(
    severity: Severity, acknowledge: str, resolve: str
) -> None:
    wanted = (datetime.fromisoformat(acknowledge), datetime.fromisoformat(resolve))
    assert deadlines(POLICY, severity, at("23:00"), DAYS) == wanted


@pytest.mark.parametrize(
    ("report", "start"),
    [
        ("2026-03-28T22:30:00+01:00", "2026-03-29T07:00:00+02:00"),  # clocks go forward that night
        ("2026-03-29T01:59:59+01:00", "2026-03-29T07:00:00+02:00"),
        ("2026-03-29T03:00:00+02:00", "2026-03-29T07:00:00+02:00"),
        ("2026-10-24T22:30:00+02:00", "2026-10-25T07:00:00+01:00"),  # and back that night
        ("2026-10-25T02:30:00+02:00", "2026-10-25T07:00:00+01:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T07:00:00+01:00"),
    ],
)
def test_the_morning_is_seven_on_the_wall_also_when_clocks_change(report: str, start: str) -> None:
    reported = datetime.fromisoformat(report).astimezone(UTC)
    assert starts(POLICY, Severity.NORMAL, reported, BERLIN) == datetime.fromisoformat(start)


@given(MOMENTS, ZONES, st.sampled_from(Severity))
def test_a_clock_never_starts_before_the_report_nor_in_the_night_nor_ten_hours_later(
    moment: datetime, zone: ZoneInfo, severity: Severity
) -> None:
    start = starts(POLICY, severity, moment, zone)
    assert moment <= start <= moment + timedelta(hours=10)
    assert rings(POLICY, severity, start, zone)
    assert start.tzinfo is moment.tzinfo

"""Periods and their codes; the zone's days as whole numbers."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures import (
    A_DAY,
    EPOCH,
    Figure,
    Kind,
    Period,
    Share,
    after,
    around,
    before,
    between,
    midnight,
    offsets,
    parse,
    percent,
)

DAYS = st.dates(date(2002, 1, 1), date(2100, 1, 1))
PERIODS = st.one_of(
    st.builds(around, st.sampled_from([Kind.DAY, Kind.WEEK, Kind.MONTH]), DAYS),
    st.builds(lambda first, days: between(first, first + timedelta(days=days)), DAYS, st.integers(0, 365)),
)
ZONES = ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago", "UTC"]


@given(PERIODS)
def test_a_code_says_its_period_again(period: Period) -> None:
    assert parse(period.code) == period
    assert len(period.code) <= 18


@given(PERIODS)
def test_periods_follow_each_other_without_gap(period: Period) -> None:
    assert before(period).last + timedelta(days=1) == period.first
    assert after(period).first - timedelta(days=1) == period.last
    if period.kind is not Kind.RANGE:
        assert before(after(period)) == period


@pytest.mark.parametrize(
    "code",
    ["", "d", "x20261120", "d2026112", "d20261320", "w20261117", "m20261102", "r20261101", "r20261102-20261101",
     "r20261101-20281101", "d20261120-20261121", "d20261120 ", "d２０２６１１２０"],
)  # fmt: skip
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError):
        parse(code)


@given(st.sampled_from(ZONES), DAYS, st.integers(0, 60), st.integers(0, 60 * A_DAY))
def test_days_reckoned_by_offsets_are_the_calendars(name: str, first: date, length: int, second: int) -> None:
    zone = ZoneInfo(name)
    last = first + timedelta(days=length)
    begin, end = midnight(first, zone).timestamp(), midnight(last + timedelta(days=1), zone).timestamp()
    moment = int(begin) + second % int(end - begin)
    seconds = next(offset for until, offset in offsets(zone, first, last) if moment < until)
    local = datetime.fromtimestamp(moment, UTC).astimezone(zone)
    assert (moment + seconds) // A_DAY + EPOCH == local.date().toordinal()


def test_a_share_of_nothing_is_none() -> None:
    assert percent({}, Share.CLOSING) is None
    assert percent({Figure.COUNTED: 4, Figure.DONE: 3}, Share.CLOSING) == 75

"""Days, times and places of activities, as people write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agenda import Days, begins, read_clock, read_days, read_places

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("每周五", Days(4)),
        ("每个星期天", Days(6)),
        ("周五", Days(day=date(2026, 11, 27))),
        ("周六", Days(day=TODAY)),
        ("明天", Days(day=date(2026, 11, 22))),
        (" Tomorrow ", Days(day=date(2026, 11, 22))),
        ("11-28", Days(day=date(2026, 11, 28))),
        ("１１月２８日", Days(day=date(2026, 11, 28))),
        ("1.2", Days(day=date(2027, 1, 2))),
        ("2026-12-05", Days(day=date(2026, 12, 5))),
        ("2026年12月5号", Days(day=date(2026, 12, 5))),
        ("11-20", None),
        ("5-23", Days(day=date(2027, 5, 23))),
        ("5-24", None),
        ("2027-11-20", Days(day=date(2027, 11, 20))),
        ("2026-11-20", None),
        ("2029-01-01", None),
        ("2-30", None),
        ("13-01", None),
        ("周八", None),
        ("", None),
        ("义诊", None),
    ],
)
def test_a_day_is_read_as_it_is_written(text: str, days: Days | None) -> None:
    assert read_days(text, TODAY) == days


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("14:30", 870), ("14：30", 870), ("9:05", 545), ("9点", 540), ("9点半", 570), ("9点整", 540), ("14点30分", 870),
        ("下午2点", 840), ("下午2点半", 870), ("晚上7:30", 1170), ("上午10点", 600), ("中午12点", 720),
        ("中午1点", 780), ("2pm", 840), ("2:30 PM", 870), ("0:00", 0), ("23:59", 1439), ("下午14点", 840),
        ("24:00", None), ("9:60", None), ("9", None), ("", None), ("半夜", None), ("25点", None), ("-1:00", None),
    ],
)  # fmt: skip
def test_a_time_is_read_as_it_is_written(text: str, minutes: int | None) -> None:
    assert read_clock(text) == minutes


@pytest.mark.parametrize(
    ("text", "places"),
    [("20", 20), ("20人", 20), ("２０ 个", 20), ("0", None), ("99999", None), ("-3", None), ("", None)],
)
def test_places_are_counted(text: str, places: int | None) -> None:
    assert read_places(text) == places


@given(st.text(max_size=30))
def test_whatever_is_written_is_read_or_not(text: str) -> None:
    days, clock = read_days(text, TODAY), read_clock(text)
    assert days is None or (days.weekday is None) != (days.day is None)
    assert clock is None or 0 <= clock < 24 * 60


@given(st.dates(TODAY, date(2027, 11, 20)))
def test_every_day_of_a_year_is_read_back(day: date) -> None:
    assert read_days(f"{day.year}年{day.month}月{day.day}日", TODAY) == Days(day=day)


@given(st.dates(TODAY, date(2027, 11, 20)))
def test_a_day_without_a_year_lies_within_half_a_year(day: date) -> None:
    near = (day - TODAY).days <= 183
    assert read_days(f"{day.month}月{day.day}日", TODAY) == (Days(day=day) if near else None)


def test_in_the_last_days_of_a_year_january_is_next_years() -> None:
    assert read_days("1-3", date(2026, 12, 30)) == Days(day=date(2027, 1, 3))
    assert read_days("12-29", date(2026, 12, 30)) is None


def test_an_activity_begins_at_local_time() -> None:
    assert begins(TODAY, 870, ZoneInfo("Asia/Shanghai")) == datetime(2026, 11, 21, 6, 30, tzinfo=UTC)

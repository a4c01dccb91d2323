"""What keepers write: seats, phones, when it opens again, who is on duty."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import duty
from bot.domain.duty import OnDuty
from bot.domain.station_words import FARTHEST, phone, reopening, seats

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("１２", 12), ("12个", 12), ("约8个", 8), ("12 seats", 12), ("0", 0), ("10000", 10_000)],
)
def test_seats_are_a_number(text: str, number: int) -> None:
    assert seats(text) == number


@pytest.mark.parametrize("text", ["", "很多", "-3", "10001", "3.5", "12 13", "٣x"])
def test_what_is_no_number_of_seats(text: str) -> None:
    assert seats(text) is None


@pytest.mark.parametrize("text", ["13800138000", "0931-5550101", "+86 138 0013 8000", "0931-5550101转801", "12345"])
def test_a_phone_stays_as_it_is_written(text: str) -> None:
    assert phone(f" {text} ") == text


@pytest.mark.parametrize("text", ["", "没有", "123", "call me", "1" * 33, "138<b>00138000"])
def test_what_is_no_phone(text: str) -> None:
    assert phone(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12月1日", (2026, 12, 1, 0, 0)),
        ("12月1号 8点", (2026, 12, 1, 8, 0)),
        ("12-01 14:30", (2026, 12, 1, 14, 30)),
        ("2027-03-01", (2027, 3, 1, 0, 0)),
        ("2027年3月1日", (2027, 3, 1, 0, 0)),
        ("3月1日", (2027, 3, 1, 0, 0)),
        ("明天", (2026, 11, 22, 0, 0)),
        ("后天8点半", (2026, 11, 23, 8, 30)),
        ("大后天", (2026, 11, 24, 0, 0)),
        ("tomorrow 9:00", (2026, 11, 22, 9, 0)),
        ("18:00", (2026, 11, 21, 18, 0)),
        ("今天 18点", (2026, 11, 21, 18, 0)),
    ],
)
def test_when_it_opens_again_is_read_as_people_write_it(text: str, moment: tuple[int, ...]) -> None:
    assert reopening(text, NOW) == datetime(*moment, tzinfo=ZONE)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    "text", ["", "以后", "今天", "09:00", "13月1日", "2月30日", "2020-01-01", "2029-01-01", "25:00"]
)
def test_what_is_no_day_to_come(text: str) -> None:
    assert reopening(text, NOW) is None


@given(st.text(max_size=40))
def test_whatever_is_written_the_day_lies_ahead_or_is_none(text: str) -> None:
    read = reopening(text, NOW)
    assert read is None or NOW < read <= NOW + FARTHEST


@given(st.integers(1, 364), st.integers(0, 23))
def test_a_day_within_a_year_is_that_day(days: int, hour: int) -> None:
    day = NOW + timedelta(days=days)
    read = reopening(f"{day.month}月{day.day}日 {hour}点", NOW)
    assert read is not None
    assert (read.month, read.day, read.hour) == (day.month, day.day, hour)


def test_an_hour_of_today_that_is_past_is_no_hour_a_year_from_now() -> None:
    assert reopening("11月21日 8点", NOW) is None


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("常驻 王芳 13800138000", OnDuty("王芳", "13800138000", resident=True)),
        (
            "轮值 李强 13900139000 周一至周五 09:00-12:00",
            OnDuty("李强", "13900139000", False, "周一至周五 09:00-12:00"),
        ),
        ("李强 周三下午", OnDuty("李强", "", resident=False, hours="周三下午")),
        ("王芳", OnDuty("王芳", "", resident=True)),
        ("常驻：王芳，0931-5550101", OnDuty("王芳", "0931-5550101", resident=True)),
        ("Resident Tom 13800138000", OnDuty("Tom", "13800138000", resident=True)),
        ("turn Li Qiang 13900139000 Wed 09:00-12:00", OnDuty("Li Qiang", "13900139000", False, "Wed 09:00-12:00")),
        ("轮值 李强 周六 13900139000", OnDuty("李强", "13900139000", resident=False, hours="周六")),
    ],
)
def test_a_line_of_the_roster_is_read(line: str, person: OnDuty) -> None:
    assert duty.read(line) == person


@pytest.mark.parametrize("line", ["", "常驻", "13800138000", "王" * 65, "李 " + "周" * 201])
def test_what_names_nobody_is_no_line(line: str) -> None:
    assert duty.read(line) is None


@given(st.text(max_size=400))
def test_whatever_is_written_what_is_read_fits(line: str) -> None:
    read = duty.read(line)
    assert read is None or (0 < len(read.name) <= 64 and len(read.phone) <= 20 and len(read.hours) <= 200)

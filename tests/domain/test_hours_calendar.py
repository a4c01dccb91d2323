"""Days off and days worked in their stead, against the State Council's arrangements."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.hours import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
# 国办发明电〔2024〕12号 for 2025, 〔2025〕7号 for 2026: first and last day of each break
BREAKS = {
    2025: ["0101-0101", "0128-0204", "0404-0406", "0501-0505", "0531-0602", "1001-1008"],
    2026: ["0101-0103", "0215-0223", "0404-0406", "0501-0505", "0619-0621", "0925-0927", "1001-1007"],
}
WORKED = {
    2025: ["0126", "0208", "0427", "0928", "1011"],
    2026: ["0104", "0214", "0228", "0509", "0920", "1010"],
}
# the law's festivals (2024), and the weekdays owed for those on a weekend; weekends beside them
LAWFUL_2027 = ["0101-0103", "0205-0210", "0403-0405", "0501-0504", "0609-0609", "0915-0915", "1001-1005"]


def day(year: int, text: str) -> date:
    return date(year, int(text[:2]), int(text[2:]))


def days(year: int, spans: list[str]) -> set[date]:
    ends = [(day(year, first), day(year, last)) for first, last in (span.split("-") for span in spans)]
    return {first + timedelta(n) for first, last in ends for n in range((last - first).days + 1)}


def year_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


@pytest.mark.parametrize("year", BREAKS)
def test_breaks_and_worked_weekends_are_those_published(year: int) -> None:
    calendar = Calendar(ZONE)
    assert {d for d in year_of(year) if calendar.is_off(d)} == days(year, BREAKS[year])
    assert {d for d in year_of(year) if calendar.works(d)} == {day(year, text) for text in WORKED[year]}


def test_a_year_not_yet_published_has_the_days_that_the_law_gives() -> None:
    calendar = Calendar(ZONE)
    off = {d for d in year_of(2027) if calendar.is_off(d)}
    assert off >= days(2027, LAWFUL_2027)


def test_it_says_whether_a_year_is_settled() -> None:
    calendar = Calendar(ZONE, working=[date(2029, 2, 24)])
    assert [calendar.settled(year) for year in (2026, 2028, 2029)] == [True, False, True]


def test_the_operator_knows_better_than_the_library() -> None:
    calendar = Calendar(ZONE, off=[date(2026, 10, 8), date(2026, 10, 10)], working=[date(2026, 10, 4)])
    assert calendar.is_off(date(2026, 10, 8))
    assert not calendar.works(date(2026, 10, 10))
    assert calendar.works(date(2026, 10, 4))
    assert not calendar.is_off(date(2026, 10, 4))


def test_a_weekend_before_a_new_year_on_a_monday_belongs_to_its_break() -> None:
    calendar = Calendar(ZONE)
    assert calendar.is_off(date(2028, 12, 31))
    assert calendar.is_off(date(2028, 12, 30))
    assert not calendar.is_off(date(2028, 12, 29))

"""What hours mean at a moment: a table worked out by hand, in Lanzhou's time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import hours
from bot.domain.hours import Calendar, State

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(ZONE)
OPEN, CLOSED, UNKNOWN, APPOINTMENT = State.OPEN, State.CLOSED, State.UNKNOWN, State.BY_APPOINTMENT
NEVER = ""
# 2026-11-16 is a Monday. Year and month are those of the moment where the change leaves them out.
TABLE = [
    # OSM's own examples and what is like them
    ("24/7", "2026-11-16 03:00", OPEN, NEVER),
    ("off", "2026-11-16 03:00", CLOSED, NEVER),
    ("Mo-Fr 08:00-17:30", "2026-11-16 07:59", CLOSED, "2026-11-16 08:00"),
    ("Mo-Fr 08:00-17:30", "2026-11-16 08:00", OPEN, "2026-11-16 17:30"),
    ("Mo-Fr 08:00-17:30", "2026-11-16 17:30", CLOSED, "2026-11-17 08:00"),
    ("Mo-Fr 08:00-17:30", "2026-11-20 18:00", CLOSED, "2026-11-23 08:00"),
    ("Mo-Fr 08:00-12:00,13:00-17:30", "2026-11-18 12:30", CLOSED, "2026-11-18 13:00"),
    ("Mo-Fr 08:00-12:00,13:00-17:30; Sa 08:00-12:00", "2026-11-21 11:00", OPEN, "2026-11-21 12:00"),
    ("Mo-Sa 10:00-20:00; Tu 10:00-14:00", "2026-11-17 15:00", CLOSED, "2026-11-18 10:00"),
    ("Mo-Sa 10:00-20:00; Tu off", "2026-11-17 15:00", CLOSED, "2026-11-18 10:00"),
    ("Mo-Fr 08:00-12:00, We 14:00-18:00", "2026-11-18 09:00", OPEN, "2026-11-18 12:00"),
    ("Mo-Fr 08:00-12:00, We 14:00-18:00", "2026-11-18 15:00", OPEN, "2026-11-18 18:00"),
    ("Mo-Su 09:00-18:00; 12:00-13:00 off", "2026-11-16 12:15", CLOSED, "2026-11-16 13:00"),
    ("Mo-Su 09:00-18:00; 12:00-13:00 off", "2026-11-16 11:00", OPEN, "2026-11-16 12:00"),
    ("Fr-Mo 10:00-12:00", "2026-11-19 11:00", CLOSED, "2026-11-20 10:00"),
    ("Th[1] 18:00-20:00", "2026-11-05 19:00", OPEN, "2026-11-05 20:00"),
    ("Th[1] 18:00-20:00", "2026-11-12 19:00", CLOSED, NEVER),
    ("Su[-1] 10:00-12:00", "2026-11-29 09:00", CLOSED, "2026-11-29 10:00"),
    ("Nov-Mar 09:00-16:00; Apr-Oct 09:00-19:00", "2026-11-16 17:00", CLOSED, "2026-11-17 09:00"),
    ("Nov-Mar 09:00-16:00; Apr-Oct 09:00-19:00", "2026-10-31 17:00", OPEN, "2026-10-31 19:00"),
    ("Dec 24-Jan 02 off", "2027-01-01 10:00", CLOSED, NEVER),
    ("08:00-20:00; Dec 25,31 off", "2026-12-31 10:00", CLOSED, "2027-01-01 08:00"),
    ("2026 Nov 16-18 10:00-12:00", "2026-11-18 12:00", CLOSED, NEVER),
    ("2027+ 08:00-20:00", "2026-12-31 21:00", CLOSED, "2027-01-01 08:00"),
    ("week 47 Mo-Fr 08:00-09:00", "2026-11-16 08:30", OPEN, "2026-11-16 09:00"),
    ("week 01-53/2 Mo 08:00-09:00", "2026-11-23 08:30", CLOSED, "2026-11-30 08:00"),
    ("Mo-Fr 09:00-12:00 unknown", "2026-11-16 10:00", UNKNOWN, "2026-11-16 12:00"),
    ('Mo-Fr 09:00-12:00 "ring twice"', "2026-11-16 10:00", OPEN, "2026-11-16 12:00"),
    ('Mo-Fr 09:00-12:00 "by appointment"', "2026-11-16 10:00", APPOINTMENT, "2026-11-16 12:00"),
    ('Mo-Fr 09:00-12:00 || "by appointment"', "2026-11-16 10:00", OPEN, "2026-11-16 12:00"),
    ('Mo-Fr 09:00-12:00 || "by appointment"', "2026-11-16 12:00", APPOINTMENT, "2026-11-17 09:00"),
    ('"call us"', "2026-11-16 10:00", UNKNOWN, NEVER),
    ("", "2026-11-16 10:00", UNKNOWN, NEVER),
    ("17:00+", "2026-11-16 18:00", UNKNOWN, "2026-11-17 00:00"),
    ("10:00-16:00+", "2026-11-16 12:00", OPEN, "2026-11-16 16:00"),
    # over midnight
    ("22:00-02:00", "2026-11-16 23:00", OPEN, "2026-11-17 02:00"),
    ("22:00-02:00", "2026-11-17 01:59", OPEN, "2026-11-17 02:00"),
    ("22:00-02:00", "2026-11-17 02:00", CLOSED, "2026-11-17 22:00"),
    ("Fr 22:00-02:00; Sa off", "2026-11-21 01:00", OPEN, "2026-11-21 02:00"),
    ("Fr-Sa 18:00-26:00", "2026-11-22 01:30", OPEN, "2026-11-22 02:00"),
    ("00:00-24:00", "2026-11-16 12:00", OPEN, NEVER),
    ("Mo-Fr 00:00-24:00", "2026-11-16 12:00", OPEN, "2026-11-21 00:00"),
    ("Mo 20:00-36:00", "2026-11-17 11:00", OPEN, "2026-11-17 12:00"),
    # signs
    ("周一至周五 08:30-12:00,13:00-17:30", "2026-11-18 12:10", CLOSED, "2026-11-18 13:00"),
    ("24小时", "2026-11-22 04:00", OPEN, NEVER),
    ("工作日开放", "2026-11-20 10:00", UNKNOWN, "2026-11-21 00:00"),
    ("工作日开放", "2026-11-21 10:00", CLOSED, "2026-11-23 00:00"),
    ("9:00-17:00（周一闭馆）", "2026-11-15 18:00", CLOSED, "2026-11-17 09:00"),
    ("周六、日 10:00-16:00", "2026-11-21 10:00", OPEN, "2026-11-21 16:00"),
    ("周六 9:00-12:00 需预约", "2026-11-21 10:00", APPOINTMENT, "2026-11-21 12:00"),
    # days off 2026, as published: Spring Festival 15-23 February, National Day 1-7 October
    ("Mo-Fr 09:00-18:00; PH off", "2026-02-13 18:00", CLOSED, "2026-02-14 09:00"),
    ("Mo-Fr 09:00-18:00; PH off", "2026-02-14 18:00", CLOSED, "2026-02-24 09:00"),
    ("Mo-Fr 09:00-18:00; PH off", "2026-02-20 10:00", CLOSED, "2026-02-24 09:00"),
    ("Mo-Su 09:00-18:00; PH off", "2026-02-21 10:00", CLOSED, "2026-02-24 09:00"),
    ("Mo-Fr 09:00-18:00", "2026-02-17 10:00", OPEN, "2026-02-17 18:00"),
    ("工作日 9:00-18:00", "2026-09-30 18:00", CLOSED, "2026-10-08 09:00"),
    ("工作日 9:00-18:00", "2026-10-10 09:00", OPEN, "2026-10-10 18:00"),
    ("工作日9:00-18:00，节假日10:00-16:00", "2026-10-04 12:00", OPEN, "2026-10-04 16:00"),
    ("08:00-20:00; PH 10:00-16:00", "2026-06-19 09:00", CLOSED, "2026-06-19 10:00"),
    ("22:00-02:00; PH off", "2026-01-01 01:00", OPEN, "2026-01-01 02:00"),
    ("22:00-02:00; PH off", "2026-01-01 22:30", CLOSED, "2026-01-04 22:00"),
    # Saturdays and Sundays that are worked
    ("周末 10:00-16:00", "2026-02-28 11:00", CLOSED, "2026-03-01 10:00"),
    ("Sa 10:00-16:00; Mo-Fr 08:00-20:00", "2026-05-09 18:00", OPEN, "2026-05-09 20:00"),
    ("周二至周日 09:00-17:30", "2026-09-20 10:00", OPEN, "2026-09-20 17:30"),
    ("Mo-Fr 09:00-18:00", "2026-01-04 08:00", CLOSED, "2026-01-04 09:00"),
    # 2027, as far as the law gives it: Spring Festival 5-10 February, National Day 1-5 October
    ("Mo-Fr 09:00-18:00; PH off", "2027-02-04 18:00", CLOSED, "2027-02-11 09:00"),
    ("Mo-Su 09:00-18:00; PH off", "2027-02-06 10:00", CLOSED, "2027-02-11 09:00"),
    ("Mo-Su 09:00-18:00; PH off", "2027-10-01 10:00", CLOSED, "2027-10-06 09:00"),
    ("工作日 9:00-18:00", "2027-09-15 10:00", CLOSED, "2027-09-16 09:00"),
    ("Mo-Su 09:00-18:00; PH off", "2026-12-31 18:00", CLOSED, "2027-01-04 09:00"),
]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(("text", "when", "state", "until"), TABLE)
def test_hours_mean_what_a_reader_takes_them_to_mean(text: str, when: str, state: State, until: str) -> None:
    opening = hours.at(hours.parse(text), moment(when), CALENDAR)
    assert (opening.state, opening.until) == (state, moment(until) if until else None)


@pytest.mark.parametrize(("text", "when", "state", "until"), TABLE)
def test_one_spelling_means_the_same(text: str, when: str, state: State, until: str) -> None:
    opening = hours.at(hours.parse(hours.normalise(text)), moment(when), CALENDAR)
    assert (opening.state, opening.until) == (state, moment(until) if until else None)


@pytest.mark.parametrize("text", sorted({text for text, *_ in TABLE}))
def test_a_state_lasts_exactly_until_it_is_said_to_change(text: str) -> None:
    parsed = hours.parse(text)
    now = moment("2026-02-12 23:17")
    for _ in range(8):
        opening = hours.at(parsed, now, CALENDAR)
        if opening.until is None:
            return
        before = hours.at(parsed, opening.until - timedelta(minutes=1), CALENDAR)
        assert (before.state, before.until) == (opening.state, opening.until)
        assert hours.at(parsed, opening.until, CALENDAR).state is not opening.state
        now = opening.until


def test_a_moment_may_come_in_any_zone() -> None:
    opening = hours.at(hours.parse("08:00-22:00"), datetime(2026, 11, 16, 13, 59, tzinfo=UTC), CALENDAR)
    assert (opening.state, opening.until) == (OPEN, datetime(2026, 11, 16, 14, tzinfo=UTC))


def test_what_a_comment_says_comes_with_the_state() -> None:
    opening = hours.at(hours.parse('Mo-Fr 09:00-12:00 "按门铃"'), moment("2026-11-16 10:00"), CALENDAR)
    assert opening.comment == "按门铃"

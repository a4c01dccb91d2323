"""When an activity is, as people write it: a day or a weekday, a time, how many places. And the moment it begins."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

NOON, DAY = 12 * 60, 24 * 60
FARTHEST = timedelta(days=366)
WITHOUT_YEAR = timedelta(days=183)
"""How far off a day without a year may lie: yesterday's date is a slip, and not next year's."""
MOST_PLACES = 9999
_SIGNS = str.maketrans("：，．。／－０１２３４５６７８９", ":,../-0123456789")
_DATE = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})[日号]?")
_WEEKDAY = re.compile(r"(每)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
_WEEKDAYS = {sign: place for place, sign in enumerate("一二三四五六日")} | {"天": 6}
_SOON = {"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2}
_CLOCK = re.compile(
    r"(凌晨|早上|上午|中午|下午|傍晚|晚上)?(\d{1,2})(?:[:.](\d{2})|[点时](?:(半)|(\d{1,2})分?|整)?)?(am|pm)?"
)
_LATE = {"下午", "傍晚", "晚上", "pm"}
_PLACES = re.compile(r"(\d{1,5})(?:个|人|名|位)?")


@dataclass(frozen=True)
class Days:
    """Every week on `weekday` (0 Monday), or once on `day`."""

    weekday: int | None = None
    day: date | None = None


def read_days(text: str, today: date) -> Days | None:
    """`每周五` every week, `周五`, `11-28`, `明天` the next one from today on; None for what is none or too far."""
    plain = _plain(text)
    if plain in _SOON:
        return Days(day=today + timedelta(days=_SOON[plain]))
    if found := _WEEKDAY.fullmatch(plain):
        wanted = _WEEKDAYS[found[2]]
        return Days(wanted) if found[1] else Days(day=today + timedelta(days=(wanted - today.weekday()) % 7))
    found = _DATE.fullmatch(plain)
    day = _day(found, today) if found else None
    return Days(day=day) if day and today <= day <= today + FARTHEST else None


def _day(found: re.Match[str], today: date) -> date | None:
    """Without a year the next one that there is, within half a year."""
    if found[1]:
        return _date(int(found[1]), int(found[2]), int(found[3]))
    possible = (_date(year, int(found[2]), int(found[3])) for year in (today.year, today.year + 1))
    return next((day for day in possible if day and today <= day <= today + WITHOUT_YEAR), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_clock(text: str) -> int | None:
    """Minutes after midnight: `14:30`, `9点半`, `下午2点`, `2pm`; None for anything else, also for a bare number."""
    found = _CLOCK.fullmatch(_plain(text))
    if found is None or found[0].isdigit():
        return None
    hour, minute = int(found[2]), 30 if found[4] else int(found[3] or found[5] or 0)
    late = {found[1], found[6]} & _LATE or (found[1] == "中午" and hour < 3)
    hour += 12 if late and hour < 12 else 0
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def read_places(text: str) -> int | None:
    """`20` or `20人`, from 1 to 9,999."""
    found = _PLACES.fullmatch(_plain(text))
    return int(found[1]) if found and 1 <= int(found[1]) <= MOST_PLACES else None


def begins(day: date, start: int, zone: tzinfo) -> datetime:
    """The moment `start` minutes after the local midnight of the day."""
    return datetime.combine(day, time(start // 60, start % 60), zone)


def _plain(text: str) -> str:
    return "".join(text.translate(_SIGNS).split()).casefold()

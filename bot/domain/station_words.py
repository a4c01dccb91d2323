"""What keepers write about their station, read: a number of seats, a phone, the day on which it opens again."""

import re
import unicodedata
from datetime import datetime, time, timedelta

MOST_SEATS = 10_000
LONGEST_PHONE = 32
FARTHEST = timedelta(days=366)
_SEATS = re.compile(r"(?:约|大约|about)?\s*(\d{1,5})\s*(?:个|座|个座位|张|把|seats?)?", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d(][\d\s\-()/,、]{3,}\d(?:\s*(?:转|ext\.?|-)\s*\d{1,6})?", re.IGNORECASE)
_DAY = re.compile(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_CLOCK = re.compile(r"(\d{1,2})\s*(?::\s*(\d{2})|[点时]\s*(?:(\d{1,2})\s*分?|(半))?)")
_NAMED = {"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2, "大后天": 3}


def seats(text: str) -> int | None:
    """A number up to MOST_SEATS ("12", "12个"); None for anything else."""
    found = _SEATS.fullmatch(_plain(text))
    return int(found[1]) if found and int(found[1]) <= MOST_SEATS else None


def phone(text: str) -> str | None:
    """A number as people write it, mobile or not, several with 、; None for what is none."""
    plain = _plain(text)
    good = len(plain) <= LONGEST_PHONE and _PHONE.fullmatch(plain) and sum(sign.isdigit() for sign in plain) >= 5
    return plain if good else None


def reopening(text: str, now: datetime) -> datetime | None:
    """When it opens again, from "12月1日", "12-01 14:00", "明天8点", "18:00"; None for what is not understood.

    `now` is aware and local; so is the result. A day without a year is the next such day. What is past or further away
    than FARTHEST is None.
    """
    plain = _plain(text).casefold()
    clock, day_said = _clock(plain), _DAY.search(plain)
    if clock is None and _CLOCK.search(plain):
        return None
    day = _day(day_said, now) if day_said else _named(plain, now)
    if day is None and (day_said or clock is None):
        return None
    return _within(datetime.combine((day or now).date(), clock or time(), now.tzinfo), now)


def _within(moment: datetime, now: datetime) -> datetime | None:
    return moment if now < moment <= now + FARTHEST else None


def _clock(plain: str) -> time | None:
    found = _CLOCK.search(plain)
    minute = int(found[2] or found[3] or (30 if found[4] else 0)) if found else 0
    return time(int(found[1]), minute) if found and int(found[1]) < 24 and minute < 60 else None


def _named(plain: str, now: datetime) -> datetime | None:
    said = max((word for word in _NAMED if word in plain), key=len, default=None)
    return now + timedelta(days=_NAMED[said]) if said else None


def _day(found: re.Match[str], now: datetime) -> datetime | None:
    """The day in the year said, else this year's or next year's."""
    years = [int(found[1])] if found[1] else [now.year, now.year + 1]
    days = [_date(now, year, int(found[2]), int(found[3])) for year in years]
    return next((day for day in days if day is not None and day.date() >= now.date()), None)


def _date(now: datetime, year: int, month: int, day: int) -> datetime | None:
    try:
        return now.replace(year=year, month=month, day=day)
    except ValueError:
        return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()

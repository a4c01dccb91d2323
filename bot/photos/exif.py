"""Place and time from EXIF, written by anyone: phones, cameras, forgers. Tag numbers are those of EXIF 2.32.

Nothing here raises on what a tag holds; what makes no sense is as if it were missing.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from numbers import Real

from bot.domain.place import Point

LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE, GPS_TIME, GPS_DATE = 1, 2, 3, 4, 7, 29
TAKEN, TAKEN_OFFSET = 0x9003, 0x9011
NOWHERE = 1e-6  # degrees around (0, 0), which cameras write for "unknown"
STAMP = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d):(\d\d)", re.ASCII)
DATE = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)", re.ASCII)
OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)
FIRST_YEAR = 2000  # a GPS date before is a receiver without a fix
SAME_MOMENT = timedelta(hours=1)  # how stale a GPS fix may be
SAME_MOMENT_NO_ZONE = timedelta(hours=15)  # the same, where the camera's zone may be anything up to 14 hours off

Tags = Mapping[int, object]


def place_of(gps: Tags) -> Point | None:
    """WGS-84 from a GPS block: None without both coordinates and their references, out of range, or at (0, 0)."""
    lat = _degrees(gps.get(LATITUDE), _sign(gps.get(LATITUDE_REF), "NS"), 90)
    lon = _degrees(gps.get(LONGITUDE), _sign(gps.get(LONGITUDE_REF), "EW"), 180)
    if lat is None or lon is None or max(abs(lat), abs(lon)) < NOWHERE:
        return None
    return Point(lat, lon)


def taken_at(exif: Tags, gps: Tags, zone: tzinfo) -> tuple[datetime | None, bool]:
    """When the photo was taken, aware, and whether its zone is known rather than `zone` assumed.

    The satellites' UTC wins where the camera's own clock does not contradict it.
    """
    offset = _offset(exif.get(TAKEN_OFFSET))
    camera, satellites = _camera(exif.get(TAKEN), offset or zone), _satellites(gps)
    if camera is None or satellites is None:
        return satellites or camera, satellites is not None or (camera is not None and offset is not None)
    # Without an offset compare wall clocks: the traveller's zone need not be ours.
    clock, slack = (camera, SAME_MOMENT) if offset else (camera.replace(tzinfo=UTC), SAME_MOMENT_NO_ZONE)
    agree = abs(clock - satellites) <= slack
    return (satellites, True) if agree else (camera, offset is not None)


def text(value: object) -> str:
    """A tag as text, without the padding of NULs and spaces; "" for what is no text."""
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return value.strip("\0 ") if isinstance(value, str) else ""


def _sign(ref: object, letters: str) -> int | None:
    """1 for the first letter (N, E), -1 for the second (S, W)."""
    letter = text(ref).upper()[:1]
    return {letters[0]: 1, letters[1]: -1}.get(letter)


def _numbers(value: object) -> list[float]:
    """Up to three floats of a tag, nan for what is no number (0/0 among them)."""
    parts = value if isinstance(value, tuple | list) else (value,)
    return [_number(part) for part in parts[:3]]


def _number(value: object) -> float:
    try:
        return float(value) if isinstance(value, Real) else math.nan
    except (ArithmeticError, ValueError):
        return math.nan


def _degrees(value: object, sign: int | None, limit: int) -> float | None:
    """Degrees, minutes, seconds to signed degrees; seconds (and minutes after fractional degrees) may be missing."""
    degrees, minutes, seconds = (*_numbers(value), math.nan, math.nan, math.nan)[:3]
    if sign is None or not math.isfinite(degrees):
        return None
    if not math.isfinite(minutes) and degrees == int(degrees):
        return None  # whole degrees alone are 100 km wide
    minutes, seconds = (part if math.isfinite(part) else 0.0 for part in (minutes, seconds))
    total = degrees + minutes / 60 + seconds / 3600
    sound = degrees >= 0 and 0 <= minutes <= 60 and 0 <= seconds <= 60 and total <= limit
    return sign * total if sound else None


def _offset(value: object) -> timezone | None:
    match = OFFSET.fullmatch(text(value))
    if match is None:
        return None
    away = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-away if match[1] == "-" else away) if away <= timedelta(hours=14) else None


def _camera(value: object, zone: tzinfo) -> datetime | None:
    match = STAMP.match(text(value))
    return _moment([int(part) for part in match.groups()], zone) if match else None


def _satellites(gps: Tags) -> datetime | None:
    """GPSDateStamp and GPSTimeStamp, which are UTC."""
    match = DATE.match(text(gps.get(GPS_DATE)))
    clock = _numbers(gps.get(GPS_TIME))
    if match is None or len(clock) != 3 or not all(0 <= part < 61 for part in clock):
        return None
    day = _moment([int(part) for part in match.groups()], UTC)
    if day is None or day.year < FIRST_YEAR:
        return None
    return day + timedelta(hours=clock[0] % 24, minutes=clock[1], seconds=int(clock[2]))


def _moment(parts: list[int], zone: tzinfo) -> datetime | None:
    try:
        year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    # Years at the calendar's edges overflow in arithmetic and say nothing.
    return moment if 1900 <= year <= 9000 else None

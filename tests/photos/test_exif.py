"""Place and time from EXIF blocks of every kind of nonsense."""

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.TiffImagePlugin import IFDRational

from bot.photos import exif
from tests.photos.made import dms, gps_at

LANZHOU = gps_at(36.1037, 103.7226)
CHINA = timezone(timedelta(hours=8))
ZERO_OVER_ZERO = IFDRational(0, 0)


def coordinates(gps):
    place = exif.place_of(gps)
    assert place is not None
    return place.lat, place.lon


@pytest.mark.parametrize(("lat", "lon"), [(36.1037, 103.7226), (-33.8568, -70.6483), (-0.5, 100.25), (51.5, -3.25)])
def test_a_place_in_every_quarter_of_the_world_is_read(lat, lon):
    assert coordinates(gps_at(lat, lon)) == pytest.approx((lat, lon), abs=1e-5)


READABLE = {
    "seconds 0/0": {2: (*dms(36.1)[:2], ZERO_OVER_ZERO)},
    "references padded with NULs": {1: b"N\0", 3: "e\0"},
    "decimal minutes": {2: (36.0, 6.0, 0.0)},
    "degrees alone, with a fraction": {2: (36.1, ZERO_OVER_ZERO, ZERO_OVER_ZERO)},
    "one number": {2: 36.1},
    "two numbers": {2: (36, 6)},
}
NO_PLACE = {
    "no reference": {1: None},
    "NUL references": {1: "\0", 3: "\0"},
    "a reference of the other axis": {1: "E"},
    "no latitude": {2: None},
    "all nan": {2: (math.nan,) * 3},
    "infinite": {2: (math.inf, 0, 0)},
    "degrees 0/0": {2: (ZERO_OVER_ZERO, 6, 0)},
    "whole degrees, minutes 0/0": {2: (IFDRational(36), ZERO_OVER_ZERO, ZERO_OVER_ZERO)},
    "north of the pole": {2: (91, 0, 0)},
    "just north of the pole": {2: (90, 0, 1)},
    "61 minutes": {2: (36, 61, 0)},
    "negative": {2: (-36, 6, 0)},
    "null island": {2: (0, 0, 0), 4: (0, 0, 0)},
    "text": {2: "36.1"},
    "empty": {2: ()},
    "bytes": {2: b"\x24\x06\x00"},
}


@pytest.mark.parametrize("odd", READABLE.values(), ids=READABLE)
def test_an_odd_but_sufficient_block_gives_the_place(odd):
    assert coordinates({**gps_at(36.1, 103.7226), **odd}) == pytest.approx((36.1, 103.7226), abs=1e-5)


@pytest.mark.parametrize("odd", NO_PLACE.values(), ids=NO_PLACE)
def test_an_insufficient_block_gives_no_place(odd):
    assert exif.place_of(LANZHOU) is not None
    assert exif.place_of({**LANZHOU, **odd}) is None


def test_an_altitude_alone_is_no_place():
    assert exif.place_of({5: b"\0", 6: IFDRational(1520)}) is None


def test_on_the_equator_or_the_meridian_is_a_place():
    assert coordinates(gps_at(0.0, 103.7)) == pytest.approx((0.0, 103.7))
    assert coordinates(gps_at(51.5, 0.0)) == pytest.approx((51.5, 0.0))


TAKEN = {0x9003: "2026:03:04 14:05:06"}
STAMP = {29: "2026:03:04", 7: (6.0, 5.0, 1.0)}
SATELLITES = datetime(2026, 3, 4, 6, 5, 1, tzinfo=UTC)
CAMERA = datetime(2026, 3, 4, 14, 5, 6, tzinfo=CHINA)
TIMES = {
    "camera clock without a zone": (TAKEN, {}, (CAMERA, False)),
    "camera clock with a zone": ({**TAKEN, 0x9011: "+09:00"}, {}, (CAMERA - timedelta(hours=1), True)),
    "satellites agree": (TAKEN, STAMP, (SATELLITES, True)),
    "satellites alone": ({}, STAMP, (SATELLITES, True)),
    "a receiver 1,024 weeks behind": (TAKEN, {**STAMP, 29: "2006:07:19"}, (CAMERA, False)),
    "a fix of hours ago": ({**TAKEN, 0x9011: "+08:00"}, {**STAMP, 7: (3, 0, 0)}, (CAMERA, True)),
    "a receiver without a fix": ({}, {**STAMP, 29: "1980:01:06"}, (None, False)),
    "no date of the satellites": (TAKEN, {7: (6.0, 5.0, 1.0)}, (CAMERA, False)),
    "an hour 25": (TAKEN, {**STAMP, 7: (math.nan, 5, 1)}, (CAMERA, False)),
    "blank": ({0x9003: "    :  :     :  :  "}, {}, (None, False)),
    "zeros": ({0x9003: "0000:00:00 00:00:00"}, {}, (None, False)),
    "the 31st of February": ({0x9003: "2026:02:31 10:00:00"}, {}, (None, False)),
    "an impossible zone": ({**TAKEN, 0x9011: "+99:99"}, {}, (CAMERA, False)),
}


@pytest.mark.parametrize(("tags", "gps", "expected"), TIMES.values(), ids=TIMES)
def test_the_time_is_the_most_trustworthy_there_is(tags, gps, expected):
    assert exif.taken_at(tags, gps, CHINA) == expected


rationals = st.builds(IFDRational, st.integers(-(2**31), 2**32), st.integers(-3, 2**32))
scalars = st.one_of(
    rationals, st.floats(), st.integers(), st.text(max_size=30), st.binary(max_size=30), st.none(), st.booleans()
)
values = st.one_of(scalars, st.lists(scalars, max_size=5), st.lists(scalars, max_size=5).map(tuple))
refs = st.sampled_from(["N", "S", "E", "W", b"N", "N\0", "", "\0", None])
blocks = st.fixed_dictionaries(
    {}, optional={1: st.one_of(refs, values), 2: values, 3: st.one_of(refs, values), 4: values, 7: values, 29: values}
)
stamps = st.from_regex(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d", fullmatch=True)
dates = st.from_regex(r"\d{4}:\d\d:\d\d", fullmatch=True)


@given(blocks)
def test_no_gps_block_raises_or_leads_off_the_globe(gps):
    place = exif.place_of(gps)
    assert place is None or (abs(place.lat) <= 90 and abs(place.lon) <= 180)


@given(st.one_of(stamps, values), st.one_of(st.sampled_from(["+08:00", "-11:30"]), values), blocks, dates)
def test_no_time_raises_and_every_time_is_aware(taken, offset, gps, date):
    moment, _ = exif.taken_at({0x9003: taken, 0x9011: offset}, {**gps, 29: date}, CHINA)
    assert moment is None or moment.utcoffset() is not None

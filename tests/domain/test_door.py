"""The codes at the doors: every station's code goes into a link and comes out again."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import door
from bot.domain.door import Door
from bot.domain.place import Point
from bot.domain.stations import Station, StationKind

CODES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=64)


def station(code: str, number: int = 7) -> Station:
    return Station(number, code, "驿站", StationKind.BEE, Point(36.1, 103.7))


@pytest.mark.parametrize(
    ("code", "payload"),
    [("ZX-1", "s_ZX-1"), ("枣林西-3", "c_5p6j5p6X6KW_LTM"), ("驿" * 16, "i_7"), ("A" * 63, "i_7"), ("", "i_7")],
)
def test_a_plain_code_stays_readable(code: str, payload: str) -> None:
    assert door.payload(station(code)) == payload


@given(CODES, st.integers(1, 10**14))
def test_every_code_comes_out_as_it_went_in(code: str, number: int) -> None:
    payload = door.payload(station(code, number))
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert door.read(payload) in (Door(code), Door(number=number))


@given(CODES, CODES)
def test_two_stations_never_share_a_code(one: str, other: str) -> None:
    same = door.payload(station(one, 1)) == door.payload(station(other, 2))
    assert same == (one == other) or len(one.encode()) > 46


@given(st.text(max_size=70))
def test_whatever_is_read_is_a_station_or_nothing(text: str) -> None:
    found = door.read(text)
    assert found is None or found.code or found.number


@pytest.mark.parametrize(
    "text", ["", "s_", "s_驿", "c_", "c_A", "c_!", "c_QR", "i_", "i_0", "i_07", "i_-1", "x_1", "i_²"]
)
def test_what_no_station_wrote_is_nothing(text: str) -> None:
    assert door.read(text) is None


def test_the_link_opens_our_bot() -> None:
    assert door.link("grid_bot", station("ZX-1")) == "https://t.me/grid_bot?start=s_ZX-1"

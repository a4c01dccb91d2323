"""Letters: rows that fit, and no boxes for what the font lacks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.photos.text import Fonts, drawable, rows


@pytest.fixture(scope="module")
def fonts():
    return Fonts()


SHOWN = {
    "🔌 飞线充电": "飞线充电",
    "#12 井盖": "#12 井盖",
    "王\u200d五\u202e\0": "王五",
    " a \n\t b ": "a b",
    "مرحبا بك": "〓",
    "李𪚥华": "李〓华",
    "36.1° ± 5 m × 2": "36.1° ± 5 m × 2",
    "e\u0301": "é",
}


@pytest.mark.parametrize(("text", "shown"), SHOWN.items())
def test_the_font_draws_what_is_left_of_a_text(fonts, text, shown):
    assert drawable(text, fonts) == shown


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_character_is_left_that_the_font_lacks(text):
    fonts = Fonts()
    assert all(fonts.has(char) for char in drawable(text, fonts))


@settings(deadline=None)
@given(st.text(st.sampled_from("ab 字，。é…W"), max_size=120), st.integers(60, 900), st.integers(1, 4))
def test_rows_fit_their_width_and_number_and_lose_nothing_without_saying_so(fonts, text, width, limit):
    found = rows(text, fonts, 40, width=width, limit=limit)
    assert len(found) <= limit
    assert all(fonts.width(row, 40) <= width for row in found)
    kept = "".join(found).replace(" ", "")
    assert kept == text.replace(" ", "") or found[-1].endswith("…")


def test_words_stay_whole_and_rows_do_not_begin_with_a_comma(fonts):
    assert rows("fire lane blocked", fonts, 40, width=200, limit=9) == ["fire lane", "blocked"]
    assert [row[0] for row in rows("井盖丢失，路面塌陷。", fonts, 40, width=165, limit=9)] == ["井", "失", "塌"]

"""Letters: rows that fit, and no boxes for what the font lacks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.photos.text import Fonts, drawable, naming, rows


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
    "Ayşe Işık Łukasz": "Ayse Isik Lukasz",
}
NAMED = {
    "王师傅": "王师傅",
    "甲": "甲",
    "🚴 李 🚴": "李",
    "Nguyễn Thị Đào": "Nguyễn Thị Đào",
    "Ayşe": "Ayse",
    "김철수 (Kim Lee)": "Kim Lee",
    "Ali (علي)": "Ali",
    "李𪚥华": "美团骑手",
    "欧阳𪚥": "欧阳",
    "김철수 A1": "美团骑手",
    "สมชาย": "美团骑手",
    "مرحبا 12": "美团骑手",
    "👷": "美团骑手",
    "": "美团骑手",
}


@pytest.mark.parametrize(("text", "shown"), SHOWN.items())
def test_the_font_draws_what_is_left_of_a_text(fonts, text, shown):
    assert drawable(text, fonts) == shown


@pytest.mark.parametrize(("name", "shown"), NAMED.items())
def test_a_name_is_what_the_font_draws_of_it_or_another_word(fonts, name, shown):
    assert naming((name, "美团骑手", "骑手"), fonts) == shown


def test_where_no_name_can_be_drawn_there_is_none(fonts):
    assert naming(("مرحبا", "배민 骑", "骑手"), fonts) == "骑手"
    assert naming(("مرحبا",), fonts) == ""


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_name_shows_what_stands_for_a_letter_that_lacks(text):
    assert not {"〓", "\0"} & set(naming((text.replace("〓", ""),), Fonts()))


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

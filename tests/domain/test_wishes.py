"""What people type who look for a station."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.stations import AMENITIES, Amenity
from bot.domain.wishes import ADD, ALL_DAY, FOLLOW, LONGEST, MINE, OPEN, Wish, order, read

A = Amenity


@pytest.mark.parametrize(
    ("text", "filters", "name"),
    [
        ("", set(), ""),
        ("充电", {A.PHONE_CHARGING}, ""),
        ("charging", {A.PHONE_CHARGING}, ""),
        ("水", {A.WATER}, ""),
        ("Water 24h", {A.WATER, ALL_DAY}, ""),
        ("２４Ｈ", {ALL_DAY}, ""),
        ("热水", {A.HOT_WATER}, ""),
        ("hot water, wifi", {A.HOT_WATER, A.WIFI}, ""),
        ("电动车充电", {A.EBIKE_CHARGING}, ""),
        ("附近有充电的驿站吗？", {A.PHONE_CHARGING}, ""),
        ("充电站", {A.PHONE_CHARGING}, ""),
        ("微波炉 厕所", {A.MICROWAVE, A.TOILET}, ""),
        ("热饭卫生间24小时", {A.MICROWAVE, A.TOILET, ALL_DAY}, ""),
        ("开着 充电", {OPEN, A.PHONE_CHARGING}, ""),
        ("桃园", set(), "桃园"),
        ("桃园充电驿站", set(), "桃园充电驿站"),
        ("桃园 充电", {A.PHONE_CHARGING}, "桃园"),
        ("充电 安居路 18号", {A.PHONE_CHARGING}, "安居路 18号"),
        ("Waterloo", set(), "waterloo"),
        ("محطة شحن", set(), "محطة شحن"),
        ("<b>&", set(), "<b>&"),
    ],
)
def test_words_for_amenities_are_filters_and_the_rest_is_a_name(text: str, filters: set[str], name: str) -> None:
    assert read(text) == Wish(frozenset(filters), name)


@pytest.mark.parametrize("amenity", Amenity)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_amenity_is_found_by_its_name_in_both_languages(amenity: Amenity, language: str) -> None:
    # "heating/cooling" is two words for a reader of queries
    assert amenity in read(AMENITIES[amenity].name(language)).filters


@given(st.text(max_size=300))
def test_any_text_says_something_short(text: str) -> None:
    wish = read(text)
    assert len(wish.name) <= LONGEST * 2
    assert wish.filters <= {OPEN, ALL_DAY, *map(str, Amenity)}
    assert read(wish.name).name == wish.name


@pytest.mark.parametrize(
    ("text", "what"),
    [(" ❤️ ", MINE), ("我的收藏", MINE), ("Favourites", MINE), ("ADD", ADD), ("跟随", FOLLOW), ("", ""), ("收藏馆", "")],
)
def test_a_few_words_are_orders_and_no_search(text: str, what: str) -> None:
    assert order(text) == what

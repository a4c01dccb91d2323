"""Which category a caption names, by the built-in policy's words and by rules of our own."""

import pytest

from bot import policy
from bot.domain.policy import Category, Clock, Policy, Quiet
from bot.domain.ticket import Kind, Severity

BUILT_IN = policy.load()


@pytest.mark.parametrize(
    ("caption", "key"),
    [
        ("井盖", "manhole"),
        ("门口井盖松了,快来人", "manhole"),
        ("MANHOLE cover gone", "manhole"),
        ("有人飞线充电", "flying_line"),
        ("楼上拉线充电", "flying_line"),
        ("消防通道被堵", "fire_lane"),
        ("路面塌陷", "collapse"),
        ("路面塌陷，有人掉下去了", "collapse"),
        ("road collapse, a man fell in", "collapse"),
        ("着火了！快来", "fire"),
        ("飞线充电起火", "fire"),
        ("the shop is on fire", "fire"),
        ("有人触电", "wire"),
        ("救命", "danger"),
        ("井盖没了有人受伤", "danger"),
        ("消防栓旁边一堆垃圾", "rubbish"),
        ("电线杆上贴满小广告", "rubbish"),
        ("闻到煤气味", "gas"),
        ("smells of gas", "gas"),
        ("Gas!", "gas"),
        ("闻到gas味", "gas"),
        ("电线垂下来了", "wire"),
        ("高空坠物", "falling"),
        ("路上结冰", "water_ice"),
        ("water, ice on the road", "water_ice"),
        ("路灯不亮", "street_light"),
        ("垃圾没人收", "rubbish"),
        ("护栏断了", "railing"),
        ("我有个诉求", "appeal"),
        ("一个微心愿", "wish"),
        ("36.1037,103.7226 井盖", "manhole"),
    ],
)
def test_a_caption_names_a_category(caption: str, key: str) -> None:
    named = BUILT_IN.named_in(caption)
    assert named is not None
    assert named.key == key


@pytest.mark.parametrize(
    "caption", ["", " ", "你好", "gasp", "wires", "unroadworthy", "其他", "其他 other", "Other", "_gas_"]
)
def test_a_caption_without_a_name_names_nothing(caption: str) -> None:
    assert BUILT_IN.named_in(caption) is None


@pytest.mark.parametrize(
    ("caption", "key"),
    [
        ("消防通道有垃圾", "fire_lane"),  # four characters against two
        ("垃圾堵了消防通道", "fire_lane"),
        ("路面积水结冰", "water_ice"),
        ("gas or manhole cover", "manhole"),
    ],
)
def test_the_longest_name_in_a_caption_wins(caption: str, key: str) -> None:
    named = BUILT_IN.named_in(caption)
    assert named is not None
    assert named.key == key


@pytest.mark.parametrize("category", BUILT_IN.categories, ids=lambda category: category.key)
def test_every_label_and_word_names_its_own_category_or_none(category: Category) -> None:
    found = [BUILT_IN.named_in(word) for word in (category.zh, category.en, *category.words)]
    assert found == [category if category.in_captions else None] * len(found)


def test_of_two_names_as_long_the_first_category_wins() -> None:
    first, second = Category("a", "甲乙", "One", ""), Category("b", "丙丁", "Two", "")
    made = Policy((first, second), {Severity.NORMAL: Clock(1, 2)}, BUILT_IN.quiet)
    assert made.named_in("丙丁甲乙") is first


def test_an_empty_word_names_nothing() -> None:
    made = Policy((Category("a", "甲", "One", "", words=("",)),), {}, Quiet(BUILT_IN.quiet.start, BUILT_IN.quiet.end))
    assert made.named_in("whatever") is None


def test_a_category_is_found_by_its_key() -> None:
    gas = BUILT_IN.category("gas")
    assert gas is not None
    assert (gas.severity, gas.kind, gas.label("zh"), gas.label("en")) == (Severity.URGENT, Kind.HAZARD, "燃气", "Gas")
    assert BUILT_IN.category("dropped") is None


def test_the_offered_categories_are_those_of_the_contract() -> None:
    labels = "井盖 飞线充电 消防通道 路面 燃气 电线 高空坠物 积水结冰 路灯 垃圾 护栏标识 其他"
    assert set(labels.split()) <= {category.zh for category in BUILT_IN.categories}
    english = (
        "Manhole, Illegal charging line, Fire lane, Road, Gas, Wire, Falling objects, Street light, Rubbish, Other"
    )
    assert set(english.split(", ")) <= {category.en for category in BUILT_IN.categories}


def test_what_the_mission_calls_urgent_is_urgent_and_says_whom_to_call() -> None:
    urgent = {one.key: one for one in BUILT_IN.categories if one.severity is Severity.URGENT}
    assert set(urgent) == {"gas", "wire", "fire_lane", "collapse", "danger", "fire"}
    assert all("119" in one.advice.zh and "119" in one.advice.en for one in urgent.values())


def test_a_ticket_may_be_a_hazard_an_appeal_or_a_wish() -> None:
    assert {category.kind for category in BUILT_IN.categories} == set(Kind)

"""Opening hours in Chinese, as riders read them on pages and posters."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import hours


@pytest.mark.parametrize(
    ("sign", "lines"),
    [
        ("24小时", ("24小时开放",)),
        ("每天 8:00-22:00", ("每天 08:00-22:00",)),
        ("周一至周五 08:30-12:00,13:00-17:30", ("周一至周五 08:30-12:00、13:00-17:30",)),
        ("工作日 9:00-18:00", ("周一至周五 09:00-18:00", "节假日休息")),
        ("周一、三、五 9:00-11:00", ("周一、周三、周五 09:00-11:00",)),
        ("Mo-Fr 09:00-17:00; Sa 10:00-16:00; PH off", ("周一至周五 09:00-17:00", "周六 10:00-16:00", "节假日休息")),
        ("周二 9:00-17:00，周一休息", ("周二 09:00-17:00", "周一休息")),
        ("Oct-Mar 09:00-17:00", ("10月至3月 09:00-17:00",)),
        ("Oct 01-07 off", ("10月1日至7日休息",)),
        ("Nov 15-Mar 15 08:00-20:00", ("11月15日至3月15日 08:00-20:00",)),
        ("2026 Dec 31 off", ("2026年12月31日休息",)),
        ("Fr[1] 14:00-16:00", ("每月第1个周五 14:00-16:00",)),
        ("Mo-Fr 17:00+", ("周一至周五 17:00以后",)),
        ('Mo-Fr "by appointment"', None),
        ("", ()),
    ],
)  # fmt: skip
def test_hours_read_like_a_sign(sign: str, lines: tuple[str, ...] | None) -> None:
    told = hours.worded(hours.normalise(sign), "zh")
    assert told == lines or (lines is None and "需预约" in "".join(told))


def test_what_has_no_chinese_stays_as_it_is_and_english_too() -> None:
    told = hours.normalise("week 01-10 Mo 09:00-17:00")
    assert hours.worded(told, "zh") == (told,)
    assert hours.worded("Mo-Fr 09:00-17:00", "en") == ("Mo-Fr 09:00-17:00",)


@given(st.text('MoTuWehFrSaSu-,0123456789: ;[]|ctJan"PHoff+/24', max_size=40))
def test_nothing_half_translated_is_shown(text: str) -> None:
    lines = hours.worded(text, "zh")
    assert lines == (text,) or not re.search(r"[A-Za-z]", "".join(lines))

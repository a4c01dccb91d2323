"""What people wrote for others: kept, but for what hides or turns around."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import legible


@pytest.mark.parametrize(
    "text",
    [
        "A1　2号楼",
        "👨‍👩‍👧 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🧑🏽‍🚒",
        "می‌خواهم",
        "冰\n\n雪\t滑",
        "10\u00a0km, 5\u202fm",
        "تحذير: جليد على الجسر!",
        "\U0001fae9 \U0001f6d8",
        "a&b <b>",
    ],
)
def test_what_was_written_is_kept(text: str) -> None:
    assert legible.text(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\u202e警告\u202c x", "警告 x"),
        ("\u2066冰\u2069\u200b雪\ufeff", "冰雪"),
        ("　 冰 \n\u3000", "冰"),
        ("冰\r\n雪\u2028霜\u2029雾\r风", "冰\n雪\n霜\n雾\n风"),
        ("تحذير\u200f!", "تحذير!"),
        ("a\u00adb\u0000c\u2060", "abc"),
    ],
)
def test_what_hides_or_turns_around_goes(text: str, kept: str) -> None:
    assert legible.text(text) == kept


@pytest.mark.parametrize("text", ["", " \n　", "\u200d\u200c", "\u3164\u2800", "\ufe0f\u0301", "\u202e"])
def test_what_nobody_can_see_is_nothing(text: str) -> None:
    assert legible.text(text) == ""


@given(st.text())
def test_it_is_done_once(text: str) -> None:
    assert legible.text(legible.text(text)) == legible.text(text)

"""What is written after /duty: the place, the post, the person, a phone number however grouped, the shift."""

import pytest

from bot.domain import hours, posts
from bot.domain.posts import Post, Unclear


@pytest.mark.parametrize(
    ("written", "phone", "shift"),
    [
        ("13800000000 Mo-Fr 08:30-18:00", "13800000000", "Mo-Fr 08:30-18:00"),
        ("138 0013 8000", "13800138000", ""),
        ("138 0013 8000 8-18", "13800138000", "08:00-18:00"),
        ("+86 138-0013 8000 周六 9-12", "13800138000", "Sa 09:00-12:00"),
        ("+49 151 1234567", "+491511234567", ""),
        ("+49 151 1234567 全天", "+491511234567", "24/7"),
        ("+1 202 555-0143 Sa 09:00-12:00", "+1202555-0143", "Sa 09:00-12:00"),
        ("0931-7654321", "0931-7654321", ""),
        ("12345 8-18", "12345", "08:00-18:00"),
        ("08-18", "", "08:00-18:00"),
        ("", "", ""),
    ],
)
def test_a_phone_number_is_read_as_people_group_it(written: str, phone: str, shift: str) -> None:
    place, duty = posts.read(f"枣林西-07 专职 王强 {written}")
    assert (place, duty.post, duty.name) == ("枣林西-07", Post.FULL, "王强")
    assert (duty.phone, duty.hours) == (phone, shift)


@pytest.mark.parametrize(
    ("written", "near"),
    [("+49 151 1234567 每逢月圆之夜", "每逢月圆之夜"), ("138 0013 8000 八点半", "八点半"), ("110 8-18", "110")],
)
def test_what_is_neither_number_nor_shift_is_named(written: str, near: str) -> None:
    with pytest.raises(hours.BadHours) as bad:
        posts.read(f"full Wang {written}")
    assert bad.value.near == near


@pytest.mark.parametrize("words", ["枣林西社区", "王强 13800000000", "", "枣林西 一区 专职 王强"])
def test_without_a_post_nobody_is_to_be_added(words: str) -> None:
    assert not posts.adds(words)
    with pytest.raises(Unclear):
        posts.read(words)

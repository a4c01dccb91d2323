"""Charts: what a colour says, a hatching or a sign says too; nothing runs out of the picture."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.domain.pictures import Chart, Gauge, Series
from bot.photos import draw
from bot.photos.charts import bars, chart, gauges, style
from bot.photos.text import Fonts


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return Fonts()


def week(new: tuple[int, ...], closed: tuple[int, ...], *rest: Gauge) -> Chart:
    days = tuple(str(day) for day in range(16, 16 + len(new)))
    return Chart(
        "枣林西社区 · 周盘点", ("11月16日 – 11月22日",), days, (Series("新增", new), Series("办结", closed)), rest
    )


def test_a_chart_is_a_photo_that_telegram_takes(fonts: Fonts, tmp_path: Path) -> None:
    gauge = Gauge("当日办结", "58%  7/12", 58.3, 50)
    picture = Image.open(BytesIO(draw.render(week((5, 8, 3), (4, 6, 5), gauge), tmp_path, fonts)))
    assert (picture.format, picture.width) == ("JPEG", style.WIDTH)
    assert picture.height < 2 * picture.width


def test_bars_are_as_high_as_their_numbers_and_told_apart_without_colour(fonts: Fonts) -> None:
    image = bars.draw(week((4,), (4,)), fonts).convert("L")
    first, second = (column(image, x) for x in (pixels(image)[0], pixels(image)[1]))
    assert abs(len(first) - bars.PLOT) <= 2
    assert max(first) == min(first)  # full
    assert max(second) > 240 > min(second)  # hatched


def pixels(image: Image.Image) -> tuple[int, int]:
    """A column inside each of the two bars of a chart of one day."""
    middle = (style.PAD + 20 + style.WIDTH - style.PAD) // 2 + 10
    return middle - 25, middle + 25


def column(image: Image.Image, x: int) -> list[int]:
    top = bars.LEGEND + bars.HEAD
    return [image.getpixel((x, y)) for y in range(top + 1, top + bars.PLOT - 1)]  # type: ignore[misc]


@given(st.integers(0, 10**7))
def test_the_scale_reaches_every_number_in_a_few_round_steps(highest: int) -> None:
    steps = bars.scale(highest)
    assert steps[0] == 0
    assert 2 <= len(steps) <= 6
    assert highest <= steps[-1] <= max(1, highest) * 2.5 + 1
    assert len({after - before for before, after in pairwise(steps)}) == 1


@pytest.mark.parametrize("percent", [None, 0.0, 49.9, 50.0, 100.0])
def test_a_goal_is_marked_whatever_the_share(fonts: Fonts, percent: float | None) -> None:
    image = gauges.draw((Gauge("Closed the same day, a label too long for its place", "–", percent, 50),), fonts)
    left, right = style.PAD + gauges.LABEL, style.WIDTH - style.PAD - gauges.SHOWN
    assert image.getpixel(((left + right) // 2, gauges.ROW // 2)) == style.INK
    full = image.getpixel((left + 60, gauges.ROW // 2 - 8)) == style.GREEN
    assert full is (percent is not None and percent >= 50)


@pytest.mark.parametrize("days", [0, 1, 31, 62])
def test_any_number_of_days_and_any_words_are_drawn(fonts: Fonts, days: int) -> None:
    numbers = tuple(range(days))
    drawn = Chart(
        "标题" * 80, ("line " * 60,) * 5, ("12/31",) * days, (Series("新" * 40, numbers), Series("", numbers))
    )
    assert chart.draw(drawn, fonts).width == style.WIDTH


@pytest.mark.parametrize("aim", ["目标 96.9%", "goal 96.9%"])
def test_the_mark_of_the_goal_stands_once_more_beside_its_number(fonts: Fonts, aim: str) -> None:
    several = tuple(Gauge("办结率", "99.9%  81900/82000", 99.9, 96.9, words) for words in (aim, "", aim))
    image = gauges.draw(several, fonts).convert("L")
    left = style.WIDTH - style.PAD - gauges.SHOWN + 72
    inked = [min(image.crop((left, y, image.width, y + 1)).tobytes()) < 200 for y in range(image.height)]
    lines = sum(now and not before for before, now in pairwise([False, *inked]))
    assert lines == 5  # two, one and two, and paper between all of them
    mark = image.crop((left, gauges.ROW // 2, left + gauges.MARK, gauges.ROW))
    assert mark.getextrema()[0] < 60
    assert image.crop((image.width - style.PAD, 0, image.width, image.height)).getextrema() == (255, 255)


def test_a_city_s_numbers_are_shown_whole(fonts: Fonts) -> None:
    shown = "99.9%  81900/82000"
    assert fonts.width(shown, style.TEXT) <= gauges.SHOWN - 76

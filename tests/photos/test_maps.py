"""Maps as they are drawn: nothing covers anything, and what is said is there to be seen."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.domain.maps import lines
from bot.domain.pictures import CellMap, Shape, Spot, StationMap
from bot.photos import draw
from bot.photos.maps import cells, labels, stations, style
from bot.photos.maps import round as lengths
from bot.photos.maps.labels import Wanted
from bot.photos.text import Fonts

HERE = (36.1025, 103.7225)
ME = Spot(*HERE, "me", "", "我")
COORD = st.floats(-50, 650)
SIDE = st.floats(1, 200)
BOX = st.builds(lambda x, y, w, h: (x, y, x + w, y + h), COORD, COORD, SIDE, SIDE)
WANTED = st.builds(Wanted, st.lists(BOX, max_size=8).map(tuple))
BOUNDS = (0.0, 0.0, 600.0, 600.0)


@pytest.fixture(scope="module")
def fonts():
    return Fonts()


def pin(north: float, east: float, mark: str = "1", kind: str = "open", label: str = "驿站") -> Spot:
    """So many metres away, about."""
    return Spot(HERE[0] + north / 111_000, HERE[1] + east / 90_000, kind, mark, label)


def square(west: float, south: float, size: float = 0.002) -> str:
    corners = [(south, west), (south, west + size), (south + size, west + size), (south + size, west)]
    return lines.encode([*corners, corners[0]])


def near(pixel, colour, far=24):
    return all(abs(a - b) <= far for a, b in zip(pixel, colour, strict=True))


def shown_at(image, middle, colour, reach=4):
    """Whether the colour is to be seen near a place."""
    x, y = map(round, middle)
    around = [(x + dx, y + dy) for dx in range(-reach, reach + 1) for dy in range(-reach, reach + 1)]
    return any(near(image.getpixel(at), colour) for at in around)


def reds(image):
    """How many pixels have the colour of a pin."""
    away = np.abs(np.asarray(image, np.int16) - np.array(style.PIN, np.int16)).max(axis=2)
    return int(np.count_nonzero(away <= 10))


@given(st.lists(WANTED, max_size=15), st.lists(BOX, max_size=5))
def test_nothing_that_is_placed_touches_anything_else(wanted, taken):
    placed = labels.place(wanted, BOUNDS, taken)
    assert len(placed) == len(wanted)
    boxes = [box for box in placed if box is not None]
    for number, box in enumerate(boxes):
        assert not any(labels.overlap(box, other) for other in [*boxes[:number], *taken])
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[2] <= 600
        assert box[3] <= 600


@settings(max_examples=50)
@given(st.lists(WANTED, max_size=8))
def test_what_is_left_out_had_no_room(wanted):
    placed = labels.place(wanted, BOUNDS)
    for number, (each, box) in enumerate(zip(wanted, placed, strict=True)):
        before = [other for other in placed[:number] if other is not None]
        free = [one for one in each.boxes if labels.place([Wanted((one,))], BOUNDS, before) != [None]]
        assert box == (free[0] if free else None)


@given(st.tuples(COORD, COORD), st.tuples(SIDE, SIDE), st.floats(0.1, 30))
def test_what_stands_beside_a_point_leaves_it_free(point, size, gap):
    spot = (point[0], point[1], point[0], point[1])
    for box in labels.beside(point, size, gap):
        assert not labels.overlap(box, spot)
        assert (box[2] - box[0], box[3] - box[1]) == (pytest.approx(size[0]), pytest.approx(size[1]))


@given(st.floats(1, 1e7))
def test_a_bar_has_a_round_length_of_at_least_two_fifths(metres):
    length = lengths.at_most(metres)
    assert metres / 2.5 < length <= metres + 1e-6  # a millionth of a metre is rounding
    assert str(length).rstrip("0") in {"1", "2", "5"}


def test_lengths_are_said_as_people_say_them():
    assert [lengths.said(metres) for metres in (50, 1000, 1500, 20_000)] == ["50 m", "1 km", "1.5 km", "20 km"]
    assert list(lengths.series(700, 3)) == [200, 400, 600]


def test_a_station_is_where_it_is_and_shows_whether_it_is_open(fonts):
    picture = StationMap(ME, (pin(150, 100, "1"), pin(-150, -100, "2", "shut")))
    image, view = stations.draw(picture, fonts), stations.view_of(picture)
    assert image.size == (800, 600)
    open_at, shut_at = (view.pixel((spot.lat, spot.lon)) for spot in picture.pins)
    assert shown_at(image, open_at, style.PIN)
    assert shown_at(image, (open_at[0] - 14, open_at[1] - stations.STALK), style.PIN)
    assert shown_at(image, (shut_at[0] - 14, shut_at[1] - stations.STALK), style.WHITE)
    assert shown_at(image, view.pixel(HERE), style.WHITE)
    assert shown_at(image, (view.pixel(HERE)[0] + 9, view.pixel(HERE)[1]), style.ME)


def test_stations_at_one_door_each_show_their_number(fonts):
    alone = stations.draw(StationMap(ME, ()), fonts)
    five = stations.draw(StationMap(ME, tuple(pin(0, 0, str(n)) for n in range(1, 6))), fonts)
    one = stations.draw(StationMap(ME, (pin(0, 0),)), fonts)
    assert reds(alone) == 0
    assert reds(five) > 4 * reds(one) > 0


def test_cells_are_land_under_the_stations(fonts):
    picture = StationMap(ME, (pin(100, 100),), (Shape((square(103.7215, 36.1015),), label="桃园里", at=HERE),))
    image, view = stations.draw(picture, fonts), stations.view_of(picture)
    inside, outside = view.pixel((36.1016, 103.7216)), view.pixel((36.1014, 103.7214))
    assert near(image.getpixel((round(inside[0]), round(inside[1]))), style.LAND, 4)
    assert near(image.getpixel((round(outside[0]), round(outside[1]))), style.PAPER, 4)


ODD = ["", " ", "字" * 500, "مرحبا بالعالم", "😀🎉", "\0\n\u202e", "\ud800", "-1", "12345"]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_no_text_is_too_odd_for_a_map(fonts, text):
    shape = Shape((square(103.72, 36.1),), "red", text, HERE)
    spots = (Spot(*HERE, "?", text, text), pin(5, 5, text, label=text))
    assert stations.draw(StationMap(ME, spots, (shape,)), fonts).size == (800, 600)
    assert cells.draw(CellMap((shape,), spots, text, (("red", text), (text, "x"))), fonts).width == 800


@pytest.mark.parametrize("where", [(89.9, 0.0), (-90.0, 180.0), (0.0, -180.0)])
def test_a_map_can_be_drawn_anywhere(fonts, where):
    me = Spot(*where, "me")
    assert stations.draw(StationMap(me, (Spot(0.0, 0.0, "open", "1"),)), fonts).size == (800, 600)
    assert cells.draw(CellMap((), (me,)), fonts).width == 800


def test_a_map_of_nothing_is_a_picture_still(fonts, tmp_path):
    data = draw.render(CellMap((), title="图", legend=(("red", "红"),)), tmp_path, fonts)
    assert Image.open(BytesIO(data)).width == 800


FILLED = CellMap(
    (
        Shape((square(103.72, 36.1),), "red", "红 2", (36.101, 103.721)),
        Shape((square(103.722, 36.1),), "green", "绿", (36.101, 103.723)),
        Shape((square(103.724, 36.1), square(103.7245, 36.1005, 0.001)[::1]), "yellow", "黄", None),
    ),
    (Spot(36.1005, 103.7205),),
    "枣林西社区",
    (("red", "有超时"), ("dot", "未办结")),
)


def test_fills_differ_without_their_colours(fonts):
    """Seen in grey, no two fills are alike: by how bright they are or by their strokes."""
    greys = set()
    for fill in ("round the clock", "by day", "bare", "red", "yellow", "green"):
        image = cells.draw(CellMap((Shape((square(103.72, 36.1),), fill),)), fonts).convert("L")
        levels = image.crop((300, 100, 500, 300)).histogram()
        greys.add(
            (sum(level * n for level, n in enumerate(levels)) // 40_000 // 6, len([n for n in levels if n > 400]))
        )
    assert len(greys) == 6


def test_points_and_a_legend_are_drawn_on_a_map_of_cells(fonts):
    image = cells.draw(FILLED, fonts)
    view = cells.view_of(FILLED)
    assert image.width == 800
    assert image.height > view.size[1] + 80
    x, y = view.pixel((36.1005, 103.7205))
    title = image.height - view.size[1] - (14 + 34 + 14)
    assert near(image.getpixel((round(x), round(y) + title)), style.INK)


def test_a_hole_shows_what_lies_below(fonts):
    hole = lines.encode(lines.decode(square(103.7205, 36.1005, 0.001))[::-1])
    picture = CellMap((Shape((square(103.72, 36.1), hole), "green"),))
    image, view = cells.draw(picture, fonts), cells.view_of(picture)
    middle, rim = view.pixel((36.101, 103.721)), view.pixel((36.1002, 103.7202))
    assert near(image.getpixel((round(middle[0]), round(middle[1]))), style.PAPER, 4)
    assert near(image.getpixel((round(rim[0]), round(rim[1]))), style.FILLS["green"].colour, 4)

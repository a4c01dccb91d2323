"""The sample that ships: what it promises, and that it is what its script makes."""

import csv
import io
from importlib import resources

import pytest
import shapely
from PIL import Image

from bot.domain.cell_index import CellIndex, assign
from bot.domain.cells import Cell, How
from bot.domain.geojson import read_cells, write_cells
from bot.domain.place import Crs, Point, distance
from bot.sample.stations import COLUMNS, stations
from bot.sample.streets import cells

FOLDER = resources.files("bot.sample")
SHIPPED = FOLDER.joinpath("cells.geojson").read_bytes()
ROWS = read_cells(SHIPPED, Crs.WGS84)
SHAPES = {row.code: shapely.from_wkb(row.polygon) for row in ROWS}
STATIONS = list(csv.DictReader(io.StringIO(FOLDER.joinpath("stations.csv").read_text("utf-8"))))
INDEX = CellIndex(Cell(row.number, row.code, row.name, 1, row.polygon) for row in ROWS)
PICTURES = [
    f"{hazard}-{when}.jpg" for hazard in ("manhole", "charging-line", "fire-lane") for when in ("before", "after")
]


def test_the_script_makes_what_ships():
    made = cells()
    assert write_cells(made) == SHIPPED
    assert stations(made) == FOLDER.joinpath("stations.csv").read_text("utf-8")


def test_the_community_has_13_cells_and_its_neighbour_five():
    assert [row.code for row in ROWS if row.community == "枣林西社区"] == [f"枣林西-{n:02}" for n in range(1, 14)]
    assert [row.code for row in ROWS if row.community == "培黎社区"] == [f"培黎-{n:02}" for n in range(1, 6)]
    assert len({row.name for row in ROWS}) == 18


def test_the_cells_share_their_streets_without_gap_or_overlap():
    whole = shapely.union_all(list(SHAPES.values()))
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.area == pytest.approx(sum(shape.area for shape in SHAPES.values()), rel=1e-9)


def test_one_cell_has_a_hole_and_one_has_two_parts():
    assert [code for code, shape in SHAPES.items() if shape.geom_type == "Polygon" and shape.interiors] == ["枣林西-07"]
    assert [code for code, shape in SHAPES.items() if shape.geom_type == "MultiPolygon"] == ["培黎-05"]


def test_the_point_that_our_documents_name_is_well_inside_a_cell():
    found = assign(INDEX, Point(36.1037, 103.7226))
    assert (found.cell.code, found.how, found.neighbours) == ("枣林西-06", How.INSIDE, ())


def test_there_are_twelve_stations_each_in_its_community():
    assert len(STATIONS) == 12
    assert tuple(STATIONS[0]) == COLUMNS
    communities = {row.code: row.community for row in ROWS}
    for station in STATIONS:
        found = assign(INDEX, Point(float(station["lat"]), float(station["lon"])))
        assert communities[found.cell.code] == station["community"]


def test_no_two_stations_stand_in_one_place():
    points = [Point(float(station["lat"]), float(station["lon"])) for station in STATIONS]
    assert all(distance(a, b) > 20 for n, a in enumerate(points) for b in points[:n])


@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_are_of_a_size_to_send(name):
    data = FOLDER.joinpath("photos", name).read_bytes()
    assert len(data) < 150_000
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("JPEG", (1280, 960))

"""Grid cells out of a file: what is taken, and each thing that can be wrong with a row."""

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import geojson
from bot.domain.geojson import BadRow, BadRows, CellRow, Reason, describe, read_cells, write_cells
from bot.domain.place import Crs, Point, distance, from_wgs84

SQUARE = [[103.70, 36.10], [103.71, 36.10], [103.71, 36.11], [103.70, 36.11], [103.70, 36.10]]
HOLE = [[103.703, 36.103], [103.703, 36.107], [103.707, 36.107], [103.707, 36.103], [103.703, 36.103]]
FAR_SQUARE = [[lon + 0.02, lat] for lon, lat in SQUARE]
BOW_TIE = [[103.70, 36.10], [103.71, 36.11], [103.71, 36.10], [103.70, 36.11], [103.70, 36.10]]
FULL = {
    "code": "枣林西-07",
    "name": "十里店南",
    "community": "枣林西社区",
    "street": "安宁西路街道",
    "district": "安宁区",
}


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry=None, **properties):
    return {"type": "Feature", "properties": {**FULL, **properties}, "geometry": geometry or polygon(SQUARE)}


def file(*features, encoding="utf-8"):
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode(encoding)


def bad(data, crs=Crs.WGS84):
    with pytest.raises(BadRows) as caught:
        read_cells(data, crs)
    return caught.value.rows


def reasons(data):
    return [(row.number, row.reason) for row in bad(data)]


def test_a_feature_becomes_a_row():
    (row,) = read_cells(file(feature()), Crs.WGS84)
    assert {name: getattr(row, name) for name in FULL} == FULL
    assert row.number == 1
    assert shapely.from_wkb(row.polygon).equals(shapely.Polygon(SQUARE))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_encoding_that_offices_use_is_read(encoding):
    (row,) = read_cells(file(feature(), encoding=encoding), Crs.WGS84)
    assert row.community == "枣林西社区"


@pytest.mark.parametrize("code_header", ["网格编码", "编码", "Code", " CODE "])
def test_headers_may_be_chinese_or_english(code_header):
    properties = {code_header: 620105001, "网格名称": " 一格 ", "社区": "枣林西", "街道": "安宁西路", "区县": "安宁"}
    only = {"type": "Feature", "properties": properties, "geometry": polygon(SQUARE)}
    (row,) = read_cells(file(only), Crs.WGS84)
    assert (row.code, row.name, row.community, row.street, row.district) == (
        "620105001",
        "一格",
        "枣林西",
        "安宁西路",
        "安宁",
    )


def test_a_name_may_be_missing_and_is_the_code():
    (row,) = read_cells(file(feature(name=None, street="", district=None)), Crs.WGS84)
    assert (row.name, row.street, row.district) == ("枣林西-07", "", "")


def test_holes_parts_and_heights_are_taken():
    parts = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [[[*each, 1520.5] for each in FAR_SQUARE]]]}
    (row,) = read_cells(file(feature(parts)), Crs.WGS84)
    shape = shapely.from_wkb(row.polygon)
    assert shape.equals(shapely.MultiPolygon([(SQUARE, [HOLE]), (FAR_SQUARE, [])]))
    assert not shape.has_z


@pytest.mark.parametrize("crs", Crs)
def test_positions_are_moved_to_wgs84(crs):
    written = [[there.lon, there.lat] for there in (from_wgs84(Point(lat, lon), crs) for lon, lat in SQUARE)]
    (row,) = read_cells(file(feature(polygon(written))), crs)
    corners = [Point(lat, lon) for lon, lat in shapely.get_coordinates(shapely.from_wkb(row.polygon))]
    assert all(min(distance(corner, Point(lat, lon)) for corner in corners) < 0.1 for lon, lat in SQUARE)


def ring(*positions):
    return polygon([list(each) for each in positions])


def moved(by_lon, by_lat):
    return polygon([[lon + by_lon, lat + by_lat] for lon, lat in SQUARE])


BAD_FEATURES = {
    "a point": (feature({"type": "Point", "coordinates": [103.7, 36.1]}), Reason.WRONG_GEOMETRY),
    "no geometry": ({**feature(), "geometry": None}, Reason.WRONG_GEOMETRY),
    "a geometry of a list": ({**feature(), "geometry": [SQUARE]}, Reason.WRONG_GEOMETRY),
    "a kind that is a list": (feature({"type": ["Polygon"]}), Reason.WRONG_GEOMETRY),
    "no coordinates": (feature({"type": "Polygon"}), Reason.NOT_A_POSITION),
    "no rings": (feature(polygon()), Reason.EMPTY),
    "an empty ring": (feature(polygon([])), Reason.EMPTY),
    "no parts": (feature({"type": "MultiPolygon", "coordinates": []}), Reason.EMPTY),
    "no area": (feature(ring((103.7, 36.1), (103.7, 36.1), (103.7, 36.1), (103.7, 36.1))), Reason.INVALID),
    "a ring too few": (feature({"type": "MultiPolygon", "coordinates": [SQUARE]}), Reason.NOT_A_POSITION),
    "positions as text": (feature(ring(("103.7", "36.1"))), Reason.NOT_A_POSITION),
    "positions of one": (feature(polygon([[103.7]])), Reason.NOT_A_POSITION),
    "positions of truth": (feature(ring((True, False))), Reason.NOT_A_POSITION),
    "an endless integer": (feature(ring((10**400, 36.1))), Reason.NOT_A_POSITION),
    "three points": (feature(polygon([SQUARE[0], SQUARE[1], SQUARE[0]])), Reason.TOO_FEW_POINTS),
    "an open ring": (feature(polygon(SQUARE[:-1])), Reason.OPEN_RING),
    "a bow tie": (feature(polygon(BOW_TIE)), Reason.SELF_INTERSECTION),
    "a hole outside": (feature(polygon(SQUARE, [[lon + 0.02, lat] for lon, lat in HOLE])), Reason.INVALID),
    "parts that overlap": (feature({"type": "MultiPolygon", "coordinates": [[SQUARE], [HOLE]]}), Reason.INVALID),
    "metres": (feature(moved(400_000, 4_000_000)), Reason.OUT_OF_RANGE),
    "beyond the pole": (feature(moved(0, 60)), Reason.OUT_OF_RANGE),
    "latitude first": (feature(polygon([[lat, lon] for lon, lat in SQUARE])), Reason.SWAPPED),
    "latitude first in Urumqi": (feature(moved(43.8 - 103.7, 87.6 - 36.1)), Reason.SWAPPED),
    "no code": (feature(code=""), Reason.NO_CODE),
    "a blank code": (feature(code="  "), Reason.NO_CODE),
    "no community": (feature(community=None), Reason.NO_COMMUNITY),
    "no properties": ({**feature(), "properties": None}, Reason.NO_CODE),
    "properties in a list": ({**feature(), "properties": ["code"]}, Reason.NO_CODE),
    "a list for a code": (feature(code=["a"]), Reason.NOT_A_TEXT),
    "truth for a code": (feature(code=True), Reason.NOT_A_TEXT),
    "an endless name": (feature(name="枣" * 101), Reason.NOT_A_TEXT),
    "a code that no row holds": (feature(code="c" * 65), Reason.NOT_A_TEXT),
    "names too long together": (
        feature(district="区" * 100, street="街" * 100, community="社" * 54),
        Reason.NAMES_TOO_LONG,
    ),
    "a line break in a code": (feature(code="a\nb"), Reason.NOT_A_TEXT),
    "half a surrogate": (feature(code="x").copy() | {"properties": {"code": "\\ud800"}}, Reason.NO_COMMUNITY),
    "no feature": ({"type": "Polygon", "coordinates": [SQUARE]}, Reason.NOT_A_FEATURE),
    "null": (None, Reason.NOT_A_FEATURE),
    "text": ("枣" * 1000, Reason.NOT_A_FEATURE),
}


@pytest.mark.parametrize("case", BAD_FEATURES)
def test_a_bad_feature_is_named_with_its_reason(case):
    wrong, reason = BAD_FEATURES[case]
    good = feature(moved(0.05, 0), code="good")
    assert reasons(file(good, wrong)) == [(2, reason)]


def test_infinity_is_refused_however_it_is_written():
    text = file(feature(ring((1, 1)))).decode()
    assert reasons(text.replace("[1, 1]", "[1e999, 1]").encode()) == [(1, Reason.NOT_A_POSITION)]
    assert reasons(text.replace("[1, 1]", "[NaN, 1]").encode()) == [(0, Reason.NOT_JSON)]
    assert reasons(text.replace("[1, 1]", "[-Infinity, 1]").encode()) == [(0, Reason.NOT_JSON)]


def test_all_bad_rows_are_told_not_just_the_first():
    rows = bad(
        file(feature(code=""), feature(), feature(polygon(BOW_TIE), code="b"), feature(polygon(SQUARE[:-1]), code="c"))
    )
    assert [(row.number, row.code, row.reason) for row in rows] == [
        (1, "", Reason.NO_CODE),
        (3, "b", Reason.SELF_INTERSECTION),
        (4, "c", Reason.OPEN_RING),
    ]


def test_a_code_that_occurs_twice_names_the_first():
    rows = bad(file(feature(), feature(code="b"), feature(), feature()))
    assert rows == tuple(BadRow(n, "枣林西-07", Reason.DUPLICATE_CODE, {"first": 1}) for n in (3, 4))


def test_it_says_where_a_border_crosses_itself():
    (row,) = bad(file(feature(polygon(BOW_TIE))))
    assert dict(row.values) == {"lon": pytest.approx(103.705), "lat": pytest.approx(36.105)}


def test_a_code_of_ten_thousand_digits_is_no_text():
    assert reasons(file(feature(code=10**4000))) == [(1, Reason.NOT_A_TEXT)]


BAD_FILES = {
    "nothing": (b"", Reason.NOT_JSON),
    "no JSON": (b'{"type": \n "FeatureCollection", oops}', Reason.NOT_JSON),
    "half a file": (file(feature())[:-20], Reason.NOT_JSON),
    "a picture": (b"\xff\xd8\xff\xe0" + bytes(range(256)), Reason.NOT_TEXT),
    "deep nesting": (b"[" * 200_000, Reason.NOT_JSON),
    "a number of 10,000 digits": (b'{"a": ' + b"9" * 10_000 + b"}", Reason.NOT_JSON),
    "a feature": (json.dumps(feature()).encode(), Reason.NOT_A_COLLECTION),
    "a list": (b"[1, 2]", Reason.NOT_A_COLLECTION),
    "null": (b"null", Reason.NOT_A_COLLECTION),
    "features that are none": (b'{"type": "FeatureCollection", "features": {}}', Reason.NOT_A_COLLECTION),
    "an empty collection": (b'{"type": "FeatureCollection", "features": []}', Reason.NO_FEATURES),
    "too much": (b" " * (geojson.LARGEST + 1), Reason.TOO_LARGE),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_one_bad_row_number_0(case):
    data, reason = BAD_FILES[case]
    assert reasons(data) == [(0, reason)]


def test_it_says_in_which_line_the_json_breaks():
    (row,) = bad(BAD_FILES["no JSON"][0])
    assert (row.values["line"], row.values["column"]) == (2, 23)


def test_every_bad_row_has_an_english_line():
    rows = [row for wrong, _ in BAD_FEATURES.values() for row in bad(file(feature(moved(0.05, 0), code="good"), wrong))]
    rows += [row for data, _ in BAD_FILES.values() for row in bad(data)]
    rows += bad(file(feature(), feature()))
    assert {row.reason for row in rows} == set(Reason)
    for row in rows:
        line = describe(row)
        assert line.startswith((f"feature {row.number}", "file"))
        assert "\n" not in line
        assert "{" not in line
        assert len(line) < 250


def test_what_we_write_we_read_again():
    holed = feature({"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [FAR_SQUARE]]}, code="b")
    rows = read_cells(file(feature(), holed), Crs.WGS84)
    again = read_cells(write_cells(rows), Crs.WGS84)
    assert [row.code for row in again] == ["枣林西-07", "b"]
    for one, other in zip(rows, again, strict=True):
        assert shapely.from_wkb(one.polygon).symmetric_difference(shapely.from_wkb(other.polygon)).area < 1e-9
    assert write_cells(again) == write_cells(rows)


def test_the_outer_ring_is_written_anticlockwise():
    (row,) = read_cells(file(feature(polygon(SQUARE[::-1]))), Crs.WGS84)
    (written,) = json.loads(write_cells([row]))["features"]
    assert shapely.LinearRing(written["geometry"]["coordinates"][0]).is_ccw


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=20,
)


@given(json_values, st.sampled_from(["Polygon", "MultiPolygon"]))
def test_any_coordinates_are_taken_or_refused_with_a_reason(coordinates, kind):
    for row in outcome(file(feature({"type": kind, "coordinates": coordinates}))):
        assert isinstance(row, CellRow) or describe(row).isprintable()


def outcome(data):
    try:
        return read_cells(data, Crs.GCJ02)
    except BadRows as refused:
        return refused.rows


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_reason(data):
    assert len(bad(data)) == 1

"""Lists of stations as offices have them: read whole, or refused with everything that is wrong."""

import io
import json
from importlib import resources

import pytest
from openpyxl import Workbook

from bot.domain.place import Crs, Point, distance, from_wgs84
from bot.domain.station_list import BadRows, Reason, describe, is_station_list, read_stations
from bot.domain.stations import Amenity, StationKind

SAMPLE = resources.files("bot.sample").joinpath("stations.csv").read_bytes()
CHINESE = (
    "编码,名称,类型,纬度,经度,地址,社区,营业时间,设施,电话,门禁,座位\n"
    "S-1,桃园驿站,小蜜蜂驿站,36.1037,103.7226,安居路18号,枣林西社区,周一至周五 08:30-18:00,"
    "饮水；充电|WIFI,0931-1,按铃,6\n"
)
PLACE = Point(36.1037, 103.7226)


def csv(*rows: str, header: str = "name,lat,lon") -> bytes:
    return "\n".join([header, *rows]).encode()


def wrong(data: bytes, filename: str = "s.csv") -> list[tuple[int, str, str]]:
    with pytest.raises(BadRows) as caught:
        read_stations(data, filename, Crs.WGS84)
    assert all(describe(row) for row in caught.value.rows)
    return [(row.number, row.column, row.reason) for row in caught.value.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_headers_are_read_in_the_encodings_of_offices(encoding: str) -> None:
    (row,) = read_stations(CHINESE.encode(encoding), "驿站.csv", Crs.WGS84)
    station = row.station
    assert (station.code, station.name, station.kind) == ("S-1", "桃园驿站", StationKind.BEE)
    assert (station.point, station.address, station.seats) == (PLACE, "安居路18号", 6)
    assert (station.hours, station.phone, station.door) == ("Mo-Fr 08:30-18:00", "0931-1", "按铃")
    assert station.amenities == {Amenity.WATER, Amenity.PHONE_CHARGING, Amenity.WIFI}
    assert (row.number, row.community) == (2, "枣林西社区")


def test_a_workbook_says_the_same_as_its_csv() -> None:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["name", "lat", "lon", "seats", "amenities"])
    book.active.append(["桃园驿站", 36.1037, 103.7226, 6, "toilet, e-bike charging"])
    book.save(out)
    (row,) = read_stations(out.getvalue(), "s.xlsx", Crs.WGS84)
    assert (row.station.point, row.station.seats) == (PLACE, 6)
    assert row.station.amenities == {Amenity.TOILET, Amenity.EBIKE_CHARGING}


def feature(coordinates: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": coordinates}, "properties": properties}


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_points_of_a_map_are_stations() -> None:
    one = feature([103.7226, 36.1037], name="桃园驿站", amenities=["water", "seats"], seats=6)
    other = feature([103.7, 36.1], name="另一站", opening_hours="24/7")
    first, second = read_stations(collection(one, other), "s.geojson", Crs.WGS84)
    assert (first.station.point, first.station.seats, len(first.station.amenities)) == (PLACE, 6, 2)
    assert (second.station.hours, second.number) == ("24/7", 2)


def test_a_map_that_is_none_and_a_feature_without_a_point_are_refused() -> None:
    assert wrong(b"{", "s.geojson") == [(0, "", Reason.NO_JSON)]
    assert wrong(b"[]", "s.json") == [(0, "", Reason.NOT_A_COLLECTION)]
    line = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}}
    broken = collection(feature([103.7, 36.1], name="a"), line | {"properties": {"name": "b"}}, feature([1], name="c"))
    assert wrong(broken, "s.geojson") == [(2, "lat", Reason.MISSING), (3, "lat", Reason.MISSING)]


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
def test_a_place_is_moved_from_its_maps_system(crs: Crs) -> None:
    there = from_wgs84(PLACE, crs)
    assert distance(there, PLACE) > 100
    (row,) = read_stations(csv(f"a,{there.lat},{there.lon}"), "s.csv", crs)
    assert distance(row.station.point, PLACE) < 0.1


def test_without_a_code_the_same_file_means_the_same_stations() -> None:
    one, other = read_stations(csv("a,36.1,103.7", "a,36.2,103.7"), "s.csv", Crs.WGS84)
    again = read_stations(csv("a,36.2,103.7", "x,1,1", "a,36.1,103.7"), "s.csv", Crs.WGS84)
    assert [row.station.code for row in again][::2] == [other.station.code, one.station.code]


def test_what_a_row_leaves_empty_is_not_said() -> None:
    (row,) = read_stations(csv("a,36.1,103.7,,3", header="name,lat,lon,hours,seats"), "s.csv", Crs.WGS84)
    assert row.said == {"name", "point", "seats"}


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",36.1,103.7,,,,", "name", Reason.MISSING),
        ("a,,103.7,,,,", "lat", Reason.MISSING),
        ("a,36.1,east,,,,", "lon", Reason.NOT_A_NUMBER),
        ("a,nan,103.7,,,,", "", Reason.OUT_OF_RANGE),
        ("a,36.1,203.7,,,,", "", Reason.OUT_OF_RANGE),
        ("a,103.7,36.1,,,,", "", Reason.SWAPPED),
        ("a,76.0,39.5,,,,", "", Reason.SWAPPED),
        ("a,36.1,103.7,饭馆,,,", "kind", Reason.UNKNOWN_KIND),
        ("a,36.1,103.7,,看心情,,", "hours", Reason.BAD_HOURS),
        ("a,36.1,103.7,,,饮水、龙虾,", "amenities", Reason.UNKNOWN_AMENITY),
        ("a,36.1,103.7,,,,many", "seats", Reason.NOT_A_NUMBER),
        ("a,36.1,103.7,,,,-1", "seats", Reason.NOT_A_NUMBER),
        (f"{'a' * 129},36.1,103.7,,,,", "name", Reason.TOO_LONG),
    ],
)
def test_a_bad_row_is_named_with_what_is_wrong(row: str, column: str, reason: Reason) -> None:
    good = "b,36.1,103.7,,,,"
    assert wrong(csv(good, row, header="name,lat,lon,kind,hours,amenities,seats")) == [(3, column, reason)]


def test_a_code_that_comes_twice_is_refused_at_its_second_row() -> None:
    rows = csv("S-1,a,36.1,103.7", "S-1,b,36.1,103.7", header="code,name,lat,lon")
    assert wrong(rows) == [(3, "code", Reason.DUPLICATE_CODE)]


def test_the_sample_is_read_without_a_word() -> None:
    rows = read_stations(SAMPLE, "stations.csv", Crs.WGS84)
    assert len(rows) == 12
    assert all(row.station.amenities for row in rows)


def test_stations_are_told_from_people_and_cells() -> None:
    polygon = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": []}, "properties": {"name": "a"}}
    assert is_station_list(SAMPLE, "x.csv")
    assert is_station_list(collection(feature([103.7, 36.1], name="a")), "x.geojson")
    assert not is_station_list("姓名,手机\n李四,13900139000\n".encode(), "x.csv")
    assert not is_station_list(collection(polygon), "x.geojson")
    assert not is_station_list(b"{", "x.geojson")

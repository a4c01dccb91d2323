"""What people write or paste, and the place that it names, or that it names none."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.place import Point, Source, distance, navigation_links, read, short_link, show

HERE = Point(36.1037, 103.7226)

WRITTEN = [
    "36.1037,103.7226",
    "３６．１０３７，１０３．７２２６",
    "井盖坏了 36.1037, 103.7226 快来",
    "井盖36.1037,103.7226处",
    "坐标(36.1037,103.7226)。",
    "36.1037 103.7226",
    "36.1037、103.7226",
    "36.1037°, 103.7226°",
    "36.1037度，103.7226度",
    "103.7226,36.1037",
    "北纬36.1037 东经103.7226",
    "东经103.7226，北纬36.1037",
    "北纬36.1037°，东经103.7226°",
    "北纬36.1037，在东经103.7226",
    "N36.1037 E103.7226",
    "36.1037N, 103.7226E",
    "36.1037° N 103.7226° E",
    "纬度：36.1037 经度：103.7226",
    "lng=103.7226&lat=36.1037",
    "36°06′13.32″N 103°43′21.36″E",
    "36º06'13.32\"N, 103º43'21.36\"E",
    "北纬36度6分13.32秒，东经103度43分21.36秒",
    "单号 20240512.123456 电话13893312345 在36.1037,103.7226",
]
LINKED = [
    "geo:36.1037,103.7226",
    "GEO:36.1037,103.7226,1520;crs=wgs84.",
    "geo:0,0?q=36.1037,103.7226(井盖)",
    "https://www.google.com/maps/@36.1037,103.7226,17z",
    "https://www.google.com/maps/place/X/@36.2,103.8,17z/data=!3m1!4b1!4m5!3m4!1s0x0:0x0!8m2!3d36.1037!4d103.7226",
    "https://www.google.com/maps/place/36.1037,+103.7226/@36.2,103.8,17z",
    "https://maps.google.com/?q=36.1037,103.7226",
    "https://maps.google.com/?q=loc:36.1037,103.7226",
    "https://www.google.com.hk/maps/search/?api=1&query=36.1037%2C103.7226",
    "https://maps.google.com/maps?ll=36.1037,103.7226&z=3",
    "看 https://www.openstreetmap.org/#map=17/36.1037/103.7226 这里",
    "https://www.openstreetmap.org/?mlat=36.1037&mlon=103.7226#map=12/36.2/103.8",
    "https://osm.org/?mlat=36.1037&mlon=103.7226",
    "https://maps.apple.com/?ll=36.1037,103.7226&q=%E4%BA%95",
    "https://maps.apple.com/place?coordinate=36.1037,103.7226",
    "https://uri.amap.com/marker?position=103.725091,36.103472&name=井盖",
    "https://uri.amap.com/marker?position=103.7226,36.1037&coordinate=wgs84",
    "uri.amap.com/marker?position=103.725091,36.103472",
    "https://www.amap.com/?q=36.103472,103.725091,枣林西路",
    "https://wb.amap.com/?p=B03740X,36.103472,103.725091,name,address",
    "https://m.amap.com/navi/?dest=103.725091,36.103472&destName=x",
    "https://ditu.amap.com/regeo?lng=103.725091&lat=36.103472",
    "https://apis.map.qq.com/uri/v1/marker?marker=coord:36.103472,103.725091;title:x&referer=y",
    "https://apis.map.qq.com/uri/v1/geocoder?coord=36.1037,103.7226&coord_type=1",
    "https://apis.map.qq.com/uri/v1/routeplan?type=drive&to=x&tocoord=36.103472,103.725091",
    "https://map.qq.com/?type=marker&pointx=103.725091&pointy=36.103472",
    "https://api.map.baidu.com/marker?location=36.109246,103.731653&title=x&output=html",
    "https://api.map.baidu.com/marker?location=36.109246,103.731653&coord_type=bd09ll",
    "https://api.map.baidu.com/marker?location=36.103472,103.725091&coord_type=gcj02",
    "https://api.map.baidu.com/marker?location=36.1037,103.7226&coord_type=wgs84",
    "https://api.map.baidu.com/direction?destination=latlng:36.109246,103.731653|name:x",
    "99.123,9.456 https://maps.google.com/?q=36.1037,103.7226",
]
NOTHING = [
    "",
    "井盖坏了",
    "13893312345",
    "0931-7654321",
    "¥12.345,36.123",
    "价格 12.345元 36.123元",
    "12.50,36.80",
    "苹果 1.255,2.355 公斤",
    "2024.05.12,11.30",
    "2024-05-12 11:30:25.123",
    "单号 20240512.123456,12.123456",
    "192.168.100.200,10.100",
    "v1.2345,2.3456",
    "1.234,5.678,9.012",
    "36.1037",
    "36,103",
    "0.000,0.000",
    "95.123,195.123",
    "36.1037,203.7226",
    "٣٦.١٠٣٧,١٠٣.٧٢٢٦",
    "nan,inf",
    "1e5,1e300",
    "北纬103.72 东经36.10",
    "北纬36.1037",
    "北纬36 东经103",
    "北纬36度66分13秒，东经103度43分21秒",
    "E5 N3",
    "北纬36.1037 是我在地图上看到的，别的没有了啊啊 东经103.7226",
    "geo:36.1,103.7;crs=nad27",
    "geo:91.1,181.7",
    "geo:nan,nan",
    "https://example.com/36.1037,103.7226",
    "https://www.google.com/search?q=12,34+Long+Street",
    "https://map.baidu.com/@11547000.5,4300000.5,19z",
    "https://api.map.baidu.com/marker?location=36.1037,103.7226&coord_type=bd09mc",
    "https://[::1/maps?q=36.1037,103.7226",
]
SHORT = [
    "https://maps.app.goo.gl/AbCd1234",
    "https://goo.gl/maps/AbCd1234",
    "https://surl.amap.com/3jKd8zX1d",
    "井盖 https://j.map.baidu.com/a1/b2 快",
    "https://map.baidu.com/@11547000.5,4300000.5,19z",
    "https://www.amap.com/place/B0FFH1",
    "https://maps.apple/p/abc",
    "https://osm.org/go/0EEQjE--",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_written_place_is_read(text):
    place = read(text)
    assert place is not None
    assert distance(place.point, HERE) < 1
    assert (place.source, place.accuracy) == (Source.TEXT, None)


@pytest.mark.parametrize("text", LINKED)
def test_a_linked_place_is_read_in_wgs84(text):
    place = read(text)
    assert place is not None
    assert distance(place.point, HERE) < 1
    assert place.source is Source.LINK


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_a_place_is_none(text):
    assert read(text) is None


@pytest.mark.parametrize(
    "text", ["geo:36.1037,103.7226;u=35", "geo:36.1037,103.7226?z=17;u=35", "geo:36.1,103.7;U=35.0"]
)
def test_a_geo_uri_may_say_how_well_it_knows(text):
    place = read(text)
    assert place is not None
    assert place.accuracy == 35


def test_south_and_west_are_negative():
    assert read("南纬33.8688 西经151.2093").point == Point(-33.8688, -151.2093)
    assert read("-33.8688,151.2093").point == Point(-33.8688, 151.2093)
    assert read("33.8688S, 70.6693W").point == Point(-33.8688, -70.6693)


@pytest.mark.parametrize("text", SHORT)
def test_a_link_that_only_its_server_can_resolve_is_recognised(text):
    assert read(text) is None
    assert short_link(text)


@pytest.mark.parametrize(
    "text",
    [*WRITTEN, *LINKED, "井盖坏了", "https://example.com/a", "https://goo.gl/abc", "https://www.google.com/search?q=a"],
)
def test_whatever_else_is_no_short_link(text):
    assert not short_link(text)


def test_a_place_beside_a_short_link_counts():
    text = "https://maps.app.goo.gl/AbCd1234 36.1037,103.7226"
    assert read(text).point == HERE
    assert not short_link(text)


@given(st.floats(-89.99, 89.99), st.floats(-179.99, 179.99))
def test_what_we_show_can_be_sent_back(lat, lon):
    point = Point(lat, lon)
    place = read(show(point))
    if place is None:
        assert show(point).replace("-", "") == "0.00000, 0.00000"
        return
    assert distance(place.point, point) < 1


def test_every_navigation_link_leads_back_to_the_point():
    links = navigation_links(HERE)
    assert [link.label for link in links] == [
        "map.amap",
        "map.tencent",
        "map.baidu",
        "map.osm",
        "map.google",
        "map.geo",
    ]
    for link in links:
        assert distance(read(link.url).point, HERE) < 0.5, link


@given(st.text(max_size=500))
def test_any_text_is_read_without_an_error(text):
    read(text)
    short_link(text)


@given(st.text(alphabet="0123456789.,-°'\"NSEW北纬东经度分秒 geo:?q=/;u", max_size=300))
def test_any_mixture_of_its_own_signs_is_read_without_an_error(text):
    place = read(text)
    assert place is None or -90 <= place.point.lat <= 90


HOSTILE = [
    "1" * 10_000,
    "36.1037," * 2_000,
    "1.111 " * 2_000,
    "a." * 5_000,
    "aaa-" * 2_500,
    "geo:" * 2_500,
    "https://" * 1_500,
    "https://google.com/maps?" + "q=1&" * 2_500,
    "https://google.com/maps/dir/" + "/" * 9_000,
    "北纬36.10 " * 1_500,
    "1°1'1''" * 1_500,
    "N" * 10_000,
    " " * 10_000,
    "\x00" * 10_000,
    "ﷺ" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_costs_no_more_than_a_moment(text):
    began = time.process_time()
    read(text)
    short_link(text)
    assert time.process_time() - began < 0.5

# ruff: noqa: E501 - a table is read by its lines
"""Twelve made-up stations, one a cell, with the hours and amenities that real signs have."""

import csv
import io
from collections.abc import Mapping

import shapely

from bot.domain.geojson import CellRow

COLUMNS = (
    *("code", "name", "kind", "lat", "lon", "address", "community"),
    *("hours", "amenities", "phone", "door", "seats"),
)

# cell; name; kind; address; hours as on the sign; amenities; door; seats
_STATIONS = (
    ("枣林西-01", "桃园里骑手驿站", "户外劳动者驿站", "桃园里1号", "08:00-22:00", "饮水、充电、座位、微波炉", "临街，绿色招牌", 8),
    ("枣林西-03", "长新里便民服务点", "户外劳动者驿站", "长新里12号", "周一至周五 08:30-18:00", "饮水、座位、急救箱", "院门左手", 4),
    ("枣林西-05", "幸福巷暖心小站", "24小时暖心驿站", "幸福巷6号", "24小时", "饮水、充电、雨具", "自助，扫码开门", 6),
    ("枣林西-06", "枣林西社区党群服务中心", "党群服务中心", "安居路18号", "周一至周五 08:30-12:00,14:30-18:00", "饮水、充电、座位、空调、厕所", "一楼大厅", 12),
    ("枣林西-07", "农贸市场骑手之家", "户外劳动者驿站", "市场北门旁", "06:30-21:00", "饮水、充电、微波炉、换电", "北门右侧第一间", 10),
    ("枣林西-08", "铁路新村充电棚", "合作商户", "铁路新村3号院外", "24小时", "充电、换电", "棚子，无门", 0),
    ("枣林西-10", "科教里图书角", "户外劳动者驿站", "科教里20号", "周二至周日 09:00-17:30", "饮水、座位、暖气、无线网", "推门即可", 16),
    ("枣林西-12", "翠竹苑警务室", "户外劳动者驿站", "翠竹苑东门", "24小时", "饮水、急救箱、座位", "门口按铃", 3),
    ("枣林西-13", "枣林小区门房", "户外劳动者驿站", "枣林小区正门", "07:00-23:00", "饮水、厕所", "门房窗口", 2),
    ("培黎-01", "培黎骑手驿站", "户外劳动者驿站", "培黎北里2号", "08:00-22:00", "饮水、充电、座位、微波炉、雨具", "临街", 8),
    ("培黎-02", "文化宫休息区", "户外劳动者驿站", "文化宫一楼", "周一至周日 09:00-20:00", "饮水、座位、空调、厕所", "东侧门", 20),
    ("培黎-04", "家属院药店", "合作商户", "机械厂家属院5号", "工作日开放", "饮水、急救箱", "店内", 2),
)  # fmt: skip


def stations(cells: tuple[CellRow, ...]) -> str:
    """The stations as CSV with a header, WGS-84, each in the middle of its cell."""
    by_code = {cell.code: cell for cell in cells}
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for number, station in enumerate(_STATIONS, start=1):
        writer.writerow(_row(number, station, by_code[station[0]]))
    return out.getvalue()


def _row(number: int, station: tuple[str, str, str, str, str, str, str, int], cell: CellRow) -> Mapping[str, object]:
    _, name, kind, address, hours, amenities, door, seats = station
    middle = shapely.from_wkb(cell.polygon).representative_point()
    said = {"name": name, "kind": kind, "address": address, "hours": hours, "amenities": amenities, "door": door}
    where = {"lat": f"{middle.y:.6f}", "lon": f"{middle.x:.6f}", "community": cell.community}
    return {"code": f"S-{number:02}", **said, **where, "phone": f"0931-55501{number:02}", "seats": seats}

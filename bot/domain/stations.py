"""Warm stations: what they are, what they have, and how far what was said about them can be believed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.place import Point


class StationKind(StrEnum):
    WARM_24H = "warm_24h"
    BEE = "bee"
    WORKERS = "workers"
    PARTY_CENTRE = "party_centre"
    DRIVERS_HOME = "drivers_home"
    PARTNER = "partner"


class Amenity(StrEnum):
    """New ones go to the end: indexes and buttons count."""

    WATER = "water"
    HOT_WATER = "hot_water"
    PHONE_CHARGING = "phone_charging"
    EBIKE_CHARGING = "ebike_charging"
    BATTERY_SWAP = "battery_swap"
    MICROWAVE = "microwave"
    SEATS = "seats"
    TOILET = "toilet"
    UMBRELLA = "umbrella"
    FIRST_AID = "first_aid"
    WIFI = "wifi"
    CLIMATE = "climate"
    BOOKS = "books"


@dataclass(frozen=True)
class Words:
    """How people write something: the Chinese and the English name first, then other spellings; `sign` for a glance."""

    zh: str
    en: str
    sign: str = ""
    others: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.zh


KINDS: dict[StationKind, Words] = {
    StationKind.WARM_24H: Words(
        "24小时暖心驿站", "24-hour warm station", others=("24h 暖心驿站", "24h暖心驿站", "暖心驿站")
    ),
    StationKind.BEE: Words("小蜜蜂驿站", "Bee station"),
    StationKind.WORKERS: Words(
        "户外劳动者驿站", "Outdoor workers' station", others=("户外劳动者服务站点", "劳动者驿站")
    ),
    StationKind.PARTY_CENTRE: Words("党群服务中心", "Party and public service centre", others=("党群中心",)),
    StationKind.DRIVERS_HOME: Words("司机之家", "Drivers' home"),
    StationKind.PARTNER: Words("合作商户", "Partner shop", others=("商户", "爱心商户")),
}

AMENITIES: dict[Amenity, Words] = {
    Amenity.WATER: Words("饮水", "water", "🚰", ("饮用水", "喝水", "drinking water")),
    Amenity.HOT_WATER: Words("热水", "hot water", "♨️", ("开水",)),
    Amenity.PHONE_CHARGING: Words("手机充电", "phone charging", "🔌", ("充电", "charging", "充电宝")),
    Amenity.EBIKE_CHARGING: Words("电动车充电", "e-bike charging", "🛵", ("电瓶车充电", "ebike charging")),
    Amenity.BATTERY_SWAP: Words("换电", "battery swap", "🔋", ("换电柜",)),
    Amenity.MICROWAVE: Words("微波炉", "microwave", "🍱", ("热饭",)),
    Amenity.SEATS: Words("座椅", "seats", "🪑", ("座位", "休息", "seat")),
    Amenity.TOILET: Words("卫生间", "toilet", "🚻", ("厕所", "洗手间")),
    Amenity.UMBRELLA: Words("雨伞", "umbrella", "☂️", ("雨具",)),
    Amenity.FIRST_AID: Words("药箱", "first aid", "⛑", ("急救箱", "医药箱")),
    Amenity.WIFI: Words("Wi-Fi", "Wi-Fi", "📶", ("wifi", "无线网", "无线网络")),
    Amenity.CLIMATE: Words("空调/暖气", "heating/cooling", "🌡", ("空调", "暖气", "heating", "cooling")),
    Amenity.BOOKS: Words("图书", "books", "📚", ("书籍", "阅读")),
}


class Trouble(StrEnum):
    """What a rider can say is wrong, besides that one amenity does not work. New ones go to the end: buttons count."""

    CLOSED = "closed"
    FULL = "full"
    MOVED = "moved"


class Part(StrEnum):
    """What a page tells of a station, as far as its reader may see it; without NAME they see no stations at all."""

    NAME = "name"
    PLACE = "place"
    HOURS = "hours"
    AMENITIES = "amenities"
    DOOR = "door"
    PHONE = "phone"
    NOTES = "notes"
    PHOTO = "photo"
    ROSTER = "roster"


@dataclass(frozen=True)
class Fact:
    """Something said of a station: `what` is a Trouble or an Amenity that does not work; `sure` with two riders or one
    keeper (then it is also `kept`); `by` are the person ids.
    """

    what: str
    since: datetime
    until: datetime
    sure: bool
    by: tuple[int, ...] = ()
    kept: bool = False


@dataclass(frozen=True)
class Station:
    """`hours` in OSM's opening_hours syntax ("" unknown); `door` and `phone` are for registered couriers only.

    `confirmed_at`: when a keeper or rider last said that the page is right. `version` grows with each change.
    """

    id: int
    code: str
    name: str
    kind: StationKind
    point: Point
    address: str = ""
    area: int | None = None
    hours: str = ""
    amenities: frozenset[Amenity] = frozenset()
    seats: int | None = None
    phone: str = ""
    door: str = ""
    photo: str = ""
    notes: str = ""
    closed_until: datetime | None = None
    confirmed_at: datetime | None = None
    confirmed_by: int | None = None
    active: bool = True


def amenity_named(text: str) -> Amenity | None:
    """The amenity that a word names, in Chinese or English, whatever its case; None for any other word."""
    wanted = text.strip().casefold()
    return next((key for key, words in AMENITIES.items() if wanted in _spellings(key, words)), None)


def kind_named(text: str) -> StationKind | None:
    """The kind of station that a word names; None for any other word."""
    wanted = text.strip().casefold()
    return next((key for key, words in KINDS.items() if wanted in _spellings(key, words)), None)


def _spellings(key: str, words: Words) -> set[str]:
    return {spelling.casefold() for spelling in (key, words.zh, words.en, *words.others)}

"""How stations look in a chat: the list with its filters, and the page of one."""

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from bot.domain.hours import Opening, State
from bot.domain.outgoing import Button, Buttons
from bot.domain.place import Point, navigation_links
from bot.domain.stations import AMENITIES, KINDS, Amenity, Part, Station
from handlers import keyboard
from handlers.i18n import Html, N, Translator
from handlers.stations import sight, wording
from handlers.turn import Turn
from storage.finder import ALL_DAY, OPEN, Found

A_PAGE = 5
NOWHERE = "-"
"""In place of the point in a button's data."""
METRES_A_MINUTE = 250  # an e-bike in traffic, 15 km/h
FILTERS: tuple[tuple[str, str], ...] = (
    (OPEN, N("Open now")),
    (Amenity.WATER, N("Water")),
    (Amenity.PHONE_CHARGING, N("Charging")),
    (Amenity.EBIKE_CHARGING, N("E-bike")),
    (Amenity.MICROWAVE, N("Microwave")),
    (Amenity.TOILET, N("Toilet")),
    (ALL_DAY, N("24 hours")),
)
A_ROW = 4
MAP = N("🗺 Map")
MINE = N("❤ Mine")
MAP_BIT = 1 << len(FILTERS)
LONGEST_NAME = 40
"""Characters of a name in the list, so that five of them fit under a map: Telegram's captions end at 1024."""
MAPS: dict[str, str] = {
    "map.amap": N("🧭 Amap"),
    "map.tencent": N("🧭 Tencent"),
    "map.baidu": N("🧭 Baidu"),
    "map.google": N("🧭 Google"),
    "map.osm": N("🗺 OpenStreetMap"),
}
STATES: dict[State, str] = {
    State.CLOSED: N("not open"),
    State.UNKNOWN: N("hours not known"),
    State.BY_APPOINTMENT: N("by appointment"),
    State.OPEN: N("open round the clock"),
}


@dataclass(frozen=True)
class View:
    """What a list shows: from where, with which filters, after how many; `origin` tells its message from others, `map`
    whether a map belongs to it.

    All of it travels in the buttons, so that an old list goes on as it was. `point` None: there is no list, the page
    was opened by itself, and nobody knows from where.
    """

    point: Point | None
    filters: frozenset[str] = frozenset()
    offset: int = 0
    origin: int = 0
    map: bool = False

    @property
    def data(self) -> str:
        """As buttons carry it: at most 45 bytes of their 64."""
        bits = sum(1 << place for place, (key, _) in enumerate(FILTERS) if key in self.filters)
        bits |= MAP_BIT if self.map else 0
        here = f"{self.point.lat:.5f},{self.point.lon:.5f}" if self.point else NOWHERE
        return f"{self.offset}:{bits}:{self.origin}:{here}"


def listed(turn: Turn, view: View, found: Sequence[Found], *, first: Found | None = None) -> Html:
    """The list; `first` is the next to open, where nothing is."""
    t = turn.t
    lines = [numbered(turn, number, each) for number, each in enumerate(found[:A_PAGE], start=view.offset + 1)]
    if lines:
        return Html("\n".join([t("🏠 Stations near you, as the crow flies:"), *lines]))
    if view.offset:
        return t("Those were all stations within 5 km.")
    nothing = t("😕 Within 5 km there is no station like that now.")
    if first is None:
        return nothing
    return Html(f"{nothing}\n{t('Next to open: {station}', station=Html(around(turn, first)))}")


def numbered(turn: Turn, number: int, found: Found) -> Html:
    """One station of a list."""
    return turn.t("{number}. {station}", number=number, station=Html(around(turn, found)))


def around(turn: Turn, found: Found) -> str:
    """Name, distance, minutes, until when, amenities, how fresh: what decides whether to go."""
    t, station = turn.t, found.station
    parts = [
        t("<b>{name}</b>", name=shortened(station.name)),
        *(_distance(t, found.metres) if Part.PLACE in sight.parts(turn) else ()),
        opening(turn, found.opening),
        signs(found),
        *([confirmed(turn, station)] if station.confirmed_at else []),
        *wording.warnings(turn, found.facts),
    ]
    return " · ".join(part for part in parts if part)


def _distance(t: Translator, metres: float) -> tuple[Html, ...]:
    """Nothing where it is not known."""
    if math.isnan(metres):
        return ()
    return away(t, metres), t("about {minutes} min", minutes=max(1, math.ceil(metres / METRES_A_MINUTE)))


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def away(t: Translator, metres: float) -> Html:
    """Rounded to 10 m, from a kilometre on to 100 m."""
    if metres < 995:
        return t("{metres} m", metres=round(metres / 10) * 10)
    return t("{km} km", km=f"{metres / 1000:.1f}")


def opening(turn: Turn, now: Opening) -> Html:
    """Open until when, or when it opens."""
    if now.until is None:
        return turn.t(STATES[now.state])
    when = turn.t.when(now.until, turn.house.zone, turn.now)
    if now.state is State.OPEN:
        return turn.t("open until {when}", when=when)
    return turn.t("opens {when}", when=when) if now.state is State.CLOSED else turn.t(STATES[now.state])


def signs(found: Found) -> str:
    """Those amenities of which nobody is sure that they are broken."""
    broken = {fact.what for fact in found.facts if fact.sure}
    return "".join(AMENITIES[key].sign for key in Amenity if key in found.station.amenities and key not in broken)


def confirmed(turn: Turn, station: Station) -> Html:
    if station.confirmed_at is None:
        return turn.t("never confirmed")
    zone = turn.house.zone
    days = (turn.now.astimezone(zone).date() - station.confirmed_at.astimezone(zone).date()).days
    if days < 1:
        return turn.t("confirmed today")
    if days >= turn.house.policy.stations.stale_days:
        return turn.t.n("⏳ not confirmed for {count} day", "⏳ not confirmed for {count} days", days)
    return turn.t.n("confirmed {count} day ago", "confirmed {count} days ago", days)


def list_buttons(t: Translator, view: View, found: Sequence[Found], *, place: bool = True) -> Buttons:
    """The numbers of what is shown, the filters, where there is more, and the map for who may know the `place`."""
    numbers = tuple(
        Button(str(number), f"station:{each.station.id}:{view.data}")
        for number, each in enumerate(found[:A_PAGE], start=view.offset + 1)
    )
    toggles = [_toggle(t, view, key, label) for key, label in FILTERS]
    nearer = [Button(t.plain("◀ Nearer"), f"near:{_moved(view, -A_PAGE).data}")] if view.offset else []
    farther = [Button(t.plain("More ▶"), f"near:{_moved(view, A_PAGE).data}")] if len(found) > A_PAGE else []
    shown = [_map(t, view)] if place else []
    mine = Button(t.plain(MINE), f"favours:{view.data}")
    rows = (numbers, tuple(toggles[:A_ROW]), tuple(toggles[A_ROW:]), (*nearer, *shown, mine, *farther))
    return tuple(row for row in rows if row)


def _map(t: Translator, view: View) -> Button:
    """The map is put into the same message; a message that has one cannot lose it, so that is another press."""
    if view.map:
        return Button(f"✅ {t.plain(MAP)}", f"textonly:{view.data}")
    return Button(t.plain(MAP), f"near:{replace(view, map=True).data}")


def _toggle(t: Translator, view: View, key: str, label: str) -> Button:
    on = key in view.filters
    changed = replace(view, filters=view.filters ^ {key}, offset=0)
    return Button(f"{'✅ ' if on else ''}{t.plain(label)}", f"near:{changed.data}")


def _moved(view: View, by: int) -> View:
    return replace(view, offset=max(0, view.offset + by))


def described(turn: Turn, found: Found, *, community: str, parts: Set[Part]) -> Html:
    """The page of a station: those of its parts that the reader may see."""
    name, *lines = [line for part, line in _lines(turn, found, community) if part in parts and line]
    return Html("\n".join([name, *wording.warnings(turn, found.facts), *lines]))


def _lines(turn: Turn, found: Found, community: str) -> list[tuple[Part, Html]]:
    """Every line with the part that it belongs to, "" for what is not known."""
    t, station, nothing = turn.t, found.station, Html()
    kind, near = KINDS[station.kind].name(t.language), not math.isnan(found.metres)
    amenities = [words.name(t.language) for key, words in AMENITIES.items() if key in station.amenities]
    place = ", ".join(part for part in (station.address, community) if part)
    return [
        (Part.NAME, t("🏠 <b>{name}</b>", name=station.name)),
        (
            Part.PLACE,
            t("{kind} · {distance}", kind=kind, distance=away(t, found.metres)) if near else t("{kind}", kind=kind),
        ),
        (Part.PLACE, t("📮 {address}", address=place) if place else nothing),
        (Part.HOURS, t("🕐 {state}", state=opening(turn, found.opening))),
        (
            Part.HOURS,
            t("Hours: {hours}", hours=wording.times(t, station.hours)) if station.hours else nothing,
        ),
        (Part.AMENITIES, t("Has: {amenities}", amenities=", ".join(amenities)) if amenities else nothing),
        (Part.AMENITIES, t("Seats: {seats}", seats=station.seats) if station.seats is not None else nothing),
        (Part.DOOR, t("🚪 {door}", door=station.door) if station.door else nothing),
        (Part.PHONE, t("📞 {phone}", phone=station.phone) if station.phone else nothing),
        (Part.NOTES, t("📝 {notes}", notes=station.notes) if station.notes else nothing),
        (Part.HOURS, t("✔️ {confirmed}", confirmed=confirmed(turn, station))),
    ]


def page_buttons(
    t: Translator,
    view: View,
    station: Station,
    *,
    favourite: bool | None,
    place: bool = True,
    first: Buttons = (),
    more: Buttons = (),
) -> Buttons:
    """Ways there (for whom may know its `place`), favourite (None: nobody's), `more` of who reads it, and back.

    `first` stands above it all.
    """
    heart = N("💔 No favourite any more") if favourite else N("❤ Favourite")
    verb = "unfavour" if favourite else "favour"
    kept = () if favourite is None else (Button(t.plain(heart), f"{verb}:{station.id}:{view.data}"),)
    shown = (Button(t.plain("📍 On the map"), f"venue:{station.id}"),) if place else ()
    back = Button(t.plain("‹ To the list"), f"near:{view.data}")
    others = Button(t.plain(keyboard.STATIONS), "stations")
    there = ways(t, station.point) if place else ()
    rows = (*first, *there, (*kept, *shown), *more, (back if view.point else others,))
    return tuple(row for row in rows if row)


def ways(t: Translator, point: Point) -> Buttons:
    """Links that lead there, each in another map."""
    links = {link.label: link.url for link in navigation_links(point)}
    maps = tuple(Button(t.plain(label), url=links[key]) for key, label in MAPS.items())
    return (maps[:3], maps[3:])

"""How it is named what can be wrong at a station, and how sure and how old the word on it is."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain import hours
from bot.domain.duty import OnDuty
from bot.domain.stations import AMENITIES, Amenity, Fact, Station, Trouble
from handlers.i18n import Html, N, Translator
from handlers.turn import Turn

TROUBLES: dict[str, tuple[str, str]] = {
    Trouble.CLOSED: ("🚫", N("found closed")),
    Trouble.FULL: ("😣", N("all full")),
    Trouble.MOVED: ("🚚", N("moved away")),
}
BROKEN: dict[Amenity, str] = {
    Amenity.WATER: N("no water"),
    Amenity.HOT_WATER: N("no hot water"),
    Amenity.PHONE_CHARGING: N("charger broken"),
    Amenity.EBIKE_CHARGING: N("e-bike charger broken"),
    Amenity.BATTERY_SWAP: N("no battery to swap"),
    Amenity.MICROWAVE: N("microwave broken"),
    Amenity.SEATS: N("no seats"),
    Amenity.TOILET: N("toilet out of use"),
    Amenity.UMBRELLA: N("no umbrellas"),
    Amenity.FIRST_AID: N("first aid box empty"),
    Amenity.WIFI: N("no Wi-Fi"),
    Amenity.CLIMATE: N("heating or cooling broken"),
    Amenity.BOOKS: N("no books"),
}
DUTIES: dict[bool, str] = {
    True: N("📌 {name} {phone} (resident) {hours}"),
    False: N("🔁 {name} {phone} (in turn) {hours}"),
}
EVERY: tuple[str, ...] = (*map(str, Trouble), *map(str, Amenity))
"""Everything that can be wrong; buttons carry a place in it."""


def possible(station: Station) -> list[str]:
    """What can be wrong at this station: troubles, and what it has."""
    return [what for what in EVERY if what in TROUBLES or what in station.amenities]


def what(t: Translator, key: str) -> str:
    """ "charger broken": plain; the key itself for what an older version stored."""
    if key in TROUBLES:
        return t.plain(TROUBLES[key][1])
    return t.plain(BROKEN[Amenity(key)]) if key in set(Amenity) else key


def sign(key: str) -> str:
    return TROUBLES[key][0] if key in TROUBLES else AMENITIES[Amenity(key)].sign


def warnings(turn: Turn, facts: Sequence[Fact]) -> list[Html]:
    """A line each: how sure it is, and since when."""
    return [_warning(turn, fact) for fact in facts]


def _warning(turn: Turn, fact: Fact) -> Html:
    values = {"what": what(turn.t, fact.what), "ago": ago(turn.t, fact.since, turn.now)}
    return turn.t("⚠️ {what} (certain, {ago})" if fact.sure else "⚠️ reported {ago}: {what}", **values)


def ago(t: Translator, then: datetime, now: datetime) -> Html:
    """Minutes up to an hour and a half, then hours."""
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return t("just now")
    return t("{minutes} min ago", minutes=minutes) if minutes < 90 else t("{hours} h ago", hours=round(minutes / 60))


def times(t: Translator, told: str) -> str:
    """Opening hours as the reader's signs word them."""
    return t.plain("; ").join(hours.worded(told, t.language))


def on_duty(turn: Turn, people: Sequence[OnDuty]) -> list[Html]:
    """Who is at a station when, a line each."""
    said = [
        turn.t(DUTIES[one.resident], name=one.name, phone=one.phone, hours=times(turn.t, one.hours)) for one in people
    ]
    return [Html(" ".join(line.split())) for line in said]

"""What of a station changes by touches alone: amenities there today, closed for a while and open again, the roster."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.domain.outgoing import Button, Buttons, Edit, Outgoing
from bot.domain.stations import AMENITIES, Amenity, Station, Trouble
from handlers import acting, pressed
from handlers.i18n import Html, N
from handlers.stations import changing, panel, questions, wording
from handlers.turn import Turn
from storage import rosters, stations

A_ROW = 2
EVERY = tuple(Amenity)
DAYS: dict[int, str] = {
    1: N("Closed today"),
    2: N("Closed until tomorrow"),
    3: N("Closed for 3 days"),
    7: N("Closed for a week"),
}


async def amenities(turn: Turn) -> Sequence[Outgoing]:
    """amenities:ID: each with a mark, in the panel's place."""
    return [*pressed.heard(turn), _toggles(turn, await changing.kept(turn))]


def _toggles(turn: Turn, station: Station) -> Edit:
    text = turn.t("🔌 What does <b>{name}</b> have? A touch changes it.", name=station.name)
    made = [_toggle(turn, station, place) for place in range(len(EVERY))]
    rows = tuple(tuple(made[i : i + A_ROW]) for i in range(0, len(made), A_ROW))
    return Edit(turn.here, panel.slot(turn, station), text, (*rows, _back(turn, station)))


def _toggle(turn: Turn, station: Station, place: int) -> Button:
    """The button says what shall be, so that two touches are as one."""
    words, has = AMENITIES[EVERY[place]], EVERY[place] in station.amenities
    label = f"{'✅' if has else '▫️'} {words.sign} {words.name(turn.t.language)}"
    return Button(label, f"amenity:{station.id}:{place}:{0 if has else 1}")


def _back(turn: Turn, station: Station) -> tuple[Button, ...]:
    return (Button(turn.t.plain("‹ Back"), f"keep:{station.id}"),)


async def amenity(turn: Turn) -> Sequence[Outgoing]:
    """amenity:ID:WHICH:0|1: gone or there; what is there now, works."""
    station, place = await changing.kept(turn), await pressed.number(turn, 2)
    if place >= len(EVERY):
        raise await pressed.stale(turn)
    there = await pressed.number(turn, 3) > 0
    now = station.amenities | {EVERY[place]} if there else station.amenities - {EVERY[place]}
    if now != station.amenities:
        about = f"amenities {'+' if there else '-'}{EVERY[place]}"
        await changing.change(turn, station, about, amenities=" ".join(sorted(now)))
    told = await questions.in_order(turn, station, EVERY[place]) if there else []
    return [*pressed.heard(turn), _toggles(turn, await stations.get(turn.conn, station.id) or station), *told]


async def shut(turn: Turn) -> Sequence[Outgoing]:
    """shut:ID: for how long?, in the panel's place; shut:ID:DAYS: until the end of the last of them.

    That answers riders who found it closed.
    """
    station = await changing.kept(turn)
    if not acting.argument(turn, 2):
        return [*pressed.heard(turn), _how_long(turn, station)]
    days = await pressed.number(turn, 2)
    if days not in DAYS:
        raise await pressed.stale(turn)
    today = turn.now.astimezone(turn.house.zone).date()
    until = datetime.combine(today + timedelta(days=days), time(), turn.house.zone)
    await changing.change(turn, station, f"closed {until:%Y-%m-%d %H:%M}", closed_until=until)
    told = await questions.kept(turn, station, Trouble.CLOSED)
    return [*pressed.heard(turn, N("Closed for riders now.")), await _panel(turn, station), *told]


def _how_long(turn: Turn, station: Station) -> Edit:
    t = turn.t
    days = [Button(t.plain(label), f"shut:{station.id}:{count}") for count, label in DAYS.items()]
    until = Button(t.plain("📅 Until another day"), f"amend:{station.id}:closed")
    text = t("⛔ How long is <b>{name}</b> closed?", name=station.name)
    rows: Buttons = (tuple(days[:2]), tuple(days[2:]), (until,), _back(turn, station))
    return Edit(turn.here, panel.slot(turn, station), text, rows)


async def _panel(turn: Turn, station: Station) -> Edit:
    return await panel.edit(turn, await stations.get(turn.conn, station.id) or station)


async def unshut(turn: Turn) -> Sequence[Outgoing]:
    """unshut:ID: open again by its hours; that it is found closed no longer counts."""
    station = await changing.kept(turn)
    await changing.change(turn, station, "opened", closed_until=None)
    told = await questions.in_order(turn, station, Trouble.CLOSED)
    return [*pressed.heard(turn, N("Open again.")), await _panel(turn, station), *told]


async def roster(turn: Turn) -> Sequence[Outgoing]:
    """roster:ID: who is on duty, in the panel's place."""
    return [*pressed.heard(turn), await _on_duty(turn, await changing.kept(turn))]


async def _on_duty(turn: Turn, station: Station) -> Edit:
    t, people = turn.t, await rosters.of(turn.conn, station.id)
    head = t("📋 On duty at <b>{name}</b>. Registered people see it.", name=station.name)
    less = tuple((Button(t.plain("✖️ {name}", name=one.name), f"offduty:{station.id}:{one.id}"),) for one in people)
    more = (Button(t.plain("➕ Add somebody"), f"amend:{station.id}:roster"),)
    whole = Html("\n".join([head, *wording.on_duty(turn, people)]))
    return Edit(turn.here, panel.slot(turn, station), whole, (*less, more, _back(turn, station)))


async def off_duty(turn: Turn) -> Sequence[Outgoing]:
    """offduty:ID:LINE: off the roster."""
    station = await changing.kept(turn)
    if await rosters.drop(turn.conn, station.id, await pressed.number(turn, 2)):
        await changing.note(turn, station, "roster")
    return [*pressed.heard(turn), await _on_duty(turn, station)]

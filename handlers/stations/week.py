"""A station's activities of the next seven days: whoever is registered puts their name down, or takes it off.

Who keeps the station sees what is further off, too.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.outgoing import Answer, Button, Buttons, Edit, Outgoing, Send
from bot.domain.stations import Station
from handlers import acting, pressed, refusals
from handlers.i18n import Html, N
from handlers.stations import keeping, occasions, shown
from handlers.turn import Turn
from storage import activities, stations
from storage.activities import Occasion, Outcome

MOST = 20  # occasions with buttons
BEGUN = N("It has begun already.")
SAID: dict[Outcome, str] = {
    Outcome.DONE: N("Your name is down: {title}, {when}. You will be reminded."),
    Outcome.ALREADY: N("Your name is down already."),
    Outcome.FULL: N("Sorry, all places are taken."),
    Outcome.GONE: occasions.GONE,
}


async def show(turn: Turn) -> Sequence[Outgoing]:
    """acts:ID: what takes place, for anybody who may see the station."""
    station = await shown.station(turn)
    return [*pressed.heard(turn), await send(turn, station)]


async def send(turn: Turn, station: Station, *, first: Html | None = None) -> Send:
    """The list as a new message; `first` stands above it."""
    origin = turn.event.update_id
    text, buttons = await _list(turn, station, origin)
    whole = Html(f"{first}\n\n{text}") if first else text
    return Send(turn.here, whole, buttons=buttons, slot=_slot(turn, origin))


def _slot(turn: Turn, origin: int) -> str:
    return f"acts:{turn.event.chat.id}:{origin}"


async def _list(turn: Turn, station: Station, origin: int) -> tuple[Html, Buttons]:
    t, keeper = turn.t, await keeping.keeps(turn, station.id)
    week = occasions.days(turn)
    soon = await activities.on_days(turn.conn, week, station.id)
    later = await activities.after(turn.conn, week[-1], station.id) if keeper else []
    found = [*soon, *later]
    mine = await activities.joined_by(turn.conn, turn.who.id, week) if turn.who.id else set()
    lines = [t("{number}. {line}", number=n, line=occasions.line(t, each)) for n, each in enumerate(found, start=1)]
    nothing = [] if soon else [t("Nothing is planned for the next seven days.")]
    further = [t("Further off, for keepers:")] if later else []
    told = [*lines[: len(soon)], *nothing, *further, *lines[len(soon) :]]
    head = t("📅 <b>{station}</b>: the next seven days", station=station.name)
    rows = [_row(turn, (n, each), (origin, mine), keeper=keeper) for n, each in enumerate(found[:MOST], start=1)]
    new = ((Button(t.plain("➕ New activity"), f"plan:{station.id}"),),) if keeper else ()
    return Html("\n".join([head, *told])), (*(row for row in rows if row), *new)


def _row(
    turn: Turn, which: tuple[int, Occasion], how: tuple[int, set[tuple[int, date]]], *, keeper: bool
) -> tuple[Button, ...]:
    """To put one's name down or take it off while it has not begun; for keepers also who comes."""
    (number, occasion), (origin, mine) = which, how
    joined = (occasion.activity.id, occasion.day) in mine
    soon = occasion.day in occasions.days(turn) and turn.now < occasions.begins(occasion, turn.house)
    open_ = turn.who.active and soon and (joined or not occasion.full)
    label = N("❌ Not coming: {number}") if joined else N("🙋 I am coming: {number}")
    verb, about = "leave" if joined else "join", occasions.data(occasion)
    toggle = (Button(turn.t.plain(label, number=number), f"{verb}:{about}:{origin}"),) if open_ else ()
    names = (Button(turn.t.plain("👥 Who comes: {number}", number=number), f"coming:{about}"),) if keeper else ()
    return (*toggle, *names)


async def join(turn: Turn) -> Sequence[Outgoing]:
    """join:ACTIVITY:DAY:ORIGIN: the name is down, if there is still a place."""
    occasion, station = await _mine(turn)
    starts = occasions.begins(occasion, turn.house)
    if starts <= turn.now:
        raise await refusals.no(turn, BEGUN)
    if occasion.day not in occasions.days(turn):
        raise await pressed.stale(turn)
    who, soon = await acting.somebody(turn), timedelta(minutes=turn.house.policy.visits.remind_minutes)
    outcome = await activities.sign_up(
        turn.conn,
        occasion.activity.id,
        who.id,
        day=occasion.day,
        at=turn.now,
        reminded=starts - turn.now <= soon,
    )
    return [*_answer(turn, outcome, occasion), *await _again(replace(turn, who=who), station)]


async def _mine(turn: Turn) -> tuple[Occasion, Station]:
    """What the button means, for whoever is registered."""
    if not turn.who.active:
        raise await refusals.not_allowed(turn)
    occasion = await occasions.carried(turn)
    station = await stations.get(turn.conn, occasion.activity.station)
    if station is None or not station.active:
        raise await refusals.no(turn, shown.GONE)
    return occasion, station


def _answer(turn: Turn, outcome: Outcome, occasion: Occasion) -> list[Outgoing]:
    if turn.event.press is None:
        return []
    when = occasions.when(turn.t, occasion.activity, occasion.day)
    text = turn.t.plain(SAID[outcome], title=occasion.activity.title, when=when)
    return [Answer(turn.event.press.id, text[: pressed.ANSWER], alert=outcome is not Outcome.DONE)]


async def _again(turn: Turn, station: Station) -> list[Outgoing]:
    """The list that the button stands on, as it is now; a reminder has none."""
    origin = await pressed.number(turn, 3)
    if not origin:
        return []
    text, buttons = await _list(turn, station, origin)
    return [Edit(turn.here, _slot(turn, origin), text, buttons)]


async def leave(turn: Turn) -> Sequence[Outgoing]:
    """leave:ACTIVITY:DAY:ORIGIN: somebody else may have the place."""
    occasion, station = await _mine(turn)
    if occasions.begins(occasion, turn.house) <= turn.now:
        raise await refusals.no(turn, BEGUN)
    gone = await activities.sign_off(turn.conn, occasion.activity.id, turn.who.id, occasion.day)
    said = N("Your name is off the list.") if gone else N("Your name is not on the list.")
    return [*pressed.heard(turn, said), *await _again(turn, station)]

"""For keepers: who comes to an activity; and calling it off, once or for good, which everybody who comes hears."""

from collections.abc import Sequence

from bot.domain import clocks
from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.stations import Station
from bot.domain.ticket import Severity
from handlers import acting, pressed, texts
from handlers.i18n import Html, N, Translator
from handlers.stations import keeping, occasions
from handlers.turn import Turn
from storage import activities, cards, people, stations
from storage.activities import Occasion

SHOWN = 100  # names
ONCE, ALL = "once", "all"
OFF = N("😔 {station}: “{title}” on {when} is called off. Sorry!")
OFF_FOR_GOOD = N("😔 {station}: “{title}” ({when}) will not take place any more. Sorry!")


async def show(turn: Turn) -> Sequence[Outgoing]:
    """coming:ACTIVITY:DAY: the names, and what a keeper may do; also the way back from the question below."""
    occasion, _ = await _kept(turn)
    text, buttons = await _names(turn, occasion), _buttons(turn.t, occasion)
    slot = _slot(turn, occasion)
    if await _stands(turn, slot):
        return [*pressed.heard(turn), Edit(turn.here, slot, text, buttons)]
    return [*pressed.heard(turn), Send(turn.here, text, buttons=buttons, slot=slot)]


async def _kept(turn: Turn) -> tuple[Occasion, Station]:
    occasion = await occasions.carried(turn)
    await keeping.must_keep(turn, occasion.activity.station)
    station = await stations.get(turn.conn, occasion.activity.station)
    if station is None:
        raise await pressed.stale(turn)
    return occasion, station


def _slot(turn: Turn, occasion: Occasion) -> str:
    return f"coming:{turn.event.chat.id}:{occasions.data(occasion)}"


async def _stands(turn: Turn, slot: str) -> bool:
    """Whether the button was pressed on that message."""
    pressed_on = turn.event.press.message if turn.event.press else None
    return await cards.slot_of(turn.conn, turn.event.chat.id, pressed_on) == slot


async def _names(turn: Turn, occasion: Occasion) -> Html:
    t, ids = turn.t, await activities.signed_up(turn.conn, occasion.activity.id, occasion.day)
    known = {person.id: person for person in await people.several(turn.conn, ids)}
    shown = [known[number] for number in ids if number in known][:SHOWN]
    lines = [t("{number}. {who}", number=n, who=texts.who(t, each)) for n, each in enumerate(shown, start=1)]
    nobody = [] if lines else [t("Nobody has put their name down yet.")]
    return Html("\n".join([t("👥 {line}", line=occasions.line(t, occasion)), *lines, *nobody]))


def _buttons(t: Translator, occasion: Occasion) -> Buttons:
    about = occasions.data(occasion)
    if occasion.activity.weekday is None:
        return ((Button(t.plain("🗑 Call it off"), f"calloff:{about}:{ALL}"),),)
    once = Button(t.plain("🗑 Not this time"), f"calloff:{about}:{ONCE}")
    return ((once, Button(t.plain("🗑 Never again"), f"calloff:{about}:{ALL}")),)


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """calloff:ACTIVITY:DAY:once|all: sure?"""
    occasion, _ = await _kept(turn)
    which = await _which(turn)
    t, about = turn.t, occasions.data(occasion)
    text = t("Call it off? Everybody who comes is told.\n{line}", line=occasions.line(t, occasion))
    sure, back = (
        Button(t.plain("Yes, call it off"), f"off:{about}:{which}"),
        Button(t.plain("No, it takes place"), f"coming:{about}"),
    )
    return [*pressed.heard(turn), Edit(turn.here, _slot(turn, occasion), text, ((sure,), (back,)))]


async def _which(turn: Turn) -> str:
    which = acting.argument(turn, 3)
    if which not in (ONCE, ALL):
        raise await pressed.stale(turn)
    return which


async def call_off(turn: Turn) -> Sequence[Outgoing]:
    """off:ACTIVITY:DAY:once|all: everybody who had put their name down hears it."""
    occasion, station = await _kept(turn)
    for_good = await _which(turn) == ALL or occasion.activity.weekday is None
    told = await _ended(turn, occasion, for_good=for_good)
    to = await keeping.reachable(turn, told)
    said = turn.t.n("🗑 Called off; {count} person is told.", "🗑 Called off; {count} people are told.", len(to))
    done = Edit(turn.here, _slot(turn, occasion), Html(f"{occasions.line(turn.t, occasion)}\n{said}"))
    message = OFF_FOR_GOOD if for_good and occasion.activity.weekday is not None else OFF
    silent = not clocks.rings(turn.house.policy, Severity.NORMAL, turn.now, turn.house.zone)
    sorry = [
        Send(where, _sorry(turn.to(person.language), message, station, occasion), silent=silent) for person, where in to
    ]
    return [*pressed.heard(turn, N("Called off")), done, *sorry]


async def _ended(turn: Turn, occasion: Occasion, *, for_good: bool) -> list[int]:
    number = occasion.activity.id
    if for_good:
        ended = await activities.cancel(turn.conn, number, occasions.today(turn), at=turn.now)
    else:
        ended = await activities.skip(turn.conn, number, occasion.day)
    return ended or []


def _sorry(t: Translator, message: str, station: Station, occasion: Occasion) -> Html:
    activity = occasion.activity
    regular = message == OFF_FOR_GOOD and activity.weekday is not None
    when = (
        f"{t.plain(occasions.EVERY[activity.weekday or 0])} {occasions.clock(activity.start)}"
        if regular
        else occasions.when(t, activity, occasion.day)
    )
    return t(message, station=station.name, title=activity.title, when=when)

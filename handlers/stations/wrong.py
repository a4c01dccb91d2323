"""⚠️ Something is wrong: a rider says it in two touches, and takes it back in one; a keeper's word counts at once."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.outgoing import Button, Buttons, Edit, Outgoing
from bot.domain.stations import Fact, Station
from handlers import acting, pressed, refusals
from handlers.i18n import Html, N, Translator
from handlers.stations import keeping, questions, shown, wording
from handlers.stations.face import View
from handlers.turn import Turn
from storage import stations, words
from storage.stations import Word

A_ROW = 2
TOO_MANY = N("You have said a lot within an hour: thank you! Please go on later.")


async def choose(turn: Turn) -> Sequence[Outgoing]:
    """wrong:ID:…: what can be wrong here, in the page's place."""
    station, view = await _registered(turn), await shown.view(turn, 2)
    facts = await _facts(turn, station)
    text = turn.t("What is wrong at <b>{name}</b>?", name=station.name)
    whole = Html("\n".join([text, *wording.warnings(turn, facts)]))
    buttons = _choices(turn.t, station, view, _mine(turn, facts))
    return [*pressed.heard(turn), Edit(turn.here, shown.slot(turn, view), whole, buttons)]


async def _registered(turn: Turn) -> Station:
    if not turn.who.active:
        raise await refusals.not_allowed(turn)
    return await shown.station(turn)


async def _facts(turn: Turn, station: Station) -> Sequence[Fact]:
    return (await stations.facts(turn.conn, turn.now, [station.id])).get(station.id, ())


def _mine(turn: Turn, facts: Sequence[Fact]) -> frozenset[str]:
    return frozenset(fact.what for fact in facts if turn.who.id and turn.who.id in fact.by)


def _choices(t: Translator, station: Station, view: View, mine: frozenset[str]) -> Buttons:
    made = [_choice(t, station, view, key) for key in wording.possible(station) if key not in mine]
    rows = [tuple(made[i : i + A_ROW]) for i in range(0, len(made), A_ROW)]
    back = Button(t.plain("‹ Back to the page"), f"station:{station.id}:{view.data}")
    return (*rows, (back,))


def _choice(t: Translator, station: Station, view: View, key: str) -> Button:
    label = f"{wording.sign(key)} {wording.what(t, key)}"
    return Button(label, f"said:{station.id}:{wording.EVERY.index(key)}:{view.data}")


async def say(turn: Turn) -> Sequence[Outgoing]:
    """said:ID:WHAT:…: the word is kept, once a person; keepers are asked whether it is so."""
    station, view = await _registered(turn), await shown.view(turn, 3)
    key = await _what(turn, station)
    if key in _mine(turn, await _facts(turn, station)):
        return [*pressed.heard(turn, N("You have said that already.")), await shown.edit(turn, station, view)]
    who, keeper = await acting.somebody(turn), await keeping.keeps(turn, station.id)
    await _not_too_many(turn, who.id)
    until = turn.event.at + turn.house.policy.stations.counts_for(key)
    await stations.say(turn.conn, Word(station.id, key, who.id, keeper, turn.event.at, until))
    told = await (questions.kept(turn, station, key) if keeper else questions.raised(turn, station, key))
    thanks = N("Noted.") if keeper else N("Thank you! Others see it at once.")
    return [*pressed.heard(turn, thanks), await shown.edit(turn, station, view), *told]


async def _what(turn: Turn, station: Station) -> str:
    """What the button says is wrong; refuses what cannot be wrong here (any more)."""
    place = await pressed.number(turn, 2)
    if place >= len(wording.EVERY) or wording.EVERY[place] not in wording.possible(station):
        raise await pressed.stale(turn)
    return wording.EVERY[place]


async def _not_too_many(turn: Turn, person: int) -> None:
    since = turn.event.at - timedelta(hours=1)
    if await words.said_since(turn.conn, person, since) >= turn.house.policy.stations.words_an_hour:
        raise await refusals.no(turn, TOO_MANY)


async def unsay(turn: Turn) -> Sequence[Outgoing]:
    """unsaid:ID:WHAT:…: one's own word goes; of a keeper all words on it, for it is in order again."""
    station, view = await _registered(turn), await shown.view(turn, 3)
    key = await _what(turn, station)
    if await keeping.keeps(turn, station.id):
        told = await questions.in_order(turn, station, key)
        return [*pressed.heard(turn, N("Noted.")), await shown.edit(turn, station, view), *told]
    gone = await words.take_back(turn.conn, station.id, key, by=turn.who.id, at=turn.event.at)
    told = await questions.lowered(turn, station, key) if gone else []
    return [*pressed.heard(turn, N("Taken back.")), await shown.edit(turn, station, view), *told]

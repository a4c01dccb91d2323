"""Keepers are asked in private whether it is so what riders say. Whoever was asked and whoever said it hears the end.

One message a question and keeper, edited when a second rider says the same; silent in the quiet hours.
"""

from collections.abc import Sequence

from bot.domain import clocks
from bot.domain.outgoing import Address, Button, Buttons, Edit, Outgoing, Send
from bot.domain.people import Person
from bot.domain.stations import Fact, Station
from handlers import acting, pressed, refusals
from handlers.i18n import Html, N, Translator
from handlers.stations import keeping, wording
from handlers.turn import Turn
from storage import questions, stations
from storage.questions import Outcome, Question
from storage.stations import Word

ENDS: dict[str, str] = {
    Outcome.SO: N("✅ It is so, says {name} at {when}."),
    Outcome.FINE: N("👌 In order, says {name} at {when}."),
    Outcome.WITHDRAWN: N("↩️ Taken back at {when}."),
    Outcome.EXPIRED: N("⌛ Nobody has said it again; it no longer counts."),
}
TOLD: dict[str, str] = {
    Outcome.SO: N("🏠 {station}: {what}. The keeper confirms it. Thank you for telling the others!"),
    Outcome.FINE: N("🏠 {station}: the keeper has looked, it is in order ({what} was said). Thank you!"),
}


async def raised(turn: Turn, station: Station, what: str) -> list[Outgoing]:
    """A rider has said it: the keepers are asked, or what they were asked is counted up."""
    fact = await _fact(turn, station, what)
    if fact is None or fact.kept:
        return []
    known = await questions.open_on(turn.conn, station.id, what)
    if known is not None:
        return await _again(turn, known, station, fact)
    to = await keeping.reachable(turn, await stations.keepers_of(turn.conn, station.id))
    asked = [person.id for person, _ in to if person.id not in fact.by]
    made = await questions.ask(turn.conn, station.id, what, asked=asked, at=turn.event.at) if asked else None
    if made is None:
        return []
    question = Question(made, station.id, what, tuple(asked), turn.event.at)
    return [_asking(turn, question, station, fact, to=each) for each in to if each[0].id in asked]


async def _fact(turn: Turn, station: Station, what: str) -> Fact | None:
    said = (await stations.facts(turn.conn, turn.now, [station.id])).get(station.id, ())
    return next((fact for fact in said if fact.what == what), None)


def _asking(turn: Turn, question: Question, station: Station, fact: Fact, *, to: tuple[Person, Address]) -> Send:
    person, address = to
    t = turn.to(person.language)
    silent = clocks.is_quiet(turn.house.policy, turn.now, turn.house.zone)
    text, slot = _text(turn, t, station, fact), _slot(question, address)
    return Send(address, text, buttons=_buttons(t, question), slot=slot, silent=silent)


def _text(turn: Turn, t: Translator, station: Station, fact: Fact) -> Html:
    values = {"name": station.name, "what": wording.what(t, fact.what)}
    said = t.n("{count} rider says", "{count} riders say", len(fact.by))
    when = t.when(fact.since, turn.house.zone, turn.now)
    return t("⚠️ <b>{name}</b>: {what}\n{said}, since {when}. Is it so?", said=said, when=when, **values)


def _buttons(t: Translator, question: Question) -> Buttons:
    so = Button(t.plain("✅ It is so"), f"itisso:{question.id}")
    fine = Button(t.plain("👌 It is in order"), f"inorder:{question.id}")
    return ((so, fine), (Button(t.plain("🛠 Manage"), f"keep:{question.station}:new"),))


def _slot(question: Question, to: Address) -> str:
    return f"question:{question.id}:{to.chat}"


async def _again(turn: Turn, question: Question, station: Station, fact: Fact) -> list[Outgoing]:
    """In place: nobody is called twice for one thing."""
    said: list[Outgoing] = []
    for person, to in await keeping.reachable(turn, question.asked):
        t = turn.to(person.language)
        said.append(Edit(to, _slot(question, to), _text(turn, t, station, fact), _buttons(t, question)))
    return said


async def lowered(turn: Turn, station: Station, what: str) -> list[Outgoing]:
    """A rider has taken it back: the question goes with the last word, else it is counted down."""
    question, fact = await questions.open_on(turn.conn, station.id, what), await _fact(turn, station, what)
    if question is None:
        return []
    if fact is not None:
        return await _again(turn, question, station, fact)
    return await ended(turn, question, station, Outcome.WITHDRAWN)


async def kept(turn: Turn, station: Station, what: str) -> list[Outgoing]:
    """A keeper has said it unasked: that answers the question, and the riders who said it hear."""
    return await _settled(turn, station, await _fact(turn, station, what), what, outcome=Outcome.SO)


async def in_order(turn: Turn, station: Station, what: str) -> list[Outgoing]:
    """A keeper says that it is in order: every word on it goes, and the riders who said it hear."""
    fact = await _fact(turn, station, what)
    await stations.unsay(turn.conn, station.id, what, turn.event.at)
    return await _settled(turn, station, fact, what, outcome=Outcome.FINE)


async def _settled(turn: Turn, station: Station, fact: Fact | None, what: str, *, outcome: Outcome) -> list[Outgoing]:
    """The question is closed and the riders hear; neither where another keeper was faster by a moment."""
    question = await questions.open_on(turn.conn, station.id, what)
    if question is not None and not await _close(turn, question, outcome):
        return []
    closed = await _shown(turn, question, station, outcome) if question else []
    return [*closed, *await _to_riders(turn, station, fact, outcome)]


async def _close(turn: Turn, question: Question, outcome: Outcome) -> bool:
    return await questions.close(turn.conn, question.id, outcome, by=turn.who.id or None, at=turn.now)


async def so(turn: Turn) -> Sequence[Outgoing]:
    """itisso:QUESTION: it is a fact from now on."""
    question, station = await _asked(turn)
    who, at = await acting.somebody(turn), turn.event.at
    until = at + turn.house.policy.stations.counts_for(question.what)
    await stations.say(turn.conn, Word(station.id, question.what, who.id, True, at, until))
    return [*pressed.heard(turn, N("Noted.")), *await kept(turn, station, question.what)]


async def fine(turn: Turn) -> Sequence[Outgoing]:
    """inorder:QUESTION: nobody is warned any more."""
    question, station = await _asked(turn)
    return [*pressed.heard(turn, N("Noted.")), *await in_order(turn, station, question.what)]


async def _asked(turn: Turn) -> tuple[Question, Station]:
    """The open question on the button and its station; refuses others than keepers, and who comes too late."""
    question = await questions.get(turn.conn, await pressed.number(turn))
    station = await stations.get(turn.conn, question.station) if question else None
    if question is None or station is None:
        raise await pressed.stale(turn)
    await keeping.must_keep(turn, station.id)
    if question.closed_at is not None:
        raise await refusals.no(turn, N("That is settled already."))
    return question, station


async def ended(turn: Turn, question: Question, station: Station, outcome: Outcome) -> list[Outgoing]:
    """Closes the question; whoever was asked sees in the same message how it ended."""
    return await _shown(turn, question, station, outcome) if await _close(turn, question, outcome) else []


async def _shown(turn: Turn, question: Question, station: Station, outcome: Outcome) -> list[Outgoing]:
    said: list[Outgoing] = []
    for person, to in await keeping.reachable(turn, question.asked):
        t = turn.to(person.language)
        first = t("⚠️ <b>{name}</b>: {what}", name=station.name, what=wording.what(t, question.what))
        when = t.when(turn.now, turn.house.zone, turn.now)
        said.append(Edit(to, _slot(question, to), Html(f"{first}\n{t(ENDS[outcome], name=turn.who.name, when=when)}")))
    return said


async def _to_riders(turn: Turn, station: Station, fact: Fact | None, outcome: Outcome) -> list[Outgoing]:
    """Whoever said it, but for keepers, who know: each once."""
    keepers = await stations.keepers_of(turn.conn, station.id)
    ids = [person for person in (fact.by if fact else ()) if person not in (turn.who.id, *keepers)]
    silent, said = clocks.is_quiet(turn.house.policy, turn.now, turn.house.zone), list[Outgoing]()
    for person, to in await keeping.reachable(turn, ids):
        t = turn.to(person.language)
        text = t(TOLD[outcome], station=station.name, what=wording.what(t, fact.what if fact else ""))
        said.append(Send(to, text, silent=silent))
    return said

"""What the courier answers to a question: words, photos, a recording or a place, onto the card and to who asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain import place
from bot.domain.outgoing import Address, Edit, Outgoing, Send, SendFile
from bot.domain.pictures import Original
from bot.domain.place import Point, Source, distance, show
from bot.domain.ticket import State, Ticket, Use, Verb
from handlers import acting, cards, late_photos, refusals, submitting, texts
from handlers.i18n import Html, N, Translator
from handlers.turn import Turn
from storage import areas, people, slots, tickets
from storage import cards as card_rows
from storage.cards import Card

LENGTH = 1000
Words = Callable[[Translator], Html]


@dataclass(frozen=True)
class _Place:
    """Where the courier now says that it is: what changes with it, and how that reads."""

    fields: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    said: Words | None = None


def slot(ticket: Ticket) -> str:
    """The question as the courier sees it."""
    return f"ticket:{ticket.id}:question"


async def needless(turn: Turn, ticket: Ticket, words: Words) -> list[Outgoing]:
    """The question says so where the ticket, as it was, waited for the answer and goes on without it.

    Nothing where it was never asked, as of a courier who could not be reached then.
    """
    reporter = await people.get(turn.conn, ticket.reporter)
    to, question = submitting.private_chat(reporter), slot(ticket)
    if ticket.state is not State.NEEDS_INFO or to is None or not await slots.taken(turn.conn, [question]):
        return []
    return [Edit(to, question, words(turn.to(reporter.language)))]


async def answer(turn: Turn, ticket: Ticket) -> list[Outgoing]:
    """The reporter's answer to the question that the ticket waits for; refuses a message that says nothing."""
    found = await _place(turn, ticket)
    new = await late_photos.attach(turn, ticket, Use.BEFORE) if turn.event.fetched else 0
    text = turn.event.text.strip()[:LENGTH]
    if not (new or text or found.why):
        raise await refusals.no(turn, N("Please answer with words, a photo, a recording or a place."))
    asked_by = await _asker(turn, ticket)
    changed = await acting.say(turn, ticket, Verb.ANSWER, why=" ".join(filter(None, (text, found.why))), **found.fields)
    thanks = Send(turn.here, turn.t("✅ Passed on: #{number}. Thank you!", number=ticket.id))
    over = Edit(turn.here, slot(ticket), turn.t("✅ You have answered about #{number}.", number=ticket.id))
    told = under_cards(
        turn, await card_rows.live(turn.conn, ticket.id), _words(turn, ticket, text, found, asked_by=asked_by)
    )
    shown = await cards.refresh(turn, changed, redraw=bool(new) or bool(found.fields))
    return [thanks, over, *shown, *_with_files(turn, told)]


async def late(turn: Turn, ticket: Ticket, whole: Ticket, text: str) -> list[Send]:
    """Below the cards of the ticket that this one goes on as: whoever asked hears what came after the merge.

    Nothing where no question was open then.
    """
    spoken = [entry.verb for entry in await tickets.history_of(turn.conn, ticket.id)]
    question = max((place for place, verb in enumerate(spoken) if verb == Verb.ASK), default=None)
    if question is None or Verb.ANSWER in spoken[question:]:
        return []
    words = _words(turn, ticket, text, _Place(), asked_by=await _asker(turn, ticket))
    return under_cards(turn, await card_rows.live(turn.conn, whole.id), words)


async def _asker(turn: Turn, ticket: Ticket) -> Html:
    """Who put the last question, by a name that notifies them."""
    asked = [
        entry.by for entry in await tickets.history_of(turn.conn, ticket.id) if entry.verb == Verb.ASK and entry.by
    ]
    person = await people.find(turn.conn, asked[-1]) if asked else None
    return texts.mention(person) if person and person.telegram else Html("")


def _words(turn: Turn, ticket: Ticket, text: str, found: _Place, *, asked_by: Html) -> Words:
    """The answer as the group reads it."""

    def written(t: Translator) -> Html:
        said = {"name": turn.who.name, "number": ticket.id, "text": text or "👇"}
        line = t("💬 {name} answers {asker} about #{number}: {text}", asker=asked_by, **said) if asked_by else t(
            "💬 {name} answers about #{number}: {text}", **said)  # fmt: skip
        return Html(f"{line}\n{found.said(t)}") if found.said else line

    return written


def under_cards(turn: Turn, live: Sequence[Card], words: Words) -> list[Send]:
    """The words as a reply to every live card, each in its chat's language."""
    return [
        Send(Address(card.chat, card.thread), words(turn.to(card.language)), reply_to_slot=card.slot) for card in live
    ]


def _with_files(turn: Turn, told: Sequence[Send]) -> list[Outgoing]:
    """The photo stands above the words, a recording follows them."""
    good = [file for file in turn.event.fetched if not file.problem]
    shot = next((Original(file.sha256) for file in good if file.kind == "photo"), None)
    said: list[Outgoing] = []
    for one in told:
        said += [Send(one.to, one.text, reply_to_slot=one.reply_to_slot, picture=shot)]
        said += [SendFile(one.to, file.sha256, file.kind, silent=True) for file in good if file.kind != "photo"]
    return said


async def _place(turn: Turn, ticket: Ticket) -> _Place:
    """A place moves the ticket's point, never the ticket: whose it is now is for people to decide."""
    location, read = turn.event.location, place.read(turn.event.text) if turn.event.text else None
    if location is not None:
        return await _moved(turn, ticket, location.point, Source.LIVE if location.live_period else Source.LOCATION)
    return await _moved(turn, ticket, read.point, read.source) if read else _Place()


async def _moved(turn: Turn, ticket: Ticket, point: Point, source: Source) -> _Place:
    where = await turn.house.atlas.assign(turn.conn, point)
    fields = {"lat": point.lat, "lon": point.lon, "h3": where.h3, "place_source": source}
    if where.cell and where.cell.area_id == ticket.area:
        fields |= {"cell": where.cell.id, "neighbours": " ".join(where.neighbours)[:255]}
    area = await areas.get(turn.conn, where.cell.area_id) if where.cell else None
    name = f"{where.cell.code} {area.name}" if where.cell and area else where.h3
    elsewhere = area is None or area.id != ticket.area
    metres = round(distance(point, Point(ticket.lat, ticket.lon)))
    return _Place(fields, f"📍 {show(point)} ({name})", lambda t: _said(t, name, metres, elsewhere=elsewhere))


def _said(t: Translator, name: str, metres: int, *, elsewhere: bool) -> Html:
    line = t("📍 The place is now {name}, {metres} m from before.", name=name, metres=metres)
    hint = t("That is not your area: hand it on if it should go there.")
    return Html(f"{line} {hint}") if elsewhere else line

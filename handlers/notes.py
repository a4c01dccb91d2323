"""Replies to a card or receipt: notes that stay with the ticket; some of them are meant for the courier."""

from collections.abc import Sequence

from bot.domain.outgoing import Outgoing, Send
from bot.domain.ticket import Part, State, Ticket, Use
from handlers import acting, cards, late_photos, refusals, submitting, texts
from handlers.desk import answers, onward
from handlers.i18n import N
from handlers.turn import Turn
from storage import cards as card_rows
from storage import people, tickets

TO_COURIER = ("@骑手", "@courier")
LENGTH = 1000
UNREACHABLE = N("The courier cannot be reached any more.")


async def reply(turn: Turn) -> Sequence[Outgoing]:
    """A note from staff under a card, or the courier's own words under a receipt."""
    await acting.must_not_be_suspended(turn)
    slot = await card_rows.slot_of(turn.conn, turn.event.chat.id, turn.event.reply_to)
    ticket = await acting.find(turn, slot.split(":")[1])
    parts = await cards.standing_in(turn, ticket)
    if not parts:
        raise await refusals.not_allowed(turn)
    if Part.REPORTER in parts and ticket.state is State.NEEDS_INFO and turn.event.private:
        return await answers.answer(turn, ticket)
    if Part.REPORTER in parts and ticket.state is State.MERGED and turn.event.private:
        return await onward.added(turn, ticket)
    text = turn.event.text.strip()[:LENGTH]
    new = await late_photos.attach(turn, ticket, _use(parts)) if turn.event.fetched else 0
    if not text and not new:
        raise await refusals.no(turn, N("Only words and photos can be added to a ticket."))
    return await keep(turn, ticket, text, redraw=bool(new) and Part.REPORTER in parts)


def _use(parts: frozenset[Part]) -> Use:
    return Use.BEFORE if Part.REPORTER in parts else Use.NOTE


async def keep(turn: Turn, ticket: Ticket, text: str, *, redraw: bool) -> Sequence[Outgoing]:
    """A line of the ticket's history that its cards show."""
    who = await acting.somebody(turn)
    await tickets.record(turn.conn, ticket, "note", by=who.id, at=turn.event.at, source=ticket.state, why=text)
    said = await _passed_on(turn, ticket, text)
    return [*said, *await cards.refresh(turn, ticket, redraw=redraw)]


async def _passed_on(turn: Turn, ticket: Ticket, text: str) -> list[Outgoing]:
    """`@骑手 …` goes to the courier, and whoever wrote it sees that it did."""
    prefix = next((p for p in TO_COURIER if text.casefold().startswith(p)), "")
    words = text[len(prefix) :].strip(" ：:,，")
    if not prefix or not words:
        return [Send(turn.here, turn.t("📝 Noted."), silent=True)] if turn.event.private else []
    reporter = await people.get(turn.conn, ticket.reporter)
    to = submitting.private_chat(reporter)
    if to is None:
        raise await refusals.no(turn, UNREACHABLE)
    t = turn.to(reporter.language)
    title = texts.title(t, turn.house.policy, ticket)
    sent = Send(to, t("💬 {name} about {title}: {text}", name=turn.who.name, title=title, text=words))
    heard = Send(turn.here, turn.t("📨 Passed on to the courier."), reply_to=turn.event.message, silent=True)
    return [sent, heard]

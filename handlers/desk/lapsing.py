"""A question that the courier does not answer lapses: the clock answers it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import ticket as life
from bot.domain.incoming import Chat, ChatKind, Event
from bot.domain.outgoing import Outgoing
from bot.domain.ticket import Part, Ticket, Verb
from handlers import cards, timing
from handlers.desk import answers
from handlers.i18n import N
from handlers.turn import House, Turn
from storage import cards as card_rows
from storage import people, tickets

LAPSED = N("not answered")
OVER = N("⌛ The question about #{number} has lapsed.")


async def lapse(conn: AsyncConnection, house: House, now: datetime) -> list[Outgoing]:
    """Questions that nobody answered in time: the clock brings their tickets back to where they were."""
    late = await tickets.asked_before(conn, now - timedelta(hours=house.policy.limits.question_hours))
    return [one for ticket in late for one in await _lapse(conn, house, now, ticket)]


async def _lapse(conn: AsyncConnection, house: House, now: datetime, ticket: Ticket) -> list[Outgoing]:
    reporter = await people.get(conn, ticket.reporter)
    event = Event(0, now, None, Chat(reporter.telegram or 0, ChatKind.PRIVATE))
    turn = Turn(conn, now, reporter, house.languages.to(reporter.language), event, house)
    changed = await timing.settled(turn, life.apply(ticket, Verb.ANSWER, frozenset({Part.CLOCK}), now))
    why = turn.to(house.language).plain(LAPSED)
    await tickets.save(conn, changed, Verb.ANSWER, by=None, at=now, source=ticket.state, why=why)
    live = await card_rows.live(conn, ticket.id)
    said = [replace(one, silent=True) for one in answers.under_cards(turn, live, _unanswered(ticket))]
    over = await answers.needless(turn, ticket, lambda t: t(OVER, number=ticket.id))
    return [*await cards.refresh(turn, changed), *said, *over]


def _unanswered(ticket: Ticket) -> answers.Words:
    return lambda t: t("⌛ The courier has not answered about #{number}: it goes on as before.", number=ticket.id)

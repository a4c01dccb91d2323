"""What a fresh report may be about as well: somebody else's, near and of the same category; offered on the receipt."""

from datetime import timedelta

from bot.domain import ticket as life
from bot.domain.outgoing import Button
from bot.domain.ticket import Ticket
from handlers.i18n import Html, Translator
from handlers.turn import Turn
from storage import alike, seconds
from storage.alike import Alike


async def near(turn: Turn, ticket: Ticket) -> list[Alike]:
    """Undecided tickets of the same category that others reported lately, the nearest first; none that is less urgent,
    as after a change of the policy.
    """
    limits = turn.house.policy.limits
    since = ticket.submitted_at - timedelta(hours=limits.alike_hours)
    found = await alike.near(turn.conn, ticket, limits.alike_metres, since)
    others = [one for one in found if one.ticket.reporter != ticket.reporter]
    return [one for one in others if not life.stricter(ticket, one.ticket)]


async def words(turn: Turn, t: Translator, one: Alike) -> Html:
    """What stands on the receipt beside the button."""
    line = t(
        "🙋 Already reported {metres} m away: #{number}. The same? Join it with one touch.",
        metres=round(one.metres),
        number=one.ticket.id,
    )
    count = await seconds.count(turn.conn, one.ticket.id)
    joined = t.n("{count} person has joined it.", "{count} people have joined it.", count)
    return Html(f"{line} {joined}") if count else line


def button(t: Translator, ticket: Ticket, one: Alike) -> Button:
    return Button(t.plain("🙋 Me too: #{number}", number=one.ticket.id), f"second:{ticket.id}:{one.ticket.id}")

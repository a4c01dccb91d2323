"""What is still sent to a merged ticket goes onto the one that it goes on as."""

from collections.abc import Sequence

from bot.domain.outgoing import Outgoing, Send
from bot.domain.place import show
from bot.domain.ticket import UNDECIDED, Ticket, Use
from handlers import acting, cards, late_photos, refusals
from handlers.desk import answers
from handlers.i18n import N
from handlers.turn import Turn
from storage import tickets

LENGTH = 1000  # characters


async def last(turn: Turn, ticket: Ticket) -> Ticket:
    """The ticket at the end of its chain of merges; itself where it was never merged."""
    return (await tickets.ends(turn.conn, [ticket]))[ticket.id]


def _words(turn: Turn) -> str:
    """What was written, or the place that was sent."""
    location = turn.event.location
    return f"📍 {show(location.point)}" if location else turn.event.text.strip()


async def added(turn: Turn, ticket: Ticket, *, thanks: bool = True) -> Sequence[Outgoing]:
    """Words, files or a place from whoever reported the merged one; refuses where the other has been decided too."""
    whole = await last(turn, ticket)
    if whole.state not in UNDECIDED:
        raise await acting.too_late(turn, whole)
    text = _words(turn)[:LENGTH]
    new = await late_photos.attach(turn, whole, Use.NOTE) if turn.event.fetched else 0
    if not (text or new):
        raise await refusals.no(turn, N("Only words and photos can be added to a ticket."))
    await tickets.record(turn.conn, whole, "add", by=turn.who.id, at=turn.event.at, source=whole.state, why=text)
    shown = await cards.refresh(turn, whole)
    if not thanks:
        return shown
    said = turn.t("➕ #{number} goes on as #{whole}: added there.", number=ticket.id, whole=whole.id)
    return [Send(turn.here, said), *shown, *await answers.late(turn, ticket, whole, text or "📷")]

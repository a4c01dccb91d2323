"""An album is several messages without an end mark: what comes after the ticket was made, or resolved, joins it."""

from collections.abc import Sequence

from bot.domain.incoming import Event
from bot.domain.outgoing import Outgoing
from bot.domain.ticket import UNDECIDED, Attachment, Ticket, Use
from handlers import cards
from handlers.turn import Turn
from storage import media, tickets

AT_MOST = 10


async def added(turn: Turn) -> Sequence[Outgoing] | None:
    """The rest of an album whose first photos already made a ticket; None where the album made none."""
    ticket = await tickets.with_album(turn.conn, turn.who.id, turn.event.album)
    if ticket is None or ticket.state not in UNDECIDED:
        return None
    new = await attach(turn, ticket, Use.BEFORE)
    return await cards.refresh(turn, ticket, redraw=True) if new else ()


async def attach(turn: Turn, ticket: Ticket, use: Use) -> int:
    """Keeps the event's good files with the ticket, each once and ten a kind at most; returns how many were new."""
    good = tuple(file for file in turn.event.fetched if not file.problem)
    await media.note(turn.conn, good, turn.now)
    return await keep(turn, ticket, [Attachment(file.sha256, file.kind, use) for file in good])


async def keep(turn: Turn, ticket: Ticket, files: Sequence[Attachment]) -> int:
    """The same with files of one use that the media store knows already."""
    known = [f for f in await tickets.files_of(turn.conn, ticket.id, round_=ticket.reopened) if f.use in _uses(files)]
    fresh = _fresh(known, files)
    await tickets.attach(turn.conn, ticket, fresh, by=turn.who.id or None, at=turn.event.at)
    return len(fresh)


def _uses(files: Sequence[Attachment]) -> set[Use]:
    return {file.use for file in files}


def _fresh(known: Sequence[Attachment], sent: Sequence[Attachment]) -> list[Attachment]:
    kept = list(known)
    for file in sent:
        alike = [other.sha256 for other in kept if other.kind == file.kind]
        kept += [file] if file.sha256 not in alike and len(alike) < AT_MOST else []
    return kept[len(known) :]


def photos_in(event: Event) -> bool:
    """Whether the event brings a photo that can be read."""
    return any(not file.problem and file.kind == "photo" for file in event.fetched)

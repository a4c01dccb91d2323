"""What is to be told is kept while more is due: after an outage a chat hears of hundreds of tickets in one list."""

from collections.abc import Sequence

from bot.domain.ladder import Step
from bot.domain.ticket import UNDECIDED, Which
from handlers.ladder import rungs
from handlers.ladder.notice import Notice
from handlers.turn import Turn
from storage import cards, late_notices, people, tickets
from storage.areas import Binding
from storage.late_notices import Kept


async def keep(turn: Turn, notices: Sequence[Notice]) -> None:
    """They are told with the last portion, whoever does that one."""
    await late_notices.keep(turn.conn, [_kept(notice) for notice in notices])


def _kept(notice: Notice) -> Kept:
    to, step = notice.to, notice.step
    return Kept(to.chat, to.thread, to.language, notice.ticket.id, step.which, step.round, step.rung, step.at)


async def kept(turn: Turn) -> list[Notice]:
    """Those of the portions before, as things are now; of what has ended meanwhile nobody need hear."""
    rows = await late_notices.take(turn.conn)
    if not rows:
        return []
    numbers = sorted({row.ticket for row in rows})
    found = {one.id: one for one in await tickets.several(turn.conn, numbers) if one.state in UNDECIDED}
    assigned = {ticket.assignee for ticket in found.values() if ticket.assignee}
    holders = {one.id: one for one in await people.several(turn.conn, assigned)}
    slots = await cards.slots_of(turn.conn, numbers)
    return [
        Notice(
            Binding(row.chat, row.thread, 0, "", row.language, away=False),
            found[row.ticket],
            Step(Which(row.clock), row.round, row.rung, row.at, row.at),
            holders.get(found[row.ticket].assignee or 0),
            slots.get((row.ticket, row.chat, row.thread), ""),
            fresh=row.rung in rungs.FRESH,
        )
        for row in rows
        if row.ticket in found
    ]

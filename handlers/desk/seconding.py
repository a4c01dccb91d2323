"""附议: whoever has just reported what somebody else reported before joins that ticket with one touch.

The report is submitted first: doing nothing leaves it a ticket of its own, and nothing is ever lost.
"""

from collections.abc import Sequence

from bot.domain.outgoing import Edit, Outgoing
from bot.domain.ticket import Part, State, Ticket
from handlers import acting, cards, pressed, refusals, submitting
from handlers.desk import merging, offering
from handlers.i18n import N
from handlers.turn import Turn

SECOND = "second"
GONE = N("#{number} cannot be joined any more. Your own report stays as it is.")

SPLIT = N("#{number} has been split into parts that are being worked on: it stays a report of its own.")


async def second(turn: Turn) -> Sequence[Outgoing]:
    """second:N:TARGET: one's own fresh report joins the other; both must still be what they were."""
    ticket = await acting.find(turn, acting.argument(turn))
    if Part.REPORTER not in await cards.standing_in(turn, ticket):
        raise await refusals.no(turn, acting.GONE)
    await acting.must_not_be_suspended(turn)
    if ticket.state is not State.OPEN:
        raise await acting.too_late(turn, ticket)
    if await acting.undone(turn, ticket):
        raise await refusals.no(turn, SPLIT, number=ticket.id)
    target = await _still_offered(turn, ticket)
    said = await merging.into(turn, ticket, target, verb=SECOND)
    joined = turn.t("🙋 You have joined #{number}. You will hear what becomes of it.", number=target.id)
    return [*pressed.heard(turn, N("Joined")), Edit(turn.here, submitting.receipt_slot(ticket), joined), *said]


async def _still_offered(turn: Turn, ticket: Ticket) -> Ticket:
    chosen = await pressed.number(turn, 2)
    found = next((one.ticket for one in await offering.near(turn, ticket) if one.ticket.id == chosen), None)
    if found is None:
        raise await refusals.no(turn, GONE, number=chosen)
    return found

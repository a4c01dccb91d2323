"""/task N: one ticket with everything that ever happened to it."""

from collections.abc import Sequence

from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.ticket import Part, Ticket
from handlers import acting, card_face, cards, pressed, refusals
from handlers.board import tasks
from handlers.desk import placing, reopening
from handlers.i18n import Html
from handlers.turn import Turn

MAY_SEE = frozenset({Part.STAFF, Part.LEAD, Part.ADMIN})


async def show(turn: Turn) -> Sequence[Outgoing]:
    """/task N; without a number the list."""
    wanted = turn.event.arguments.strip().lstrip("#＃").strip()
    if not wanted:
        return await tasks.show(turn)
    ticket = await _seen(turn, wanted)
    here = f"task:{turn.event.chat.id}:{turn.event.update_id}"
    return [Send(turn.here, await _story(turn, ticket), buttons=await _buttons(turn, ticket), slot=here)]


async def open_(turn: Turn) -> Sequence[Outgoing]:
    """task:N:KIND:PAGE:ORIGIN: out of the list, in its place."""
    ticket, view = await _seen(turn, acting.argument(turn)), await tasks.view_of(turn, 2)
    back = Button(turn.t.plain("‹ Back"), f"tasks:{view.data}")
    text = await _story(turn, ticket)
    buttons = (*await _buttons(turn, ticket), (back,))
    return [*pressed.heard(turn), Edit(turn.here, tasks.slot(turn, view), text, buttons)]


async def _seen(turn: Turn, number: str) -> Ticket:
    """The ticket, if whoever asks works in its area; nobody else learns whether it exists."""
    await tasks.area_of(turn)
    ticket = await acting.find(turn, number)
    if not await cards.standing_in(turn, ticket) & MAY_SEE:
        raise await refusals.not_allowed(turn)
    return ticket


async def _buttons(turn: Turn, ticket: Ticket) -> Buttons:
    """Those of its card: it can be taken from here."""
    return (*card_face.buttons(turn.t, await cards.facts(turn, ticket)), *await reopening.buttons(turn, ticket))


async def _story(turn: Turn, ticket: Ticket) -> Html:
    shown = await cards.facts(turn, ticket)
    lines = await placing.history(turn, turn.t, ticket)
    return Html("\n".join([card_face.caption(turn.t, turn.house, shown, turn), "", *lines]))

"""A button of a list brings the ticket's card: a pointer to where it stands already, else a fresh one."""

from collections.abc import Sequence

from bot.domain.outgoing import Outgoing, Send
from bot.domain.ticket import Ticket
from handlers import acting, cards, pressed, refusals, texts
from handlers.turn import Turn
from storage import cards as card_rows
from storage.areas import Binding


async def open_card(turn: Turn) -> Sequence[Outgoing]:
    """For whoever is something to the ticket; anybody else learns nothing of it."""
    await acting.must_not_be_suspended(turn)
    ticket = await acting.find(turn, acting.argument(turn))
    if not await cards.standing_in(turn, ticket):
        raise await refusals.not_allowed(turn)
    return [*pressed.heard(turn), *await show_here(turn, ticket)]


async def show_here(turn: Turn, ticket: Ticket) -> list[Outgoing]:
    """The ticket's card in this chat: a pointer to the one that stands here, or a fresh one."""
    live = await card_rows.live(turn.conn, ticket.id)
    here = next((card for card in live if (card.chat, card.thread) == (turn.here.chat, turn.here.thread)), None)
    if here is not None:
        title = texts.title(turn.t, turn.house.policy, ticket)
        return [Send(turn.here, turn.t("👆 {title}", title=title), reply_to_slot=here.slot, silent=True)]
    chat = Binding(turn.here.chat, turn.here.thread, 0, turn.event.chat.title, turn.t.language, away=False)
    return await cards.post_now(turn, await cards.facts(turn, ticket), [chat])

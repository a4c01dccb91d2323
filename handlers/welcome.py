"""/start, for whoever sends it: a greeting, where they stand, or an invitation used."""

from collections.abc import Awaitable, Callable, Sequence

from bot.domain.door import NUMBERED, PLAIN, SPELT
from bot.domain.outgoing import Button, Outgoing, Send
from bot.domain.people import Standing
from handlers import applying, home, invites, unseen
from handlers.i18n import N
from handlers.refusals import APPLY, BY_STANDING, MAY_APPLY
from handlers.stations import door, inline
from handlers.turn import Turn
from storage import dialogues

GREETING = N(
    "👋 This is the bot of the mobile grid workers: couriers report hazards that they pass, "
    "the community handles them, and you hear what became of it.\n"
    "Only registered couriers can report. Applying takes half a minute."
)
APPLICATIONS = ("name", "company", "phone")
LINK_KIND = 2
"""The first letters of a deep link's payload ("s_CODE"), by which LINKS tells what it is for; else an invitation."""
LINKS: dict[str, Callable[[Turn, str], Awaitable[Sequence[Outgoing]]]] = {
    inline.LINK[:LINK_KIND]: inline.came_to_share,
    PLAIN: door.enter,
    SPELT: door.enter,
    NUMBERED: door.enter,
}


async def start(turn: Turn) -> Sequence[Outgoing]:
    """Uses an invitation; else greets strangers, shows applicants where they stand, the others their keyboard."""
    if turn.event.arguments:
        return await LINKS.get(turn.event.arguments[:LINK_KIND], invites.use)(turn, turn.event.arguments)
    if turn.who.active:
        hello = turn.t("Hello, {name}!", name=turn.who.name)
        return [*home.at_home(turn.t, turn.who, hello), *await unseen.by(turn)]
    if turn.who.standing not in MAY_APPLY:
        return [Send(turn.here, turn.t(BY_STANDING[turn.who.standing]))]
    dialogue = await dialogues.get(turn.conn, turn.event.chat.id, turn.event.chat.id)
    if dialogue is not None and dialogue.step in APPLICATIONS:
        return [applying.question(turn, dialogue.step)]
    return [greeting(turn)]


def greeting(turn: Turn) -> Send:
    """What this is, and the button that begins an application."""
    message = BY_STANDING[Standing.DECLINED] if turn.who.standing is Standing.DECLINED else GREETING
    return Send(turn.here, turn.t(message), buttons=((Button(turn.t.plain(APPLY), "apply"),),))

"""Reading what a button carries: our own data, but it may be forged or years old."""

from bot.domain.outgoing import Answer, Buttons, Edit, Outgoing
from bot.domain.people import Area, Person
from handlers import acting, refusals
from handlers.i18n import Html, N
from handlers.turn import Refused, Turn
from storage import areas, people, slots

ANSWER = 200  # characters, the Bot API's limit
STALE = N("This button is no longer valid.")


def heard(turn: Turn, message: str = "", **values: object) -> list[Outgoing]:
    """The press is answered, with a short word or without one; nothing where there was no press."""
    if turn.event.press is None:
        return []
    return [Answer(turn.event.press.id, turn.t.plain(message, **values)[:ANSWER] if message else "")]


async def stale(turn: Turn) -> Refused:
    return await refusals.no(turn, STALE)


async def edit(turn: Turn, slot: str, text: Html, buttons: Buttons = ()) -> Edit:
    """The message in the slot, anew; refuses where we have never sent one: the press was forged."""
    if not await slots.taken(turn.conn, [slot]):
        raise await stale(turn)
    return Edit(turn.here, slot, text, buttons)


async def number(turn: Turn, position: int = 1) -> int:
    """The whole number at that position of the data, 0 or more; refuses anything else."""
    text = acting.argument(turn, position)
    if not (text.isascii() and text.isdigit() and int(text) < acting.BIGGEST_ID):
        raise await stale(turn)
    return int(text)


async def person(turn: Turn) -> Person:
    """The person whose id the button carries; refuses where there is none."""
    found = await people.find(turn.conn, await number(turn))
    if found is None:
        raise await stale(turn)
    return found


async def area(turn: Turn) -> Area:
    """The area whose id the button carries; refuses where there is none."""
    found = await areas.get(turn.conn, await number(turn))
    if found is None:
        raise await stale(turn)
    return found

"""An admin's view of one person, with what may be done to them."""

from bot.domain.outgoing import Button, Buttons, Edit, Outgoing
from bot.domain.people import Person, Standing
from handlers import people_texts
from handlers.i18n import Html, N
from handlers.turn import Turn
from storage import areas, cards, tickets


async def shown(turn: Turn, person: Person) -> Html:
    """The person's card in the language of whoever looks."""
    names = await areas.names(turn.conn, [given.area for given in person.grants])
    reports = await tickets.count_of(turn.conn, person.id)
    return people_texts.card(turn.t, person, names, reports=reports, zone=turn.house.zone)


def buttons(turn: Turn, person: Person) -> Buttons:
    """What the looker may do: never to themselves, never to an admin of the settings."""
    back = (Button(turn.t.plain("« All people"), "people:0:"),)
    if untouchable(turn, person):
        return (back,)
    made = tuple(Button(turn.t.plain(label), f"{verb}:{person.id}") for label, verb in OFFERED.get(person.standing, ()))
    return (made, back) if made else (back,)


OFFERED: dict[Standing, tuple[tuple[str, str], ...]] = {
    Standing.APPLICANT: ((N("Approve"), "approve"), (N("Decline"), "decline")),
    Standing.ACTIVE: ((N("Suspend"), "suspend"),),
    Standing.SUSPENDED: ((N("Unsuspend"), "unsuspend"),),
}


def untouchable(turn: Turn, person: Person) -> bool:
    """Themselves, and whoever ADMIN_IDS names."""
    return person.id == turn.who.id or person.telegram in turn.house.admins


def slot(turn: Turn, person: Person) -> str:
    return f"person:{person.id}:{turn.event.chat.id}"


async def again(turn: Turn, person: Person) -> list[Outgoing]:
    """The card anew, where the pressed button stood on one."""
    pressed = turn.event.press.message if turn.event.press else None
    here = slot(turn, person)
    if await cards.slot_of(turn.conn, turn.event.chat.id, pressed) != here:
        return []
    return [Edit(turn.here, here, await shown(turn, person), buttons(turn, person))]

"""Admins decide on an application. Each has a card of it; when one decides, all the cards say who and when."""

from collections.abc import Sequence

from bot.domain.outgoing import Address, Button, Buttons, Edit, Outgoing, Send
from bot.domain.people import Grant, Person, Role, Standing
from handlers import acting, cards, home, people_cards, pressed, refusals
from handlers.i18n import Html, N, Translator
from handlers.refusals import APPLY
from handlers.turn import Refused, Turn
from storage import audit, dialogues, people, slots
from storage.audit import Deed

APPROVED = N("✅ Approved by {name} at {time}.")
DECLINED = N("✖️ Declined by {name} at {time}.")
JOINED = N("✅ Joined by an invitation at {time}.")
GONE = N("The applicant has deleted their data.")
TOO_LATE: dict[str, str] = {
    Deed.APPROVE: N("{name} has approved this already."),
    Deed.DECLINE: N("{name} has declined this already."),
}


async def ask(turn: Turn, applicant: Person) -> list[Outgoing]:
    """A card for every admin, each in their language."""
    return [card(turn.to(admin.language), applicant, admin.chat) for admin in await cards.admins(turn)]


def card(t: Translator, applicant: Person, chat: int) -> Send:
    """The application, with its buttons, for one admin."""
    return Send(Address(chat), _shown(t, applicant), buttons=buttons(t, applicant), slot=_slot(applicant, chat))


def buttons(t: Translator, applicant: Person) -> Buttons:
    yes = Button(t.plain("Approve"), f"approve:{applicant.id}")
    return ((yes, Button(t.plain("Decline"), f"decline:{applicant.id}")),)


def _slot(applicant: Person, chat: int) -> str:
    return f"application:{applicant.id}:{chat}"


def _shown(t: Translator, applicant: Person) -> Html:
    return t(
        "📨 <b>Application</b>\nName: {name}\nCompany: {company}\nPhone: {phone}",
        name=applicant.name,
        company=applicant.company or "–",
        phone=applicant.phone or t.plain("not given"),
    )


async def approve(turn: Turn) -> Sequence[Outgoing]:
    """The applicant becomes a courier, and hears it with their keyboard."""
    applicant = await _decide(turn, Standing.ACTIVE, Deed.APPROVE)
    await people.grant(turn.conn, applicant.id, Grant(Role.COURIER), turn.now, by=(await acting.somebody(turn)).id)
    joined = await people.change(turn.conn, applicant.id, joined_at=turn.now)
    t = turn.to(joined.language)
    hello = t("🎉 Welcome, {name}! You are registered as a courier.", name=joined.name)
    seen = await people_cards.again(turn, joined)
    return [*pressed.heard(turn, "✔️"), *await decided(turn, joined, APPROVED), *seen, *home.at_home(t, joined, hello)]


async def decline(turn: Turn) -> Sequence[Outgoing]:
    """The applicant hears it, and may apply again."""
    applicant = await _decide(turn, Standing.DECLINED, Deed.DECLINE)
    t = turn.to(applicant.language)
    text = t("Sorry, your application could not be accepted this time. Ask your community, or apply again.")
    again = ((Button(t.plain(APPLY), "apply"),),)
    seen = await people_cards.again(turn, await people.get(turn.conn, applicant.id))
    told = Send(home.address(applicant), text, buttons=again)
    return [*pressed.heard(turn, "✔️"), *await decided(turn, applicant, DECLINED), *seen, told]


async def _decide(turn: Turn, to: Standing, deed: Deed) -> Person:
    """The applicant, whose standing only the first to decide changes."""
    applicant, who = await pressed.person(turn), await acting.somebody(turn)
    if not await people.move(turn.conn, applicant.id, Standing.APPLICANT, to):
        raise await _too_late(turn, applicant)
    await audit.record(turn.conn, deed, f"person:{applicant.id}", by=who.id, at=turn.now)
    if applicant.telegram:
        await dialogues.end(turn.conn, applicant.telegram, applicant.telegram)
    return applicant


async def _too_late(turn: Turn, applicant: Person) -> Refused:
    line = await audit.last_about(turn.conn, f"person:{applicant.id}", (Deed.APPROVE, Deed.DECLINE))
    if line is None:
        return await pressed.stale(turn)
    return await refusals.no(turn, TOO_LATE[line.action], name=line.by_name or turn.t.plain("Another admin"))


async def decided(turn: Turn, applicant: Person, outcome: str) -> list[Outgoing]:
    """On every admin's card stands what came of the application, and its buttons are gone."""
    said: list[Outgoing] = []
    every = await cards.admins(turn)
    there = await slots.taken(turn.conn, [_slot(applicant, admin.chat) for admin in every])
    for admin in every:
        if _slot(applicant, admin.chat) not in there:
            continue  # who had not pressed Start then has no card of it
        t = turn.to(admin.language)
        word = t(outcome, name=turn.who.name, time=t.when(turn.now, turn.house.zone, turn.now))
        text = word if outcome is GONE else Html(f"{_shown(t, applicant)}\n\n{word}")
        said.append(Edit(Address(admin.chat), _slot(applicant, admin.chat), text))
    return said

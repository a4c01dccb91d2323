"""A stranger applies: name, company, phone. Whoever proves an imported number is registered at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain import phones
from bot.domain.outgoing import Button, Buttons, Edit, Key, Outgoing, Send
from bot.domain.people import Grant, Person, Role, Standing
from handlers import acting, approvals, home, keyboard, pressed, refusals
from handlers.i18n import Html, N
from handlers.turn import Turn
from storage import audit, dialogues, people
from storage.audit import Deed
from storage.dialogues import Dialogue

LONGEST = 64  # characters of a name and of a company
A_ROW = 3
SKIP = N("Skip")
ALREADY: dict[Standing, str] = {
    Standing.ACTIVE: N("You are registered already."),
    Standing.APPLICANT: refusals.BY_STANDING[Standing.APPLICANT],
    Standing.SUSPENDED: refusals.BY_STANDING[Standing.SUSPENDED],
}


async def begin(turn: Turn) -> Sequence[Outgoing]:
    """Asks the first question."""
    if turn.who.standing not in refusals.MAY_APPLY:
        raise await refusals.no(turn, ALREADY[turn.who.standing])
    await _go_to(turn, "name", {})
    return [*pressed.heard(turn), question(turn, "name")]


async def name(turn: Turn) -> Sequence[Outgoing]:
    given = await _words(turn, N("Please write your name, at most 64 characters."))
    await _go_to(turn, "company", {"name": given})
    return [question(turn, "company")]


async def company(turn: Turn) -> Sequence[Outgoing]:
    """A pressed company or a written one."""
    dialogue = await dialogues.get(turn.conn, turn.event.chat.id, turn.event.chat.id)
    if dialogue is None or dialogue.step != "company":
        raise await pressed.stale(turn)
    given = await (_chosen(turn) if turn.event.press else _words(turn, N("Please choose or write your company.")))
    await _go_to(turn, "phone", {**dialogue.draft, "company": given})
    noted = Edit(turn.here, _slot(turn), turn.t("Company: {company}", company=given))
    return [*pressed.heard(turn, "{company}", company=given), noted, question(turn, "phone")]


async def phone(turn: Turn) -> Sequence[Outgoing]:
    """The person's own number, shared by the key, or none."""
    shared = turn.event.contact
    if shared is None and not keyboard.says(turn.event.text, SKIP, turn.house.languages):
        raise await refusals.no(turn, N("Please tap the key below to share your number, or tap Skip."))
    if shared and (turn.event.sender is None or shared.user_id != turn.event.sender.id):
        raise await refusals.no(
            turn, N("This is somebody else's number. Please tap the key to share your own, or Skip.")
        )
    return await _finish(turn, (phones.normal(shared.phone) or shared.phone) if shared else "")


async def _words(turn: Turn, otherwise: str) -> str:
    """The text in one line; refuses with `otherwise` what is none or too long."""
    text = "".join(letter for letter in " ".join(turn.event.text.split()) if letter.isprintable())
    if not 1 <= len(text) <= LONGEST:
        raise await refusals.no(turn, otherwise)
    return text


async def _chosen(turn: Turn) -> str:
    companies, place = turn.house.policy.companies, await pressed.number(turn)
    if place >= len(companies):
        raise await pressed.stale(turn)
    return companies[place][:LONGEST]


async def _go_to(turn: Turn, step: str, draft: dict[str, str]) -> None:
    chat, wake = turn.event.chat.id, turn.now + timedelta(hours=turn.house.policy.limits.draft_hours)
    await dialogues.put(turn.conn, Dialogue(chat, chat, step, turn.now, turn.now, wake, draft))


def question(turn: Turn, step: str) -> Send:
    """What the step asks."""
    return QUESTIONS[step](turn)


def _ask_name(turn: Turn) -> Send:
    return Send(turn.here, turn.t("1/3 What is your name? The community will see it. (/cancel stops.)"))


def _ask_company(turn: Turn) -> Send:
    return Send(
        turn.here,
        turn.t("2/3 Which company do you ride for? Choose, or write it."),
        buttons=_companies(turn),
        slot=_slot(turn),
    )


def _companies(turn: Turn) -> Buttons:
    made = [Button(label, f"company:{place}") for place, label in enumerate(turn.house.policy.companies)]
    return tuple(tuple(made[i : i + A_ROW]) for i in range(0, len(made), A_ROW))


def _ask_phone(turn: Turn) -> Send:
    share = Key(turn.t.plain("📱 Share my number"), asks="contact")
    text = turn.t("3/3 Your phone number? Only admins see it. Tap the key below, or Skip.")
    return Send(turn.here, text, keys=((share,), (Key(turn.t.plain(SKIP)),)))


QUESTIONS: dict[str, Callable[[Turn], Send]] = {"name": _ask_name, "company": _ask_company, "phone": _ask_phone}


def _slot(turn: Turn) -> str:
    return f"apply:{turn.event.chat.id}"


async def _finish(turn: Turn, number: str) -> Sequence[Outgoing]:
    dialogue = await dialogues.get(turn.conn, turn.event.chat.id, turn.event.chat.id)
    await dialogues.end(turn.conn, turn.event.chat.id, turn.event.chat.id)
    given = {**(dialogue.draft if dialogue else {}), "phone": number}
    imported = await people.by_phone(turn.conn, number) if number else None
    person = await acting.somebody(turn)
    if imported is not None:
        return await _claim(turn, person, imported)
    applicant = await people.change(turn.conn, person.id, **given, standing=Standing.APPLICANT, joined_at=turn.now)
    thanks = turn.t("🙏 Thank you, {name}. An admin will look at it; you will hear from us here.", name=applicant.name)
    return [Send(turn.here, thanks, remove_keys=True), *await approvals.ask(turn, applicant)]


async def _claim(turn: Turn, person: Person, imported: Person) -> list[Outgoing]:
    """The roster has this number and nobody has used it: no admin needs to look."""
    await people.claim(turn.conn, imported, person)
    values = {"name": imported.name, "company": imported.company, "phone": imported.phone}
    changed = await people.change(turn.conn, person.id, **values, standing=Standing.ACTIVE, joined_at=turn.now)
    if not changed.grants:
        await people.grant(turn.conn, person.id, Grant(Role.COURIER), turn.now)
    await audit.record(turn.conn, Deed.CLAIM, f"person:{person.id}", by=person.id, at=turn.now)
    known = await people.get(turn.conn, person.id)
    headline = turn.t("🎉 Welcome, {name}! Your number was on our list: you are registered.", name=known.name)
    return home.at_home(turn.t, replace(known, language=turn.t.language), Html(headline))

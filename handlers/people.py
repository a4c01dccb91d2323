"""/people: find somebody, look at them, suspend them and let them back."""

from collections.abc import Sequence

from bot.domain.outgoing import Button, Buttons, Outgoing, Send
from bot.domain.people import Person, Standing
from handlers import acting, home, people_cards, people_texts, pressed, refusals
from handlers.i18n import Html, N
from handlers.turn import Turn
from storage import audit, dialogues, people
from storage.audit import Deed

A_PAGE = 8
SEARCH_BYTES = 40  # what fits into a button beside the page number
SUSPENDED = N("⛔ Your account was suspended by an admin. Please ask your community.")
BACK = N("🟢 Your account is active again. Welcome back, {name}!")


async def show(turn: Turn) -> Sequence[Outgoing]:
    """The first page: everybody, or whom the search finds."""
    text, buttons = await _page(turn, 0, _short(turn.event.arguments))
    return [Send(turn.here, text, buttons=buttons, slot=_slot(turn))]


async def page(turn: Turn) -> Sequence[Outgoing]:
    """Another page, in place; data "people:PAGE:SEARCH"."""
    number, search = await pressed.number(turn), turn.event.press.data.split(":", 2)[2:] if turn.event.press else []
    text, buttons = await _page(turn, number, _short(search[0] if search else ""))
    return [*pressed.heard(turn), await pressed.edit(turn, _slot(turn), text, buttons)]


def _slot(turn: Turn) -> str:
    return f"people:{turn.event.chat.id}"


def _short(search: str) -> str:
    return search.encode()[:SEARCH_BYTES].decode(errors="ignore").strip()


async def _page(turn: Turn, number: int, search: str) -> tuple[Html, Buttons]:
    found = await people.found(turn.conn, search, offset=number * A_PAGE, limit=A_PAGE + 1)
    rows = tuple((Button(_label(turn, person), f"person:{person.id}"),) for person in found[:A_PAGE])
    turns = _turns(turn, number, search, more=len(found) > A_PAGE)
    return _headline(turn, search, empty=not found), (*rows, turns) if turns else rows


def _headline(turn: Turn, search: str, *, empty: bool) -> Html:
    if search:
        words = N("Nobody found for “{search}”.") if empty else N("👥 Found for “{search}”:")
        return turn.t(words, search=search)
    return turn.t("Nobody yet. /invite somebody.") if empty else turn.t("👥 People. Search: /people NAME")


def _label(turn: Turn, person: Person) -> str:
    words = (people_texts.SIGNS[person.standing], people_texts.name(turn.t, person), person.company)
    return " ".join(word for word in words if word)


def _turns(turn: Turn, number: int, search: str, *, more: bool) -> tuple[Button, ...]:
    back = (Button(turn.t.plain("‹ Back"), f"people:{number - 1}:{search}"),) if number else ()
    return (*back, Button(turn.t.plain("Next ›"), f"people:{number + 1}:{search}")) if more else back


async def person(turn: Turn) -> Sequence[Outgoing]:
    """One person's card, as a message of its own."""
    shown = await pressed.person(turn)
    text, buttons = await people_cards.shown(turn, shown), people_cards.buttons(turn, shown)
    return [*pressed.heard(turn), Send(turn.here, text, buttons=buttons, slot=people_cards.slot(turn, shown))]


async def suspend(turn: Turn) -> Sequence[Outgoing]:
    """Takes every role away until somebody lets them back; they are told."""
    changed = await _changed(turn, Standing.ACTIVE, Standing.SUSPENDED, Deed.SUSPEND)
    if changed.telegram:
        await dialogues.end(turn.conn, changed.telegram, changed.telegram)
    said = home.told(turn.to(changed.language), changed, turn.to(changed.language)(SUSPENDED))
    held = await people.holds(turn.conn, changed.id)
    numbers = ", ".join(f"#{number}" for number in held)
    left = [Send(turn.here, turn.t("{numbers} still wait for them: release these.", numbers=numbers))] if held else []
    return [*pressed.heard(turn, N("Suspended")), *await people_cards.again(turn, changed), *left, *said]


async def unsuspend(turn: Turn) -> Sequence[Outgoing]:
    """Gives them back what they had; they are told."""
    changed = await _changed(turn, Standing.SUSPENDED, Standing.ACTIVE, Deed.UNSUSPEND)
    t = turn.to(changed.language)
    said = home.at_home(t, changed, t(BACK, name=changed.name))
    return [*pressed.heard(turn, N("Active again")), *await people_cards.again(turn, changed), *said]


async def _changed(turn: Turn, source: Standing, to: Standing, deed: Deed) -> Person:
    target, who = await pressed.person(turn), await acting.somebody(turn)
    if people_cards.untouchable(turn, target):
        raise await refusals.no(turn, N("You cannot suspend yourself or an admin named in ADMIN_IDS."))
    if not await people.move(turn.conn, target.id, source, to):
        raise await refusals.no(turn, N("Their standing has changed meanwhile."))
    await audit.record(turn.conn, deed, f"person:{target.id}", by=who.id, at=turn.now)
    return await people.get(turn.conn, target.id)

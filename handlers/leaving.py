"""/privacy and /delete_me: what is known of somebody, and how it is forgotten."""

from collections.abc import Sequence

from bot.domain.outgoing import Button, Edit, Menu, Outgoing, Send
from bot.domain.people import Standing
from handlers import acting, approvals, menus, pressed, refusals
from handlers.i18n import N
from handlers.turn import Turn
from storage import audit, people
from storage.audit import Deed

PRIVACY = N(
    "<b>What is stored</b>\n"
    "• Your Telegram id, and the name, company and phone number that you gave\n"
    "• Your reports: photos, places, words, and what became of them; what you say of stations\n"
    "• Your last location that you sent, to place the next photo and to warn you of danger near it\n"
    "• Your points and what each was for\n"
    "• At stations: when you checked in, what you wrote into the suggestion book, which activities you come to\n"
    "<b>Who sees it</b>\n"
    "Staff of the community see your name and company on your reports. Only admins see your phone number.\n"
    "The month's best riders are named in the community's group, unless you say otherwise in /points.\n"
    "Keepers of a station see your name on what you write there and come to.\n"
    "<b>How long</b>\n"
    "Reports stay as the community's record. Technical copies of messages go after 30 days. "
    "/delete_me wipes your name, company, phone number and Telegram id at once; your reports stay without a name.\n"
    "<b>Whom to ask</b>\n"
    "{contact}"
)


async def privacy(turn: Turn) -> Sequence[Outgoing]:
    contact = turn.house.policy.privacy_contact or turn.t.plain("The admins of your community's bot.")
    return [Send(turn.here, turn.t(PRIVACY, contact=contact))]


async def delete_me(turn: Turn) -> Sequence[Outgoing]:
    """Asks once; says why where it cannot be."""
    await _check(turn)
    sure = Button(turn.t.plain("Yes, delete me"), "forget:yes")
    text = turn.t("This wipes your name, company, phone number and roles. Your reports stay, without your name. Sure?")
    return [Send(turn.here, text, buttons=((sure,),), slot=_slot(turn))]


async def forget(turn: Turn) -> Sequence[Outgoing]:
    """The confirming press."""
    if acting.argument(turn) != "yes":
        raise await pressed.stale(turn)
    await _check(turn)
    applied = turn.who.standing is Standing.APPLICANT
    await people.forget(turn.conn, turn.who)
    await audit.record(turn.conn, Deed.FORGET, f"person:{turn.who.id}", by=turn.who.id, at=turn.now)
    gone = [
        Edit(turn.here, _slot(turn), turn.t("Done.")),
        Send(turn.here, turn.t("You are deleted. Whenever you like, /start begins anew."), remove_keys=True),
        Menu(turn.here, menus.described(turn.t, ("start", *menus.EVERYONE))),
    ]
    return [*pressed.heard(turn), *(await approvals.decided(turn, turn.who, approvals.GONE) if applied else ()), *gone]


def _slot(turn: Turn) -> str:
    return f"forget:{turn.event.chat.id}"


async def _check(turn: Turn) -> None:
    """Refuses who has nothing stored, who is an admin by the settings, and who still holds tickets."""
    if turn.event.chat.id in turn.house.admins:
        raise await refusals.no(turn, N("You are an admin by ADMIN_IDS: the operator must take you out there first."))
    if not turn.who.id:
        raise await refusals.no(turn, N("Nothing is stored about you."))
    held = await people.holds(turn.conn, turn.who.id)
    if held:
        numbers = ", ".join(f"#{number}" for number in held)
        raise await refusals.no(turn, N("You still have {numbers}. Release or resolve these first."), numbers=numbers)

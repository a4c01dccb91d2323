"""Short, translated noes: an alert to whoever pressed, a line in private, in a group each no once a minute and person.

What became of a photo is always said: whoever sent it thinks that the work is done.
"""

from datetime import timedelta
from zlib import crc32

from bot.domain.outgoing import Answer, Button, Send
from bot.domain.people import Standing
from handlers.i18n import N
from handlers.routing import Route
from handlers.turn import Refused, Turn
from handlers.warnings import advice
from storage import outbox

AT_MOST_EVERY = timedelta(minutes=1)
APPLY = N("Apply")
NOT_YOURS = N("This is not for your role.")
HIDDEN = N("Telegram hides who you are here. Please write under your own name.")

BY_STANDING = {
    Standing.STRANGER: N("Only registered couriers can do this. Tap Apply to join."),
    Standing.DECLINED: N("Your application was declined. You may apply again."),
    Standing.APPLICANT: N("Your application is with the admins. You will hear from us here."),
    Standing.SUSPENDED: N("Your account is suspended. Please ask your community."),
    Standing.DELETED: N("Only registered couriers can do this. Tap Apply to join."),
    Standing.ACTIVE: NOT_YOURS,
}
MAY_APPLY = {Standing.STRANGER, Standing.DECLINED, Standing.DELETED}


async def not_allowed(turn: Turn) -> Refused:
    """The person's role does not reach."""
    if not turn.event.private:
        hidden = turn.event.sender is not None and turn.event.sender.anonymous
        return await no(turn, HIDDEN if hidden else NOT_YOURS)
    message = BY_STANDING[turn.who.standing]
    if turn.event.press:
        return await no(turn, message)
    apply = ((Button(turn.t.plain(APPLY), data="apply"),),) if turn.who.standing in MAY_APPLY else ()
    return Refused(*advice.in_words(turn), Send(turn.here, turn.t(message), buttons=apply))


async def wrong_place(turn: Turn, route: Route) -> Refused:
    """A private command in a group, or the other way round."""
    return await no(turn, N("Please do this in our private chat.") if route.private else N("This works in a group."))


async def no(turn: Turn, message: str, **values: object) -> Refused:
    """A no in the form that fits where it was asked."""
    if turn.event.press:
        return Refused(Answer(turn.event.press.id, turn.t.plain(message, **values)[:200], alert=True))
    if turn.event.private:
        return Refused(Send(turn.here, turn.t(message, **values)))
    slot = _slot(turn, f"{message}{values}")
    if slot and await _said_lately(turn, slot):
        return Refused()
    return Refused(Send(turn.here, turn.t(message, **values), reply_to=turn.event.message, slot=slot))


def _slot(turn: Turn, reason: str) -> str:
    """What is said once a minute: the reason, to this person, in this topic, of an album as a whole; "": always."""
    event = turn.event
    if event.files and not event.album:
        return ""
    who, kind = event.sender.id if event.sender else 0, crc32(reason.encode())
    return f"refusal:{event.chat.id}:{event.chat.thread or 0}:{who}:{kind:x}:{event.album}"


async def _said_lately(turn: Turn, slot: str) -> bool:
    return await outbox.owed_since(turn.conn, slot, (turn.now - AT_MOST_EVERY).timestamp())

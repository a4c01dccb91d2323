"""What anybody may ask at any time: help, stop, and what to say to what belongs nowhere."""

from collections.abc import Sequence

from bot.domain.outgoing import Outgoing, Send
from handlers import keyboard, menus, people_texts, pressed, refusals, welcome
from handlers.desk import prompts
from handlers.i18n import Html, N
from handlers.stations import following
from handlers.turn import Turn
from storage import dialogues

IN_GROUP = N(
    "🛠 Couriers' reports come here as cards. Take one by its button; when it is done, resolve it with a photo. "
    "Answer a card to add a note."
)
UNBOUND = N("This group serves no area yet. An admin binds it: /bind COMMUNITY")
HINT = N("I did not understand that. /help shows what I can do.")


async def show_help(turn: Turn) -> Sequence[Outgoing]:
    """What this person can do here, and the commands for it."""
    if not turn.event.private:
        return [await _in_group(turn)]
    if not turn.who.active and turn.who.standing in refusals.MAY_APPLY:
        return [welcome.greeting(turn)]
    commands = menus.described(turn.t, menus.own(turn.who))
    lines = (turn.t("/{command} – {what}", command=each.name, what=each.description) for each in commands)
    first = people_texts.how(turn.t, turn.who) if turn.who.active else turn.t(refusals.BY_STANDING[turn.who.standing])
    return [_with_keys(turn, Html("\n".join([first, "", *lines])))]


async def _in_group(turn: Turn) -> Send:
    """What the group is for, and the commands that this person may use there."""
    if turn.area is None:
        return Send(turn.here, turn.t(UNBOUND))
    commands = menus.described(turn.t, menus.in_group(turn.who, turn.area))
    lines = (turn.t("/{command} – {what}", command=each.name, what=each.description) for each in commands)
    return Send(turn.here, Html("\n".join([turn.t(IN_GROUP), "", *lines])))


def _with_keys(turn: Turn, text: Html) -> Send:
    return Send(turn.here, text, keys=keyboard.main(turn.t, turn.who))


async def cancel(turn: Turn) -> Sequence[Outgoing]:
    """Ends what we were doing with this person in this chat."""
    person = turn.event.sender.id if turn.event.sender else turn.event.chat.id
    stopped = await dialogues.get(turn.conn, person, turn.event.chat.id)
    ended = await following.stop(turn) if stopped is None and turn.event.private else ()
    if ended:
        return ended
    if not await dialogues.end(turn.conn, person, turn.event.chat.id):
        raise await refusals.no(turn, N("There is nothing to cancel."))
    done, gone = turn.t("Cancelled."), await prompts.over(turn, stopped) if stopped else []
    if not turn.event.private:
        return [*gone, Send(turn.here, done, reply_to=turn.event.message)]
    keys = keyboard.main(turn.t, turn.who)
    return [*gone, Send(turn.here, done, keys=keys, remove_keys=not keys)]


async def unknown_command(turn: Turn) -> Sequence[Outgoing]:
    raise await refusals.no(turn, N("I do not know /{command}. /help shows what I can do."), command=turn.event.command)


async def small_talk(turn: Turn) -> Sequence[Outgoing]:
    """One short hint what to do, by who it is; a stranger may apply."""
    if turn.who.active:
        return [_with_keys(turn, Html(people_texts.how(turn.t, turn.who) or turn.t(HINT)))]
    if turn.who.standing in refusals.MAY_APPLY:
        return [welcome.greeting(turn)]
    raise await refusals.no(turn, refusals.BY_STANDING[turn.who.standing])


async def stale_button(turn: Turn) -> Sequence[Outgoing]:
    raise await pressed.stale(turn)

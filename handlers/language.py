"""/language: a person's own in private, a group's where it is bound."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.people import Action, reaches
from handlers import acting, keyboard, menus, pressed, refusals
from handlers.i18n import LANGUAGES, N
from handlers.turn import Turn
from storage import areas, people

NAMES = {"zh": "中文", "en": "English"}
SET = N("From now on I speak English.")


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """Offers the languages that we have."""
    if not turn.event.private:
        await _check_group(turn)
    return [Send(turn.here, "中文 / English", buttons=_choices(), slot=_slot(turn))]


def _choices() -> Buttons:
    return (tuple(Button(NAMES[language], f"lang:{language}") for language in LANGUAGES),)


def _slot(turn: Turn) -> str:
    return f"language:{turn.event.chat.id}:{turn.event.chat.thread or 0}"


async def _check_group(turn: Turn) -> None:
    """A group's language is set by whoever may act as staff there; so is that of a topic with an area of its own."""
    if turn.area is None:
        raise await refusals.no(turn, N("This group serves no area yet. An admin binds it: /bind COMMUNITY"))
    if not reaches(turn.who, Action.WORK, turn.area.path):
        raise await refusals.not_allowed(turn)


async def choose(turn: Turn) -> Sequence[Outgoing]:
    """The pressed language is the person's, or the group's, from now on."""
    wanted = acting.argument(turn)
    if wanted not in LANGUAGES:
        raise await pressed.stale(turn)
    if not turn.event.private:
        await _check_group(turn)
    spoken = replace(turn, t=turn.to(wanted))
    return await (_own(spoken) if turn.event.private else _group(spoken))


async def _own(turn: Turn) -> list[Outgoing]:
    """The keyboard and the menu come again, in the new language."""
    who = await acting.somebody(turn)
    await people.change(turn.conn, who.id, language=turn.t.language)
    menu = menus.menu(who, turn.t)
    said: list[Outgoing] = [Send(turn.here, turn.t(SET), keys=keyboard.main(turn.t, who))]
    return [*pressed.heard(turn), *said, *([menu] if menu else [])]


async def _group(turn: Turn) -> list[Outgoing]:
    await areas.speak(turn.conn, turn.event.chat.id, turn.event.chat.thread, turn.t.language)
    return [*pressed.heard(turn), Edit(turn.here, _slot(turn), turn.t(SET))]

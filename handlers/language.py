"""/language: a person's own in private, a group's where it is bound."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.outgoing import Button, Buttons, Outgoing, Send
from bot.domain.people import Action, reaches
from handlers import acting, applying, drafts, keyboard, menus, pressed, refusals
from handlers.i18n import LANGUAGES, N
from handlers.stations import adding, door, finding
from handlers.turn import Turn
from handlers.warnings import writing
from storage import areas, people

NAMES = {"zh": "中文", "en": "English"}
QUESTIONS: dict[str, Callable[[Turn], Send]] = {
    **applying.QUESTIONS,
    finding.STEP: finding.question,
    adding.PLACE: adding.question,
    door.STEP: door.question,
    writing.PLACE: writing.question,
}
"""What is asked in one message that says it all, by the dialogue's step."""
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
    """The keyboard and the menu come again, in the new language, and so does what we have asked."""
    who = await acting.somebody(turn)
    await people.change(turn.conn, who.id, language=turn.t.language)
    menu, asked = menus.menu(who, turn.t), await _asked_again(turn)
    own_keys = any(isinstance(one, Send) and one.keys for one in asked)
    said = Send(turn.here, turn.t(SET), keys=() if own_keys else keyboard.main(turn.t, who))
    return [*pressed.heard(turn), said, *([menu] if menu else []), *asked]


async def _asked_again(turn: Turn) -> list[Outgoing]:
    """The question that waits for an answer, with its keys, which the main keyboard would take away."""
    dialogue = await turn.dialogue()
    if dialogue is None:
        return []
    if dialogue.step == drafts.STEP:
        return await drafts.ask_again(turn)
    question = QUESTIONS.get(dialogue.step)
    return [question(turn)] if question else []


async def _group(turn: Turn) -> list[Outgoing]:
    await areas.speak(turn.conn, turn.event.chat.id, turn.event.chat.thread, turn.t.language)
    return [*pressed.heard(turn), await pressed.edit(turn, _slot(turn), turn.t(SET))]

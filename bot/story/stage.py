"""The stage of the story: the town, the bot's process, and who writes down what happens and what was proven."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from bot.sandbox import Sandbox
from bot.sandbox.person import Person
from bot.sandbox.seen import Answer, Message, until
from bot.story.cast import Cast
from bot.story.pictures import Album
from bot.story.process import Process
from bot.story.scribe import Line, Scribe

PATIENCE = 10.0  # seconds; a private chat that got five messages at once gets one a second


@dataclass
class Stage:
    """Everything that a step of the story needs."""

    box: Sandbox
    bot: Process
    cast: Cast
    scribe: Scribe
    album: Album
    proven: list[str] = field(default_factory=list)


def expect(stage: Stage, fact: bool, words: str) -> None:
    """Note a fact as proven; AssertionError where it is none."""
    if not fact:
        fail(f"not so: {words}")
    stage.proven.append(words)


async def becomes(stage: Stage, fact: Callable[[], bool], words: str) -> None:
    """Wait for a fact and note it as proven; AssertionError where it does not become true in time."""
    await until(stage.box.world, lambda: fact() or None, PATIENCE, f"not so within {PATIENCE:.0f} s: {words}")
    stage.proven.append(words)


def fail(words: str) -> NoReturn:
    """The step did not happen."""
    raise AssertionError(words)


async def press(stage: Stage, who: Person, label: str, on: Message) -> Answer:
    """Press a button and wait for the answer to the press; both are written down."""
    whole = next((text for text in on.buttons if label in text), label)
    stage.scribe.note(Line(on.chat.id, who.id, whole, "pressed"))
    answer = await (await who.presses(label, on)).answer(PATIENCE)
    stage.scribe.note(Line(on.chat.id, who.id, answer.text, "answered"))
    return answer


async def hears(who: Person, text: str, *, since: int | None = None) -> Message:
    """The bot's message with this text in the person's private chat, since their last act."""
    return await who.waits_for(text, PATIENCE, since=since)


def said(messages: Sequence[Message], text: str) -> int:
    """How many of the messages contain the text."""
    return sum(text in message.text for message in messages)

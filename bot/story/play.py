"""Plays the story: a pretend Telegram, the real bot beside it, step by step, each printed when it is over."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bot.sandbox import Sandbox
from bot.story import cast as casting
from bot.story import paper, scribe
from bot.story.paper import Paper
from bot.story.pictures import Album
from bot.story.process import Process
from bot.story.scribe import Scribe
from bot.story.stage import Stage
from bot.story.steps import END, STORY, Step

NOT_DONE = (AssertionError, TimeoutError, StopIteration)
LOG = "bot.log"


Keep = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Place:
    """Where the story happens: the bot's own folder, the folder of pictures, and what is printed on."""

    folder: Path
    pictures: Path
    console: Console


@dataclass(frozen=True)
class Outcome:
    """How far it came; `failure` says what did not happen, "" where everything did."""

    steps: int
    of: int
    seconds: float
    failure: str
    messages: int
    calls: int
    pictures: int

    @property
    def good(self) -> bool:
        return not self.failure and self.steps == self.of


async def play(place: Place, steps: Sequence[Step] = STORY, *, keep: Keep | None = None) -> Outcome:
    """The whole story, or these steps of it, and the end; with `keep` the end comes when that says so."""
    began = time.monotonic()
    async with _stage(place) as stage:
        sheet = _sheet(place, stage)
        done, failure = await _all(stage, sheet, steps)
        seconds = time.monotonic() - began
        if keep and not failure:
            paper.say(sheet, _serving(stage))
            await keep()
        if not failure:
            ended, failure = await _all(stage, sheet, [END], first=done + 1)
            done += ended
        outcome = _outcome(stage, (done, len(steps) + 1), seconds, failure)
    _leave(place, outcome)
    paper.summary(sheet, _words(outcome, place), good=outcome.good)
    return outcome


def _sheet(place: Place, stage: Stage) -> Paper:
    sheet = Paper(place.console, lambda who: _name(stage, who), lambda chat: _title(stage, chat))
    paper.legend(sheet)
    return sheet


async def _all(stage: Stage, sheet: Paper, steps: Sequence[Step], *, first: int = 1) -> tuple[int, str]:
    """How many were played, and what did not happen in the one after them."""
    for done, step in enumerate(steps):
        failure = await _played(stage, sheet, step, first + done)
        if failure:
            return done, failure
    return len(steps), ""


def _serving(stage: Stage) -> str:
    box = stage.box
    return f"""
The bot goes on serving; Ctrl-C ends it.
  the sandbox   {box.url}  (its calls: curl {box.url}/sandbox/counters)
  the token     {box.token}
  the data      {stage.bot.folder}"""


def _leave(place: Place, outcome: Outcome) -> None:
    """The log stays beside the pictures where something went wrong."""
    log = place.folder / "log"
    (place.pictures / LOG).unlink(missing_ok=True)
    if outcome.failure and log.exists():
        (place.pictures / LOG).write_bytes(log.read_bytes())


@asynccontextmanager
async def _stage(place: Place) -> AsyncIterator[Stage]:
    """The town with its limits as Telegram has them; the bot is gone at the end, whatever happened."""
    async with Sandbox(limits=True) as box:
        cast = casting.gather(box)
        album = Album(place.pictures, box.file)
        notes = Scribe(box.world, album.keep)
        process = Process(box, place.folder, [cast.boss.id])
        watch = asyncio.create_task(notes.watch())
        try:
            yield Stage(box, process, cast, notes, album)
        finally:
            await scribe.watching(notes, watch)
            await process.kill()


async def _played(stage: Stage, sheet: Paper, step: Step, number: int) -> str:
    """Play and print one step; what did not happen, or ""."""
    began, failure = time.monotonic(), ""
    stage.proven.clear()
    paper.head(sheet, f"{number} · {step.zh} · {step.en}")
    try:
        await step.play(stage)
    except NOT_DONE as error:
        failure = str(error) or f"“{step.en}” took too long"
    stage.scribe.look()
    paper.chats(sheet, stage.scribe.lines)
    stage.scribe.lines.clear()
    paper.proven(sheet, stage.proven, time.monotonic() - began)
    if failure:
        paper.failed(sheet, failure)
    return failure


def _name(stage: Stage, who: int) -> str:
    return str(stage.box.world.people[who]["first_name"])


def _title(stage: Stage, chat: int) -> str:
    """A group's title, or whose private chat it is."""
    world = stage.box.world
    if chat < 0:
        return f"👥 {world.chats[chat].title}"
    return f"💬 {_name(stage, chat)} · {casting.role_of(stage.cast, chat)}, private chat"


def _outcome(stage: Stage, steps: tuple[int, int], seconds: float, failure: str) -> Outcome:
    world = stage.box.world
    messages = sum(len(chat.records) + len(chat.deleted) for chat in world.chats.values())
    calls, pictures = len(stage.box.calls), len(stage.album.names)
    return Outcome(*steps, seconds, failure, messages, calls, pictures)


def _words(outcome: Outcome, place: Place) -> list[str]:
    """The summary."""
    steps = f"{outcome.steps} of {outcome.of} steps in {outcome.seconds:.0f} s"
    counts = f"{outcome.messages} messages, {outcome.calls} calls of the Bot API"
    pictures = f"{outcome.pictures} pictures in {place.pictures}/"
    told = f"{steps}: {counts}, {pictures}"
    if outcome.failure:
        return [told, f"Not done: {outcome.failure.splitlines()[0]}", f"The bot's log: {place.pictures / LOG}"]
    return [told, "Every step happened. 故事讲完了，谢谢观看！"]

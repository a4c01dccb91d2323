"""What a person sees on the screen: messages, buttons, answers to presses; and waiting for them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.sandbox.errors import Json
from bot.sandbox.world import Chat, Record, World

Found = TypeVar("Found")


@dataclass(frozen=True)
class Message:
    """A message as it is now; it changes under the reader's eyes when the bot edits it."""

    chat: Chat
    record: Record

    @property
    def raw(self) -> Json:
        """The Bot API's Message."""
        return self.record.message

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """Text or caption, empty where there is neither."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def buttons(self) -> list[str]:
        """Labels of the inline keyboard, row after row."""
        return [button["text"] for row in self.rows for button in row]

    @property
    def rows(self) -> list[list[Json]]:
        """The inline keyboard."""
        rows: list[list[Json]] = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    @property
    def keyboard(self) -> Json | None:
        """The reply markup as it was sent, of whatever kind."""
        return self.record.keyboard

    @property
    def silent(self) -> bool:
        """Sent with disable_notification."""
        return self.record.silent

    @property
    def versions(self) -> list[Json]:
        """What it was before each edit."""
        return self.record.versions

    @property
    def file_id(self) -> str | None:
        """Of its photo (the largest size), document, voice or video."""
        if "photo" in self.raw:
            return str(self.raw["photo"][-1]["file_id"])
        kept = next((self.raw[kind] for kind in ("document", "voice", "video") if kind in self.raw), None)
        return str(kept["file_id"]) if kept else None

    @property
    def reply_to(self) -> int | None:
        """Message id of what it answers."""
        answered = self.raw.get("reply_to_message")
        return int(answered["message_id"]) if answered else None

    @property
    def thread(self) -> int | None:
        """Id of its forum topic."""
        return self.raw.get("message_thread_id")

    @property
    def deleted(self) -> bool:
        return self.record.gone

    def from_bot(self, world: World) -> bool:
        """Whether the bot said it."""
        return bool(self.raw["from"]["id"] == world.bot["id"])


@dataclass(frozen=True)
class Answer:
    """What answerCallbackQuery showed to the presser."""

    text: str
    show_alert: bool
    url: str | None = None


@dataclass(frozen=True)
class Press:
    """A button pressed."""

    world: World
    query_id: str

    async def answer(self, timeout: float = 5) -> Answer:  # noqa: ASYNC109 - a test says how long
        """What the bot answers; AssertionError where it does not in time."""

        def look() -> Answer | None:
            told = self.world.queries[self.query_id].answer
            if told is None:
                return None
            return Answer(told.get("text", ""), told.get("show_alert", False), told.get("url"))

        return await until(self.world, look, timeout, "the press was never answered")


async def until(world: World, look: Callable[[], Found | None], seconds: float, complaint: str) -> Found:
    """Look again after every change until there is something; AssertionError with the complaint otherwise."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found is not None:
            return found
        if time.monotonic() >= end:
            raise AssertionError(complaint)
        await world.changed.wait(max(end - time.monotonic(), 0.001))


def messages(chat: Chat, thread: int | None = None) -> list[Message]:
    """All that are there now, oldest first; of one topic if so asked."""
    kept = (Message(chat, record) for record in chat.records.values())
    return [one for one in kept if thread is None or one.thread == thread]


async def waited(world: World, look: Callable[[], list[Message]], text: str, since: int, seconds: float) -> Message:
    """The newest message of the bot that contains the text and came, or was edited, after the step `since`."""

    def find() -> Message | None:
        hits = [one for one in look() if one.from_bot(world) and text in one.text and one.record.step > since]
        return max(hits, key=lambda one: one.record.step, default=None)

    def screen() -> str:
        return "\n".join(f"  {one.raw['from']['first_name']}: {one.text!r} {one.buttons}" for one in look()[-8:])

    try:
        return await until(world, find, seconds, "")
    except AssertionError:
        raise AssertionError(f"nobody said {text!r} within {seconds} s; the chat shows:\n{screen()}") from None

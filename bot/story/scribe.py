"""Writes down what happens in all chats, in the order in which it happens, before an edit or a deletion hides it."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.world import Chat, Record, World

Json = dict[str, Any]
IDLE = 1.0  # seconds; a change wakes it at once


@dataclass(frozen=True)
class Line:
    """One thing that somebody sees. `chat` 0 is no chat but the narrator; `who` 0 is the bot."""

    chat: int
    who: int
    text: str
    kind: str = "said"  # said, edited, deleted, pressed, answered, told, shell
    message: int = 0
    quoted: str = ""
    answer: str = ""
    album: str = ""
    pictures: tuple[str, ...] = ()
    buttons: tuple[tuple[str, ...], ...] = ()
    keys: tuple[str, ...] = ()


@dataclass
class Scribe:
    """`keep` stores a picture by its file id, with the text beside it, and returns the name to show."""

    world: World
    keep: Callable[[str, Json], str]
    lines: list[Line] = field(default_factory=list)
    seen: dict[tuple[int, int], int] = field(default_factory=dict)
    gone: set[tuple[int, int]] = field(default_factory=set)

    def look(self) -> None:
        """Note whatever is new since the last look."""
        found = [entry for chat in self.world.chats.values() for entry in self._new_in(chat)]
        for _, lines in sorted(found, key=lambda entry: entry[0]):
            self.lines += lines

    async def watch(self) -> None:
        """Look after every change, for ever."""
        while True:
            self.look()
            await self.world.changed.wait(IDLE)

    def tell(self, text: str, *, kind: str = "told") -> None:
        """A word of the narrator."""
        self.note(Line(0, 0, text, kind))

    def note(self, line: Line) -> None:
        """What no message shows, such as a press."""
        self.look()
        self.lines.append(line)

    def _new_in(self, chat: Chat) -> Iterator[tuple[int, list[Line]]]:
        kept = [record for record in chat.records.values() if record.step > self._seen_step(chat, record)]
        left = [one for one in chat.deleted if (chat.id, int(one.message["message_id"])) not in self.gone]
        for record in [*left, *kept]:
            yield record.step, self._about(chat, record)

    def _seen_step(self, chat: Chat, record: Record) -> int:
        return self.seen.get((chat.id, int(record.message["message_id"])), -1)

    def _about(self, chat: Chat, record: Record) -> list[Line]:
        key = (chat.id, int(record.message["message_id"]))
        faces = [*record.versions, record.message]
        known, self.seen[key] = self.seen.get(key), record.step
        said = [] if known is not None else [self._line(chat, record, faces[0], "said")]
        changed = [self._line(chat, record, faces[-1], "edited")] if known is not None or len(faces) > 1 else []
        if record.gone:
            self.gone.add(key)
            changed = [self._line(chat, record, faces[-1], "deleted")]
        return [*said, *changed]

    def _line(self, chat: Chat, record: Record, message: Json, kind: str) -> Line:
        sender = int(message["from"]["id"])
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        return Line(
            chat=chat.id,
            who=0 if sender == self.world.bot["id"] else sender,
            text=shown(message),
            kind=kind,
            message=int(message["message_id"]),
            quoted=shown(message.get("reply_to_message", {})),
            album=str(message.get("media_group_id", "")),
            pictures=() if kind == "deleted" else tuple(self.keep(file_id, message) for file_id in _files(message)),
            buttons=tuple(tuple(button["text"] for button in row) for row in rows),
            keys=_keys(record.keyboard),
        )


def shown(message: Json) -> str:
    """The words of a message, or what stands for its content."""
    words = message.get("text") or message.get("caption")
    if words:
        return str(words)
    return next((show(message[name]) for name, show in CONTENTS.items() if name in message), "")


CONTENTS: dict[str, Callable[[Any], str]] = {
    "location": lambda place: f"📍 {place['latitude']}, {place['longitude']}",
    "contact": lambda contact: f"📱 {contact['phone_number']}",
    "document": lambda file: f"📎 {file['file_name']}",
    "photo": lambda _: "",
    "new_chat_members": lambda members: f"➕ {'、'.join(one['first_name'] for one in members)}",
}


def _files(message: Json) -> list[str]:
    """File ids of the pictures in it."""
    photos = [message["photo"][-1]["file_id"]] if "photo" in message else []
    document = message.get("document", {})
    return [*photos, *([document["file_id"]] if document.get("mime_type", "").startswith("image/") else [])]


def _keys(keyboard: Json | None) -> tuple[str, ...]:
    return tuple(key["text"] for row in (keyboard or {}).get("keyboard", []) for key in row)


async def watching(scribe: Scribe, task: asyncio.Task[None]) -> None:
    """End the watch, after a last look."""
    task.cancel()
    await asyncio.wait([task])
    scribe.look()

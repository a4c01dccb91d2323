"""A Telegram that only remembers: what the bot has said, for as long as there is something to press or to answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import orjson

from storage.outbox import Row
from storage.slots import Slot

_SAID = frozenset({"Send", "SendFile", "Venue", "Album"})


@dataclass
class Message:
    """One message of the bot as it is shown now; `data`: what its buttons carry. `fresh`: not an edit."""

    id: int
    chat: int
    text: str
    data: tuple[str, ...]
    slot: str
    asks: bool = False
    fresh: bool = True


@dataclass
class Telegram:
    """`rows`: every outbox row that was brought here, and how often: twice only where its mark was lost."""

    shown: dict[str, Message] = field(default_factory=dict)
    ids: "count[int]" = field(default_factory=lambda: count(1_000_000))
    said: int = 0
    last: int = 0
    doubled: int = 0

    def hear(self, row: Row) -> tuple[Message | None, Slot | None]:
        """What somebody sees now, if it is something new; and where it stands, if the bot named the place."""
        self._count(row)
        body: dict[str, Any] = orjson.loads(row.body)
        if row.kind in _SAID:
            return self._new(row, body)
        if row.kind == "Edit":
            return self._edited(body), None
        if row.kind == "Delete":
            self.shown.pop(body["slot"], None)
        return None, None

    def _count(self, row: Row) -> None:
        self.said += 1
        self.doubled += row.id <= self.last
        self.last = max(self.last, row.id)

    def _new(self, row: Row, body: dict[str, Any]) -> tuple[Message, Slot | None]:
        slot, data = body.get("slot") or "", _data(body.get("buttons") or ())
        asks = bool(body.get("force_reply"))
        message = Message(next(self.ids), row.chat, body.get("text") or "", data, slot, asks)
        if slot and (data or asks):
            self.shown[slot] = message
        kind = "photo" if body.get("picture") else "text"
        return message, Slot(slot, row.chat, message.id, kind) if slot else None

    def _edited(self, body: dict[str, Any]) -> Message | None:
        """A message without buttons is forgotten: nobody will do anything with it."""
        message, data = self.shown.get(body["slot"]), _data(body.get("buttons") or ())
        if message is None:
            return None
        if not data:
            del self.shown[body["slot"]]
        message.text, message.data, message.fresh = body.get("text") or "", data, False
        return message


def _data(buttons: Sequence[Sequence[dict[str, Any]]]) -> tuple[str, ...]:
    return tuple(button["data"] for row in buttons for button in row if button.get("data"))

"""What the people of the town do, as Telegram would bring it: updates of the Bot API, and when they come."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.simulation.ground import Who
from bot.telegram import raw
from storage.inbox import Row

Json = dict[str, Any]
FIRST_UPDATE = 1_000


@dataclass
class Agenda:
    """Who will do what, the earliest first. Times in seconds since the epoch."""

    waiting: list[tuple[float, int, Json]] = field(default_factory=list)
    order: "count[int]" = field(default_factory=count)
    numbers: "count[int]" = field(default_factory=lambda: count(FIRST_UPDATE))
    ids: "count[int]" = field(default_factory=lambda: count(1))

    def put(self, at: float, update: Json) -> None:
        heapq.heappush(self.waiting, (at, next(self.order), update))

    def until(self, moment: float) -> list[Row]:
        """What was done up to then, numbered in that order."""
        return list(self._take(moment))

    def _take(self, moment: float) -> Iterable[Row]:
        while self.waiting and self.waiting[0][0] <= moment:
            at, _, update = heapq.heappop(self.waiting)
            known = raw.of({"update_id": next(self.numbers), **update})
            yield Row(known.id or 0, known.lane, known.body, at)

    def says(self, who: Who, chat: int, at: float, **parts: Any) -> None:
        """A message: `text`, `photo`, `location`, `caption`, or `reply_to` with a message's number."""
        replied = parts.pop("reply_to", None)
        if replied is not None:
            parts["reply_to_message"] = {"message_id": replied, "chat": _chat(chat), "date": int(at)}
        message = {"message_id": next(self.ids), "from": _user(who), "chat": _chat(chat), "date": int(at), **parts}
        self.put(at, {"message": message})

    def presses(self, who: Who, chat: int, at: float, *, on: int, data: str) -> None:
        """A button of one of our messages."""
        message = {"message_id": on, "chat": _chat(chat), "date": int(at)}
        number = str(next(self.ids))
        query = {"id": number, "from": _user(who), "chat_instance": "1", "data": data, "message": message}
        self.put(at, {"callback_query": query})


def photo(name: str) -> list[Json]:
    """A photo's sizes; the name stands for its content."""
    return [{"file_id": name, "file_unique_id": name, "width": 1280, "height": 960, "file_size": 180_000}]


def _user(who: Who) -> Json:
    return {"id": who.id, "is_bot": False, "first_name": who.name, "language_code": "zh-hans"}


def _chat(chat: int) -> Json:
    return {"id": chat, "type": "private"} if chat > 0 else {"id": chat, "type": "supergroup", "title": "群"}

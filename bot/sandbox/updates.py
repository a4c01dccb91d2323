"""What waits for the bot: the queue behind getUpdates and the webhook."""

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.sandbox.errors import Json, Refusal
from bot.sandbox.signals import Signal

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
POLLED_TWICE = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass
class Waiting:
    """One update as it will be sent; `left` counts the deliveries still due."""

    id: int
    body: bytes
    left: int = 1


@dataclass
class Updates:
    """The queue; ids rise unless a test injects its own."""

    waiting: deque[Waiting] = field(default_factory=deque)
    next_id: int = 700_000_000
    allowed: list[str] = field(default_factory=list)
    repeat: bool = False
    added: Signal = field(default_factory=Signal)
    confirmed: int = 0
    in_order: bool = True
    turn: int = 0
    closed: bool = False
    away: bool = False

    def add(self, kind: str, content: Json) -> None:
        """Queue what happened, unless the bot did not ask for this kind."""
        if not self.wants(kind):
            return
        self.add_raw(orjson.dumps({"update_id": self.next_id, kind: content}), self.next_id)

    def wants(self, kind: str) -> bool:
        """By allowed_updates; without it all but a few."""
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def add_raw(self, body: bytes, update_id: int | None = None) -> None:
        """Queue bytes as they are; without an id they count as the next one."""
        number = self.next_id if update_id is None else update_id
        self.in_order = self.in_order and (not self.waiting or self.waiting[-1].id < number)
        self.next_id = max(self.next_id, number) + 1
        self.waiting.append(Waiting(number, body, 2 if self.repeat else 1))
        self.added.fire()

    def add_all(self, updates: Iterable[Any]) -> None:
        """Queue raw updates, each with its own update_id or the next one."""
        for update in updates:
            number = update.get("update_id") if isinstance(update, dict) else None
            whole = {"update_id": self.next_id} | update if isinstance(update, dict) else update
            self.add_raw(orjson.dumps(whole), number if isinstance(number, int) else None)

    def confirm(self, offset: int) -> None:
        """Forget all below the offset; a negative one keeps only the last so many."""
        if offset < 0:
            self.waiting = deque(list(self.waiting)[offset:])
            return
        while self.waiting and self.waiting[0].id < offset and self.waiting[0].left == 1:
            self.waiting.popleft()
            self.confirmed += 1
        if self.waiting and (not self.in_order or self.waiting[0].id < offset):
            self._confirm_scattered(offset)

    def _confirm_scattered(self, offset: int) -> None:
        for one in self.waiting:
            one.left -= one.id < offset
        before = len(self.waiting)
        self.waiting = deque(one for one in self.waiting if one.left)
        self.confirmed += before - len(self.waiting)

    async def poll(self, offset: int, limit: int, timeout: float) -> bytes:  # noqa: ASYNC109 - the Bot API's word
        """The answer's body; Refusal 409 where another poller came meanwhile."""
        self.turn += 1
        turn = self.turn
        self.added.fire()
        if offset:
            self.confirm(offset)
        await self._until_some(turn, time.monotonic() + timeout)
        if turn != self.turn:
            raise Refusal(409, POLLED_TWICE)
        batch = [self.waiting[place].body for place in range(min(limit, len(self.waiting)))]
        return b'{"ok":true,"result":[' + b",".join(batch) + b"]}"

    async def _until_some(self, turn: int, end: float) -> None:
        while not self.waiting and turn == self.turn and time.monotonic() < end:
            if self.closed or self.away:
                return
            await self.added.wait(max(end - time.monotonic(), 0.001))

    def go(self, away: bool) -> None:
        """Telegram is away, or back: no poll is held, no webhook called meanwhile."""
        self.away = away
        self.added.fire()

    def close(self) -> None:
        """Let long polls end."""
        self.closed = True
        self.added.fire()

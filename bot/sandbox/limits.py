"""Telegram's limits on sending (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this)."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.errors import Refusal

COUNTED = ("send", "edit", "copy", "forward")
FREE = frozenset({"sendChatAction"})


@dataclass
class Limits:
    """Messages a second over all; a second in a chat (so many at once pass); a minute in a group. Edits count."""

    per_second: int = 30
    chat_rate: float = 1.0
    chat_burst: int = 5
    group_minute: int = 20
    clock: Callable[[], float] = time.monotonic
    _all: deque[float] = field(default_factory=deque)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _chats: dict[int, tuple[float, float]] = field(default_factory=dict)


def counts(method: str) -> bool:
    """Whether a method is paced."""
    return method.startswith(COUNTED) and method not in FREE


def take(limits: Limits, chat: int, *, group: bool, cost: int = 1) -> None:
    """Count the messages, or refuse them all: 429 with the seconds to wait, rounded up."""
    now = limits.clock()
    minute = limits._groups.setdefault(chat, deque())
    tokens, then = limits._chats.get(chat, (float(limits.chat_burst), now))
    tokens = min(float(limits.chat_burst), tokens + (now - then) * limits.chat_rate)
    waits = [
        _window_wait(limits._all, now, (1.0, limits.per_second, cost)),
        _window_wait(minute, now, (60.0, limits.group_minute, cost)) if group else 0.0,
        max(0.0, (min(cost, limits.chat_burst) - tokens) / limits.chat_rate),
    ]
    if max(waits) > 0:
        seconds = max(1, math.ceil(max(waits)))
        raise Refusal(429, f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds})
    limits._all.extend([now] * cost)
    minute.extend([now] * cost)
    limits._chats[chat] = (tokens - cost, now)


def _window_wait(past: deque[float], now: float, window: tuple[float, int, int]) -> float:
    """Seconds until `cost` more fit into the last `length` seconds, of which `most` may be used."""
    length, most, cost = window
    while past and past[0] <= now - length:
        past.popleft()
    excess = len(past) + min(cost, most) - most
    return past[excess - 1] + length - now if excess > 0 else 0.0

"""How fast we may speak: Telegram's limits over all, per private chat and per group. Pure: the caller brings the time.

Limits (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this): about 30 messages a second
over all, one a second in a chat with short bursts let through, 20 a minute in a group.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

BURST = 5
MARGIN = 1.02  # what we send evenly arrives unevenly: keep a little off the limits
SECOND = 1.0
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second over all, a second per private chat, a minute per group; 0 = unpaced."""

    overall: float = 30
    private: float = 1
    group: float = 20


@dataclass(slots=True)
class Pace:
    """What was sent lately. Chats: a virtual queue that drains at the rate (GCRA); groups and all: a window.

    When Telegram counts a message we do not know: at some moment between its beginning and its end. `under_way` have
    begun and not ended, and may be counted now; all other times are those of the ends.
    """

    rates: Rates
    under_way: int = 0
    recent: deque[float] = field(default_factory=deque)
    groups: dict[int, deque[float]] = field(default_factory=dict)
    free_at: dict[int, float] = field(default_factory=dict)


def restore(rates: Rates, sent: Iterable[tuple[int, float]]) -> Pace:
    """The pace after these (chat, time) sendings, oldest first: a restart must not forget them."""
    pace = Pace(rates)
    for chat, at in sent:
        note(pace, chat, at)
    return pace


def wait_overall(pace: Pace, now: float, *, share: float = 1.0) -> float:
    """Seconds until anything may be sent at all, with a share of the rate alone, unless something ends before."""
    if not pace.rates.overall:
        return 0.0
    free = max(1, int(_slots(pace.rates.overall) * share)) - pace.under_way
    if free <= 0:
        return _length(pace.rates.overall, SECOND)
    return _window(pace.recent, free, _length(pace.rates.overall, SECOND), now)


def wait_chat(pace: Pace, chat: int, now: float) -> float:
    """Seconds until this chat (negative: a group) may get something, the limit over all aside."""
    if chat > 0:
        return _queue(pace, chat, now)
    sent = pace.groups.get(chat)
    if not sent or not pace.rates.group:
        return 0.0
    minute = _window(sent, _slots(pace.rates.group), _length(pace.rates.group, MINUTE), now)
    return max(minute, _queue(pace, chat, now))


def begun(pace: Pace) -> None:
    """A message is on its way."""
    pace.under_way += 1


def ended(pace: Pace, chat: int, now: float) -> None:
    """It has arrived, or failed."""
    pace.under_way -= 1
    note(pace, chat, now)


def note(pace: Pace, chat: int, now: float) -> None:
    """Something has been sent to this chat."""
    _push(pace.recent, pace.rates.overall, now)
    if chat < 0:
        _push(pace.groups.setdefault(chat, deque()), pace.rates.group, now)
    if pace.rates.private:
        pace.free_at[chat] = max(now, pace.free_at.get(chat, 0.0)) + MARGIN / pace.rates.private


def forget(pace: Pace, now: float) -> None:
    """Drop what limits nothing any more; call it now and then, or every chat stays for ever."""
    for chat in [chat for chat, free in pace.free_at.items() if free <= now]:
        del pace.free_at[chat]
    for chat in [chat for chat, sent in pace.groups.items() if sent[-1] <= now - MINUTE * MARGIN]:
        del pace.groups[chat]


def _queue(pace: Pace, chat: int, now: float) -> float:
    """A message a second, with bursts; groups keep that too, besides their minute."""
    if not pace.rates.private:
        return 0.0
    slack = (BURST - 1) * MARGIN / pace.rates.private
    return max(0.0, pace.free_at.get(chat, 0.0) - slack - now)


def _slots(rate: float) -> int:
    return max(1, int(rate))


def _length(rate: float, window: float) -> float:
    """Seconds; a rate below one a window stretches the window instead."""
    return MARGIN * window * max(1.0, 1 / rate)


def _window(sent: deque[float], free: int, length: float, now: float) -> float:
    """Seconds until less than `free` lie in the window."""
    return max(0.0, sent[-free] + length - now) if len(sent) >= free else 0.0


def _push(sent: deque[float], rate: float, now: float) -> None:
    sent.append(now)
    while len(sent) > _slots(rate):
        sent.popleft()

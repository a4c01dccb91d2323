"""What the bot's database says, held against what the pretend Telegram saw."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.outgoing import Album, Answer, Edit, Send, SendFile
from bot.sandbox import Sandbox
from bot.sandbox.server import Call
from storage.messages import unpack
from storage.schema import DONE, FOLDED, WAITING

NEW = frozenset({"sendMessage", "sendPhoto", "sendMediaGroup", "sendDocument", "sendVoice", "sendVideo"})


def ask(folder: Path, query: str, *values: object) -> list[Any]:
    """Rows of the bot's database, whether it runs, stands or was killed; a single column comes bare."""
    with closing(sqlite3.connect(folder / "bot.db", timeout=10)) as conn:
        rows = conn.execute(query, values).fetchall()
    return [row[0] if len(row) == 1 else row for row in rows]


async def settled(box: Sandbox, folder: Path, *, within: float = 30.0) -> None:
    """Until nothing waits: every update fetched and handled, every message said."""
    query = f"SELECT (SELECT count(*) FROM inbox WHERE state = {WAITING}), count(*) FROM outbox WHERE state = {WAITING}"
    end = asyncio.get_running_loop().time() + within
    while box.world.updates.waiting or ask(folder, query) != [(0, 0)]:
        told = (len(box.world.updates.waiting), *ask(folder, query))
        assert asyncio.get_running_loop().time() < end, f"updates to fetch, to handle, messages to say: {told}"
        await asyncio.sleep(0.05)


def known_updates(folder: Path) -> set[int]:
    """The numbers of all updates that were stored."""
    return set(ask(folder, "SELECT update_id FROM inbox"))


def confirmed(box: Sandbox, first: int) -> set[int]:
    """The numbers that Telegram will not repeat: the bot has said that it has them."""
    updates = box.world.updates
    return set(range(first, updates.waiting[0].id if updates.waiting else updates.next_id))


def faults(folder: Path) -> list[Any]:
    """Dead letters and messages given up; an answer to a press may be too late, nobody waits for it then."""
    failed = "SELECT kind, chat, state, error FROM outbox WHERE state NOT IN (?, ?) AND kind <> 'Answer'"
    return [*ask(folder, "SELECT update_id, error FROM dead_letters"), *ask(folder, failed, DONE, FOLDED)]


@dataclass(frozen=True)
class Owed:
    """A message as it may have been said: a slot's message also with the words of a later edit."""

    texts: frozenset[str]


def owed(folder: Path) -> dict[int, list[Owed]]:
    """All new messages that are marked as said, by chat, in the order in which they were owed."""
    rows = ask(folder, "SELECT chat, kind, body, state FROM outbox WHERE kind <> ? ORDER BY id", Answer.__name__)
    messages = [(chat, unpack(kind, body), state) for chat, kind, body, state in rows]
    edits: dict[str, set[str]] = {}
    for _, one, _ in messages:
        if isinstance(one, Edit):
            edits.setdefault(one.slot, set()).add(one.text)
    found: dict[int, list[Owed]] = {}
    for chat, one, state in messages:
        if isinstance(one, Send | SendFile | Album) and state == DONE:
            later = edits.get(one.slot, set()) if isinstance(one, Send) and one.slot else set()
            found.setdefault(chat, []).append(Owed(frozenset({one.text, *later})))
    return found


def said(box: Sandbox) -> dict[int, list[Call]]:
    """The calls that put a new message into a chat, by chat."""
    found: dict[int, list[Call]] = {}
    for call in box.calls:
        if call.ok and call.method in NEW:
            found.setdefault(call.params["chat_id"], []).append(call)
    return found


def doubles(box: Sandbox, folder: Path) -> list[Call]:
    """What was said twice; AssertionError where something is missing, comes from nowhere or is out of order."""
    heard, rows = said(box), owed(folder)
    assert heard.keys() <= rows.keys(), "somebody was told what nobody owed them"
    return [call for chat, due in rows.items() for call in _doubled(chat, due, heard.get(chat, []))]


def _doubled(chat: int, due: Sequence[Owed], heard: Iterable[Call]) -> list[Call]:
    place, twice = 0, []
    for call in heard:
        text = _text(call)
        if place < len(due) and text in due[place].texts:
            place += 1
        else:
            assert place, f"chat {chat} began with {text!r}"
            assert text in due[place - 1].texts, (
                f"chat {chat}, out of order at {place}: {text!r}, not {due[place:][:1]}"
            )
            twice.append(call)
    assert place == len(due), f"chat {chat} never heard {due[place:][:3]}"
    return twice


def _text(call: Call) -> str:
    first = call.params["media"][0] if "media" in call.params else call.params
    return str(first.get("text") or first.get("caption") or "")


def a_kill(twice: Iterable[Call], kills: Sequence[float]) -> Counter[int]:
    """How many were doubled, by how many kills (Unix seconds) came before."""
    return Counter(sum(kill < call.at for kill in kills) for call in twice)

"""Who is next: one line of waiting messages a chat, the most urgent line first. Pure: the caller brings the time.

A line is in exactly one place: ready, resting (until a time), busy (its head is being said) or empty and forgotten.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import islice

from bot.domain.outgoing import Delete, Edit, Send
from storage.outbox import Row

_FORESIGHT = 50  # rows of a line that are asked how urgent they are
EDIT, DELETE, SEND = Edit.__name__, Delete.__name__, Send.__name__


class Place(Enum):
    READY = auto()
    RESTING = auto()
    BUSY = auto()


@dataclass(slots=True)
class Line:
    """A chat's messages in order; `urgency` is that of the most urgent of them, since nothing overtakes in a chat."""

    rows: deque[Row] = field(default_factory=deque)
    urgency: int = 9
    place: Place = Place.READY
    until: float = 0.0


@dataclass(slots=True)
class Lines:
    """All lines, and two heaps over them; an entry whose line has moved on is skipped when it comes up."""

    lines: dict[int, Line] = field(default_factory=dict)
    ready: list[tuple[int, int, int]] = field(default_factory=list)
    resting: list[tuple[float, int]] = field(default_factory=list)
    held: int = 0


def push(queue: Lines, row: Row, *, due: float = 0.0) -> None:
    """Put a row at the end of its chat's line. An edit or a deletion drops waiting edits of the same slot."""
    key = _key(row)
    line = queue.lines.get(key)
    new = line is None
    if line is None:
        line = queue.lines[key] = Line()
    if row.slot and row.kind in (EDIT, DELETE):
        _drop_edits(queue, line, row.slot)
    line.rows.append(row)
    queue.held += 1
    if row.priority < line.urgency or new:
        line.urgency = min(line.urgency, row.priority)
        if new and due:
            _rest(queue, key, line, due)
        elif line.place is Place.READY:
            _ready(queue, key, line)


def wake(queue: Lines, now: float) -> None:
    """Lines that have rested enough are ready."""
    while queue.resting and queue.resting[0][0] <= now:
        until, key = heapq.heappop(queue.resting)
        line = queue.lines.get(key)
        if line is not None and line.place is Place.RESTING and line.until == until:
            _ready(queue, key, line)


def next_wake(queue: Lines) -> float | None:
    """When the first resting line wakes."""
    return queue.resting[0][0] if queue.resting else None


def take(queue: Lines) -> tuple[int, Row] | None:
    """The head of the most urgent ready line, which is busy from now on; its key and the row."""
    while queue.ready:
        _, _, key = heapq.heappop(queue.ready)
        line = queue.lines.get(key)
        if line is not None and line.place is Place.READY and line.rows:
            line.place = Place.BUSY
            return key, line.rows[0]
    return None


def put_back(queue: Lines, key: int, *, until: float = 0.0) -> None:
    """A busy line's head was not said: it stays the head, at once or after a rest."""
    line = queue.lines.get(key)
    if line is None:
        return
    if until:
        _rest(queue, key, line, until)
    else:
        _ready(queue, key, line)


def replace_head(queue: Lines, key: int, row: Row) -> None:
    """The head of a busy line as it has become."""
    queue.lines[key].rows[0] = row


def done(queue: Lines, key: int, said: frozenset[int]) -> None:
    """A busy line's rows with these ids are settled; the next may go."""
    line = queue.lines.get(key)
    if line is None:
        return
    if line.rows and line.rows[0].id in said:
        line.rows.popleft()
        queue.held -= 1
    if len(said) > 1:
        _keep(queue, line, lambda row: row.id not in said)
    if line.rows:
        line.urgency = min(row.priority for row in islice(line.rows, _FORESIGHT))
        _ready(queue, key, line)
    else:
        del queue.lines[key]


def superseded(queue: Lines, key: int) -> Row | None:
    """For a busy line whose head fills a slot: the one edit of it that waits behind, which the head can say itself."""
    rows = queue.lines[key].rows
    head = rows[0]
    if head.kind != SEND or not head.slot or len(rows) == 1:
        return None
    return next((row for row in reversed(rows) if row.slot == head.slot and row.kind == EDIT), None)


def newer(queue: Lines, key: int) -> bool:
    """Whether the busy line's head is an edit that a later edit or a deletion has made superfluous."""
    rows = queue.lines[key].rows
    head = rows[0]
    later = (row for row in rows if row.id != head.id)
    return head.kind == EDIT and any(row.slot == head.slot and row.kind in (EDIT, DELETE) for row in later)


def ids(queue: Lines, key: int) -> frozenset[int]:
    """Of everything in the line."""
    line = queue.lines.get(key)
    return frozenset(row.id for row in line.rows) if line else frozenset()


def rest_of(queue: Lines, key: int) -> list[Row]:
    """The line without its head."""
    line = queue.lines.get(key)
    return list(line.rows)[1:] if line else []


def clear(queue: Lines, key: int) -> None:
    """Nothing more for this chat."""
    line = queue.lines.pop(key, None)
    queue.held -= len(line.rows) if line else 0


def move(queue: Lines, old: int, rows: Iterable[Row]) -> None:
    """A chat's line goes on as these rows, under the id that each of them names."""
    moved = list(rows)
    clear(queue, old)
    for row in moved:
        push(queue, row)


def _key(row: Row) -> int:
    """Answers to queries have no chat and no order: a line each, under a number that is no chat's."""
    return row.chat or (1 << 62) + row.id


def _ready(queue: Lines, key: int, line: Line) -> None:
    line.place = Place.READY
    heapq.heappush(queue.ready, (line.urgency, line.rows[0].id, key))


def _rest(queue: Lines, key: int, line: Line, until: float) -> None:
    line.place, line.until = Place.RESTING, until
    heapq.heappush(queue.resting, (until, key))


def _drop_edits(queue: Lines, line: Line, slot: str) -> None:
    """A busy line's head is being said already and stays."""
    head = line.rows[0].id if line.rows and line.place is Place.BUSY else None
    _keep(queue, line, lambda row: row.id == head or row.kind != EDIT or row.slot != slot)


def _keep(queue: Lines, line: Line, wanted: Callable[[Row], bool]) -> None:
    before = len(line.rows)
    if before == 1 and wanted(line.rows[0]):
        return
    line.rows = deque(row for row in line.rows if wanted(row))
    queue.held -= before - len(line.rows)

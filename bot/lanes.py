"""Whose update is next: one lane a person, oldest first, one at a time. Pure: the caller brings the time (seconds)."""

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.domain.incoming import Event
from storage.inbox import Row


class Place(Enum):
    READY = auto()
    RESTING = auto()
    BUSY = auto()


@dataclass(frozen=True, slots=True)
class Job:
    """A stored update; `event` once it is parsed, with its files once they are fetched; `bad`: why it is no update."""

    row: Row
    event: Event | None = None
    bad: str = ""


@dataclass(slots=True)
class Lane:
    jobs: deque[Job] = field(default_factory=deque)
    place: Place = Place.READY
    until: float = 0.0


@dataclass(slots=True)
class Lanes:
    """All lanes with something in them, and two heaps over them. `known`: every update_id held."""

    lanes: dict[int, Lane] = field(default_factory=dict)
    ready: list[tuple[int, int]] = field(default_factory=list)
    resting: list[tuple[float, int]] = field(default_factory=list)
    known: set[int] = field(default_factory=set)


def offer(queue: Lanes, row: Row, *, due: float = 0.0) -> None:
    """Put an update at the end of its lane, unless it is held already."""
    if row.update_id in queue.known:
        return
    queue.known.add(row.update_id)
    lane = queue.lanes.get(row.lane)
    if lane is not None:
        lane.jobs.append(Job(row))
        return
    lane = queue.lanes[row.lane] = Lane(deque([Job(row)]))
    if due:
        rest(queue, lane.jobs[0], due)
    else:
        _ready(queue, row.lane, lane)


def claim(queue: Lanes, rows: Sequence[Row]) -> list[Job]:
    """Jobs of updates whose lanes are busy from now on; none where anybody waits for their turn, who was first."""
    keys = {row.lane for row in rows}
    if queue.ready or len(keys) < len(rows) or not keys.isdisjoint(queue.lanes):
        return []
    jobs = [Job(row) for row in rows]
    queue.known.update(row.update_id for row in rows)
    queue.lanes.update({job.row.lane: Lane(deque([job]), Place.BUSY) for job in jobs})
    return jobs


def take(queue: Lanes, most: int, now: float) -> list[Job]:
    """The heads of up to `most` lanes, oldest first; these lanes are busy from now on."""
    _wake(queue, now)
    taken: list[Job] = []
    while queue.ready and len(taken) < most:
        _, key = heapq.heappop(queue.ready)
        lane = queue.lanes[key]
        lane.place = Place.BUSY
        taken.append(lane.jobs[0])
    return taken


def next_wake(queue: Lanes) -> float | None:
    """When the first resting lane wakes."""
    return queue.resting[0][0] if queue.resting else None


def done(queue: Lanes, job: Job) -> None:
    """The head of a busy lane is finished; the next one of the lane may go."""
    queue.known.discard(job.row.update_id)
    lane = queue.lanes[job.row.lane]
    lane.jobs.popleft()
    if lane.jobs:
        _ready(queue, job.row.lane, lane)
    else:
        del queue.lanes[job.row.lane]


def rest(queue: Lanes, job: Job, until: float) -> None:
    """The head of a busy lane, as it now is, waits; and with it the lane."""
    lane = queue.lanes[job.row.lane]
    lane.jobs[0] = job
    lane.place, lane.until = Place.RESTING, until
    heapq.heappush(queue.resting, (until, job.row.lane))


def put_back(queue: Lanes, job: Job) -> None:
    """The head of a busy lane, as it now is, may go at once."""
    lane = queue.lanes[job.row.lane]
    lane.jobs[0] = job
    _ready(queue, job.row.lane, lane)


def _wake(queue: Lanes, now: float) -> None:
    while queue.resting and queue.resting[0][0] <= now:
        _, key = heapq.heappop(queue.resting)
        _ready(queue, key, queue.lanes[key])


def _ready(queue: Lanes, key: int, lane: Lane) -> None:
    lane.place = Place.READY
    heapq.heappush(queue.ready, (lane.jobs[0].row.update_id, key))

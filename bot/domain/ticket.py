"""The life of a ticket as a table: which verb leads from where to where, and who may say it (mission.md's table)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    HAZARD = "hazard"
    APPEAL = "appeal"
    WISH = "wish"


class Severity(StrEnum):
    URGENT = "urgent"
    NORMAL = "normal"
    MINOR = "minor"


class State(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    NEEDS_INFO = "needs_info"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Verb(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ACKNOWLEDGE = "acknowledge"
    RELEASE = "release"
    ASK = "ask"
    ANSWER = "answer"
    TRANSFER = "transfer"
    RESOLVE = "resolve"
    REJECT = "reject"
    MERGE = "merge"
    ESCALATE = "escalate"
    RATE = "rate"
    REOPEN = "reopen"


class Part(StrEnum):
    """What somebody is to one ticket; one person may be several."""

    REPORTER = "reporter"
    ASSIGNEE = "assignee"
    STAFF = "staff"
    LEAD = "lead"
    ADMIN = "admin"
    CLOCK = "clock"


@dataclass(frozen=True)
class Move:
    """`to` None: the state stays (escalate) or is the one before the question (answer)."""

    sources: frozenset[State]
    to: State | None
    parts: frozenset[Part]


class Which(StrEnum):
    """Which of a ticket's two clocks: until somebody has taken it, until it is done."""

    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"


UNDECIDED = frozenset({State.OPEN, State.ACKNOWLEDGED, State.NEEDS_INFO})
RUNS: dict[Which, frozenset[State]] = {
    Which.ACKNOWLEDGE: frozenset({State.OPEN}),
    Which.RESOLVE: frozenset({State.OPEN, State.ACKNOWLEDGED}),
}
"""In which states a clock runs; in every other it stands still."""
REOPEN_WITHIN = timedelta(days=7)
HIGHEST_LEVEL = 3


def _move(sources: frozenset[State], to: State | None, *parts: Part) -> Move:
    return Move(sources, to, frozenset(parts))


MOVES: dict[Verb, Move] = {
    Verb.WITHDRAW: _move(frozenset({State.OPEN}), State.WITHDRAWN, Part.REPORTER),
    Verb.ACKNOWLEDGE: _move(frozenset({State.OPEN}), State.ACKNOWLEDGED, Part.STAFF),
    Verb.RELEASE: _move(frozenset({State.ACKNOWLEDGED}), State.OPEN, Part.ASSIGNEE, Part.LEAD, Part.ADMIN),
    Verb.ASK: _move(frozenset({State.OPEN, State.ACKNOWLEDGED}), State.NEEDS_INFO, Part.STAFF),
    Verb.ANSWER: _move(frozenset({State.NEEDS_INFO}), None, Part.REPORTER, Part.CLOCK),
    Verb.TRANSFER: _move(UNDECIDED, State.OPEN, Part.STAFF, Part.LEAD, Part.ADMIN),
    Verb.RESOLVE: _move(frozenset({State.ACKNOWLEDGED}), State.RESOLVED, Part.ASSIGNEE, Part.LEAD),
    Verb.REJECT: _move(UNDECIDED, State.REJECTED, Part.STAFF),
    Verb.MERGE: _move(UNDECIDED, State.MERGED, Part.STAFF, Part.REPORTER),
    Verb.ESCALATE: _move(UNDECIDED, None, Part.STAFF, Part.CLOCK),
    Verb.RATE: _move(frozenset({State.RESOLVED}), State.CLOSED, Part.REPORTER, Part.CLOCK),
    Verb.REOPEN: _move(
        frozenset({State.RESOLVED, State.REJECTED, State.CLOSED}), State.OPEN, Part.REPORTER, Part.ADMIN
    ),
}


@dataclass(frozen=True)
class Ticket:
    """One report. `level` counts how far it has climbed: 0 the community, 1 its street, 2 the district …

    `area` is the community that holds it (None: uncovered), `cell` its grid cell; lat and lon in WGS-84 degrees.
    `version` grows by one with every change: a save that finds another version lost the race.

    Of each clock: `_by` is its deadline (None: not begun, `clocks.settled` begins it), `_stopped_at` since when it
    stands still (None: it runs). `due_at` is when the clock next looks at the ticket, None for never; `round` counts
    how often the acknowledge clock began anew.
    """

    id: int
    version: int
    kind: Kind
    category: str
    severity: Severity
    state: State
    reporter: int
    submitted_at: datetime
    lat: float
    lon: float
    area: int | None = None
    cell: int | None = None
    h3: str = ""
    neighbours: str = ""
    place_source: str = ""
    level: int = 0
    description: str = ""
    album: str = ""
    assignee: int | None = None
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    acknowledge_by: datetime | None = None
    resolve_by: datetime | None = None
    state_before: State | None = None
    satisfied: bool | None = None
    reopened: int = 0
    acknowledge_stopped_at: datetime | None = None
    resolve_stopped_at: datetime | None = None
    due_at: datetime | None = None
    round: int = 0
    merged_into: int | None = None


def stricter(one: Ticket, other: Ticket) -> bool:
    """Whether the first is more urgent, by Severity's order: merged into the other it would lose its deadlines."""
    return tuple(Severity).index(one.severity) < tuple(Severity).index(other.severity)


class NotPossible(Exception):
    """The ticket's state does not allow the verb; `ticket` tells what it is now."""

    def __init__(self, ticket: Ticket, verb: Verb) -> None:
        super().__init__(ticket.id, verb)
        self.ticket, self.verb = ticket, verb


class NotAllowed(Exception):
    """Nobody with these parts in the ticket may say the verb."""

    def __init__(self, ticket: Ticket, verb: Verb) -> None:
        super().__init__(ticket.id, verb)
        self.ticket, self.verb = ticket, verb


def check(ticket: Ticket, verb: Verb, parts: frozenset[Part], now: datetime) -> None:
    """Raises NotAllowed, then NotPossible: a stranger learns nothing of the state."""
    move = MOVES[verb]
    if not parts & move.parts:
        raise NotAllowed(ticket, verb)
    if ticket.state not in move.sources or (verb is Verb.REOPEN and not _may_reopen_still(ticket, now)):
        raise NotPossible(ticket, verb)


def _may_reopen_still(ticket: Ticket, now: datetime) -> bool:
    ended = ticket.closed_at or ticket.resolved_at
    return ended is not None and now - ended <= REOPEN_WITHIN


def apply(ticket: Ticket, verb: Verb, parts: frozenset[Part], now: datetime, *, by: int | None = None) -> Ticket:
    """The ticket after the verb, one version on; raises NotAllowed or NotPossible. `by` is the actor's person id.

    Clocks that stop are stopped here, and the clock is told to look; those that run again or anew get their deadlines
    from `clocks.settled`, which knows the policy.
    """
    check(ticket, verb, parts, now)
    to = MOVES[verb].to or (ticket.state_before if verb is Verb.ANSWER else None) or ticket.state
    changed = replace(ticket, state=to, version=ticket.version + 1)
    return _timed(EFFECTS[verb](changed, ticket, now, by), now)


def _timed(new: Ticket, now: datetime) -> Ticket:
    """Whatever the verb: what does not run in the new state stands still from now on."""
    takes, ends = (None if new.state in RUNS[which] else now for which in Which)
    return replace(
        new,
        acknowledge_stopped_at=new.acknowledge_stopped_at or takes,
        resolve_stopped_at=new.resolve_stopped_at or ends,
        due_at=now if ends is None else None,
    )


def _acknowledged(new: Ticket, _old: Ticket, now: datetime, by: int | None) -> Ticket:
    return replace(new, assignee=by, acknowledged_at=new.acknowledged_at or now)


def _released(new: Ticket, _old: Ticket, _now: datetime, _by: int | None) -> Ticket:
    return replace(new, assignee=None)


def _asked(new: Ticket, old: Ticket, _now: datetime, _by: int | None) -> Ticket:
    return replace(new, state_before=old.state)


def _answered(new: Ticket, _old: Ticket, _now: datetime, _by: int | None) -> Ticket:
    return replace(new, state_before=None)


def _transferred(new: Ticket, _old: Ticket, _now: datetime, _by: int | None) -> Ticket:
    """Nobody there has seen it yet: their time to take it begins anew, while what it took so far counts on."""
    there = replace(new, assignee=None, state_before=None, round=new.round + 1)
    return replace(there, acknowledge_by=None, acknowledge_stopped_at=None)


def _resolved(new: Ticket, _old: Ticket, now: datetime, _by: int | None) -> Ticket:
    return replace(new, resolved_at=now)


def _ended(new: Ticket, _old: Ticket, now: datetime, _by: int | None) -> Ticket:
    return replace(new, closed_at=now, state_before=None)


def _rated(new: Ticket, _old: Ticket, now: datetime, by: int | None) -> Ticket:
    """Only a person's word counts as satisfied; what the clock closes stays unrated."""
    return replace(new, closed_at=now, satisfied=True if by else None)


def _climbed(new: Ticket, _old: Ticket, _now: datetime, _by: int | None) -> Ticket:
    return replace(new, level=min(HIGHEST_LEVEL, new.level + 1))


def _reopened(new: Ticket, _old: Ticket, _now: datetime, by: int | None) -> Ticket:
    again = replace(new, assignee=None, acknowledged_at=None, resolved_at=None, closed_at=None, round=new.round + 1)
    again = replace(again, acknowledge_by=None, resolve_by=None, acknowledge_stopped_at=None, resolve_stopped_at=None)
    dissatisfied = False if by == new.reporter else None
    return replace(again, level=min(HIGHEST_LEVEL, new.level + 1), reopened=new.reopened + 1, satisfied=dissatisfied)


EFFECTS = {
    Verb.WITHDRAW: _ended,
    Verb.ACKNOWLEDGE: _acknowledged,
    Verb.RELEASE: _released,
    Verb.ASK: _asked,
    Verb.ANSWER: _answered,
    Verb.TRANSFER: _transferred,
    Verb.RESOLVE: _resolved,
    Verb.REJECT: _ended,
    Verb.MERGE: _ended,
    Verb.ESCALATE: _climbed,
    Verb.RATE: _rated,
    Verb.REOPEN: _reopened,
}


class Use(StrEnum):
    """What a photo is to its ticket."""

    BEFORE = "before"
    AFTER = "after"
    NOTE = "note"


@dataclass(frozen=True)
class Attachment:
    """A file of a ticket: SHA-256 in the media store, its kind (photo, voice, video) and use."""

    sha256: str
    kind: str
    use: Use


@dataclass(frozen=True)
class Entry:
    """One line of a ticket's history."""

    at: datetime
    verb: str
    by: int | None
    by_name: str = ""
    source: str = ""
    to: str = ""
    why: str = ""
    area: int | None = None

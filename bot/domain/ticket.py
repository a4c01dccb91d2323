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


UNDECIDED = frozenset({State.OPEN, State.ACKNOWLEDGED, State.NEEDS_INFO})
REOPEN_WITHIN = timedelta(days=7)
HIGHEST_LEVEL = 3


def _move(sources: frozenset[State], to: State | None, *parts: Part) -> Move:
    return Move(sources, to, frozenset(parts))


MOVES: dict[Verb, Move] = {
    Verb.WITHDRAW: _move(frozenset({State.OPEN}), State.WITHDRAWN, Part.REPORTER),
    Verb.ACKNOWLEDGE: _move(frozenset({State.OPEN}), State.ACKNOWLEDGED, Part.STAFF),
    Verb.RELEASE: _move(frozenset({State.ACKNOWLEDGED}), State.OPEN, Part.ASSIGNEE, Part.LEAD, Part.ADMIN),
    Verb.ASK: _move(frozenset({State.OPEN, State.ACKNOWLEDGED}), State.NEEDS_INFO, Part.STAFF),
    Verb.ANSWER: _move(frozenset({State.NEEDS_INFO}), None, Part.REPORTER),
    Verb.TRANSFER: _move(UNDECIDED, State.OPEN, Part.STAFF, Part.LEAD, Part.ADMIN),
    Verb.RESOLVE: _move(frozenset({State.ACKNOWLEDGED}), State.RESOLVED, Part.ASSIGNEE, Part.LEAD),
    Verb.REJECT: _move(UNDECIDED, State.REJECTED, Part.STAFF),
    Verb.MERGE: _move(UNDECIDED, State.MERGED, Part.STAFF),
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
    """The ticket after the verb, one version on; raises NotAllowed or NotPossible. `by` is the actor's person id."""
    check(ticket, verb, parts, now)
    to = MOVES[verb].to or (ticket.state_before if verb is Verb.ANSWER else None) or ticket.state
    changed = replace(ticket, state=to, version=ticket.version + 1)
    return EFFECTS[verb](changed, ticket, now, by)


def _unchanged(new: Ticket, _old: Ticket, _now: datetime, _by: int | None) -> Ticket:
    return new


def _acknowledged(new: Ticket, _old: Ticket, now: datetime, by: int | None) -> Ticket:
    return replace(new, assignee=by, acknowledged_at=new.acknowledged_at or now)


def _released(new: Ticket, _old: Ticket, _now: datetime, _by: int | None) -> Ticket:
    return replace(new, assignee=None)


def _asked(new: Ticket, old: Ticket, _now: datetime, _by: int | None) -> Ticket:
    return replace(new, state_before=old.state)


def _answered(new: Ticket, _old: Ticket, _now: datetime, _by: int | None) -> Ticket:
    return replace(new, state_before=None)


def _transferred(new: Ticket, _old: Ticket, _now: datetime, _by: int | None) -> Ticket:
    return replace(new, assignee=None, state_before=None)


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
    again = replace(new, assignee=None, acknowledged_at=None, resolved_at=None, closed_at=None)
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

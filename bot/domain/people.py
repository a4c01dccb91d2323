"""People, their roles, and what each may do. A grant gives a role over an area and all below it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.ticket import Part, Ticket


class Role(StrEnum):
    COURIER = "courier"
    STAFF = "staff"
    LEAD = "lead"
    ADMIN = "admin"
    KEEPER = "keeper"


class Standing(StrEnum):
    STRANGER = "stranger"
    APPLICANT = "applicant"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    DECLINED = "declined"
    DELETED = "deleted"


class Level(StrEnum):
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


@dataclass(frozen=True)
class Area:
    """A node of the tree district > street > community. `path` is the ids from the root down to and with itself.

    `members_are_staff` None: as the policy says for all areas.
    """

    id: int
    level: Level
    code: str
    name: str
    path: tuple[int, ...]
    parent: int | None = None
    members_are_staff: bool | None = None


@dataclass(frozen=True)
class Grant:
    """`area` None: everywhere."""

    role: Role
    area: int | None = None


@dataclass(frozen=True)
class Person:
    """`id` 0: somebody we have no row for. `telegram` None: imported, not yet met."""

    id: int
    telegram: int | None
    name: str
    language: str = ""
    standing: Standing = Standing.STRANGER
    company: str = ""
    phone: str = ""
    reachable: bool = True
    grants: tuple[Grant, ...] = ()
    joined_at: datetime | None = None

    @property
    def active(self) -> bool:
        return self.standing is Standing.ACTIVE

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants) if self.active else frozenset()


class Action(StrEnum):
    """What is not a verb on one ticket."""

    APPLY = "apply"
    HELP = "help"
    REPORT = "report"
    SEE_OWN = "see own reports"
    APPROVE = "approve applications"
    INVITE = "invite"
    BIND = "bind groups"
    MANAGE_PEOPLE = "suspend people"
    SEE_AREAS = "see areas"
    OVERSEE = "see figures, export, audit"
    BROADCAST = "warn couriers"
    REDEEM = "hand out rewards"
    WORK = "act as staff"


ANYONE = frozenset[Role]()
ALLOWED: dict[Action, frozenset[Role]] = {
    Action.APPLY: ANYONE,
    Action.HELP: ANYONE,
    Action.REPORT: frozenset({Role.COURIER}),
    Action.SEE_OWN: frozenset({Role.COURIER}),
    Action.APPROVE: frozenset({Role.ADMIN}),
    Action.INVITE: frozenset({Role.ADMIN}),
    Action.BIND: frozenset({Role.ADMIN}),
    Action.MANAGE_PEOPLE: frozenset({Role.ADMIN}),
    Action.SEE_AREAS: frozenset({Role.ADMIN}),
    Action.OVERSEE: frozenset({Role.ADMIN}),
    Action.BROADCAST: frozenset({Role.STAFF, Role.LEAD, Role.ADMIN}),
    Action.REDEEM: frozenset({Role.STAFF, Role.LEAD, Role.ADMIN}),
    Action.WORK: frozenset({Role.STAFF, Role.LEAD, Role.ADMIN}),
}


def may(person: Person, action: Action) -> bool:
    """Whether one of the person's roles allows it; a suspended person has no roles."""
    needed = ALLOWED[action]
    return not needed or bool(person.roles & needed)


def reaches(person: Person, action: Action, path: tuple[int, ...]) -> bool:
    """Whether a role that allows it holds for the area of the path (root first; empty: for everywhere)."""
    holding = (grant for grant in person.grants if person.active and grant.role in ALLOWED[action])
    return any(grant.area is None or grant.area in path for grant in holding)


def as_admin(person: Person) -> Person:
    """The person as an admin from the settings (ADMIN_IDS): active, with the role everywhere."""
    return replace(person, standing=Standing.ACTIVE, grants=(*person.grants, Grant(Role.ADMIN)))


def members_act(area: Area, *, default: bool) -> bool:
    """Whether whoever is in the area's group may act as staff there; `default` is the policy's word."""
    return default if area.members_are_staff is None else area.members_are_staff


def as_member(person: Person, area: Area, *, default: bool = True) -> Person:
    """The person as somebody in the bound group of an area that lets its members act as staff."""
    if not members_act(area, default=default) or person.standing is Standing.SUSPENDED:
        return person
    standing = Standing.ACTIVE if person.standing is not Standing.ACTIVE else person.standing
    return replace(person, standing=standing, grants=(*person.grants, Grant(Role.STAFF, area.id)))


PARTS: dict[Role, frozenset[Part]] = {
    Role.COURIER: frozenset(),
    Role.STAFF: frozenset({Part.STAFF}),
    Role.LEAD: frozenset({Part.STAFF, Part.LEAD}),
    Role.KEEPER: frozenset(),  # of stations; of which ones is in storage.stations
    Role.ADMIN: frozenset({Part.STAFF, Part.ADMIN}),  # or nobody could take what no community covers
}


def parts_in(person: Person, ticket: Ticket, path: tuple[int, ...]) -> frozenset[Part]:
    """What the person is to the ticket; `path` is that of the area that holds it (empty where uncovered).

    A reporter stays reporter while suspended (it is their ticket); every other part needs an active person. Whoever
    has taken it is its assignee only while they may act as staff there.
    """
    parts = {Part.REPORTER} if person.id and person.id == ticket.reporter else set()
    if not person.active:
        return frozenset(parts)
    for grant in person.grants:
        if grant.area is None or grant.area in path:
            parts |= PARTS[grant.role]
    if person.id and person.id == ticket.assignee and Part.STAFF in parts:
        parts.add(Part.ASSIGNEE)
    return frozenset(parts)

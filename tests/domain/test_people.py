"""Who may do what: every action, role and standing; what somebody is to a ticket by role, area and standing."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from bot.domain.people import (
    Action,
    Area,
    Grant,
    Level,
    Person,
    Role,
    Standing,
    as_admin,
    as_member,
    may,
    members_act,
    parts_in,
)
from bot.domain.ticket import Kind, Part, Severity, State, Ticket

DISTRICT, STREET, COMMUNITY, NEIGHBOUR = 1, 2, 3, 4
PATH = (DISTRICT, STREET, COMMUNITY)
HERE = Area(COMMUNITY, Level.COMMUNITY, "62010501", "枣林西", PATH, STREET)

# what a person with that role alone may do; everybody may ask for help and apply
BY_ROLE = {
    Role.COURIER: {"report", "see own reports"},
    Role.STAFF: {"warn couriers", "hand out rewards", "act as staff"},
    Role.LEAD: {"warn couriers", "hand out rewards", "act as staff"},
    Role.KEEPER: set(),
    Role.ADMIN: {
        "approve applications",
        "invite",
        "bind groups",
        "suspend people",
        "see areas",
        "see figures, export, audit",
        "warn couriers",
        "hand out rewards",
        "act as staff",
    },
}
ALWAYS = {"apply", "help"}

# what a role makes of somebody in a ticket of an area that the grant covers
BY_GRANT = {
    Role.COURIER: set(),
    Role.STAFF: {"staff"},
    Role.LEAD: {"staff", "lead"},
    Role.KEEPER: set(),
    Role.ADMIN: {"staff", "admin"},
}
# where the grant is given, and whether it reaches a ticket held by the community, by its street, or by no area at all
REACH = {
    None: (True, True, True),
    DISTRICT: (True, True, False),
    STREET: (True, True, False),
    COMMUNITY: (True, False, False),
    NEIGHBOUR: (False, False, False),
}
HOLDERS = (PATH, PATH[:-1], ())


def person(*grants: Grant, standing: Standing = Standing.ACTIVE, number: int = 5) -> Person:
    return Person(number, 500 + number, "Li Na", standing=standing, grants=grants)


def ticket(*, reporter: int = 90, assignee: int | None = None) -> Ticket:
    now = datetime(2026, 5, 6, tzinfo=UTC)
    life = (Kind.HAZARD, "manhole", Severity.NORMAL, State.OPEN)
    return Ticket(1, 1, *life, reporter, now, 36.1, 103.7, assignee=assignee)


@pytest.mark.parametrize(("action", "role", "standing"), [*product(Action, Role, Standing)])
def test_every_action_is_allowed_to_whom_it_is_meant_for(action: Action, role: Role, standing: Standing) -> None:
    granted = action.value in BY_ROLE[role] and standing is Standing.ACTIVE
    assert may(person(Grant(role), standing=standing), action) is (granted or action.value in ALWAYS)


@pytest.mark.parametrize("standing", Standing)
def test_whoever_has_no_role_may_only_apply_and_ask_for_help(standing: Standing) -> None:
    allowed = {action.value for action in Action if may(person(standing=standing), action)}
    assert allowed == ALWAYS


def test_two_roles_may_what_either_may() -> None:
    both = person(Grant(Role.COURIER), Grant(Role.ADMIN))
    assert all(may(both, action) for action in Action)


@pytest.mark.parametrize(("role", "where", "standing"), [*product(Role, REACH, Standing)])
def test_every_grant_reaches_its_area_and_all_below_it_and_nothing_else(
    role: Role, where: int | None, standing: Standing
) -> None:
    somebody = person(Grant(role, where), standing=standing)
    for holder, reached in zip(HOLDERS, REACH[where], strict=True):
        wanted = BY_GRANT[role] if reached and standing is Standing.ACTIVE else set()
        assert parts_in(somebody, ticket(), holder) == wanted, holder


@pytest.mark.parametrize("standing", Standing)
def test_a_reporter_stays_the_reporter_whatever_becomes_of_them(standing: Standing) -> None:
    assert parts_in(person(standing=standing), ticket(reporter=5), PATH) == {Part.REPORTER}


@pytest.mark.parametrize("standing", Standing)
def test_an_assignee_acts_only_while_active(standing: Standing) -> None:
    wanted = {Part.ASSIGNEE, Part.STAFF} if standing is Standing.ACTIVE else set()
    assert parts_in(person(Grant(Role.STAFF), standing=standing), ticket(assignee=5), PATH) == wanted


@pytest.mark.parametrize("role", Role)
def test_an_assignee_acts_only_with_a_role_that_acts_as_staff(role: Role) -> None:
    assert (Part.ASSIGNEE in parts_in(person(Grant(role)), ticket(assignee=5), PATH)) is bool(BY_GRANT[role])
    assert parts_in(person(), ticket(assignee=5), PATH) == set()


def test_one_person_may_be_everything_to_a_ticket() -> None:
    all_of_it = person(*(Grant(role) for role in Role))
    assert parts_in(all_of_it, ticket(reporter=5, assignee=5), PATH) == set(Part) - {Part.CLOCK}


def test_somebody_without_a_row_is_nobodys_reporter() -> None:
    assert parts_in(person(number=0), ticket(reporter=0, assignee=0), PATH) == frozenset()


@pytest.mark.parametrize("standing", Standing)
def test_an_admin_of_the_settings_is_one_whatever_the_row_says(standing: Standing) -> None:
    admin = as_admin(person(Grant(Role.COURIER), standing=standing))
    assert admin.roles == {Role.COURIER, Role.ADMIN}
    assert parts_in(admin, ticket(), ()) == {Part.STAFF, Part.ADMIN}


@pytest.mark.parametrize("standing", Standing)
def test_members_of_a_bound_group_are_its_staff_unless_suspended(standing: Standing) -> None:
    member = as_member(person(standing=standing), HERE)
    wanted = set() if standing is Standing.SUSPENDED else {Part.STAFF}
    assert parts_in(member, ticket(), PATH) == wanted
    assert parts_in(member, ticket(), (DISTRICT, STREET, NEIGHBOUR)) == set()


@pytest.mark.parametrize("standing", Standing)
def test_where_the_policy_says_so_membership_alone_gives_nothing(standing: Standing) -> None:
    somebody = person(standing=standing)
    assert as_member(somebody, replace(HERE, members_are_staff=False)) == somebody


@pytest.mark.parametrize(("own", "default", "lent"), [(None, True, True), (None, False, False), (True, False, True)])
def test_an_area_may_differ_from_the_policy(own: bool | None, default: bool, lent: bool) -> None:
    area = replace(HERE, members_are_staff=own)
    assert members_act(area, default=default) is lent
    assert parts_in(as_member(person(), area, default=default), ticket(), PATH) == ({Part.STAFF} if lent else set())


def test_a_member_keeps_the_roles_they_have() -> None:
    assert as_member(person(Grant(Role.COURIER)), HERE).roles == {Role.COURIER, Role.STAFF}
    assert may(as_member(person(Grant(Role.COURIER)), HERE), Action.REPORT)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_membership_lends_no_rights_of_an_admin(role: Role) -> None:
    member = as_member(person(Grant(role)), HERE)
    assert not any(may(member, Action(action)) for action in BY_ROLE[Role.ADMIN] - BY_ROLE[Role.STAFF])

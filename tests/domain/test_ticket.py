"""The whole table of a ticket's life, written out here once more, against what the code does with it."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, product

import pytest

from bot.domain.ticket import (
    EFFECTS,
    MOVES,
    Kind,
    NotAllowed,
    NotPossible,
    Part,
    Severity,
    State,
    Ticket,
    Verb,
    apply,
    check,
)

NOW = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
BEFORE = State.ACKNOWLEDGED  # what a ticket was before it was asked about
REPORTER, ASSIGNEE, SOMEBODY = 1, 2, 3

# verb: (from, to, who), in the words of the mission; "-" is no state of its own, "same" keeps it, "before" goes back
LIFE = {
    "withdraw": ("open", "withdrawn", "reporter"),
    "acknowledge": ("open", "acknowledged", "staff"),
    "release": ("acknowledged", "open", "assignee lead admin"),
    "ask": ("open acknowledged", "needs_info", "staff"),
    "answer": ("needs_info", "before", "reporter clock"),
    "transfer": ("open acknowledged needs_info", "open", "staff lead admin"),
    "resolve": ("acknowledged", "resolved", "assignee lead"),
    "reject": ("open acknowledged needs_info", "rejected", "staff"),
    "merge": ("open acknowledged needs_info", "merged", "staff reporter"),
    "escalate": ("open acknowledged needs_info", "same", "staff clock"),
    "rate": ("resolved", "closed", "reporter clock"),
    "reopen": ("resolved rejected closed", "open", "reporter admin"),
}
EVERYTHING = list(product(State, LIFE, Part))


def ticket(state: State = State.OPEN, **more: object) -> Ticket:
    ended = NOW - timedelta(hours=1) if state in (State.RESOLVED, State.REJECTED, State.CLOSED) else None
    made = Ticket(
        id=7,
        version=4,
        kind=Kind.HAZARD,
        category="manhole",
        severity=Severity.NORMAL,
        state=state,
        reporter=REPORTER,
        submitted_at=NOW - timedelta(hours=2),
        lat=36.1,
        lon=103.7,
        state_before=BEFORE if state is State.NEEDS_INFO else None,
        resolved_at=ended if state is not State.REJECTED else None,
        closed_at=ended if state is not State.RESOLVED else None,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def expected(state: State, verb: str) -> str:
    to = LIFE[verb][1]
    return {"same": state.value, "before": BEFORE.value}.get(to, to)


@pytest.mark.parametrize(("state", "verb", "part"), EVERYTHING)
def test_every_state_verb_and_part_does_what_the_mission_says(state: State, verb: str, part: Part) -> None:
    sources, _, parts = LIFE[verb]
    before = ticket(state)
    if part not in parts.split():
        with pytest.raises(NotAllowed):
            apply(before, Verb(verb), frozenset({part}), NOW, by=SOMEBODY)
    elif state not in sources.split():
        with pytest.raises(NotPossible) as refused:
            apply(before, Verb(verb), frozenset({part}), NOW, by=SOMEBODY)
        assert (refused.value.ticket, refused.value.verb) == (before, verb)
    else:
        after = apply(before, Verb(verb), frozenset({part}), NOW, by=SOMEBODY)
        assert (after.state, after.version) == (expected(state, verb), before.version + 1)


def test_submitting_is_no_move_of_a_ticket_that_exists_and_every_other_verb_is() -> None:
    assert {verb.value for verb in Verb} == {*LIFE, "submit"}
    assert set(MOVES) == set(EFFECTS) == set(Verb) - {Verb.SUBMIT}


@pytest.mark.parametrize("verb", LIFE)
def test_several_parts_may_what_any_one_of_them_may(verb: str) -> None:
    before = ticket(State(LIFE[verb][0].split()[0]))
    for one, other in combinations(Part, 2):
        allowed = bool({one.value, other.value} & set(LIFE[verb][2].split()))
        try:
            check(before, Verb(verb), frozenset({one, other}), NOW)
        except NotAllowed:
            assert not allowed, (one, other)
        else:
            assert allowed, (one, other)


@pytest.mark.parametrize("verb", LIFE)
def test_nobody_may_nothing_whatever_the_state(verb: str) -> None:
    for state in State:
        with pytest.raises(NotAllowed):
            check(ticket(state), Verb(verb), frozenset(), NOW)


@pytest.mark.parametrize("verb", LIFE)
def test_a_verb_never_touches_what_was_reported(verb: str) -> None:
    before = ticket(State(LIFE[verb][0].split()[0]), description="loose", cell=3, area=9, album="a")
    after = apply(before, Verb(verb), frozenset(Part), NOW, by=SOMEBODY)
    reported = ["id", "kind", "category", "severity", "reporter", "submitted_at", "lat", "lon", "description", "album"]
    kept = [*reported, "area", "cell"]
    assert [asdict(after)[name] for name in kept] == [asdict(before)[name] for name in kept]


@pytest.mark.parametrize(
    ("end", "late"),
    [
        ({"closed_at": NOW - timedelta(days=7)}, False),
        ({"closed_at": NOW - timedelta(days=7, microseconds=1)}, True),
        ({"closed_at": NOW - timedelta(days=7, seconds=1)}, True),
        ({"closed_at": NOW - timedelta(days=6, hours=23, minutes=59, seconds=59)}, False),
        ({"closed_at": None}, True),
    ],
)
@pytest.mark.parametrize("state", [State.CLOSED, State.REJECTED])
@pytest.mark.parametrize("part", [Part.REPORTER, Part.ADMIN])
def test_reopening_ends_seven_days_after_the_closing(
    state: State, part: Part, end: dict[str, datetime | None], late: bool
) -> None:
    before = ticket(state, resolved_at=None, **end)
    if late:
        with pytest.raises(NotPossible):
            apply(before, Verb.REOPEN, frozenset({part}), NOW, by=REPORTER)
    else:
        assert apply(before, Verb.REOPEN, frozenset({part}), NOW, by=REPORTER).state is State.OPEN


def test_a_resolved_ticket_is_reopened_within_seven_days_of_the_resolving() -> None:
    in_time = ticket(State.RESOLVED, resolved_at=NOW - timedelta(days=7))
    too_late = ticket(State.RESOLVED, resolved_at=NOW - timedelta(days=7, seconds=1))
    assert apply(in_time, Verb.REOPEN, frozenset({Part.REPORTER}), NOW).state is State.OPEN
    with pytest.raises(NotPossible):
        apply(too_late, Verb.REOPEN, frozenset({Part.REPORTER}), NOW)


def test_the_seven_days_count_from_the_closing_not_from_the_resolving() -> None:
    before = ticket(State.CLOSED, resolved_at=NOW - timedelta(days=9), closed_at=NOW - timedelta(days=6))
    assert apply(before, Verb.REOPEN, frozenset({Part.REPORTER}), NOW).state is State.OPEN


def test_one_closing_is_reopened_once() -> None:
    again = apply(ticket(State.CLOSED), Verb.REOPEN, frozenset({Part.REPORTER}), NOW, by=REPORTER)
    with pytest.raises(NotPossible):
        apply(again, Verb.REOPEN, frozenset({Part.REPORTER}), NOW, by=REPORTER)


def test_a_reopened_ticket_begins_anew_one_level_up() -> None:
    before = ticket(State.CLOSED, assignee=ASSIGNEE, acknowledged_at=NOW, level=1, reopened=1, satisfied=True)
    after = apply(before, Verb.REOPEN, frozenset({Part.REPORTER}), NOW, by=REPORTER)
    assert (after.level, after.reopened, after.satisfied, after.assignee) == (2, 2, False, None)
    assert (after.acknowledged_at, after.resolved_at, after.closed_at) == (None, None, None)


def test_an_admin_who_reopens_says_nothing_about_how_satisfied_the_courier_is() -> None:
    before = ticket(State.CLOSED, satisfied=True)
    assert apply(before, Verb.REOPEN, frozenset({Part.ADMIN}), NOW, by=SOMEBODY).satisfied is None


def test_only_the_reporters_own_word_counts_as_satisfied() -> None:
    resolved = ticket(State.RESOLVED)
    by_person = apply(resolved, Verb.RATE, frozenset({Part.REPORTER}), NOW, by=REPORTER)
    by_clock = apply(resolved, Verb.RATE, frozenset({Part.CLOCK}), NOW)
    assert (by_person.satisfied, by_person.closed_at) == (True, NOW)
    assert (by_clock.satisfied, by_clock.closed_at) == (None, NOW)


@pytest.mark.parametrize(("level", "after"), [(0, 1), (1, 2), (2, 3), (3, 3)])
@pytest.mark.parametrize(("verb", "state"), [(Verb.ESCALATE, State.OPEN), (Verb.REOPEN, State.CLOSED)])
def test_a_ticket_climbs_one_level_at_a_time_and_not_beyond_the_top(
    verb: Verb, state: State, level: int, after: int
) -> None:
    assert apply(ticket(state, level=level), verb, frozenset(Part), NOW, by=SOMEBODY).level == after


@pytest.mark.parametrize("verb", [verb for verb in LIFE if verb not in ("escalate", "reopen")])
def test_no_other_verb_changes_the_level(verb: str) -> None:
    before = ticket(State(LIFE[verb][0].split()[0]), level=1)
    assert apply(before, Verb(verb), frozenset(Part), NOW, by=SOMEBODY).level == 1


def test_whoever_takes_a_ticket_has_it_until_it_is_released() -> None:
    taken = apply(ticket(), Verb.ACKNOWLEDGE, frozenset({Part.STAFF}), NOW, by=ASSIGNEE)
    assert (taken.assignee, taken.acknowledged_at) == (ASSIGNEE, NOW)
    released = apply(taken, Verb.RELEASE, frozenset({Part.ASSIGNEE}), NOW, by=ASSIGNEE)
    assert released.assignee is None


def test_the_first_response_counts_however_often_a_ticket_is_taken() -> None:
    taken = apply(ticket(), Verb.ACKNOWLEDGE, frozenset({Part.STAFF}), NOW, by=ASSIGNEE)
    released = apply(taken, Verb.RELEASE, frozenset({Part.ASSIGNEE}), NOW, by=ASSIGNEE)
    later = NOW + timedelta(hours=1)
    retaken = apply(released, Verb.ACKNOWLEDGE, frozenset({Part.STAFF}), later, by=SOMEBODY)
    assert (retaken.assignee, retaken.acknowledged_at) == (SOMEBODY, NOW)


@pytest.mark.parametrize("state", [State.OPEN, State.ACKNOWLEDGED])
def test_an_answer_brings_a_ticket_back_to_where_the_question_found_it(state: State) -> None:
    asked = apply(ticket(state, assignee=ASSIGNEE), Verb.ASK, frozenset({Part.STAFF}), NOW, by=SOMEBODY)
    assert (asked.state, asked.state_before, asked.assignee) == (State.NEEDS_INFO, state, ASSIGNEE)
    answered = apply(asked, Verb.ANSWER, frozenset({Part.REPORTER}), NOW, by=REPORTER)
    assert (answered.state, answered.state_before, answered.assignee) == (state, None, ASSIGNEE)


@pytest.mark.parametrize("state", [State.OPEN, State.ACKNOWLEDGED, State.NEEDS_INFO])
def test_a_transferred_ticket_is_nobodys(state: State) -> None:
    after = apply(ticket(state, assignee=ASSIGNEE), Verb.TRANSFER, frozenset({Part.LEAD}), NOW, by=SOMEBODY)
    assert (after.state, after.assignee, after.state_before) == (State.OPEN, None, None)


@pytest.mark.parametrize("verb", [Verb.WITHDRAW, Verb.REJECT, Verb.MERGE])
def test_what_ends_without_a_result_is_closed_then_and_not_resolved(verb: Verb) -> None:
    after = apply(ticket(), verb, frozenset(Part), NOW, by=SOMEBODY)
    assert (after.closed_at, after.resolved_at, after.satisfied) == (NOW, None, None)


def test_a_resolved_ticket_waits_for_its_rating() -> None:
    after = apply(ticket(State.ACKNOWLEDGED), Verb.RESOLVE, frozenset({Part.ASSIGNEE}), NOW, by=ASSIGNEE)
    assert (after.resolved_at, after.closed_at) == (NOW, None)


@pytest.mark.parametrize(("state", "verb"), [(State(s), verb) for verb, life in LIFE.items() for s in life[0].split()])
def test_whatever_is_said_a_clock_that_does_not_run_stands_still_and_one_that_runs_is_looked_at(
    state: State, verb: str
) -> None:
    going = {"acknowledge_by": NOW, "resolve_by": NOW}
    after = apply(ticket(state, **going), Verb(verb), frozenset(Part), NOW, by=SOMEBODY)
    takes, ends = after.state is State.OPEN, after.state in (State.OPEN, State.ACKNOWLEDGED)
    assert after.acknowledge_stopped_at == (None if takes else NOW)
    assert after.resolve_stopped_at == (None if ends else NOW)
    assert after.due_at == (NOW if ends else None)


def test_a_clock_that_stood_still_goes_on_standing_until_it_is_settled() -> None:
    earlier = NOW - timedelta(hours=1)
    asked = ticket(State.NEEDS_INFO, acknowledge_stopped_at=earlier, resolve_stopped_at=earlier)
    climbed = apply(asked, Verb.ESCALATE, frozenset({Part.CLOCK}), NOW)
    assert (climbed.acknowledge_stopped_at, climbed.resolve_stopped_at) == (earlier, earlier)
    assert apply(asked, Verb.ANSWER, frozenset({Part.REPORTER}), NOW).resolve_stopped_at == earlier


def test_a_transfer_begins_the_acknowledge_clock_anew_and_a_reopening_both() -> None:
    going = {"acknowledge_by": NOW, "resolve_by": NOW}
    handed = apply(ticket(State.ACKNOWLEDGED, **going), Verb.TRANSFER, frozenset({Part.STAFF}), NOW)
    assert (handed.acknowledge_by, handed.resolve_by, handed.round, handed.reopened) == (None, NOW, 1, 0)
    again = apply(ticket(State.RESOLVED, **going), Verb.REOPEN, frozenset({Part.ADMIN}), NOW)
    assert (again.acknowledge_by, again.resolve_by, again.round, again.reopened) == (None, None, 1, 1)

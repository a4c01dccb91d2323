"""Clock x calendar x what happens: the deadlines that docs/clocks.md promises, walked case by case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import policy as policies
from bot.domain import clocks, ladder, running
from bot.domain.clocks import Stage
from bot.domain.hours import Calendar
from bot.domain.policy import Ladder, Local, Policy, Quiet, Rung, To, WorkCalendar
from bot.domain.ticket import RUNS, Kind, Part, Severity, State, Ticket, Verb, Which, apply
from tests.domain.test_clocks import LANZHOU, POLICY

DAYS = Calendar(LANZHOU)
RESTING = replace(POLICY, calendar=WorkCalendar(counts_on_days_off={Severity.MINOR: False, Severity.NORMAL: False}))
EVERYBODY = frozenset(Part)
MINUTE = timedelta(minutes=1)
RULES = {"always": POLICY, "workdays": RESTING}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LANZHOU)


def made(policy: Policy, moment: datetime, severity: Severity = Severity.NORMAL) -> Ticket:
    new = Ticket(1, 1, Kind.HAZARD, "manhole", severity, State.OPEN, 1, moment, 36.1, 103.7)
    return clocks.settled(policy, new, DAYS, moment)


def may(text: str) -> datetime:
    """A day and time of May 2026."""
    return at(f"2026-05-{text}")


def told(policy: Policy, ticket: Ticket, story: list[tuple[str, datetime]]) -> Ticket:
    """The ticket after (verb, when) one after the other."""
    for verb, moment in story:
        ticket = apply(ticket, Verb(verb), EVERYBODY, moment, by=2)
        ticket = clocks.settled(policy, ticket, DAYS, moment)
    return ticket


# rules, severity | submitted | what was said (on that day, where none is named) | acknowledge by | resolve by
# All in May 2026: Wednesday the 6th is an ordinary day, Friday the 15th ends an ordinary week, Saturday the 9th is
# worked, the 1st to 5th are off.
CASES = """
always normal   | 06 10:00 |                                                        | 06 10:30 | 07 10:00
always urgent   | 06 23:50 |                                                        | 07 00:00 | 07 01:50
always normal   | 06 21:50 |                                                        | 07 07:20 | 07 21:50
always minor    | 06 23:00 |                                                        | 07 09:00 | 09 23:00
workdays urgent | 02 23:50 |                                                        | 03 00:00 | 03 01:50
workdays normal | 15 21:50 |                                                        | 18 07:20 | 18 21:50
workdays minor  | 08 21:00 |                                                        | 09 08:00 | 12 21:00
workdays minor  | 01 09:00 |                                                        | 06 09:00 | 09 00:00
always normal   | 06 10:00 | ask 10:10, answer 11:00                                | 06 11:20 | 07 10:50
always normal   | 06 21:50 | ask 21:55, answer 22:30                                | 07 07:25 | 07 22:25
always urgent   | 06 21:50 | ask 21:55, answer 22:30                                | 06 22:35 | 07 00:25
workdays minor  | 15 17:00 | ask 17:30, answer 18 09:00                             | 18 10:30 | 21 08:30
always normal   | 06 10:00 | ask 10:40, answer 11:40                                | 06 11:30 | 07 11:00
always normal   | 06 10:00 | acknowledge 10:05, release 12:00                       | 06 12:25 | 07 10:00
always normal   | 06 10:00 | acknowledge 10:05, release 21:50                       | 07 07:15 | 07 10:00
always normal   | 06 10:00 | acknowledge 10:05, ask 11:00, answer 12:00             | 06 10:30 | 07 11:00
always normal   | 06 10:00 | acknowledge 10:05, ask 11:00, answer 12:00, release 13:00 | 06 13:25 | 07 11:00
always normal   | 06 10:00 | transfer 10:25                                         | 06 10:55 | 07 10:00
always normal   | 06 10:00 | ask 10:10, transfer 11:00                              | 06 11:30 | 07 10:50
always normal   | 06 10:00 | acknowledge 10:05, transfer 23:00                      | 07 07:30 | 07 10:00
always normal   | 06 10:00 | acknowledge 10:05, resolve 11:00, reopen 12:00         | 06 12:30 | 07 12:00
always normal   | 06 10:00 | reject 10:05, reopen 22:00                             | 07 07:30 | 07 22:00
always normal   | 06 10:00 | escalate 10:05                                         | 06 10:30 | 07 10:00
""".strip().splitlines()


@pytest.mark.parametrize("case", CASES)
def test_deadlines_move_as_the_table_says(case: str) -> None:
    kind, submitted, said, take, resolve = (part.strip() for part in case.split("|"))
    rules, severity = kind.split()
    verbs = [one.strip().split(" ", 1) for one in said.split(",") if one]
    story = [(verb, may(when if " " in when else f"{submitted[:2]} {when}")) for verb, when in verbs]
    after = told(RULES[rules], made(RULES[rules], may(submitted), Severity(severity)), story)
    assert (after.acknowledge_by, after.resolve_by) == (may(take), may(resolve))


@pytest.mark.parametrize(("state", "which"), list(product(State, Which)))
def test_a_clock_stands_still_in_every_state_in_which_it_does_not_run(state: State, which: Which) -> None:
    stopped = replace(made(POLICY, at("2026-05-06 10:00")), state=state, acknowledge_stopped_at=at("2026-05-06 10:05"),
                      resolve_stopped_at=at("2026-05-06 10:05"))  # fmt: skip
    after = clocks.settled(POLICY, stopped, DAYS, at("2026-05-06 10:10"))
    runs = state in RUNS[which]
    assert (clocks.stopped(after, which) is None) is runs
    moved = timedelta(minutes=5) if runs else timedelta(0)
    assert clocks.deadline(after, which) == (clocks.deadline(stopped, which) or at("2026-05-06 10:10")) + moved
    assert clocks.settled(POLICY, after, DAYS, at("2026-05-06 11:00")) == after


STAGES = [
    ("open", "10:00", Stage.CALM),
    ("open", "10:23:59", Stage.CALM),
    ("open", "10:24:00", Stage.WARNED),
    ("open", "10:29:59", Stage.WARNED),
    ("open", "10:30:00", Stage.LATE),
    ("acknowledged", "10:30", Stage.CALM),
    ("acknowledged", "07 05:11:59", Stage.CALM),
    ("acknowledged", "07 05:12", Stage.WARNED),
    ("acknowledged", "07 10:00", Stage.LATE),
    ("needs_info", "07 10:00", Stage.PAUSED),
    ("resolved", "07 10:00", Stage.CALM),
    ("withdrawn", "07 10:00", Stage.CALM),
]


@pytest.mark.parametrize(("state", "now", "stage"), STAGES)
def test_a_ticket_is_warned_of_at_80_per_cent_and_late_at_the_deadline_itself(
    state: str, now: str, stage: Stage
) -> None:
    ticket = replace(made(POLICY, at("2026-05-06 10:00")), state=State(state))
    moment = at(f"2026-05-{now}" if " " in now else f"2026-05-06 {now}")
    assert clocks.stage(POLICY, ticket, DAYS, moment) is stage


def test_what_must_be_done_before_it_must_be_taken_is_watched_for_that() -> None:
    hurried = replace(made(POLICY, at("2026-05-06 10:00")), resolve_by=at("2026-05-06 10:20"))
    assert clocks.watched(hurried) is Which.RESOLVE


def steps(policy: Policy, submitted: str, **changed: object) -> list[str]:
    ticket = replace(made(policy, at(submitted)), **changed)  # type: ignore[arg-type]
    return [f"{s.which[0]} {s.rung} {s.rings_at:%d %H:%M}" for s in ladder.plan(policy, ticket, DAYS)]


def test_the_ladder_of_an_ordinary_ticket() -> None:
    assert steps(POLICY, "2026-05-06 10:00") == [
        "a warn 06 10:24", "a group 06 10:30", "a lead 06 10:45", "a street 06 11:00", "a district 06 11:15",
        "r warn 07 07:00", "r group 07 10:00", "r lead 08 07:00", "r street 08 10:00", "r district 09 07:00",
    ]  # fmt: skip


def test_a_taken_ticket_has_only_the_clock_that_runs() -> None:
    taken = steps(POLICY, "2026-05-06 10:00", state=State.ACKNOWLEDGED, acknowledge_stopped_at=at("2026-05-06 10:01"))
    assert [step[0] for step in taken] == ["r"] * 5
    for state in (State.NEEDS_INFO, State.RESOLVED, State.CLOSED):
        assert steps(POLICY, "2026-05-06 10:00", state=state) == []


def test_what_comes_due_in_the_night_before_a_day_off_is_told_on_the_next_workday() -> None:
    friday = may("15 23:30")
    assert clocks.rings_at(RESTING, Severity.MINOR, friday, DAYS) == may("18 07:00")
    assert clocks.rings_at(RESTING, Severity.URGENT, friday, DAYS) == friday
    assert clocks.rings_at(POLICY, Severity.MINOR, friday, DAYS) == may("16 07:00")
    assert clocks.rings_at(RESTING, Severity.MINOR, may("08 23:30"), DAYS) == may("09 07:00")


def test_rungs_may_wait_for_minutes_instead_of_a_share_of_the_clock() -> None:
    rungs = (Rung(To.GROUP), Rung(To.STREET, minutes=10), Rung(To.ADMINS, 10, 20))
    mine = replace(POLICY, ladder=Ladder(90, rungs))
    assert steps(mine, "2026-05-06 10:00")[:4] == [
        "a warn 06 10:27", "a group 06 10:30", "a street 06 10:40", "a admins 06 10:53",
    ]  # fmt: skip


MOMENTS = st.integers(0, 60 * 24 * 120).map(lambda n: datetime(2026, 1, 20, tzinfo=UTC) + n * MINUTE)
ZONED = Calendar(ZoneInfo("America/New_York"))


@given(MOMENTS, st.sampled_from(Severity), st.sampled_from(sorted(RULES)), st.sampled_from([DAYS, ZONED]))
def test_no_step_comes_before_the_one_below_it_nor_rings_when_it_must_not(
    moment: datetime, severity: Severity, rules: str, days: Calendar
) -> None:
    policy = RULES[rules]
    ticket = clocks.settled(policy, replace(made(policy, moment, severity), acknowledge_by=None), days, moment)
    plan = ladder.plan(policy, ticket, days)
    for which in Which:
        mine = [step for step in plan if step.which is which]
        assert [step.rung for step in mine] == [ladder.WARN, *To][:5]
        assert [step.at for step in mine] == sorted(step.at for step in mine)
    assert all(clocks.rings(policy, severity, step.rings_at, days.zone) for step in plan)
    assert all(step.rings_at >= step.at for step in plan)
    if severity is not Severity.URGENT and rules == "workdays":
        assert all(days.is_workday(step.rings_at.astimezone(days.zone).date()) for step in plan)
    assert ladder.next_look(plan, frozenset()) == plan[0].rings_at


@given(MOMENTS, st.sampled_from(Severity), st.sampled_from(sorted(RULES)), st.lists(st.integers(1, 3000), max_size=4))
def test_asking_takes_nothing_from_the_time_there_is(
    moment: datetime, severity: Severity, rules: str, spans: list[int]
) -> None:
    """However often it is asked and answered, the clock runs as long as it would have."""
    policy, now = RULES[rules], moment
    ticket, ran = made(policy, moment, severity), dict.fromkeys(Which, timedelta(0))
    for n, span in enumerate(spans):
        verb, later = (Verb.ASK, Verb.ANSWER)[n % 2], now + span * MINUTE
        if verb is Verb.ASK:
            ran = {w: ran[w] + running.between(clocks.hours(policy, severity, w, DAYS), now, later) for w in Which}
        now = later
        ticket = clocks.settled(policy, apply(ticket, verb, EVERYBODY, now, by=2), DAYS, now)
    if ticket.state is State.NEEDS_INFO:
        return
    for which in Which:
        left = clocks.length(policy, severity, which) - ran[which]
        by, runs = clocks.deadline(ticket, which), clocks.hours(policy, severity, which, DAYS)
        assert by is not None
        assert running.between(runs, now, by) == max(timedelta(0), left)


def test_an_area_may_have_its_own_quiet_hours_and_days_and_all_below_it_too() -> None:
    street = Local(quiet=Quiet(at("2026-05-06 20:00").time(), at("2026-05-06 08:00").time()))
    community = Local(counts_on_days_off={Severity.MINOR: False})
    mine = replace(POLICY, calendar=WorkCalendar(areas={"安宁区/安宁西路街道": street, "培黎社区": community}))
    assert mine.in_area("安宁区/安宁西路街道/枣林西社区").quiet == street.quiet
    assert mine.in_area("安宁区/安宁西路街道").quiet == street.quiet
    assert mine.in_area("安宁区") is mine
    assert mine.in_area("") is mine
    east = mine.in_area("安宁区/安宁西路街道/培黎社区")
    assert (east.quiet, east.calendar.counts_on_days_off) == (POLICY.quiet, {Severity.MINOR: False})


def test_the_built_in_policy_counts_every_day_and_climbs_as_the_mission_says() -> None:
    built_in = policies.load()
    assert all(built_in.calendar.counts_on_days_off.get(severity, True) for severity in Severity)
    assert built_in.ladder == Ladder()
    assert [rung.to for rung in built_in.ladder.rungs] == [To.GROUP, To.LEAD, To.STREET, To.DISTRICT]

"""Whatever wants to be sent, the limits hold in every window; and nobody waits longer than they demand."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.outgoing import Priority
from bot.sending import exposure, lines, pacing, turns
from bot.sending.exposure import Exposure
from bot.sending.pacing import Rates
from bot.sending.turns import Turns
from storage.outbox import Row

RATES = Rates(30, 1, 20)
CHATS = st.sampled_from([-1, -2, 1, 2, 3, 4, 5, 6, 7, 8])
# A wish: which chat, and how long after the last wish it comes.
WISHES = st.lists(st.tuples(CHATS, st.sampled_from([0.0, 0.0, 0.0, 0.01, 0.5, 2.0, 31.0])), min_size=1, max_size=250)


def play(wishes: list[tuple[int, float]], rates: Rates = RATES) -> list[tuple[int, float]]:
    """Each wish is sent as soon as the pace allows it, one after the other."""
    pace, now, sent = pacing.Pace(rates), 1000.0, []
    for chat, after in wishes:
        now += after
        now += max(pacing.wait_chat(pace, chat, now), pacing.wait_overall(pace, now))
        pacing.note(pace, chat, now)
        sent.append((chat, now))
    return sent


def most(times: list[float], window: float) -> int:
    """The largest number of sendings in any half-open window."""
    return max(sum(begin <= at < begin + window for at in times) for begin in times)


@settings(max_examples=60, deadline=None)
@given(WISHES)
def test_no_second_ever_has_more_than_thirty(wishes: list[tuple[int, float]]) -> None:
    assert most([at for _, at in play(wishes)], 1.0) <= 30


def fly(wishes: list[tuple[int, float, int]]) -> list[tuple[int, float]]:
    """Chat and time of each arrival: a message takes so long, and Telegram counts it at that share of its way."""
    pace, now, arrived = pacing.Pace(RATES), 1000.0, []
    flying: list[tuple[float, int]] = []
    for chat, takes, share in wishes:
        while (wait := _wait(pace, chat, flying, now)) > 0:
            now += wait
            for end, landed in sorted(one for one in flying if one[0] <= now):
                pacing.ended(pace, landed, end)
            flying = [one for one in flying if one[0] > now]
        pacing.begun(pace)
        flying.append((now + takes, chat))
        arrived.append((chat, now + takes * share))
    return arrived


def _wait(pace: pacing.Pace, chat: int, flying: list[tuple[float, int]], now: float) -> float:
    """As the sender waits: for the pace, and until the chat's message under way has ended; an end wakes it."""
    rest = max(pacing.wait_chat(pace, chat, now), pacing.wait_overall(pace, now))
    busy = any(other == chat for _, other in flying)
    first = min((end for end, _ in flying), default=now + rest) - now
    return first if busy else min(rest, first) if rest else 0.0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.sampled_from([0.01, 0.9]), st.sampled_from([0, 1])), min_size=60))
def test_the_limits_hold_however_long_each_message_is_on_its_way(wishes: list[tuple[int, float, int]]) -> None:
    arrived = fly(wishes)
    assert most([at for _, at in arrived], 1.0) <= 30
    for any_chat in {chat for chat, _ in arrived}:
        assert most([at for chat, at in arrived if chat == any_chat], 5.0) <= 10


@settings(max_examples=60, deadline=None)
@given(WISHES)
def test_no_minute_of_a_group_ever_has_more_than_twenty(wishes: list[tuple[int, float]]) -> None:
    sent = play(wishes)
    for group in (-1, -2):
        times = [at for chat, at in sent if chat == group]
        assert not times or most(times, 60.0) <= 20


@settings(max_examples=60, deadline=None)
@given(WISHES, st.sampled_from([1.0, 2.0, 5.0, 30.0]))
def test_a_chat_gets_a_burst_of_five_and_then_one_a_second(wishes: list[tuple[int, float]], window: float) -> None:
    sent = play(wishes)
    for any_chat in (-1, -2, *range(1, 9)):
        times = [at for chat, at in sent if chat == any_chat]
        assert not times or most(times, window) <= 5 + window


@settings(max_examples=40, deadline=None)
@given(WISHES, st.integers(0, 249))
def test_a_restart_forgets_nothing_of_the_last_minute(wishes: list[tuple[int, float]], cut: int) -> None:
    sent = play(wishes)[: cut + 1]
    now = sent[-1][1]
    before = pacing.restore(RATES, sent)
    after = pacing.restore(RATES, [(chat, at) for chat, at in sent if at > now - pacing.MINUTE * pacing.MARGIN])
    for chat in {chat for chat, _ in sent}:
        assert abs(pacing.wait_chat(before, chat, now) - pacing.wait_chat(after, chat, now)) < 6
        if chat < 0:
            assert pacing.wait_chat(before, chat, now) == pacing.wait_chat(after, chat, now)
    assert pacing.wait_overall(before, now) == pacing.wait_overall(after, now)


def test_five_messages_to_a_person_go_at_once_and_the_sixth_a_second_later() -> None:
    times = [at - 1000 for _, at in play([(1, 0.0)] * 7)]
    assert times[:5] == [0] * 5
    assert all(1.0 <= later - earlier < 1.1 for earlier, later in pairwise(times[4:]))


def test_twenty_messages_to_a_group_go_within_seconds_and_the_next_a_minute_after_the_first() -> None:
    times = [at - 1000 for _, at in play([(-1, 0.0)] * 41)]
    assert times[:5] == [0] * 5
    assert 15 <= times[19] < 16
    assert 60 <= times[20] < 62
    assert 120 <= times[40] < 124


def test_zero_is_unpaced() -> None:
    sent = play([(-1, 0.0), (1, 0.0)] * 200, Rates(0, 0, 0))
    assert {at for _, at in sent} == {1000.0}


def test_half_a_message_a_second_is_one_in_two() -> None:
    times = [at - 1000 for _, at in play([(chat, 0.0) for chat in range(1, 4)], Rates(0.5, 0, 0))]
    assert [round(at) for at in times] == [0, 2, 4]


def test_what_limits_nothing_any_more_is_forgotten() -> None:
    pace = pacing.Pace(RATES)
    for chat in (-1, 1):
        pacing.note(pace, chat, 0.0)
    pacing.forget(pace, 1.0)
    assert (set(pace.groups), set(pace.free_at)) == ({-1}, {-1, 1})
    pacing.forget(pace, 62.0)
    assert (pace.groups, pace.free_at) == ({}, {})


def row(number: int, urgency: Priority) -> Row:
    return Row(number, number, "Send", b"", None, urgency, 0, 0.0, 0.0)


def begins(held: Turns, now: float) -> list[int]:
    """What may be said now, all of it, said in no time."""
    begun = []
    while (taken := turns.take(held, now)) is not None:
        begun.append(taken[1].id)
        turns.begun(held, taken[1], now)
        turns.arrived(held, taken[1], now, reached=True)
        exposure.recorded(held.exposure, taken[1].id, now)
    return begun


def test_what_goes_to_many_leaves_half_of_the_rate_to_whoever_asks() -> None:
    held = Turns(pacing.Pace(RATES), Exposure(30))
    for number in range(1, 200):
        lines.push(held.queue, row(number, Priority.DIGEST))
    assert len(begins(held, 1000.0)) == 15
    for number in range(1001, 1021):
        lines.push(held.queue, row(number, Priority.PRIVATE))
    assert begins(held, 1000.1) == list(range(1001, 1016))
    assert 0 < turns.rest(held, 1000.1) < 1
    assert begins(held, 1001.03)[:5] == list(range(1016, 1021))


def test_what_goes_to_many_goes_even_at_the_lowest_rate() -> None:
    held = Turns(pacing.Pace(Rates(1, 1, 20)), Exposure(1))
    lines.push(held.queue, row(1, Priority.DIGEST))
    assert begins(held, 1000.0) == [1]

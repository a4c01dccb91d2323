"""Whose update is next: what may be handled by whoever stores it, and what waits for its turn."""

from bot import lanes
from bot.lanes import Lanes
from storage.inbox import Row


def row(number: int, lane: int) -> Row:
    return Row(number, lane, b"", 0.0)


def test_updates_of_several_people_are_claimed_where_nobody_waits() -> None:
    queue = Lanes()
    assert [job.row.update_id for job in lanes.claim(queue, [row(1, 7), row(2, 8)])] == [1, 2]
    assert queue.known == {1, 2}
    assert lanes.take(queue, 10, 0.0) == []


def test_nothing_is_claimed_where_somebody_waits_or_the_person_is_busy() -> None:
    queue = Lanes()
    lanes.offer(queue, row(1, 7))
    assert lanes.claim(queue, [row(2, 8)]) == []
    (job,) = lanes.take(queue, 10, 0.0)
    assert lanes.claim(queue, [row(3, 7)]) == []
    assert lanes.claim(queue, [row(4, 9), row(5, 7)]) == []
    assert len(lanes.claim(queue, [row(6, 8)])) == 1
    lanes.rest(queue, job, 5.0)
    assert lanes.claim(queue, [row(7, 7)]) == []
    assert queue.known == {1, 6}


def test_two_of_one_person_are_not_claimed_together() -> None:
    queue = Lanes()
    assert lanes.claim(queue, [row(1, 7), row(2, 7)]) == []
    assert queue == Lanes()


def test_who_comes_while_a_claimed_update_is_handled_is_next() -> None:
    queue = Lanes()
    (job,) = lanes.claim(queue, [row(1, 7)])
    lanes.offer(queue, row(2, 7))
    assert lanes.take(queue, 10, 0.0) == []
    lanes.done(queue, job)
    assert [job.row.update_id for job in lanes.take(queue, 10, 0.0)] == [2]
    assert queue.known == {2}


def test_a_claimed_update_that_was_not_handled_is_forgotten_or_put_back() -> None:
    queue = Lanes()
    forgotten, back = lanes.claim(queue, [row(1, 7), row(2, 8)])
    lanes.done(queue, forgotten)
    lanes.put_back(queue, back)
    assert [job.row.update_id for job in lanes.take(queue, 10, 0.0)] == [2]
    assert queue.known == {2}

"""Red, yellow, green: points anyone can add up, and no flicker."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import colours
from bot.domain.colours import Colour, Seen, Tally
from bot.domain.place import Point
from bot.domain.policy import Colours
from bot.domain.ticket import Severity, State

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
RULES = Colours()
NORTH = 1 / 111_320  # degrees a metre, about


def seen(number: int, **fields: object) -> Seen:
    base = {"state": State.OPEN, "severity": Severity.NORMAL, "category": "manhole", "point": Point(36.1, 103.7)}
    return Seen(number, **{**base, "submitted_at": NOW - timedelta(hours=1), **fields})  # type: ignore[arg-type]


def test_each_ticket_counts_and_again_for_what_makes_it_worse() -> None:
    listed = [
        seen(1, due=NOW - timedelta(minutes=1)),
        seen(2, severity=Severity.URGENT, category="gas", due=NOW + timedelta(minutes=1)),
        seen(3, category="road", reopened=1),
        seen(4, state=State.CLOSED, category="wire"),
    ]
    counted = colours.tally(RULES, listed, NOW)
    assert counted == Tally(open=3, late=1, urgent=1, reopened=1, repeated=0)
    assert colours.points(RULES, counted) == 3 * 1 + 2 + 3 + 2


def test_the_same_at_the_same_spot_again_counts_within_fifty_metres_and_thirty_days() -> None:
    first = seen(1, state=State.CLOSED)
    near, far = Point(36.1 + 45 * NORTH, 103.7), Point(36.1 + 55 * NORTH, 103.7)
    old = NOW - timedelta(days=31)
    for again, expected in (
        (seen(2, point=near), 1),
        (seen(2, point=far), 0),
        (seen(2, category="road"), 0),
    ):
        assert colours.tally(RULES, [first, again], NOW).repeated == expected
    assert colours.tally(RULES, [seen(1, state=State.CLOSED, submitted_at=old), seen(2)], NOW).repeated == 0
    assert colours.tally(RULES, [seen(1, state=State.MERGED), seen(2)], NOW).repeated == 0


def test_every_step_up_and_down() -> None:
    path, before = [], Colour.GREEN
    for number in (0, 2, 3, 7, 8, 7, 5, 4, 2, 1, 2, 0):
        before = colours.colour(RULES, number, before)
        path.append(before[0])
    assert "".join(path) == "ggyyrrryyggg"


@given(st.integers(0, 40), st.sampled_from(Colour))
def test_a_colour_once_reached_stays_where_the_points_stay(number: int, before: Colour) -> None:
    after = colours.colour(RULES, number, before)
    assert colours.colour(RULES, number, after) is after

"""How many messages a kill could double: as few as the rate allows, whatever Telegram takes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.sending import exposure
from bot.sending.exposure import NEWEST, SLOW, Exposure

TIMES = st.floats(0.001, 0.4)


def flown(held: Exposure, takes: float, *, count: int) -> tuple[float, int]:
    """Sends as soon as it may; seconds until the last one is recorded, and how many were under way at most."""
    now, most, flying = 100.0, 0, list[tuple[float, int]]()
    for row in range(count):
        while exposure.wait(held, now) > 0:
            now, landed = flying.pop(0)
            exposure.recorded(held, landed, now)
        exposure.begun(held, row, now)
        flying.append((now + takes, row))
        most = max(most, len(flying))
    return flying[-1][0] - 100.0, most


@given(TIMES)
def test_half_the_rate_at_least_is_reached_with_no_more_under_way_than_it_needs(takes: float) -> None:
    held = Exposure(30)
    flown(held, takes, count=60)
    spent, most = flown(Exposure(30, held.took), takes, count=90)
    assert most <= max(1, 30 * takes + 1e-6)
    assert spent <= 2 * (90 / 30 + 2 * takes)


def test_near_a_fast_telegram_it_is_one() -> None:
    assert flown(Exposure(30), 0.02, count=50)[1] == 1


def test_a_busy_machine_does_not_put_more_under_way() -> None:
    """Most take long, but the line itself is fast: one of them showed it."""
    held = Exposure(30)
    for row in range(10 * NEWEST):
        exposure.begun(held, row, 10.0 * row)
        exposure.recorded(held, row, 10.0 * row + (0.4 if row % NEWEST else 0.02))
    assert exposure.most(held) == 1


def test_until_the_line_is_known_one_goes_after_the_other() -> None:
    assert flown(Exposure(30), 0.31, count=NEWEST)[1] == 1
    assert flown(Exposure(30), 0.31, count=NEWEST + 20)[1] == 9


def test_one_that_hangs_holds_the_others_up_for_a_second_only() -> None:
    held = Exposure(30)
    exposure.begun(held, 1, 10.0)
    assert exposure.wait(held, 10.1) == 10.0 + SLOW - 10.1
    assert exposure.wait(held, 10.0 + SLOW) == 0


def test_without_a_rate_nothing_waits() -> None:
    held = Exposure(0)
    for row in range(1000):
        exposure.begun(held, row, 10.0)
    assert exposure.wait(held, 10.0) == 0

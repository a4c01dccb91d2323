"""SQL and plain Python count the same tickets, whatever happened to them, on both databases."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.figures import Duration, Figure, Kind, Period, around, between
from bot.domain.policy import Goals
from bot.simulation import reckoning
from bot.simulation.reckoning import Asked
from storage.engine import Store
from storage.figures import counting
from storage.figures.lives import UNCOVERED, window
from tests.figures.histories import BEGIN, stored, tales

LANZHOU, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
GOALS = Goals()
PERIODS = st.one_of(
    st.builds(
        around, st.sampled_from([Kind.DAY, Kind.WEEK, Kind.MONTH]), st.dates(date(2026, 10, 24), date(2026, 11, 9))
    ),
    st.builds(
        lambda first, days: between(first, first + timedelta(days=days)),
        st.dates(date(2026, 10, 24), date(2026, 11, 4)),
        st.integers(0, 12),
    ),
)


class Undone(Exception):
    """Rolls everything of one example back."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, 2**32),
    PERIODS,
    st.sampled_from([LANZHOU, NEW_YORK]),
    st.integers(0, 3),
    st.integers(0, 20 * 86_400),
    st.sampled_from(Figure),
)
async def test_every_figure_has_the_tickets_that_the_log_says(
    store: Store, seed: int, period: Period, zone: ZoneInfo, scope: int, later: int, figure: Figure
) -> None:
    try:
        async with store.write() as conn:
            log = await stored(conn, tales(seed))
            areas = (None, (log.communities[0],), (log.street, *log.communities), UNCOVERED)[scope]
            last = max((line.at for line in log.lines), default=BEGIN)
            now = last + timedelta(seconds=later)
            asked = Asked(
                period, zone, now, None if areas is None else frozenset(area or None for area in areas), GOALS
            )
            told = reckoning.reckoned(log.lines, log.about, asked)
            wanted = window(period, zone, now, areas, goals=GOALS)
            await _agree(conn, period, wanted, told, figure)
            raise Undone
    except Undone:
        pass


async def _agree(conn, period, wanted, told, figure) -> None:  # type: ignore[no-untyped-def]
    found = await counting.figures(conn, period, wanted)
    assert dict(found.counts) == {figure: len(told.behind[figure]) for figure in Figure}
    assert await counting.behind(conn, wanted, figure) == sorted(told.behind[figure])
    for duration in Duration:
        spread = found.spreads.get(duration)
        expected = reckoning.spread(told.seconds[duration])
        assert (spread and (spread.count, spread.mean, spread.median, spread.ninetieth)) == expected, duration
    assert (found.new, found.closed) == (told.new, told.closed)
    assert dict(found.categories) == told.categories
    parts = await counting.parts(conn, wanted)
    assert {figure: sum(part.counts[figure] for part in parts) for figure in Figure} == dict(found.counts)
    every = await counting.each(conn, wanted, limit=1000)
    assert {one.ticket: one.figures for one in every} == {
        number: frozenset(figure for figure in Figure if number in told.behind[figure])
        for number in set().union(*told.behind.values())
    }

"""The bot's figures beside those reckoned from the log: for the month, its weeks and days, as a whole and by area."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.figures import Duration, Figure, Figures, Kind, Period, around
from bot.domain.people import Area
from bot.domain.policy import Goals
from bot.simulation import reckoning
from bot.simulation.ledger import Ledger
from bot.simulation.plan import ZONE, Plan
from bot.simulation.reckoning import Asked, Told
from storage import areas
from storage.figures import counting
from storage.figures.lives import window


def periods(plan: Plan) -> list[Period]:
    """The month, and each week and day of the plan."""
    first = datetime.fromtimestamp(plan.begin, ZONE).date()
    days = [first + timedelta(days=number) for number in range(plan.days)]
    found = [around(kind, day) for kind in (Kind.MONTH, Kind.WEEK, Kind.DAY) for day in days]
    return list(dict.fromkeys(found))


async def scopes(conn: AsyncConnection) -> list[tuple[str, frozenset[int] | None]]:
    """Everywhere, one street with all its communities, one community."""
    tree = await areas.tree(conn)
    street = next(area for area in tree if area.level == "street")
    lowest = next(area for area in tree if area.level == "community")
    return [("everywhere", None), (street.name, _below(tree, street)), (lowest.name, _below(tree, lowest))]


def _below(tree: Sequence[Area], top: Area) -> frozenset[int]:
    return frozenset(area.id for area in tree if top.id in area.path)


async def differences(conn: AsyncConnection, ledger: Ledger, plan: Plan, goals: Goals) -> AsyncIterator[list[str]]:
    """For each period and scope what is not the same, ticket by ticket: nothing, where all is well."""
    now = datetime.fromtimestamp(plan.end, UTC)
    for name, chosen in await scopes(conn):
        for period in periods(plan):
            asked = Asked(period, ZONE, now, chosen, goals)
            told = reckoning.reckoned(ledger.lines, ledger.about, asked)
            wanted = window(period, ZONE, now, None if chosen is None else tuple(sorted(chosen)), goals=goals)
            found = await counting.figures(conn, period, wanted)
            each = await counting.each(conn, wanted, limit=len(ledger.about))
            behind = {figure: {one.ticket for one in each if figure in one.figures} for figure in Figure}
            yield [f"{name}, {period.code}: {what}" for what in _different(told, found, behind)]


def _different(told: Told, found: Figures, behind: dict[Figure, set[int]]) -> Iterator[str]:
    for figure in Figure:
        odd = told.behind[figure] ^ behind[figure]
        if odd or found[figure] != len(told.behind[figure]):
            yield f"{figure} is {found[figure]}, reckoned {len(told.behind[figure])}; differ in {sorted(odd)[:9]}"
    for duration in Duration:
        spread = found.spreads.get(duration)
        counted = spread and (spread.count, spread.mean, spread.median, spread.ninetieth)
        if counted != reckoning.spread(told.seconds[duration]):
            yield f"{duration} is {counted}, reckoned {reckoning.spread(told.seconds[duration])}"
    if (found.new, found.closed) != (told.new, told.closed):
        yield "the days differ"
    top = dict(found.categories)
    if any(told.categories[name] != count for name, count in top.items()):
        yield f"categories are {top}, reckoned {told.categories}"

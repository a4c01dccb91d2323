"""Hot spots are the same on both databases, also where a place lies exactly between two squares."""

from zoneinfo import ZoneInfo

import pytest

from bot.domain.figures import Kind, around
from bot.domain.policy import Goals
from storage.engine import Store
from storage.figures import counting
from storage.figures.lives import window
from tests.storage.made import NOW, person, ticket

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = 36.5025
assert FIRST * 1000 % 1 == 0.5  # to the even one of its neighbours it would go down


@pytest.mark.parametrize("sign", [1, -1])
async def test_a_half_goes_away_from_zero(store: Store, sign: int) -> None:
    period = around(Kind.DAY, NOW.astimezone(ZONE).date())
    async with store.write() as conn:
        li = await person(conn, 1)
        for lat in (FIRST, 36.5026, 36.5030):
            await ticket(conn, li, lat=sign * lat)
        found = await counting.figures(conn, period, window(period, ZONE, NOW, None, goals=Goals()))
    assert [(spot.count, spot.lat) for spot in found.spots] == [(3, pytest.approx(sign * 36.5027, abs=1e-4))]

"""Forged presses on lists that were never shown: refused, and nothing is owed that could not be said."""

import pytest

from storage import areas
from tests.town import WEST, Town

FOR_ADMINS = ("people:0:", "areas:0", "members:3:0:0", "unconfirmed:0", "duty:3", "keeplist:0")
FOR_COURIERS = ("keeplist:0", "points:0:5", "pointrules:5", "naming:1:5", "my:0:5", "my:0")


@pytest.mark.parametrize("data", [*(f"admin {one}" for one in FOR_ADMINS), *(f"courier {one}" for one in FOR_COURIERS)])
async def test_a_press_on_a_list_that_was_never_shown_is_refused(town: Town, data: str) -> None:
    who, pressed = data.split()
    actor = town.admin if who == "admin" else town.courier
    await actor.starts()
    answer = await actor.presses_data(pressed, actor.last)
    assert answer.show_alert
    assert "失效" in (answer.text or "")


async def test_what_such_a_press_would_have_changed_stays(town: Town) -> None:
    await town.admin.starts()
    async with town.app.store.read() as conn:
        (west,) = await areas.named(conn, WEST)
    await town.admin.presses_data(f"members:{west.id}:0:0", town.admin.last)
    async with town.app.store.read() as conn:
        assert (await areas.get(conn, west.id)) == west
    card = town.west.card(await town.courier.reports("井盖"))
    assert (await town.staff.presses_data("lang:en", card)).show_alert
    await town.staff.sends("/help", chat=town.west)
    assert "骑手" in town.west.last_text

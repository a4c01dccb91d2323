"""A burst to one group with Telegram's limits on; at its full size it is a benchmark (`python -m bench burst`)."""

from pathlib import Path

from bot.sandbox import Sandbox
from handlers.board import folding
from tests.end_to_end import process, rush, scene

REPORTS, SECONDS = 70, 8
SOON = 60.0  # seconds within which the group must know of a ticket
A_MINUTE = 20  # what Telegram lets a group have


async def test_a_burst_is_seen_within_a_minute_and_meets_no_429(tmp_path: Path) -> None:
    async with Sandbox(limits=True) as box:
        street = await scene.furnish(box, tmp_path, couriers=REPORTS)
        async with process.running(box, tmp_path, **street.settings) as bot:
            played = await rush.play(street, REPORTS, within=SECONDS)
            await rush.seen(played, REPORTS, within=SOON)
            assert await bot.stop() == 0
    assert played.refused == []
    assert box.violations == []
    assert len(played.visible) == REPORTS
    assert max(played.visible.values()) < SOON
    assert len(played.cards) >= int(A_MINUTE * folding.SHARE)
    assert played.fullest_minute <= A_MINUTE
    assert played.carded_twice == []

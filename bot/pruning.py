"""Documents of the media store hold personal data and are made for a moment: exports, workbooks, lists to import."""

import asyncio
from datetime import datetime, timedelta

from handlers.turn import House
from storage import media
from storage.engine import Store

_PORTION = 100  # a transaction


async def prune(store: Store, house: House, now: datetime) -> int:
    """Remove those that are older than the policy keeps them, unless something still names them; how many."""
    before = now - timedelta(days=house.policy.limits.keep_files_days)
    async with store.read() as conn:
        old = await media.old_documents(conn, before)
    portions = [old[start : start + _PORTION] for start in range(0, len(old), _PORTION)]
    return sum([await _some(store, house, portion, before) for portion in portions])


async def _some(store: Store, house: House, names: list[str], before: datetime) -> int:
    """In one transaction, for nobody to begin to need one of them meanwhile."""
    async with store.write() as conn:
        chosen = await media.unneeded(conn, names, before)
        gone = await asyncio.to_thread(house.drop, chosen, before.timestamp()) if chosen else []
        if gone:
            await media.prune(conn, gone)
    return len(gone)

"""What the media store need not keep, for it may hold personal data: documents, and photos that were never reported.

Documents (exports, workbooks, lists to import) are made for a moment. Photos are left behind by drafts that were given
up or have lapsed, and by more photos than a ticket may have.
"""

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
        old = [*await media.old_documents(conn, before), *await media.old_leavings(conn, before)]
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

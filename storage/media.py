"""What the media store holds: one row a file, by its SHA-256."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.incoming import Fetched, FileKind
from storage import upsert
from storage.schema import WAITING, attachments, dialogues, media, outbox, stations

PRUNED = "pruned"
"""The kind of a row whose file is gone from the store: rows that name it may stay."""
LOOK_BACK = timedelta(days=30)
"""How far before that moment the night looks for what was never attached: a bot may be switched off for a while."""
# As it stands in the indexes: for a parameter they would not be used.
_DOCUMENT: ColumnElement[str] = literal_column("'document'")
_NAME = re.compile(rb"[0-9a-f]{64}")


async def note(conn: AsyncConnection, files: Sequence[Fetched], at: datetime) -> None:
    """Records files that the store has saved; one known before stays as it is, but what may be pruned counts anew."""
    rows = [
        {
            "sha256": file.sha256,
            "kind": file.kind,
            "mime": file.mime[:64],
            "size": file.size,
            "width": file.width,
            "height": file.height,
            "phash": _signed(file.phash),
            "stored_at": at,
        }
        for file in files
    ]
    if rows:
        await conn.execute(upsert.keeping(conn, media), rows)
    again = [{"name": file.sha256, "as": file.kind, "now": at} for file in files]
    if again:
        await conn.execute(_AGAIN, again)


_AGAIN = (
    update(media)
    .where(media.c.sha256 == bindparam("name"), (media.c.kind == FileKind.DOCUMENT) | (media.c.kind == PRUNED))
    .values(kind=bindparam("as"), stored_at=bindparam("now"))
)


async def mime(conn: AsyncConnection, sha256: str) -> str:
    return (await conn.execute(select(media.c.mime).where(media.c.sha256 == sha256))).scalar() or ""


async def old_documents(conn: AsyncConnection, before: datetime) -> list[str]:
    """Exports, lists sent for import and the like that were stored before then."""
    query = select(media.c.sha256).where(media.c.kind == _DOCUMENT, media.c.stored_at < before)
    return list((await conn.execute(query.order_by(media.c.stored_at))).scalars())


async def old_leavings(conn: AsyncConnection, before: datetime) -> list[str]:
    """Photos and the like that were stored before then, LOOK_BACK at most, and that no ticket has got."""
    when = (media.c.stored_at < before) & (media.c.stored_at >= before - LOOK_BACK)
    attached = select(attachments.c.id).where(attachments.c.sha256 == media.c.sha256).exists()
    query = select(media.c.sha256).where(when, media.c.kind.not_in((FileKind.DOCUMENT, PRUNED)), ~attached)
    return list((await conn.execute(query.order_by(media.c.stored_at))).scalars())


async def unneeded(conn: AsyncConnection, names: Sequence[str], before: datetime) -> list[str]:
    """Those that are still there and so old, and that no ticket, station, draft or waiting message names."""
    old = media.c.sha256.in_(names) & (media.c.kind != PRUNED) & (media.c.stored_at < before)
    attached = select(attachments.c.sha256).where(attachments.c.sha256.in_(names))
    shown = select(stations.c.photo).where(stations.c.photo.in_(names))
    needed = {name for query in (attached, shown) for name in (await conn.execute(query)).scalars()}
    drafts = (await conn.execute(select(dialogues.c.draft))).scalars()
    owed = (await conn.execute(select(outbox.c.body).where(outbox.c.state == WAITING))).scalars()
    needed |= _named_in([*drafts, *owed])
    found = (await conn.execute(select(media.c.sha256).where(old))).scalars()
    return [name for name in found if name not in needed]


def _named_in(bodies: Iterable[bytes]) -> set[str]:
    return {name.decode() for body in bodies for name in _NAME.findall(body)}


async def prune(conn: AsyncConnection, names: Sequence[str]) -> None:
    """Their files are gone."""
    await conn.execute(update(media).where(media.c.sha256.in_(names)).values(kind=PRUNED))


def _signed(bits: int) -> int:
    """64 unsigned bits as the signed integer that both databases can hold."""
    return bits - (1 << 64) if bits >= 1 << 63 else bits

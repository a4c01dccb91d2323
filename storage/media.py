"""What the media store holds: one row a file, by its SHA-256."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.incoming import Fetched
from storage import upsert
from storage.schema import media


async def note(conn: AsyncConnection, files: Sequence[Fetched], at: datetime) -> None:
    """Records files that the store has saved; a file known before stays as it is."""
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


async def mime(conn: AsyncConnection, sha256: str) -> str:
    return (await conn.execute(select(media.c.mime).where(media.c.sha256 == sha256))).scalar() or ""


def _signed(bits: int) -> int:
    """64 unsigned bits as the signed integer that both databases can hold."""
    return bits - (1 << 64) if bits >= 1 << 63 else bits

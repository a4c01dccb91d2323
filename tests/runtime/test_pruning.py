"""Exports, imported files and photos that were never reported go after a week, unless something still names them."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import policy, pruning
from bot.domain.incoming import Fetched, FileKind
from bot.domain.outgoing import Address, SendFile
from bot.domain.ticket import Attachment, Use
from bot.photos import store as photos
from storage import dialogues, media, outbox, schema, tickets
from storage.dialogues import Dialogue
from storage.engine import Store
from tests.storage.made import person, ticket
from tests.storage.plans import plan

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
WEEK = timedelta(days=7, seconds=1)


@dataclass
class Archive:
    """A store of files whose disk has the same time as the database."""

    store: Store
    folder: Path
    house: Any

    async def keeps(self, content: bytes, at: datetime = MONDAY, kind: FileKind = FileKind.DOCUMENT) -> str:
        name = photos.save(self.folder, content)
        os.utime(photos.path(self.folder, name), (at.timestamp(),) * 2)
        async with self.store.write() as conn:
            await media.note(conn, [Fetched(name, kind, len(content))], at)
        return name

    async def attach(self, photo: str) -> None:
        async with self.store.write() as conn:
            reporter = await person(conn, 7)
            made = await ticket(conn, reporter)
            await tickets.attach(conn, made, [Attachment(photo, "photo", Use.BEFORE)], by=reporter.id, at=MONDAY)

    async def prunes(self, now: datetime) -> int:
        return await pruning.prune(self.store, self.house, now)

    def has(self, *names: str) -> list[bool]:
        return [photos.path(self.folder, name).is_file() for name in names]


class Place:
    policy = policy.load()
    drop: Any = None


@pytest.fixture
def archive(store: Store, tmp_path: Path) -> Archive:
    house = Place()
    house.drop = partial(photos.drop, tmp_path / "media")
    return Archive(store, tmp_path / "media", house)


async def test_a_document_is_gone_after_the_policys_days_and_a_tickets_photo_is_not(archive: Archive) -> None:
    export, photo = await archive.keeps(b"names"), await archive.keeps(b"hole", kind=FileKind.PHOTO)
    await archive.attach(photo)
    later = await archive.keeps(b"more names", MONDAY + timedelta(days=1))
    assert await archive.prunes(MONDAY + timedelta(days=7)) == 0
    assert await archive.prunes(MONDAY + WEEK) == 1
    assert archive.has(export, photo, later) == [False, True, True]
    assert await archive.prunes(MONDAY + WEEK) == 0
    archive.house.policy = replace(Place.policy, limits=replace(Place.policy.limits, keep_files_days=1))
    assert await archive.prunes(MONDAY + timedelta(days=2, seconds=1)) == 1


async def test_a_photo_that_was_never_reported_goes_too_and_is_back_where_it_comes_again(archive: Archive) -> None:
    photo = await archive.keeps(b"never sent off", kind=FileKind.PHOTO)
    voice = await archive.keeps(b"not either", kind=FileKind.VOICE)
    assert await archive.prunes(MONDAY + timedelta(days=7)) == 0
    assert await archive.prunes(MONDAY + WEEK) == 2
    assert archive.has(photo, voice) == [False, False]
    assert await archive.keeps(b"never sent off", MONDAY + WEEK, kind=FileKind.PHOTO) == photo
    await archive.attach(photo)
    assert await archive.prunes(MONDAY + 2 * WEEK) == 0
    assert archive.has(photo) == [True]
    async with archive.store.read() as conn:
        kinds = (await conn.execute(select(schema.media.c.kind).order_by(schema.media.c.kind))).scalars().all()
    assert kinds == ["photo", media.PRUNED]


async def test_a_draft_may_take_its_time_with_its_photo(archive: Archive) -> None:
    photo = await archive.keeps(b"under way", kind=FileKind.PHOTO)
    draft = {"files": [{"sha256": photo, "kind": "photo"}]}
    async with archive.store.write() as conn:
        await person(conn, 7)
        await dialogues.put(conn, Dialogue(7, 7, "draft", MONDAY, MONDAY, draft=draft))
    assert await archive.prunes(MONDAY + WEEK) == 0
    async with archive.store.write() as conn:
        await dialogues.end(conn, 7, 7)
    assert await archive.prunes(MONDAY + WEEK) == 1
    assert archive.has(photo) == [False]


async def test_what_something_still_names_stays(archive: Archive) -> None:
    names = [await archive.keeps(content) for content in (b"ticket", b"station", b"outbox", b"draft", b"nobody")]
    async with archive.store.write() as conn:
        await _name_them(conn, *names[:4])
    assert await archive.prunes(MONDAY + WEEK) == 1
    assert archive.has(*names) == [True, True, True, True, False]
    async with archive.store.write() as conn:
        for row in await outbox.waiting(conn, after=0, limit=9):
            await outbox.settle(conn, [outbox.Outcome(row.id, schema.DONE)])
        await dialogues.end(conn, 7, 7)
    assert await archive.prunes(MONDAY + WEEK) == 2
    assert archive.has(*names) == [True, True, False, False, False]


async def _name_them(conn: AsyncConnection, of_ticket: str, of_station: str, owed: str, drafted: str) -> None:
    reporter = await person(conn, 7)
    made = await ticket(conn, reporter)
    await tickets.attach(conn, made, [Attachment(of_ticket, "document", Use.NOTE)], by=reporter.id, at=MONDAY)
    shown = {"code": "A", "name": "A", "kind": "bee", "lat": 36.1, "lon": 103.7, "photo": of_station}
    await conn.execute(schema.stations.insert().values(shown))
    await outbox.add(conn, [SendFile(Address(7), owed, "document", name="tickets.xlsx")], MONDAY.timestamp())
    draft = {"files": [{"sha256": drafted, "kind": "document"}]}
    await dialogues.put(conn, Dialogue(7, 7, "draft", MONDAY, MONDAY, draft=draft))


async def test_what_came_again_lately_stays_and_what_comes_again_later_is_back(archive: Archive) -> None:
    """Fetched anew, but not yet handled: only the disk knows."""
    name = await archive.keeps(b"cells")
    now = MONDAY + WEEK
    os.utime(photos.path(archive.folder, name), (now.timestamp() - 60,) * 2)
    assert await archive.prunes(now) == 0
    assert await archive.prunes(now + WEEK) == 1
    assert await archive.keeps(b"cells", now + 2 * WEEK) == name
    async with archive.store.read() as conn:
        kept = (await conn.execute(select(schema.media.c.kind, schema.media.c.stored_at))).all()
    assert [tuple(row) for row in kept] == [("document", now + 2 * WEEK)]
    assert archive.has(name) == [True]


async def test_a_file_that_is_missing_already_is_counted_once(archive: Archive) -> None:
    name = await archive.keeps(b"lost")
    photos.path(archive.folder, name).unlink()
    assert await archive.prunes(MONDAY + WEEK) == 1
    assert await archive.prunes(MONDAY + WEEK) == 0


async def test_an_index_finds_them_among_however_many_photos(archive: Archive) -> None:
    async with archive.store.read() as conn:
        old = await plan(conn, lambda: media.old_documents(conn, MONDAY + WEEK))
        assert "ix_media_documents" in old or not archive.store.sqlite
        left = await plan(conn, lambda: media.old_leavings(conn, MONDAY + WEEK))
        indexes = ("ix_media_stored_at", "ix_attachments_sha256")
        assert all(name in left for name in indexes) or not archive.store.sqlite


def test_what_is_saved_while_it_is_dropped_is_there(tmp_path: Path) -> None:
    name = photos.save(tmp_path, b"again")
    os.utime(photos.path(tmp_path, name), (0, 0))
    assert photos.save(tmp_path, b"again") == name
    assert photos.drop(tmp_path, [name], 1.0) == []
    assert photos.load(tmp_path, name) == b"again"
    assert name == sha256(b"again").hexdigest()

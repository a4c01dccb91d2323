"""A backup is whole, goes into either database, and a restore changes nothing unless everything is right."""

import asyncio
import io
import shutil
import tarfile
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Column, Connection, insert, inspect, select

from bot.commands.backing_up import backup
from bot.commands.common import Failed
from bot.commands.restoring import restore
from bot.photos import store as photos
from bot.settings import Settings
from storage import dumps, migrate, schema
from storage.engine import Store
from storage.migrations import HEAD
from tests.commands.conftest import Line
from tests.commands.town import NOON, PHOTO, fill

Members = dict[str, bytes]


def settings(url: str, media_dir: Path) -> Settings:
    return Settings(database_url=url, media_dir=media_dir)


async def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    opened = Store(url)
    async with opened.read() as conn:
        found = {
            t.name: [tuple(r) for r in await conn.execute(select(t).order_by(*t.primary_key))] for t in dumps.TABLES
        }
    await opened.close()
    return found


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little town on SQLite, once for all: town.db, media and town.tar.gz, its backup."""
    folder = tmp_path_factory.mktemp("town")
    asyncio.run(_settle(folder))
    return folder


async def _settle(folder: Path) -> None:
    url = f"sqlite+aiosqlite:///{folder}/town.db"
    await migrate.up(url)
    opened = Store(url)
    await fill(opened, folder / "media")
    await opened.close()
    await backup(settings(url, folder / "media"), Namespace(file=folder / "town.tar.gz"))


@pytest.fixture
def archive(town: Path, tmp_path: Path) -> Path:
    """The backup, with the town that it is of beside it."""
    shutil.copytree(town, tmp_path, dirs_exist_ok=True)
    return tmp_path / "town.tar.gz"


def members(file: Path) -> Members:
    with tarfile.open(file) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def packed(file: Path, content: Members) -> Path:
    with tarfile.open(file, "w") as tar:
        for name, data in content.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return file


@pytest.mark.parametrize("name", ["b.tar", "b.tar.gz"])
async def test_a_backup_of_either_database_restores_into_sqlite(
    store: Store, database_url: str, tmp_path: Path, name: str
) -> None:
    await fill(store, tmp_path / "media")
    await backup(settings(database_url, tmp_path / "media"), Namespace(file=tmp_path / name))
    there = settings(f"sqlite+aiosqlite:///{tmp_path}/new/bot.db", tmp_path / "new/media")
    await restore(there, Namespace(file=tmp_path / name))
    assert await everything(there.database_url) == await everything(database_url)
    (photo,) = (path for path in there.media_dir.rglob("*") if path.is_file())
    assert photos.load(there.media_dir, photo.name) == PHOTO


async def test_a_backup_restores_into_either_database_and_numbers_go_on_from_there(
    archive: Path, nowhere: str, tmp_path: Path
) -> None:
    await restore(settings(nowhere, tmp_path / "new"), Namespace(file=archive))
    assert await everything(nowhere) == await everything(f"sqlite+aiosqlite:///{tmp_path}/town.db")
    opened = Store(nowhere)
    async with opened.write() as conn:
        values = {"standing": "active", "joined_at": NOON}
        made = await conn.execute(insert(schema.people).values(values).returning(schema.people.c.id))
        assert made.scalar_one() == 43
    await opened.close()


def _columns(conn: Connection) -> dict[str, set[str]]:
    there = inspect(conn)
    return {name: {column["name"] for column in there.get_columns(name)} for name in there.get_table_names()}


def as_then(table: bytes, columns: set[str]) -> bytes:
    """The dump of a table without the columns that it did not have yet."""
    head, *rows = (orjson.loads(line) for line in table.splitlines())
    kept = [place for place, name in enumerate(head) if name in columns]
    lines = [{name: kind for name, kind in head.items() if name in columns}]
    return b"".join(orjson.dumps(line) + b"\n" for line in [*lines, *([row[at] for at in kept] for row in rows)])


async def test_a_backup_of_an_older_version_restores_and_is_brought_up_to_date(archive: Path, tmp_path: Path) -> None:
    old = Store(f"sqlite+aiosqlite:///{tmp_path}/old.db")
    async with old.write() as conn:
        await dumps.prepare(conn, "0001")
        then = await conn.run_sync(_columns)
    await old.close()
    content = {
        name: as_then(data, then[name[7:-6]]) if "tables" in name else data
        for name, data in members(archive).items()
        if name[7:-6] in then or "tables" not in name
    }
    manifest = orjson.loads(content["manifest.json"])
    manifest |= {"revision": "0001", "tables": {n: rows for n, rows in manifest["tables"].items() if n in then}}
    older = packed(tmp_path / "older.tar", content | {"manifest.json": orjson.dumps(manifest)})
    there = settings(f"sqlite+aiosqlite:///{tmp_path}/new.db", tmp_path / "new/media")
    await restore(there, Namespace(file=older))
    restored, before = await everything(there.database_url), await everything(f"sqlite+aiosqlite:///{tmp_path}/town.db")
    assert {name for name, rows in restored.items() if rows} == {name for name in then if before.get(name)}
    for name in then.keys() & before.keys():
        kept = [place for place, column in enumerate(schema.metadata.tables[name].c) if column.name in then[name]]
        for old_row, new_row in zip(before.get(name, ()), restored.get(name, ()), strict=True):
            assert [new_row[at] for at in kept] == [old_row[at] for at in kept], name
    assert await migrate.current(there.database_url) == HEAD


@pytest.mark.parametrize("column", [c for t in dumps.TABLES for c in t.c], ids=str)
def test_every_column_is_of_a_kind_that_a_backup_knows(column: Column[object]) -> None:
    assert (dumps.kind(column.type) != "plain") != isinstance(column.type, dumps.PLAIN)


async def test_a_migrated_but_empty_database_is_an_empty_place(
    archive: Path, database_url: str, tmp_path: Path
) -> None:
    await restore(settings(database_url, tmp_path / "new"), Namespace(file=archive))
    assert len((await everything(database_url))["tickets"]) == 2


async def test_a_snapshot_does_not_see_what_is_written_meanwhile_and_holds_nobody_up(
    store: Store, tmp_path: Path
) -> None:
    await fill(store, tmp_path)
    async with dumps.snapshot(store) as conn:
        await dumps.dump(conn, schema.areas, io.BytesIO())
        async with asyncio.timeout(5), store.write() as writing:
            await writing.execute(insert(schema.audit).values(at=NOON, action="import"))
        assert await dumps.dump(conn, schema.audit, io.BytesIO()) == 0
    async with dumps.snapshot(store) as conn:
        assert await dumps.dump(conn, schema.audit, io.BytesIO()) == 1


async def test_a_photo_that_is_missing_or_damaged_is_named_and_left_out(
    store: Store, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await fill(store, tmp_path / "media")
    (photo,) = (path for path in (tmp_path / "media").rglob("*") if path.is_file())
    photo.write_bytes(b"rotten")
    assert await backup(settings(database_url, tmp_path / "media"), Namespace(file=tmp_path / "b.tar")) == 0
    assert f"media/{photo.name}" not in members(tmp_path / "b.tar")
    told = capsys.readouterr().err.splitlines()
    assert photo.name in told[0]
    assert told[-1] == "WARNING: 1 of 1 files are not in this backup, see above"


@pytest.mark.parametrize("what", ["people", "media"])
async def test_a_place_that_is_not_empty_is_refused(archive: Path, tmp_path: Path, what: str) -> None:
    there = settings(f"sqlite+aiosqlite:///{tmp_path}/town.db", tmp_path / "new")
    if what == "media":
        there = settings(f"sqlite+aiosqlite:///{tmp_path}/new.db", tmp_path / "media")
    with pytest.raises(Failed, match="not empty"):
        await restore(there, Namespace(file=archive))
    assert not (tmp_path / "new").exists()


def _changed(content: Members, name: str, old: bytes, new: bytes) -> Members:
    assert old in content[name]
    return content | {name: content[name].replace(old, new)}


def _without(content: Members, start: str) -> Members:
    return {name: data for name, data in content.items() if not name.startswith(start)}


DAMAGES: dict[str, Callable[[Members], Members]] = {
    "a way out": lambda content: content | {"../outside": b"x"},
    "an absolute path": lambda content: content | {"/tmp/outside": b"x"},
    "a file of another kind": lambda content: content | {"tables/x.sh": b"x"},
    "a photo that is another": lambda content: {
        name: b"other" if name.startswith("media/") else data for name, data in content.items()
    },
    "a missing photo": lambda content: _without(content, "media/"),
    "a missing table": lambda content: _without(content, "tables/grants"),
    "no manifest": lambda content: _without(content, "manifest"),
    "a manifest that is no JSON": lambda content: content | {"manifest.json": b"{"},
    "a manifest without tables": lambda content: content | {"manifest.json": b'{"format": 1}'},
    "another format": lambda content: _changed(content, "manifest.json", b'"format": 1', b'"format": 2'),
    "a later version": lambda content: _changed(
        content, "manifest.json", f'"revision": "{HEAD}"'.encode(), b'"revision": "9999"'
    ),
    "a lost row": lambda content: (
        content | {"tables/people.jsonl": content["tables/people.jsonl"][:-1].rpartition(b"\n")[0]}
    ),
    "half a row": lambda content: content | {"tables/people.jsonl": content["tables/people.jsonl"][:-9]},
    "a time that is none": lambda content: _changed(content, "tables/people.jsonl", b"2026-11-20", b"2026-13-20"),
    "a column that is none": lambda content: _changed(content, "tables/people.jsonl", b'"company"', b'"nothing"'),
    "a column that is SQL": lambda content: _changed(content, "tables/people.jsonl", b'"company"', b'"a;b"'),
    "a person of a grant gone": lambda content: _changed(content, "tables/grants.jsonl", b",42,", b",77,"),
}


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_or_hostile_archive_changes_nothing(archive: Path, tmp_path: Path, damage: str) -> None:
    bad = packed(tmp_path / "bad.tar", DAMAGES[damage](members(archive)))
    await _refused(bad, tmp_path)


@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("compressed", [True, False])
async def test_an_archive_cut_short_changes_nothing(
    archive: Path, tmp_path: Path, part: float, compressed: bool
) -> None:
    whole = archive if compressed else packed(tmp_path / "whole.tar", members(archive))
    data = whole.read_bytes()
    (tmp_path / "bad.tar").write_bytes(data[: int(len(data) * part)])
    await _refused(tmp_path / "bad.tar", tmp_path)


async def test_a_link_in_the_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "bad.tar", "w") as tar:
        entry = tarfile.TarInfo("tables/people.jsonl")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(entry)
    await _refused(tmp_path / "bad.tar", tmp_path)


async def _refused(bad: Path, tmp_path: Path) -> None:
    there = settings(f"sqlite+aiosqlite:///{tmp_path}/new.db", tmp_path / "new/media")
    with pytest.raises(Failed) as caught:
        await restore(there, Namespace(file=bad))
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "outside").exists()
    if (tmp_path / "new.db").exists():
        assert await migrate.current(there.database_url) is None


def test_the_commands_back_up_and_restore_as_an_operator_types_them(shell: Line, line: Line, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,phone\nLi,13900139000\n", encoding="utf-8")
    line("import", "people", "people.csv")
    made = shell("backup", "b.tar.gz")
    assert (made.code, made.out, made.err) == (0, "3 rows, 0 of 0 files to b.tar.gz\n", "")
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0
    again = shell("restore", "b.tar.gz")
    assert (again.code, again.err.count("is not empty")) == (1, 1)
    there = {"DATABASE_URL": "sqlite+aiosqlite:///new/bot.db", "MEDIA_DIR": "new/media"}
    assert shell("restore", "b.tar.gz", **there).code == 0
    assert "13900139000" in line("export", "people", "--format", "csv", "--out", "-", **there).out
    assert line("restore", "none.tar").code == 1

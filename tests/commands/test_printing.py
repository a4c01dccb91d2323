"""export posters: a PDF with a page for each station, whose codes name the bot that Telegram says we are."""

from pathlib import Path

import pytest

from bot.__main__ import _run
from bot.commands import exporting
from bot.commands.common import Failed, Misused
from bot.domain.place import Crs
from bot.domain.station_list import read_stations
from bot.sandbox import Sandbox
from bot.settings import Settings
from storage import migrate, station_imports
from storage.engine import Store
from tests.commands.conftest import Line

FILE = "code,name,lat,lon,hours,amenities\nS-1,桃园驿站,36.1,103.7,24小时,饮水\nS-2,安居驿站,36.1,103.7,,热水\n"


def asked(tmp_path: Path, **more: object) -> exporting.argparse.Namespace:
    given = {"what": "posters", "format": None, "out": tmp_path / "p.pdf", "since": None, "until": None, "area": None}
    return exporting.argparse.Namespace(**given | more)


async def settled(tmp_path: Path, box: Sandbox | None = None, *, rows: str = FILE) -> Settings:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    await migrate.up(url)
    store = Store(url)
    async with store.write() as conn:
        read = read_stations(rows.encode(), "s.csv", Crs.WGS84) if rows else []
        await station_imports.put(conn, await station_imports.stations_in(conn, read))
    await store.close()
    known = {"bot_token": box.token, "bot_api_url": box.url} if box else {}
    return Settings(_env_file=None, database_url=url, media_dir=tmp_path / "media", **known)  # type: ignore[arg-type,call-arg]


async def test_every_station_has_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with Sandbox() as box:
        settings = await settled(tmp_path, box)
        assert await _run(exporting.export(settings, asked(tmp_path))) == 0
    assert capsys.readouterr().err == f"posters: 2 pages to {tmp_path}/p.pdf\n"
    data = (tmp_path / "p.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type/Page/") == 2


async def test_without_a_token_nobody_knows_what_the_codes_should_name(tmp_path: Path) -> None:
    with pytest.raises(Misused, match="BOT_TOKEN"):
        await exporting.export(await settled(tmp_path), asked(tmp_path))


async def test_without_a_station_there_is_nothing_to_print(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="no station"):
        await exporting.export(await settled(tmp_path, rows=""), asked(tmp_path))


def test_what_makes_no_sense_for_posters_is_said(line: Line) -> None:
    for more in (["--format", "csv"], ["--since", "2026-11-01"]):
        said = line("export", "posters", "--out", "p.pdf", *more)
        assert (said.code, said.err.count("\n")) == (2, 1)
    said = line("export", "tickets", "--out", "t.csv")
    assert (said.code, said.err) == (2, "tickets: --format is needed, csv or xlsx or geojson\n")

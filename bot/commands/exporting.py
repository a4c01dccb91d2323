"""export tickets | stations | people | visits | remarks: tables for a spreadsheet, points for a map; posters: a PDF."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commands.common import Failed, Misused, appearing, migrated, one_of
from bot.domain.people import Area
from bot.domain.sheets.write import Format, TooManyRows
from bot.settings import Settings
from storage import areas, exports, station_areas

STDOUT = Path("-")
POSTERS = "posters"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`export` with its filters."""
    parser = commands.add_parser(
        "export", help="tickets, stations, people, visits or remarks into a file; posters to print"
    )
    parser.add_argument("what", choices=[*(kind.value for kind in exports.What), POSTERS], type=_what)
    formats = f"{', '.join(Format)}; needed, except for posters: those are a PDF"
    parser.add_argument("--format", type=one_of(Format), metavar="FORMAT", help=formats)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="- for standard output")
    parser.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="first day, local")
    parser.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="last day, local")
    parser.add_argument("--area", metavar="AREA", help="code or name; with everything below it")
    parser.set_defaults(run=export)


def _what(text: str) -> str:
    """One of exports.What, or POSTERS; argparse refuses anything else by its choices."""
    return exports.What(text) if text in set(exports.What) else text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-11-21") from None


async def export(settings: Settings, arguments: argparse.Namespace) -> int:
    """Writes the file and says how many rows or pages it has."""
    if arguments.what == POSTERS:
        return await _posters(settings, arguments)
    if arguments.format is None:
        raise Misused(f"{arguments.what}: --format is needed, {' or '.join(Format)}")
    if arguments.format is Format.GEOJSON and "lat" not in exports.TABLES[arguments.what].columns:
        raise Misused(f"{arguments.what} have no place: use --format csv or xlsx")
    if arguments.since and arguments.until and arguments.since > arguments.until:
        raise Misused(f"--since {arguments.since} is after --until {arguments.until}")
    async with migrated(settings) as store, store.read() as conn:
        area = await _area(conn, arguments.area) if arguments.area else None
        wanted = exports.Wanted(ZoneInfo(settings.timezone), arguments.since, arguments.until, area)
        count = await _write(conn, arguments, wanted)
    print(f"{arguments.what}: {count} rows to {arguments.out}", file=sys.stderr)
    return 0


async def _posters(settings: Settings, arguments: argparse.Namespace) -> int:
    """One page for each station, streamed: there may be thousands."""
    from bot.commands import printing  # Pillow, which nothing else here needs

    if arguments.format or arguments.since or arguments.until:
        raise Misused("posters: a PDF of what there is now: no --format, --since, --until")
    async with migrated(settings) as store, store.read() as conn:
        area = await _area(conn, arguments.area) if arguments.area else None
        chosen = await station_areas.within(conn, area)
    if not chosen:
        raise Failed("there is no station to print a poster for")
    username = await printing.username(settings)
    with _target(arguments.out) as out:
        count = await printing.print_all(settings, chosen, username, out=out)
    print(f"posters: {count} pages to {arguments.out}", file=sys.stderr)
    return 0


async def _write(conn: AsyncConnection, arguments: argparse.Namespace, wanted: exports.Wanted) -> int:
    try:
        with _target(arguments.out) as out:
            return await exports.write(conn, arguments.what, arguments.format, wanted, out=out)
    except TooManyRows as error:
        raise Failed(f"more than the {error} rows of a worksheet: choose csv, or a shorter time") from error


async def _area(conn: AsyncConnection, text: str) -> Area:
    found = [area for area in await areas.named(conn, text) if text in {area.code, area.name}]
    if len(found) == 1:
        return found[0]
    raise Misused(f"--area {text}: {'several: ' + ', '.join(a.code for a in found) if found else 'there is none'}")


def _target(out: Path) -> AbstractContextManager[IO[bytes]]:
    return _stdout() if out == STDOUT else appearing(out)


@contextmanager
def _stdout() -> Iterator[IO[bytes]]:
    """A workbook is written back and forth, so it goes through a file."""
    with tempfile.TemporaryFile() as file:
        yield file
        file.seek(0)
        shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()

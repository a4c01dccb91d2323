"""export tickets | stations | people: tables for a spreadsheet, points for a map."""

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

from bot.commands.common import Failed, Misused, appearing, migrated
from bot.domain.people import Area
from bot.domain.sheets.write import Format, TooManyRows
from bot.settings import Settings
from storage import areas, exports

STDOUT = Path("-")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`export` with its filters."""
    parser = commands.add_parser("export", help="tickets, stations or people into a file")
    parser.add_argument("what", choices=[*exports.What], type=exports.What)
    parser.add_argument("--format", required=True, choices=[*Format], type=Format)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="- for standard output")
    parser.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="first day, local")
    parser.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="last day, local")
    parser.add_argument("--area", metavar="AREA", help="code or name; with everything below it")
    parser.set_defaults(run=export)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-11-21") from None


async def export(settings: Settings, arguments: argparse.Namespace) -> int:
    """Writes the file and says how many rows it has."""
    if arguments.what is exports.What.PEOPLE and arguments.format is Format.GEOJSON:
        raise Misused("people have no place: use --format csv or xlsx")
    async with migrated(settings) as store, store.read() as conn:
        area = await _area(conn, arguments.area) if arguments.area else None
        wanted = exports.Wanted(ZoneInfo(settings.timezone), arguments.since, arguments.until, area)
        count = await _write(conn, arguments, wanted)
    print(f"{arguments.what}: {count} rows to {arguments.out}", file=sys.stderr)
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

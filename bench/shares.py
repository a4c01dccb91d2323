"""Where the time goes: a profile's functions, put into the rooms of the house."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import orjson

from bench.figures import Result

HEADS = ("what", "CPU ms a report, profiled", "share")
PHOTO_WORK = {"_inspect": "photo: inspect", "_render": "photo: draw the card", "save": "photo: store"}
# The first part of a file's path, or a C function's name, that fits.
BY_NAME = (
    ("orjson", "JSON"),
    ("sqlite3", "SQL"),
    ("_ssl", "HTTP"),
    ("socket", "HTTP"),
    ("select.epoll", "event loop"),
    ("_asyncio", "event loop"),
)
BY_PATH = (
    ("/bench/", "the profiler"),
    ("/orjson/", "JSON"),
    ("/json/", "JSON"),
    ("/sqlalchemy/", "SQL"),
    ("/aiosqlite/", "SQL"),
    ("/sqlite3/", "SQL"),
    ("/storage/", "SQL"),
    ("/greenlet/", "SQL"),
    ("/aiohttp/", "HTTP"),
    ("/yarl/", "HTTP"),
    ("/multidict/", "HTTP"),
    ("/propcache/", "HTTP"),
    ("/telegram/", "HTTP"),
    ("/handlers/", "handlers"),
    ("/bot/domain/", "handlers"),
    ("/shapely/", "handlers"),
    ("/h3/", "handlers"),
    ("/babel/", "handlers"),
    ("/structlog/", "logging"),
    ("/logging/", "logging"),
    ("/bot/sending/", "sender, worker, intake"),
    ("/bot/", "sender, worker, intake"),
    ("/asyncio/", "event loop"),
    ("<frozen importlib", "imports"),
)
REST = "rest of Python"


def told(book: Path, reports: int) -> Result:
    """A table of rooms, and one of the most expensive functions in its notes."""
    rows = orjson.loads(book.read_bytes())
    rooms: defaultdict[str, float] = defaultdict(float)
    functions: defaultdict[str, float] = defaultdict(float)
    for thread, file, line, name, above, _, own, total in rows:
        if thread.startswith("darkroom"):
            rooms[PHOTO_WORK.get(name, "")] += total if _is_photo_work(file, name) else 0.0
            continue
        rooms[_room(file, name, above)] += own
        functions[f"{_short(file)}:{line} {name}"] += own
    rooms.pop("", None)
    whole = sum(rooms.values())
    lines = [[room, f"{took / reports * 1000:.2f}", f"{took / whole:.0%}"] for room, took in _falling(rooms)]
    most = [f"{took / reports * 1e6:8.0f} us  {name}" for name, took in _falling(functions)[:25]]
    return Result("Where the time of a report goes", HEADS, lines, ["own time outside the darkroom:", *most])


def _falling(found: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(found.items(), key=lambda one: -one[1])


def _is_photo_work(file: str, name: str) -> bool:
    at_the_top = file.endswith(("/photos/darkroom.py", "/photos/store.py"))
    return at_the_top and name in PHOTO_WORK


def _room(file: str, name: str, above: str) -> str:
    """By its own name or place; what belongs to nobody counts to who called it."""
    for part, room in BY_NAME:
        if file == "~" and part in name:
            return room
    return _by_path(file) or _by_path(above) or REST


def _by_path(file: str) -> str:
    return next((room for part, room in BY_PATH if part in file), "")


def _short(file: str) -> str:
    return "/".join(file.split("/")[-3:])

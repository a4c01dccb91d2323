"""Where the time goes: CPU seconds by thread, and in each thread the shares of a profile, by rooms of the house."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from bench.figures import Result

HEADS = ("what", "CPU ms each", "share")
SHOWN = 15
LEAST = 0.005  # of the whole
Row = list[Any]
Rooms = dict[str, float]

# The whole work of the darkroom's threads, by the functions that begin it.
PHOTO_WORK = {"_inspect": "photo: look into it", "_render": "photo: draw the card", "save": "photo: keep it"}
# The first part of a C function's name, or of a file's path, that fits.
BY_NAME = (
    ("orjson", "JSON"),
    ("sqlite3", "SQL"),
    ("greenlet", "SQL"),
    ("socket", "HTTP"),
    ("select.epoll", "event loop"),
    ("_asyncio", "event loop"),
)
BY_PATH = (
    ("/orjson/", "JSON"),
    ("/json/", "JSON"),
    ("/sqlalchemy/", "SQL"),
    ("/aiosqlite/", "SQL"),
    ("/sqlite3/", "SQL"),
    ("/storage/", "SQL"),
    ("/aiohttp/", "HTTP"),
    ("/yarl/", "HTTP"),
    ("/multidict/", "HTTP"),
    ("/propcache/", "HTTP"),
    ("/telegram/", "HTTP"),
    ("/handlers/", "handlers, rules"),
    ("/bot/domain/", "handlers, rules"),
    ("/shapely/", "handlers, rules"),
    ("/h3/", "handlers, rules"),
    ("/babel/", "handlers, rules"),
    ("/structlog/", "logging"),
    ("/logging/", "logging"),
    ("/bot/", "intake, worker, sender"),
    ("/asyncio/", "event loop"),
    ("/concurrent/", "event loop"),
)
REST = "rest of Python"


def told(title: str, plain: Path, profiled: Path, count: int) -> Result:
    """Each of so many: a table of rooms; in its notes the functions that cost most."""
    threads: Mapping[str, float] = orjson.loads(plain.read_bytes())["threads"]
    rows = [row for row in orjson.loads(profiled.read_bytes())["rows"] if not _measuring(row)]
    rooms: Rooms = defaultdict(float)
    for kind, seconds in _kinds(threads).items():
        _add(rooms, _shares([row for row in rows if _kind(row[0]) == kind], kind), seconds)
    whole = sum(rooms.values()) or 1.0
    lines = [[room, f"{took / count * 1000:.3f}", f"{took / whole:.0%}"] for room, took in _falling(rooms)]
    lines.append(["all", f"{whole / count * 1000:.3f}", "100%"])
    scale = sum(threads.values()) / sum(row[6] for row in rows)
    return Result(title, HEADS, lines, _functions(rows, scale / count), raw={"threads": dict(threads), "count": count})


def _measuring(row: Row) -> bool:
    return any(part in row[1] or part in row[4] for part in ("/bench/", "cProfile.py"))


def _kind(thread: str) -> str:
    if thread.startswith("darkroom"):
        return "darkroom"
    return "main" if thread == "main" else "other"


def _kinds(threads: Mapping[str, float]) -> Rooms:
    kinds: Rooms = defaultdict(float)
    for name, seconds in threads.items():
        kinds[_kind(name)] += seconds
    return kinds


def _add(rooms: Rooms, shares: Rooms, seconds: float) -> None:
    whole = sum(shares.values())
    for room, share in shares.items():
        rooms[room] += seconds * share / whole


def _shares(rows: list[Row], kind: str) -> Rooms:
    shares: Rooms = defaultdict(float)
    for _, file, _, name, above, _, own, total in rows:
        if kind != "darkroom":
            shares[_room(file, name, above)] += own
        elif name in PHOTO_WORK and file.endswith(("/photos/darkroom.py", "/photos/store.py")):
            shares[PHOTO_WORK[name]] += total
    return shares


def _functions(rows: list[Row], scale: float) -> list[str]:
    """Own time outside the darkroom, microseconds each; what C functions take belongs to who called them."""
    found: Rooms = defaultdict(float)
    for thread, file, line, name, above, _, own, _ in rows:
        if _kind(thread) != "darkroom":
            found[_short(above) if file == "~" and above else f"{_short(file)}:{line} {name}"] += own * scale * 1e6
    return [f"{took:8.0f} us  {name}" for name, took in _falling(found)[:SHOWN]]


def _falling(found: Mapping[str, float]) -> list[tuple[str, float]]:
    """The largest first; without what hardly shows."""
    least = LEAST * sum(found.values())
    return sorted(((name, took) for name, took in found.items() if took >= least), key=lambda one: -one[1])


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

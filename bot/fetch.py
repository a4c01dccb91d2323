"""An event's files: downloaded, kept by content, and read. What is no good says so; what is not reachable yet waits."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from bot.domain.incoming import Event, Fetched, File, FileKind
from bot.photos import Darkroom, Unreadable
from bot.telegram.api import Api
from bot.telegram.errors import BadRequest, Forbidden, RetryAfter, TelegramError, TooLarge, Truncated, fate

AT_ONCE = 8
SLOWEST = 60.0
GIVE_UP = 24 * 3600.0  # seconds after which a file that could not be had is called missing
PASSING_TRIES = 7  # a minute or so; Telegram says the same words of a file that is away and of one that never was
TRUNCATED_TRIES = 4  # Telegram is known to break off a download; a file that is shorter every time is damaged
_PASSING = "temporarily"
_log = structlog.get_logger()

# Documents that we can look into as pictures; anything else is kept as it is (an import's CSV, GeoJSON, XLSX).
_PICTURES = ("image/",)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """What fetching needs. `gate` bounds how many files come at once."""

    api: Api
    darkroom: Darkroom
    gate: asyncio.Semaphore
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


async def files(fetcher: Fetcher, event: Event, *, patience: float = GIVE_UP) -> Event:
    """The event with `fetched` filled, one for each of its files, in order. Waits for Telegram up to `patience` s."""
    fetched = [await _one(fetcher, file, patience, event.update_id) for file in event.files]
    return replace(event, fetched=tuple(fetched))


async def _one(fetcher: Fetcher, file: File, patience: float, update_id: int) -> Fetched:
    nothing = Fetched(kind=file.kind, size=file.size, mime=file.mime, name=file.name)
    waited = 0.0
    for tries in itertools.count(1):
        got = await _attempt(fetcher, file, nothing)
        if isinstance(got, Fetched):
            return got
        problem, rest = _what_next(got, tries)
        if problem or waited + rest > patience:
            return replace(nothing, problem=problem or "unreachable")
        said = {"update_id": update_id, "tries": tries, "rest": rest, "error": repr(got)}
        _log.warning("a file could not be fetched yet", **said)
        await fetcher.sleep(rest)
        waited += rest
    raise AssertionError


async def _attempt(fetcher: Fetcher, file: File, nothing: Fetched) -> Fetched | TelegramError:
    try:
        async with fetcher.gate:
            return await _keep(fetcher, file, nothing)
    except TelegramError as error:
        return error


def _what_next(error: TelegramError, tries: int) -> tuple[str, float]:
    """The final problem, or "" and the seconds until another try."""
    if isinstance(error, TooLarge):
        return "too_large_bytes", 0.0
    if isinstance(error, Truncated):
        return ("truncated" if tries >= TRUNCATED_TRIES else ""), float(tries)
    if isinstance(error, BadRequest | Forbidden) and (_PASSING not in str(error).lower() or tries >= PASSING_TRIES):
        return "gone", 0.0
    rest = fate(error).seconds if isinstance(error, RetryAfter) else min(SLOWEST, 2.0 ** min(tries - 1, 10))
    return "", rest


async def _keep(fetcher: Fetcher, file: File, nothing: Fetched) -> Fetched:
    content = await fetcher.api.download(file.id)
    if not content:
        return replace(nothing, problem="empty")
    if not _picture(file):
        return replace(nothing, sha256=await fetcher.darkroom.save(content), size=len(content))
    try:
        photo = await fetcher.darkroom.inspect(content, expected_size=file.size or None)
    except Unreadable as error:
        return replace(nothing, problem=error.reason.value)
    return replace(
        nothing,
        kind=FileKind.PHOTO,  # also where it came as a file
        sha256=await fetcher.darkroom.save(content),
        size=len(content),
        width=photo.width,
        height=photo.height,
        mime=file.mime or f"image/{photo.format.lower()}",
        phash=photo.phash,
        place=photo.place,
        taken_at=photo.taken_at,
    )


def _picture(file: File) -> bool:
    return file.kind is FileKind.PHOTO or (file.kind is FileKind.DOCUMENT and file.mime.startswith(_PICTURES))

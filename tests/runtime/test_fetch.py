"""Files on their way from Telegram: late, broken, huge, empty, gone."""

import asyncio
from dataclasses import replace

import pytest
import structlog

from bot import fetch
from bot.domain.incoming import Chat, ChatKind, Event, File, FileKind
from bot.fetch import Fetcher
from tests.runtime.conftest import Post


class Naps:
    """Waiting that takes no time, and remembers how long it was to be."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


def event(*files: File) -> Event:
    from datetime import UTC, datetime

    return Event(1, datetime(2026, 1, 1, tzinfo=UTC), None, Chat(1, ChatKind.PRIVATE), files=files)


async def sent(post: Post, content: bytes, kind: FileKind = FileKind.PHOTO, mime: str = "image/jpeg") -> File:
    """A file that somebody sent, as Telegram keeps it."""
    li = post.box.person()
    message = await li.sends_document(content, "x.jpg")
    file_id = message.file_id
    assert file_id
    return File(file_id, kind, size=len(content), mime=mime)


def fetcher(post: Post) -> tuple[Fetcher, Naps]:
    naps = Naps()
    return Fetcher(post.mouth.api, post.mouth.darkroom, asyncio.Semaphore(2), naps), naps


pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def test_a_photo_is_kept_and_read(post: Post, jpeg: bytes) -> None:
    file = await sent(post, jpeg)
    (got,) = (await fetch.files(fetcher(post)[0], event(file))).fetched
    assert (got.width, got.height, got.size, got.problem) == (64, 48, len(jpeg), "")
    assert await post.mouth.darkroom.load(got.sha256) == jpeg


async def test_a_voice_is_kept_as_it_is(post: Post) -> None:
    file = await sent(post, b"OggS...", FileKind.VOICE, "audio/ogg")
    (got,) = (await fetch.files(fetcher(post)[0], event(file))).fetched
    assert await post.mouth.darkroom.load(got.sha256) == b"OggS..."


async def test_a_telegram_that_is_away_is_waited_for(post: Post, jpeg: bytes) -> None:
    file = await sent(post, jpeg)
    post.box.fault("download", status=502, times=3)
    ready, naps = fetcher(post)
    (got,) = (await fetch.files(ready, event(file))).fetched
    assert (got.problem, naps.seconds) == ("", [1, 2, 4])


async def test_after_a_day_a_file_that_never_came_is_called_so(post: Post, jpeg: bytes) -> None:
    file = await sent(post, jpeg)
    post.box.fault("getFile", status=502, times=100_000)
    ready, naps = fetcher(post)
    (got,) = (await fetch.files(ready, event(file), patience=300)).fetched
    assert got.problem == "unreachable"
    assert 240 <= sum(naps.seconds) <= 300


async def test_a_file_that_is_temporarily_away_is_asked_for_again(post: Post, jpeg: bytes) -> None:
    file = await sent(post, jpeg)
    words = "Bad Request: wrong file_id or the file is temporarily unavailable"
    post.box.fault("getFile", status=400, description=words, times=3)
    ready, naps = fetcher(post)
    with structlog.testing.capture_logs() as logged:
        (got,) = (await fetch.files(ready, event(file))).fetched
    assert (got.problem, naps.seconds) == ("", [1, 2, 4])
    assert [(line["update_id"], line["tries"]) for line in logged] == [(1, 1), (1, 2), (1, 3)]
    assert all("temporarily unavailable" in line["error"] for line in logged)


async def test_what_is_away_for_longer_than_a_minute_is_gone(post: Post, jpeg: bytes) -> None:
    ready, naps = fetcher(post)
    (got,) = (await fetch.files(ready, event(replace(await sent(post, jpeg), id="nothing")))).fetched
    assert got.problem == "gone"
    assert 60 <= sum(naps.seconds) <= 120


async def test_an_unknown_file_is_gone_and_its_neighbours_are_not(post: Post, jpeg: bytes) -> None:
    good = await sent(post, jpeg)
    bad = replace(good, id="nothing")
    got = (await fetch.files(fetcher(post)[0], event(bad, good))).fetched
    assert [one.problem for one in got] == ["gone", ""]


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"", "empty"), (b"no picture at all", "not_a_picture"), (b"\xff\xd8\xff\xe0cut", "truncated")],
)
async def test_what_cannot_be_looked_at_says_so(post: Post, content: bytes, problem: str) -> None:
    file = await sent(post, content)
    (got,) = (await fetch.files(fetcher(post)[0], event(file))).fetched
    assert got.problem == problem

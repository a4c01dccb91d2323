"""The real process, `python -m bot run`, beside the test: started, watched, stopped, killed."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.sandbox import Sandbox

PATIENCE = 20.0  # seconds: a loaded machine starts slowly
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")
_LOOK = 0.02


@dataclass
class Process:
    """One run; `folder` holds its database, photos and log, and outlives it."""

    child: asyncio.subprocess.Process
    log: Path

    @property
    def pid(self) -> int:
        return self.child.pid

    def lines(self) -> list[str]:
        """Its log so far."""
        return self.log.read_text(encoding="utf-8").splitlines()

    async def says(self, words: str, *, within: float = PATIENCE) -> str:
        """The first line of the log with these words, as soon as there is one."""
        async with asyncio.timeout(within):
            while True:
                found = next((line for line in self.lines() if words in line), None)
                if found is not None:
                    return found
                if self.child.returncode is not None:
                    raise AssertionError(f"ended with {self.child.returncode}: {self.log.read_text()}")
                await asyncio.sleep(_LOOK)

    async def stop(self, *, within: float = 12.0) -> int:
        """SIGTERM; its exit code."""
        return await self._end(signal.SIGTERM, within)

    async def kill(self) -> int:
        """SIGKILL: as when the power goes."""
        return await self._end(signal.SIGKILL, 5.0)

    async def ended(self, *, within: float = PATIENCE) -> int:
        """The exit code of a run that ends by itself."""
        async with asyncio.timeout(within):
            return await self.child.wait()

    def megabytes(self) -> float:
        """Resident memory."""
        return float(psutil.Process(self.pid).memory_info().rss) / 2**20

    async def _end(self, number: signal.Signals, within: float) -> int:
        if self.child.returncode is None:
            self.child.send_signal(number)
        return await self.ended(within=within)


def environment(box: Sandbox, folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What the bot sees: nothing of this shell's settings, all data below `folder`."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    ours = {
        "BOT_TOKEN": box.token,
        "BOT_API_URL": box.url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bot.db",
        "MEDIA_DIR": str(folder / "media"),
        "LOG_FORMAT": "json",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    return kept | ours | dict(more or {})


async def start(env: Mapping[str, str], folder: Path, *arguments: str) -> Process:
    """Start a command of the bot (`run` where none is named) in `folder`; its log is added to `folder`/log."""
    log = folder / "log"
    with log.open("ab") as file:
        command = [sys.executable, "-m", "bot", *(arguments or ("run",))]
        child = await asyncio.create_subprocess_exec(*command, env=dict(env), cwd=folder, stdout=file, stderr=file)
    return Process(child, log)


@asynccontextmanager
async def running(box: Sandbox, folder: Path, **settings: str) -> AsyncIterator[Process]:
    """The bot, from its first poll until the block ends, whatever happens in it."""
    polls = box.world.updates.turn
    process = await start(environment(box, folder, settings), folder)
    try:
        await polled(box, process, after=polls)
        yield process
    finally:
        await process.kill()


async def polled(box: Sandbox, process: Process, *, after: int = 0) -> None:
    """Until it asks for updates (again)."""
    async with asyncio.timeout(PATIENCE):
        while box.world.updates.turn <= after:
            if process.child.returncode is not None:
                raise AssertionError(f"ended with {process.child.returncode}: {process.log.read_text()}")
            await asyncio.sleep(_LOOK)

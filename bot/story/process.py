"""The bot as its operator has it: a process of its own, started, killed and stopped."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import Sandbox

ROOT = Path(__file__).parents[2]  # what must be on the path to find the package `bot`
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
PATIENCE = 20.0  # seconds for a start, on a loaded machine
STOPPING = 10.0  # seconds within which SIGTERM must end it
LOOK = 0.02
TROUBLE = ('"level": "error"', '"level": "critical"', "Traceback")


@dataclass
class Process:
    """`folder` holds the bot's database, photos and log; nothing of the caller's settings reaches it."""

    box: Sandbox
    folder: Path
    admins: Sequence[int]
    child: asyncio.subprocess.Process | None = None

    @property
    def log(self) -> Path:
        return self.folder / "log"

    async def command(self, *arguments: str) -> tuple[int, str]:
        """Run another of the bot's commands to its end: exit code and what it printed."""
        pipe, out = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
        child = await asyncio.create_subprocess_exec(
            *_line(arguments), env=self._environment(), cwd=self.folder, stdout=pipe, stderr=out
        )
        said, _ = await child.communicate()
        return child.returncode or 0, said.decode()

    async def start(self) -> float:
        """Seconds from nothing to the first question for updates."""
        began, polls = time.monotonic(), self.box.world.updates.turn
        with self.log.open("ab") as file:
            self.child = await asyncio.create_subprocess_exec(
                *_line(("run",)), env=self._environment(), cwd=self.folder, stdout=file, stderr=file
            )
        while self.box.world.updates.turn <= polls:
            self._must_live(began)
            await asyncio.sleep(LOOK)
        return time.monotonic() - began

    async def kill(self) -> int:
        """SIGKILL: as when the power goes."""
        return await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; the exit code. TimeoutError where it takes longer than it may."""
        return await self._end(signal.SIGTERM)

    def complaints(self) -> list[str]:
        """Lines of its log that tell of an error."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [line for line in lines if any(sign in line for sign in TROUBLE)]

    async def _end(self, number: signal.Signals) -> int:
        if self.child is None:
            return 0
        if self.child.returncode is None:
            self.child.send_signal(number)
        async with asyncio.timeout(STOPPING):
            return await self.child.wait()

    def _must_live(self, began: float) -> None:
        ended = self.child is not None and self.child.returncode is not None
        if ended or time.monotonic() - began > PATIENCE:
            raise AssertionError(f"the bot does not start: {self.log.read_text(encoding='utf-8')[-2000:]}")

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return kept | {
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8",
            "BOT_TOKEN": self.box.token,
            "BOT_API_URL": self.box.url,
            "DATABASE_URL": f"sqlite+aiosqlite:///{self.folder}/bot.db",
            "MEDIA_DIR": str(self.folder / "media"),
            "ADMIN_IDS": ",".join(map(str, self.admins)),
            "LOG_FORMAT": "json",
        }


def _line(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "bot", *arguments]

"""The bot in a process of its own that is killed (SIGKILL) at random moments and started again on what the disk has."""

import asyncio
import multiprocessing
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any

from bot import logs
from bot.simulation import machine
from storage.inbox import Row
from storage.outbox import Row as Owed
from storage.slots import Slot

LONGEST = 0.03  # seconds from a request to the kill: some fall before, some into, some after its transaction


@dataclass
class Killed:
    """A Machine. A request that is not answered is made again, to the next process."""

    folder: Path
    dice: Random
    chance: float
    kills: int = 0
    _process: BaseProcess | None = None
    _line: Connection | None = field(default=None, repr=False)

    async def take_in(self, now: float, rows: Sequence[Row]) -> None:
        await self._ask("take_in", now, rows)

    async def knock(self, now: float) -> None:
        await self._ask("knock", now)

    async def tidy(self, now: float) -> None:
        await self._ask("tidy", now)

    async def owed(self) -> Sequence[Owed]:
        answer: Sequence[Owed] = await self._ask("owed")
        return answer

    async def said(self, now: float, rows: Sequence[int], filled: Sequence[Slot]) -> None:
        await self._ask("said", now, rows, filled)

    def stop(self) -> None:
        """Ends the process, which holds nothing."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None

    async def _ask(self, name: str, *given: Any) -> Any:
        while True:
            line = self._started()
            try:
                line.send((name, given))
                self._maybe_kill(line)
                return line.recv()
            except (EOFError, OSError):
                self.stop()

    def _started(self) -> Connection:
        if self._process is None or self._line is None:
            context = multiprocessing.get_context("spawn")
            self._line, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(self.folder, theirs), daemon=True)
            self._process.start()
            theirs.close()
        return self._line

    def _maybe_kill(self, line: Connection) -> None:
        """Within LONGEST of the request, unless its answer comes first."""
        if self.dice.random() >= self.chance or line.poll(self.dice.random() * LONGEST):
            return
        self.kills += 1
        self.stop()


def _serve(folder: Path, line: Connection) -> None:
    """In the other process: one request after the other, until there is nobody to ask."""
    logs.configure(json=True)
    with suppress(EOFError, OSError):
        asyncio.run(_answer(folder, line))


async def _answer(folder: Path, line: Connection) -> None:
    async with machine.here(folder) as bot:
        while True:
            name, given = line.recv()
            line.send(await getattr(bot, name)(*given))

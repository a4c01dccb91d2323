"""The benchmark's line to the pretend Telegram: inject, count, wait."""

import http.client
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from bench import processes

GLANCE = 0.05  # seconds between two looks at the counters


@dataclass(frozen=True)
class Counted:
    """Calls by method; `delivered`, `last`: Unix seconds of the first update handed over and of the last call."""

    calls: dict[str, int]
    delivered: float
    polled: float
    last: float
    waiting: int

    def of(self, *methods: str) -> int:
        return sum(self.calls.get(method, 0) for method in methods)


@dataclass(frozen=True)
class Telegram:
    """A running pretend Telegram."""

    root: str
    token: str
    line: http.client.HTTPConnection

    def inject(self, updates: Sequence[dict[str, Any]]) -> None:
        """All of them, at once."""
        _ask(self.line, "POST", "/sandbox/updates", orjson.dumps(updates))

    def reset(self) -> None:
        """Count from zero."""
        _ask(self.line, "POST", "/sandbox/reset")

    def counted(self) -> Counted:
        told = _ask(self.line, "GET", "/sandbox/counters")
        times = _ask(self.line, "GET", "/bench/times")
        return Counted(told["calls"], times["delivered"], times["polled"], told["last"], told["waiting"])

    def until(
        self, enough: Callable[[Counted], bool], *, seconds: float, meanwhile: Callable[[], object] = lambda: None
    ) -> Counted:
        """What is counted once it is enough; TimeoutError shows what it was instead."""
        end = time.monotonic() + seconds
        while not enough(counted := self.counted()):
            if time.monotonic() > end:
                raise TimeoutError(f"not enough after {seconds} s: {counted}")
            meanwhile()
            time.sleep(GLANCE)
        return counted


@contextmanager
def pretending(photo: Path | None = None) -> Iterator[Telegram]:
    """A fresh pretend Telegram in a process of its own; photos downloaded from it are these bytes."""
    more = ["--photo", str(photo)] if photo else []
    with processes.started(["bench.pretend", *more]) as process:
        root, token = processes.first_line(process).split()
        line = http.client.HTTPConnection(urlsplit(root).netloc, timeout=60)
        try:
            yield Telegram(root, token, line)
        finally:
            line.close()


def _ask(line: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None) -> Any:
    line.request(method, path, body)
    return orjson.loads(line.getresponse().read())

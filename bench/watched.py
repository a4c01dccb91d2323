"""`python -m bench.watched FILE [--profile] ARGUMENTS...`: the bot's command line, with each thread's CPU time noted.

From SIGUSR1 on, that is: starting is no part of it. At the end FILE holds JSON: `threads`, CPU seconds by the thread's
name; and, with --profile, `rows`, one a function and caller: [thread, file, line, function, caller's file and line,
calls, own CPU seconds, total CPU seconds]. A profile costs as much as what it looks at: only shares mean something.
"""

import cProfile
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from bot.__main__ import main

Key = tuple[str, str, int, str, str]
Numbers = tuple[int, float, float]
Rows = dict[Key, Numbers]
Clocks = defaultdict[str, float]


@dataclass
class Seen:
    """`ended`: CPU seconds of threads that are no more; `profiles` only where they are wanted."""

    profile: bool
    profiles: list[tuple[str, cProfile.Profile]] = field(default_factory=list)
    ended: Clocks = field(default_factory=lambda: defaultdict(float))
    earlier: Clocks = field(default_factory=lambda: defaultdict(float))
    before: Rows = field(default_factory=dict)

    def mark(self, *_: object) -> None:
        """What was before does not count."""
        self.earlier = _clocks(self)
        self.before = _rows(self)


def run(target: Path, arguments: list[str]) -> int:
    """The command's exit code."""
    profile = arguments[:1] == ["--profile"]
    seen = Seen(profile)
    signal.signal(signal.SIGUSR1, seen.mark)
    setattr(threading.Thread, "run", _watching(threading.Thread.run, seen))  # noqa: B010
    try:
        return int(_watched(seen, "main", lambda: main(arguments[profile:])) or 0)
    finally:
        threads = {name: took - seen.earlier[name] for name, took in _clocks(seen).items()}
        rows = [[*key, *more] for key, more in _since(seen.before, _rows(seen))]
        target.write_bytes(orjson.dumps({"threads": threads, "rows": rows}))


def _watching(plain: Callable[[threading.Thread], None], seen: Seen) -> Callable[[threading.Thread], None]:
    """What a thread does, watched. Only here, and the bot knows nothing of it."""

    def watched(thread: threading.Thread) -> None:
        try:
            _watched(seen, thread.name, lambda: plain(thread))
        finally:
            seen.ended[thread.name] += time.thread_time()

    return watched


def _watched(seen: Seen, name: str, work: Callable[[], int | None]) -> int | None:
    if not seen.profile:
        return work()
    profile = cProfile.Profile(time.thread_time)
    seen.profiles.append((name, profile))
    return profile.runcall(work)


def _clocks(seen: Seen) -> Clocks:
    """CPU seconds of every thread so far, by name."""
    clocks = defaultdict(float, seen.ended)
    for thread in threading.enumerate():
        name = "main" if thread is threading.main_thread() else thread.name
        if thread.ident:
            clocks[name] += time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
    return clocks


def _rows(seen: Seen) -> Rows:
    """What was seen so far; the profiles go on."""
    rows: Rows = {}
    for thread, profile in list(seen.profiles):
        profile.snapshot_stats()
        rows.update(_of(thread, profile.stats))
    return rows


def _of(thread: str, stats: dict) -> Iterator[tuple[Key, Numbers]]:  # type: ignore[type-arg]
    for (file, line, name), (_, calls, own, total, callers) in stats.items():
        if not callers:
            yield (thread, file, line, name, ""), (calls, own, total)
        for (above, at, _), (_, times, own_below, total_below) in callers.items():
            yield (thread, file, line, name, f"{above}:{at}"), (times, own_below, total_below)


def _since(before: Rows, after: Rows) -> Iterator[tuple[Key, Numbers]]:
    for key, (calls, own, total) in after.items():
        earlier = before.get(key, (0, 0.0, 0.0))
        if calls > earlier[0] or own > earlier[1]:
            yield key, (calls - earlier[0], own - earlier[1], total - earlier[2])


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), sys.argv[2:]))

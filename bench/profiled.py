"""`python -m bench.profiled FILE ARGUMENTS...`: the bot's command line with every thread's CPU time written down.

From SIGUSR1 on, that is: starting is no part of it. At the end FILE holds a JSON list, a row a function and caller:
[thread, file, line, function, caller's file, calls, own seconds, total seconds]. Time is CPU time of the thread itself,
so that waiting costs nothing and threads do not charge each other; looking costs about as much as what it looks at,
so only shares mean something.
"""

import cProfile
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson

from bot.__main__ import main

Key = tuple[str, str, int, str, str]
Numbers = tuple[int, float, float]
Rows = dict[Key, Numbers]
Profiles = list[tuple[str, cProfile.Profile]]


def run(target: Path, arguments: list[str]) -> int:
    """The command's exit code."""
    seen: Profiles = []
    before: Rows = {}
    signal.signal(signal.SIGUSR1, lambda *_: before.update(_rows(seen)))
    setattr(threading.Thread, "run", _profiling(threading.Thread.run, seen))  # noqa: B010
    profile = cProfile.Profile(time.thread_time)
    seen.append(("main", profile))
    try:
        return int(profile.runcall(main, arguments))
    finally:
        target.write_bytes(orjson.dumps([[*key, *more] for key, more in _since(before, _rows(seen))]))


def _profiling(plain: Callable[[threading.Thread], None], seen: Profiles) -> Callable[[threading.Thread], None]:
    """What a thread does, under a profile of its own. Only here, and the bot knows nothing of it."""

    def profiled(thread: threading.Thread) -> None:
        profile = cProfile.Profile(time.thread_time)
        seen.append((thread.name, profile))
        profile.runcall(plain, thread)

    return profiled


def _rows(seen: Profiles) -> Rows:
    """What was seen so far; the profiles go on."""
    rows: Rows = {}
    for thread, profile in list(seen):
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

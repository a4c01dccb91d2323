"""Python processes of our own: started, watched, ended by their own id."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).parent.parent
PATIENCE = 15  # seconds to end by oneself
PASSED_ON = ("PATH", "HOME", "LANG", "PYTHONPATH")
MEGA = 1e6


@dataclass
class Watch:
    """CPU seconds and memory (RSS, MB) of a process; `peak` is the most that a look has found."""

    process: psutil.Process
    peak: float = 0.0
    begun: float = field(default=0.0)

    def begin(self) -> None:
        self.begun, self.peak = _cpu(self.process), 0.0

    @property
    def cpu(self) -> float:
        """User and system seconds since `begin`."""
        return _cpu(self.process) - self.begun

    def look(self) -> float:
        """MB now."""
        now = float(self.process.memory_info().rss) / MEGA
        self.peak = max(self.peak, now)
        return now


def watch(process: "subprocess.Popen[str]") -> Watch:
    return Watch(psutil.Process(process.pid))


@contextmanager
def started(
    module: Sequence[str], env: Mapping[str, str] | None = None, *, log: Path | None = None, cwd: Path | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """`python -m MODULE ARGUMENTS...` with nothing of our environment but the necessary; ended when the block ends."""
    inherited = {name: value for name, value in os.environ.items() if name in PASSED_ON}
    paths = f"{ROOT}{os.pathsep}{inherited.get('PYTHONPATH', '')}".rstrip(os.pathsep)
    whole = {**inherited, "PYTHONPATH": paths, **(env or {})}
    with open(log or os.devnull, "ab") as book:
        process = subprocess.Popen(
            [sys.executable, "-m", *module], env=whole, cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=book
        )
        try:
            yield process
        finally:
            _end(process)


def first_line(process: "subprocess.Popen[str]") -> str:
    """What it prints first; RuntimeError where it ends without a word."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise RuntimeError(f"{process.args!r} ended with {process.wait()}")
    return line


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)

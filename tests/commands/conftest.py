"""Command tests that touch SQL run on both databases; `line` runs the command line in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.settings import Settings
from tests.databases import database_url, engine, nowhere, store

__all__ = ["database_url", "engine", "nowhere", "store"]

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str


Line = Callable[..., Said]


@pytest.fixture
def shell(tmp_path: Path) -> Line:
    """`shell("import", "people", "r.csv", DATABASE_URL=…)`: the real process, with only these settings."""

    def run(*arguments: str, **settings: str) -> Said:
        plain = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "bot", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=plain | settings, capture_output=True, text=True, timeout=60, check=False
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Line:
    """The same within this process, which saves the second of a start. Not from a test that is itself async, and not
    for what sends the log of the whole process elsewhere.
    """
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def run(*arguments: str, **settings: str) -> Said:
        assert arguments[:1] != ("run",), "its log would go on into a file that is closed: use `shell`"
        with pytest.MonkeyPatch.context() as given:
            for name, value in settings.items():
                given.setenv(name, value)
            code = _exit(arguments)
        return Said(code, *capsys.readouterr())

    return run


def _exit(arguments: tuple[str, ...]) -> int:
    try:
        return main(arguments)
    except SystemExit as left:
        return int(left.code or 0)

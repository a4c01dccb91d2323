"""A PostgreSQL of the tests' own: the machine's binaries, a temporary directory, loopback only, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REQUIRED = "GRIDBOT_REQUIRE_POSTGRES"
USER = "grid"
_PATIENCE = 20.0  # seconds for a start
# Nothing here outlives the tests, so nothing need reach the disk.
_CONFIG = (
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "max_connections=60",
)


class Absent(Exception):
    """There is no PostgreSQL on this machine."""


def binaries() -> Path:
    """The newest installed version's folder, or Absent."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise Absent("no PostgreSQL here: apt-get install postgresql, or any initdb on the PATH")
    return found[-1].parent if found else Path(os.path.realpath(str(on_path))).parent


@contextmanager
def server() -> Iterator[str]:
    """A running server; yields the URL of its maintenance database, for the application's driver."""
    bin_dir = binaries()
    folder = Path(tempfile.mkdtemp(prefix="grid-postgres-"))
    user = _unprivileged(folder)
    try:
        data = folder / "data"
        _do(user, bin_dir / "initdb", "-D", data, "-U", USER, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        port = _free_port()
        options = [word for setting in (*_CONFIG, f"unix_socket_directories={folder}") for word in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            command = [*user, str(bin_dir / "postgres"), "-D", str(data), "-p", str(port), *options]
            running = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd="/")
        try:
            _wait(user, bin_dir, port, running)
            yield f"postgresql+asyncpg://{USER}@127.0.0.1:{port}/postgres"
        finally:
            running.terminate()
            running.wait(10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: what to put before its commands so that it does not."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]


def _do(user: list[str], *command: object) -> None:
    subprocess.run([*user, *map(str, command)], check=True, capture_output=True, cwd="/")


def _wait(user: list[str], bin_dir: Path, port: int, running: "subprocess.Popen[bytes]") -> None:
    ready = [*user, str(bin_dir / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    until = time.monotonic() + _PATIENCE
    while subprocess.run(ready, check=False, cwd="/").returncode != 0:
        if running.poll() is not None or time.monotonic() > until:
            raise RuntimeError("PostgreSQL did not start")
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

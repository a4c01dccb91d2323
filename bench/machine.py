"""What all this runs on, in words."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("python-telegram-bot", "aiogram", "aiohttp", "sqlalchemy", "pillow", "shapely")


def described() -> str:
    """Cores, processor, load, Python and the libraries that count."""
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    libraries = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{cores} cores ({_model()}), load {load:.1f}, Python {platform.python_version()}; {libraries}"


def _model() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())

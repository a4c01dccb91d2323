"""The fixture that every conversation shares, and how the suite is spread over the machine."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.town import Town, opened

settings.register_profile("busy", deadline=None)  # on a machine that does other work a slow example is no fault
settings.load_profile("busy")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: the tests of the real process mostly wait."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with opened(tmp_path) as made:
        yield made

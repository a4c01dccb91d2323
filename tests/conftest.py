"""The fixture that every conversation shares, and how the suite is spread over the machine."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.town import Town, opened

# Tracing trebles the time of what computes for long; other tests walk the same lines, or another process runs them.
UNTRACED = (
    "tests/domain/test_cells",
    "tests/domain/test_hours_beside",
    "tests/domain/test_nearest",
    "tests/end_to_end/",
    "tests/guards/",
    "tests/handlers/test_roles_at_cards",
    "tests/handlers/test_walk",
    "tests/simulation/test_month.py::test_kills",
    "tests/storage/test_outbox.py::test_every_message",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(UNTRACED):
            item.add_marker("no_cover")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: the tests of the real process mostly wait."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with opened(tmp_path) as made:
        yield made

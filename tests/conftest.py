"""The fixture that every conversation shares."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.town import Town, opened


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with opened(tmp_path) as made:
        yield made

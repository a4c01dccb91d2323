"""One fixture: a room to talk in."""

from collections.abc import AsyncIterator

import pytest

from tests.handlers.room import Room, opened


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with opened() as made:
        yield made

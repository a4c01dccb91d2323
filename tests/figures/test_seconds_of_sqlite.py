"""Both ways to whole seconds, the one of SQLite 3.38 and the one before it, say what Python says."""

import random
import sqlite3
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, literal, select

from storage.figures import lives

_DICE = random.Random(5)
MOMENTS = [datetime.fromtimestamp(_DICE.uniform(0, 4e9), UTC) for _ in range(200)]
EDGES = [
    datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2028, 2, 29, 12, 0, 0, 999_500, tzinfo=UTC),
]


@pytest.mark.parametrize("since", [(3, 38, 0), (99, 0, 0)])
def test_a_moment_is_cut_to_its_second(since: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    if since < (99,) and sqlite3.sqlite_version_info < since:
        pytest.skip("this SQLite has no unixepoch")
    monkeypatch.setattr(lives, "_HAS_UNIXEPOCH", since)
    engine = create_engine("sqlite://")
    with engine.connect() as conn:
        for moment in MOMENTS + EDGES:
            asked = select(lives.EPOCHS["sqlite"](literal(f"{moment:%Y-%m-%d %H:%M:%S.%f}")))
            assert conn.execute(asked).scalar_one() == int(moment.replace(microsecond=0).timestamp())
    engine.dispose()

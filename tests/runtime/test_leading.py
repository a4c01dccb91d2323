"""One process leads: it alone speaks and knocks; where it ends another one does, at once, and says what was owed."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import leading
from bot.leading import Lead
from storage import lease
from storage.engine import Store
from storage.lease import SessionLease


async def test_it_is_one_process_s_until_that_leaves(store: Store) -> None:
    one, other = lease.of(store), lease.of(store)
    assert await one.ours()
    assert not await other.ours()
    assert await one.ours()
    await one.leave()
    assert await other.ours()
    assert not await one.ours()
    await other.leave()


async def test_a_lease_that_was_left_is_not_kept_by_a_pool(store: Store) -> None:
    for _ in range(20):
        one = lease.of(store)
        assert await one.ours()
        await one.leave()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_without_its_session_it_is_lost_and_another_may_have_it(store: Store) -> None:
    one, other = SessionLease(store), SessionLease(store)
    assert await one.ours()
    async with store.write() as conn:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        await conn.execute(text(ended))
    with pytest.raises(DBAPIError):
        await one.ours()
    assert await other.ours()
    assert not await one.ours()
    await other.leave()


class Fickle:
    """A lease that answers as it is told to."""

    def __init__(self) -> None:
        self.answer: bool | Exception = True

    async def ours(self) -> bool:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def leave(self) -> None:
        self.answer = False


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "EVERY", 0.01)


@pytest.mark.usefixtures("quick")
async def test_work_begins_when_we_lead_breaks_off_when_another_does_and_begins_again() -> None:
    told, lease_, stop = list[str](), Fickle(), asyncio.Event()
    lease_.answer = False
    lead = Lead(lease_)

    async def work(stop: asyncio.Event) -> None:
        told.append("begun")
        try:
            await stop.wait()
        finally:
            told.append("ended")

    async def until(count: int) -> None:
        async with asyncio.timeout(5):
            while len(told) < count:  # noqa: ASYNC110 - a list tells nobody
                await asyncio.sleep(0.005)

    running = [asyncio.create_task(lead.run(stop)), asyncio.create_task(lead.while_ours(work, stop))]
    await asyncio.sleep(0.05)
    assert told == []
    lease_.answer = True
    await until(1)
    lease_.answer = ConnectionError("the database is away")
    await asyncio.sleep(0.05)
    assert told == ["begun"]
    lease_.answer = False
    await until(2)
    lease_.answer = True
    await until(3)
    stop.set()
    await asyncio.gather(*running)
    assert told == ["begun", "ended", "begun", "ended"]


async def test_what_the_work_raises_is_heard(tmp_path: Path) -> None:
    lead = Lead(lease.FileLease(str(tmp_path / "bot.db-lead")))
    await lead.look()

    async def work(_stop: asyncio.Event) -> None:
        raise ArithmeticError("broken")

    with pytest.raises(ArithmeticError):
        await lead.while_ours(work, asyncio.Event())
    await lead.leave()
    assert not lead.leads()

"""Whatever the statement is: executed from a plan, it gives what SQLAlchemy alone gives, or its error."""

import enum
import gc
import importlib
import pkgutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from weakref import WeakKeyDictionary

import pytest
import sqlalchemy as sql
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import aiosqlite

import storage
from storage import plans, upsert
from storage.engine import Store
from storage.plans import Plan
from storage.schema import cursors, dead_letters, inbox, outbox
from storage.schema.base import Moment

EAST = timezone(timedelta(hours=8))


class Colour(enum.Enum):
    RED = 1
    GREEN = 2


things = sql.Table(
    "things",
    sql.MetaData(),
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("colour", sql.Enum(Colour)),
    sql.Column("more", sql.JSON(none_as_null=True)),
    sql.Column("at", Moment),
    sql.Column("day", sql.Date),
    sql.Column("far", sql.Float),
    sql.Column("yes", sql.Boolean),
    sql.Column("raw", sql.LargeBinary),
    sql.Column("made", sql.Integer, default=lambda: 7),
)
other = things.alias()
NAMES = [column.name for column in things.c if column.name not in ("id", "made")]
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers(-9, 9) | st.text(max_size=3), st.lists, max_leaves=4
)
ROWS = st.fixed_dictionaries(
    {
        "colour": st.none() | st.sampled_from(Colour),
        "more": JSON,
        "at": st.none()
        | st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.sampled_from([UTC, EAST])),  # noqa: DTZ001
        "day": st.none() | st.dates(),
        "far": st.none() | st.floats(-1e9, 1e9),
        "yes": st.none() | st.booleans(),
        "raw": st.none() | st.binary(max_size=4),
    }
)


def _in(column: Any) -> Any:
    return column.in_(bindparam("some", expanding=True))


PAIRS: Any = sql.tuple_(things.c.id, things.c.yes).in_(bindparam("some", expanding=True))
READING = (
    select(things).where(_in(things.c.colour)).order_by(things.c.id),
    select(things).where(sql.not_(_in(things.c.colour))).order_by(things.c.id),
    select(things.c.at, other.c.at, sql.func.max(other.c.at))
    .where(_in(things.c.colour), other.c.id == things.c.id)
    .group_by(things.c.id),
    select(sql.literal_column("1"), sql.literal_column("'a:b'").label("x")).where(_in(sql.literal(Colour.RED))),
    select(sql.func.count(), sql.literal(Colour.RED, sql.Enum(Colour))).where(_in(things.c.colour)),
    select(things.c.id).where(_in(things.c.colour)).union_all(select(things.c.made).where(_in(things.c.colour))),
    select(things.c.id.label("x"), things.c.made.label("x")).where(_in(things.c.colour)),
    select(sql.text("id, made")).select_from(things).where(_in(things.c.colour)).order_by(things.c.id),
    select(sql.exists().where(other.c.id > things.c.id, _in(other.c.colour)), things.c.day)
    .order_by(things.c.id)
    .limit(2)
    .offset(1),
    sql.text("SELECT id, colour FROM things WHERE colour IN :some").bindparams(bindparam("some", expanding=True)),
)
ADD = sql.insert(things).values({name: bindparam(name) for name in NAMES} | {"made": 1})
WRITING = (
    ADD,
    sql.insert(things),
    sql.insert(things).values(made=3),
    ADD.returning(things.c.id, things.c.colour, things.c.at, things.c.more),
    ADD.returning(things.c.id, sort_by_parameter_order=True),
    sql.update(things).where(things.c.yes == bindparam("yes_")).values({name: bindparam(name) for name in NAMES}),
    sql.update(things).values(made=things.c.made + 1).where(things.c.yes == bindparam("yes")).returning(things.c.made),
    sql.delete(things).where(things.c.raw == bindparam("raw")),
)


async def told(conn: Any, statement: Any, values: Any) -> Any:
    """Everything that comes of it, with its types; or the class of the error."""
    try:
        result = await conn.execute(statement, values)
        rows = result.all() if hasattr(result, "all") and getattr(result, "returns_rows", True) else None
        return result.rowcount if rows is None else [[(type(value), value) for value in row] for row in rows]
    except Exception as error:  # the comparison is of whatever it is
        return type(error)


@pytest.fixture
async def twins(tmp_path: Any) -> Any:
    """Two databases with the same things in them."""
    stores = [Store(f"sqlite+aiosqlite:///{tmp_path}/{name}.db", synced=False) for name in "ab"]
    for store in stores:
        async with store.write() as conn:
            await conn.run_sync(things.metadata.create_all)
    yield stores
    for store in stores:
        await store.close()


async def _same(stores: Sequence[Store], statement: Any, values: Any, read: Sequence[Any] = (None,)) -> None:
    """In the first from plans, as far as there are any; in the second by SQLAlchemy alone."""
    async with stores[0].write() as conn, stores[1].write() as knowing:
        plain: Any = knowing._connection  # type: ignore[attr-defined]
        for _ in range(3):
            assert await told(conn, statement, values) == await told(plain, statement, values)
        for some in read:
            for question in READING if some is not None else ():
                assert await told(conn, question, {"some": some}) == await told(plain, question, {"some": some})
        assert await told(conn, select(things), None) == await told(plain, select(things), None)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    statement=st.sampled_from(WRITING),
    rows=st.lists(ROWS, min_size=1, max_size=3),
    alone=st.booleans(),
    lists=st.lists(st.lists(st.none() | st.sampled_from(Colour), max_size=4), max_size=2),
)
async def test_any_statement_says_what_it_says_without_a_plan(
    twins: Sequence[Store], statement: Any, rows: list[dict[str, Any]], alone: bool, lists: list[Any]
) -> None:
    filled = [{**row, "yes_": row["yes"]} for row in rows] if "yes_" in statement.compile().params else rows
    await _same(twins, statement, filled[0] if alone else filled, lists)


WRONG: tuple[tuple[Any, Any], ...] = (
    (ADD, {"colour": Colour.RED}),
    (ADD, [dict.fromkeys(NAMES), {"colour": Colour.RED}]),
    (ADD, {**dict.fromkeys(NAMES), "at": "yesterday"}),
    (ADD, {**dict.fromkeys(NAMES), "far": object()}),
    (ADD, {**dict.fromkeys(NAMES), "colour": [Colour.RED]}),
    (ADD, {**dict.fromkeys(NAMES), "raw": 1 << 70}),
    (sql.insert(things).values(id=1), {}),
    (sql.insert(things), {"nothing": 1}),
    (READING[0], {"some": Colour.RED}),
    (READING[0], [{"some": [Colour.RED]}, {"some": [Colour.GREEN, Colour.RED]}]),
    (sql.delete(things).where(_in(things.c.id)), [{"some": [1]}, {"some": [1, 2]}]),
    (select(things).where(PAIRS), {"some": [(1, True), (2, False)]}),
    (select(things.c.id).where(sql.text("id IN :some").bindparams(bindparam("some", expanding=True))), {"some": [1]}),
    (select(things.c.id).where(things.c.id == bindparam("x", callable_=lambda: 1)), None),
    (sql.text("SELECT 1"), None),
    ("SELECT 1", None),
)


@pytest.mark.parametrize(("statement", "values"), WRONG)
async def test_what_is_wrong_or_strange_is_so_in_the_same_way(
    twins: Sequence[Store], statement: Any, values: Any
) -> None:
    await _same(twins, ADD, dict.fromkeys(NAMES))
    await _same(twins, statement, values)


OF = select(inbox).where(inbox.c.update_id.in_(bindparam("ids", expanding=True))).order_by(inbox.c.update_id)
BURIED = sql.insert(dead_letters).returning(dead_letters.c.id, dead_letters.c.at)


@pytest.mark.parametrize("count", [0, 1, 3, plans.LONGEST, plans.LONGEST + 1])
async def test_lists_up_to_some_length_have_plans_and_longer_ones_an_answer(store: Store, count: int) -> None:
    rows = [{"update_id": n, "lane": -n, "body": bytes([n]), "received_at": n / 7} for n in range(100)]
    ids = list(range(5, 5 + count))
    async with store.write() as conn:
        await conn.execute(upsert.keeping(conn, inbox), rows)
        for _ in range(3):
            found = (await conn.execute(OF, {"ids": ids})).all()
            assert [(row.update_id, row.body, row._mapping[inbox.c.lane]) for row in found] == [
                (n, bytes([n]), -n) for n in ids
            ]


async def test_each_of_several_gives_its_rows_in_their_order(store: Store) -> None:
    at = datetime(2026, 11, 21, 8, tzinfo=EAST)
    letters = [{"update_id": n, "body": b"", "error": str(n), "at": at + timedelta(hours=n)} for n in range(5)]
    async with store.write() as conn:
        for _ in range(3):
            made = (await conn.execute(BURIED, letters)).all()
            assert sorted(row.at for row in made) == [letter["at"] for letter in letters]
            assert all(row.at.utcoffset() == timedelta() for row in made)
        new = upsert.new(conn, inbox)
        for start in (1, 2, 3):
            kept = [{"update_id": n, "lane": 0, "body": b"", "received_at": 0.0} for n in range(start, start + 3)]
            fresh = sorted(number for (number,) in await conn.execute(new, kept))
            assert fresh == ([1, 2, 3] if start == 1 else [start + 2])


async def test_a_result_may_be_read_while_another_statement_runs(store: Store) -> None:
    async with store.write() as conn:
        await conn.execute(sql.insert(cursors), [{"what": name, "value": 1} for name in "abc"])
        every, gone = select(cursors.c.what).order_by(cursors.c.what), sql.delete(cursors)
        for _ in range(3):
            seen = []
            async with conn.begin_nested() as inner:
                for (name,) in await conn.execute(every):
                    seen.append(name)
                    await conn.execute(gone)
                await inner.rollback()
            assert seen == ["a", "b", "c"]


async def test_a_connection_that_was_lost_is_replaced_for_the_next_transaction(twins: Sequence[Store]) -> None:
    asked = select(things.c.id)

    async def lose() -> None:
        async with twins[0].write() as conn:
            for _ in range(3):
                await conn.execute(asked)
            conn._quick.close()  # type: ignore[attr-defined]
            await conn.execute(asked)

    with pytest.raises(sql.exc.OperationalError):
        await lose()
    async with twins[0].write() as conn:
        assert (await conn.execute(asked)).all() == []


async def test_a_statement_is_forgotten_with_its_plans_and_has_not_many(twins: Sequence[Store]) -> None:
    async with twins[0].write() as conn:
        statement = select(things.c.id, sql.func.count()).where(things.c.more == bindparam("value", type_=sql.JSON))
        for number in range(plans.MOST + 9):
            await conn.execute(statement, {"value": [0] * (number % 60), f"extra{number}": 1})
        kept = conn._plans  # type: ignore[attr-defined]
        assert len(kept[statement]) == plans.MOST
        before = len(kept)
        del statement
        conn.engine.sync_engine.clear_compiled_cache()  # SQLAlchemy's own, which keeps the last 500
        gc.collect()
        assert len(kept) < before


def _statements() -> dict[str, Any]:
    """Those that our modules have built."""
    names = [each.name for each in pkgutil.walk_packages(storage.__path__, "storage.")]
    modules = [importlib.import_module(name) for name in names if ".migrations" not in name]
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, sql.SelectBase | sql.UpdateBase)
    }


def test_nearly_every_statement_that_we_have_built_has_a_plan() -> None:
    """With the SQL that SQLAlchemy makes of it."""
    dialect, without = aiosqlite.dialect(), []
    for name, statement in _statements().items():
        compiled = statement.compile(dialect=dialect)
        lists = {bind.key for bind in compiled.post_compile_params}
        values = {bind.key: [1] if bind.key in lists else 1 for bind in compiled.bind_names if bind.required}
        kept: plans.Plans = WeakKeyDictionary()
        made = [plans.find(kept, statement, [values], lambda: dialect) for _ in range(2)]
        assert made[0] is None
        if isinstance(made[1], Plan):
            again = statement.compile(dialect=dialect, column_keys=list(values))
            assert made[1].sql == again.construct_expanded_state(values).statement
        else:
            without.append(name)
    assert len(_statements()) > 60
    assert without == []


def test_the_outbox_is_among_them() -> None:
    assert {statement.table for statement in _statements().values() if isinstance(statement, sql.Insert)} >= {outbox}

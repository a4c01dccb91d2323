"""What all tables share: names of constraints, aware UTC times, ids."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, DateTime, Dialect, Integer, MetaData, TypeDecorator, event

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC: SQLite knows no zones, so it gets and gives naive UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = BigInteger().with_variant(Integer, "sqlite")


def id_column() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


@event.listens_for(metadata, "before_create")
def _partial_on_postgresql_too(target: MetaData, connection: Connection, **_: Any) -> None:
    """Indexes of some rows only are declared with `sqlite_where` and hold the same rows on PostgreSQL.

    `postgresql_where` beside it would load PostgreSQL's dialect at each start, 0.06 s of it, also where it is not used.
    """
    if connection.dialect.name != "postgresql":
        return
    for index in (index for table in target.tables.values() for index in table.indexes):
        index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]

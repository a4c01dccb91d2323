"""Points that couriers earn and redeem, honours given, and how far a reader of growing tables has come."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from storage.schema.base import Id, Moment, id_column, metadata

# The ledger: lines are only ever added; what is undone or redeemed is a line below 0. `day` is the local one.
points = Table(
    "points",
    metadata,
    id_column(),
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("day", Date, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("ticket", Id, ForeignKey("tickets.id"), index=True),
    Column("station", Id, ForeignKey("stations.id")),
    Column("area", Id, ForeignKey("areas.id")),
    Column("words", Text, nullable=False, server_default=""),
    Column("by", Id, ForeignKey("people.id")),
    Column("key", String(64), nullable=False, unique=True),
    Index("ix_points_person_id", "person", "id"),
    Index("ix_points_person_day", "person", "day"),
    Index("ix_points_day_area", "day", "area"),
)

# Who wants no name of theirs in public.
unnamed = Table(
    "unnamed",
    metadata,
    Column("person", Id, ForeignKey("people.id"), primary_key=True),
    Column("since", Moment, nullable=False),
)

# Months whose honours an area has had; area 0: every area has.
honours = Table(
    "honours",
    metadata,
    Column("month", Date, primary_key=True),
    Column("area", Id, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)

redemptions = Table(
    "redemptions",
    metadata,
    id_column(),
    Column("person", Id, ForeignKey("people.id")),
    Column("amount", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("by", Id, ForeignKey("people.id"), nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger),
    Column("at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_redemptions_state_expires_at", "state", "expires_at"),
)

# Up to which id a reader has read a table, and which rows near there it has: ids may become visible out of order.
cursors = Table(
    "cursors",
    metadata,
    Column("what", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
read_rows = Table(
    "read_rows",
    metadata,
    Column("what", String(32), primary_key=True),
    Column("row", BigInteger, primary_key=True, autoincrement=False),
)

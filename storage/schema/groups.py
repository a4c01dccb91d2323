"""What a group sees besides cards: what waits for its card, its board, who is on duty."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from storage.schema.base import Id, Moment, id_column, metadata

# Tickets whose card waits until the chat has room for it; `thread` 0: no topic.
folded = Table(
    "folded",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("thread", BigInteger, primary_key=True, autoincrement=False),
    Column("ticket", Id, ForeignKey("tickets.id"), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)

# A message of a chat that is kept up to date: the list of what is folded, the pinned board. `seen` is what it showed.
sheets = Table(
    "sheets",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("thread", BigInteger, primary_key=True, autoincrement=False),
    Column("slot", String(120), nullable=False),
    Column("told_at", Moment, nullable=False),
    Column("stale", Boolean, nullable=False, server_default=text("false")),
    Column("seen", String(64), nullable=False, server_default=""),
)

# Who is on duty for a community or a cell of it; `post`: full (专职), part (兼职), helper; `hours` as signs say them.
duties = Table(
    "duties",
    metadata,
    id_column(),
    Column("area", Id, ForeignKey("areas.id"), nullable=False, index=True),
    Column("cell", Id, ForeignKey("cells.id")),
    Column("name", String(64), nullable=False),
    Column("phone", String(32), nullable=False, server_default=""),
    Column("post", String(16), nullable=False),
    Column("hours", Text, nullable=False, server_default=""),
    Column("by", Id, ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
)

# How each cell is doing; a cell that was never anything but green has no row.
cell_colours = Table(
    "cell_colours",
    metadata,
    Column("cell", Id, ForeignKey("cells.id"), primary_key=True, autoincrement=False),
    Column("colour", String(8), nullable=False),
    Column("points", Integer, nullable=False),
    Column("open", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    Column("urgent", Integer, nullable=False),
    Column("reopened", Integer, nullable=False),
    Column("repeated", Integer, nullable=False),
    Column("since", Moment, nullable=False),
    Column("at", Moment, nullable=False),
)

# What is to be looked at on a day: a red or yellow cell ("daily"), a hard ticket ("weekly").
checks = Table(
    "checks",
    metadata,
    id_column(),
    Column("kind", String(8), nullable=False),
    Column("day", Date, nullable=False),
    Column("area", Id, ForeignKey("areas.id"), nullable=False),
    Column("cell", Id, ForeignKey("cells.id")),
    Column("ticket", Id, ForeignKey("tickets.id")),
    Column("done_by", Id, ForeignKey("people.id")),
    Column("done_at", Moment),
    Index("ix_checks_day_area", "day", "area"),
)

"""Tickets, their history and files, and the cards that show them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.schema.base import Id, Moment, id_column, metadata

media = Table(
    "media",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("mime", String(64), nullable=False, server_default=""),
    Column("size", Integer, nullable=False),
    Column("width", Integer, nullable=False, server_default="0"),
    Column("height", Integer, nullable=False, server_default="0"),
    Column("phash", BigInteger, nullable=False, server_default="0"),
    Column("stored_at", Moment, nullable=False),
)

# Exports, lists sent for import and the like: few, and never kept for long.
_DOCUMENTS = text("kind = 'document'")
Index("ix_media_documents", media.c.stored_at, sqlite_where=_DOCUMENTS)
Index("ix_media_stored_at", media.c.stored_at)

tickets = Table(
    "tickets",
    metadata,
    id_column(),
    Column("version", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("category", String(32), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reporter", Id, ForeignKey("people.id"), nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("lat", Float(53), nullable=False),
    Column("lon", Float(53), nullable=False),
    Column("area", Id, ForeignKey("areas.id")),
    Column("cell", Id, ForeignKey("cells.id")),
    Column("h3", String(16), nullable=False, server_default=""),
    Column("neighbours", String(255), nullable=False, server_default=""),
    Column("place_source", String(16), nullable=False, server_default=""),
    Column("level", SmallInteger, nullable=False, server_default="0"),
    Column("description", Text, nullable=False, server_default=""),
    Column("album", String(64), nullable=False, server_default=""),
    Column("assignee", Id, ForeignKey("people.id")),
    Column("acknowledged_at", Moment),
    Column("resolved_at", Moment),
    Column("closed_at", Moment),
    Column("acknowledge_by", Moment),
    Column("resolve_by", Moment),
    Column("state_before", String(16)),
    Column("satisfied", Boolean),
    Column("reopened", SmallInteger, nullable=False, server_default="0"),
    Column("acknowledge_stopped_at", Moment),
    Column("resolve_stopped_at", Moment),
    Column("due_at", Moment),
    Column("pressing_at", Moment),
    Column("round", SmallInteger, nullable=False, server_default="0"),
    Column("merged_into", Id, ForeignKey("tickets.id")),
    Index("ix_tickets_alike", "state", "category", "lat"),
    Index("ix_tickets_reporter", "reporter", "id"),
    Index("ix_tickets_area_state", "area", "state"),
    Index("ix_tickets_cell", "cell", "submitted_at"),
    Index("ix_tickets_spot", "cell", "category", "lat"),  # what a ticket may repeat
    Index("ix_tickets_resolved", "state", "resolved_at"),
)
# Holds only what the clock will look at: a million closed tickets cost a knock nothing.
Index(
    "ix_tickets_due",
    tickets.c.due_at,
    sqlite_where=tickets.c.due_at.is_not(None),
)
# `pressing_at` is null once a ticket is decided: what there is to do is listed and counted without the million before.
_UNDECIDED = tickets.c.pressing_at.is_not(None)
Index(
    "ix_tickets_pressing",
    *(tickets.c[name] for name in ("pressing_at", "id", "area", "level", "assignee")),
    sqlite_where=_UNDECIDED,
)
Index(
    "ix_tickets_undecided",
    *(tickets.c[name] for name in ("area", "level", "state", "assignee", "pressing_at")),
    sqlite_where=_UNDECIDED,
)

rungs = Table(
    "rungs",
    metadata,
    Column("ticket", Id, ForeignKey("tickets.id"), primary_key=True, autoincrement=False),
    Column("clock", String(16), primary_key=True),
    Column("round", SmallInteger, primary_key=True, autoincrement=False),
    Column("rung", String(16), primary_key=True),
    Column("at", Moment, nullable=False),
)

# Steps taken whose chats have not been told: they hear of all that is due at once.
late_notices = Table(
    "late_notices",
    metadata,
    id_column(),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger),
    Column("language", String(8), nullable=False),
    Column("ticket", Id, ForeignKey("tickets.id"), nullable=False),
    Column("clock", String(16), nullable=False),
    Column("round", SmallInteger, nullable=False),
    Column("rung", String(16), nullable=False),
    Column("at", Moment, nullable=False),
)

history = Table(
    "history",
    metadata,
    id_column(),
    Column("ticket", Id, ForeignKey("tickets.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("verb", String(16), nullable=False),
    Column("by", Id, ForeignKey("people.id")),
    Column("source", String(16), nullable=False, server_default=""),
    Column("to", String(16), nullable=False, server_default=""),
    Column("area", Id, ForeignKey("areas.id")),
    Column("level", SmallInteger, nullable=False, server_default="0"),
    Column("why", Text, nullable=False, server_default=""),
    Index("ix_history_ticket", "ticket", "verb", "at", "by"),  # all that figures need of a ticket's lines
    Index("ix_history_at", "at", "ticket"),
)

attachments = Table(
    "attachments",
    metadata,
    id_column(),
    Column("ticket", Id, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("sha256", String(64), ForeignKey("media.sha256"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("use", String(16), nullable=False),
    Column("round", SmallInteger, nullable=False, server_default="0"),
    Column("added_by", Id, ForeignKey("people.id")),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("ticket", "sha256", "use", "round"),
)

Index("ix_attachments_sha256", attachments.c.sha256)

cards = Table(
    "cards",
    metadata,
    Column("slot", String(120), primary_key=True),
    Column("ticket", Id, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger),
    Column("language", String(8), nullable=False),
    Column("live", Boolean, nullable=False, server_default=text("true")),
)

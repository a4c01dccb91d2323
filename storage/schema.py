"""Every table, in SQLAlchemy Core. Money-like facts (history) are only ever added to; times are aware UTC."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

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


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


# What came in and what must go out. Times here are seconds since the epoch: these rows are counted in thousands a second.
WAITING, DONE, FOLDED, DEAD, UNREACHABLE = range(5)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lane", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", SmallInteger, nullable=False, server_default="0"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("received_at", Float(53), nullable=False),
    Column("due_at", Float(53), nullable=False, server_default="0"),
)
_unhandled = inbox.c.state == WAITING
Index("ix_inbox_waiting", inbox.c.update_id, sqlite_where=_unhandled, postgresql_where=_unhandled)

dead_letters = Table(
    "dead_letters",
    metadata,
    _id(),
    Column("update_id", BigInteger, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("error", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("chat", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("slot", String(120)),
    Column("priority", SmallInteger, nullable=False),
    Column("state", SmallInteger, nullable=False, server_default="0"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("created_at", Float(53), nullable=False),
    Column("due_at", Float(53), nullable=False, server_default="0"),
    Column("sent_at", Float(53)),
    Column("error", Text),
)
_waiting = outbox.c.state == WAITING
Index("ix_outbox_waiting", outbox.c.priority, outbox.c.id, sqlite_where=_waiting, postgresql_where=_waiting)
Index("ix_outbox_slot", outbox.c.slot)
Index("ix_outbox_sent_at", outbox.c.sent_at)

slots = Table(
    "slots",
    metadata,
    Column("slot", String(120), primary_key=True),
    Column("chat", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Index("ix_slots_message", "chat", "message_id"),
)

uploads = Table(
    "uploads",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("file_id", Text, nullable=False),
)

# The tree of areas and the cells at its leaves.
areas = Table(
    "areas",
    metadata,
    _id(),
    Column("level", String(16), nullable=False),
    Column("code", String(255), nullable=False),
    Column("name", String(128), nullable=False),
    Column("parent", Id, ForeignKey("areas.id")),
    Column("path", String(255), nullable=False),
    Column("members_are_staff", Boolean),
    UniqueConstraint("code"),
    Index("ix_areas_name", "name"),
)

cells = Table(
    "cells",
    metadata,
    _id(),
    Column("code", String(64), nullable=False),
    Column("name", String(128), nullable=False),
    Column("area", Id, ForeignKey("areas.id"), nullable=False),
    Column("polygon", LargeBinary, nullable=False),
    Column("retired_at", Moment),
    UniqueConstraint("code"),
)

versions = Table(
    "versions",
    metadata,
    Column("what", String(32), primary_key=True),
    Column("version", BigInteger, nullable=False),
)

bindings = Table(
    "bindings",
    metadata,
    _id(),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger),
    Column("area", Id, ForeignKey("areas.id"), nullable=False),
    Column("title", String(255), nullable=False, server_default=""),
    Column("language", String(8), nullable=False, server_default=""),
    Column("bound_by", Id, ForeignKey("people.id")),
    Column("bound_at", Moment, nullable=False),
    Column("away_since", Moment),
    Index("ix_bindings_chat", "chat"),
    Index("ix_bindings_area", "area"),
)

standings = Table(
    "standings",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("status", String(32), nullable=False),
    Column("rights", Text, nullable=False, server_default=""),
    Column("at", Moment, nullable=False),
)

# People.
people = Table(
    "people",
    metadata,
    _id(),
    Column("telegram", BigInteger, unique=True),
    Column("name", String(64), nullable=False, server_default=""),
    Column("company", String(64), nullable=False, server_default=""),
    Column("phone", String(32), nullable=False, server_default="", index=True),
    Column("language", String(8), nullable=False, server_default=""),
    Column("standing", String(16), nullable=False),
    Column("reachable", Boolean, nullable=False, server_default=text("true")),
    Column("joined_at", Moment, nullable=False),
)

grants = Table(
    "grants",
    metadata,
    _id(),
    Column("person", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("area", Id, ForeignKey("areas.id")),
    Column("granted_by", Id, ForeignKey("people.id")),
    Column("granted_at", Moment, nullable=False),
    Index("ix_grants_role", "role"),
)

invites = Table(
    "invites",
    metadata,
    _id(),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("area", Id, ForeignKey("areas.id")),
    Column("created_by", Id, ForeignKey("people.id")),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_by", Id, ForeignKey("people.id")),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
)

dialogues = Table(
    "dialogues",
    metadata,
    Column("telegram", BigInteger, primary_key=True, autoincrement=False),
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("step", String(32), nullable=False),
    Column("draft", LargeBinary, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("wake_at", Moment, index=True),
)

last_places = Table(
    "last_places",
    metadata,
    Column("telegram", BigInteger, primary_key=True, autoincrement=False),
    Column("lat", Float(53), nullable=False),
    Column("lon", Float(53), nullable=False),
    Column("accuracy", Float(53)),
    Column("live", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)

# Tickets.
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

tickets = Table(
    "tickets",
    metadata,
    _id(),
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
    Index("ix_tickets_reporter", "reporter", "id"),
    Index("ix_tickets_area_state", "area", "state"),
    Index("ix_tickets_resolved", "state", "resolved_at"),
)

history = Table(
    "history",
    metadata,
    _id(),
    Column("ticket", Id, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("verb", String(16), nullable=False),
    Column("by", Id, ForeignKey("people.id")),
    Column("source", String(16), nullable=False, server_default=""),
    Column("to", String(16), nullable=False, server_default=""),
    Column("area", Id, ForeignKey("areas.id")),
    Column("level", SmallInteger, nullable=False, server_default="0"),
    Column("why", Text, nullable=False, server_default=""),
)

attachments = Table(
    "attachments",
    metadata,
    _id(),
    Column("ticket", Id, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("sha256", String(64), ForeignKey("media.sha256"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("use", String(16), nullable=False),
    Column("round", SmallInteger, nullable=False, server_default="0"),
    Column("added_by", Id, ForeignKey("people.id")),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("ticket", "sha256", "use", "round"),
)

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

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", Moment, nullable=False),
    Column("by", Id, ForeignKey("people.id")),
    Column("action", String(32), nullable=False),
    Column("about", Text, nullable=False, server_default=""),
)

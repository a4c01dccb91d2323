"""The tree of areas, the cells at its leaves, and the chats bound to areas."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.schema.base import Id, Moment, id_column, metadata

areas = Table(
    "areas",
    metadata,
    id_column(),
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
    id_column(),
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
    id_column(),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger),
    Column("area", Id, ForeignKey("areas.id"), nullable=False),
    Column("cell", Id, ForeignKey("cells.id")),  # a forum's topic for one cell of the area
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

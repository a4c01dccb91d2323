"""Warnings to many couriers at once: what is said to whom, who has been told, who has seen it."""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, text

from storage.schema.base import Id, Moment, id_column, metadata

# `audience` all, area (and all below it) or near (lat, lon, radius in metres); the rest of the columns count.
broadcasts = Table(
    "broadcasts",
    metadata,
    id_column(),
    Column("state", String(16), nullable=False),
    Column("by", Id, ForeignKey("people.id"), nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("thread", BigInteger),
    Column("at", Moment, nullable=False),
    Column("zh", Text, nullable=False, server_default=""),
    Column("en", Text, nullable=False, server_default=""),
    Column("audience", String(8), nullable=False, server_default=""),
    Column("area", Id, ForeignKey("areas.id")),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    Column("radius", Integer),
    Column("rings", Boolean, nullable=False, server_default=text("true")),
    Column("started_at", Moment),
    Column("last_at", Moment),
    Column("shown_at", Moment),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("told", Integer, nullable=False, server_default="0"),
    Column("seen", Integer, nullable=False, server_default="0"),
    Column("corrected", Integer, nullable=False, server_default="0"),
    Column("stale", Boolean, nullable=False, server_default=text("false")),  # the sender's message shows older figures
    Index("ix_broadcasts_state", "state"),
    Index("ix_broadcasts_started_at", "started_at"),
)

recipients = Table(
    "recipients",
    metadata,
    Column("broadcast", Id, ForeignKey("broadcasts.id"), primary_key=True),
    Column("person", Id, ForeignKey("people.id"), primary_key=True),
    Column("told_at", Moment),
    Column("seen_at", Moment),
    Column("corrected_at", Moment),
    Index("ix_recipients_told", "broadcast", "told_at"),
)

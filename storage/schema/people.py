"""People, their grants and invitations, where they are in a dialogue, and what admins did."""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, LargeBinary, String, Table, Text, text

from storage.schema.base import Id, Moment, id_column, metadata

people = Table(
    "people",
    metadata,
    id_column(),
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
    id_column(),
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
    id_column(),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("area", Id, ForeignKey("areas.id")),
    Column("created_by", Id, ForeignKey("people.id")),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_by", Id, ForeignKey("people.id")),
    Column("station", Id, ForeignKey("stations.id")),  # that the keeper whom it makes will keep
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
    Column("typed", Boolean, nullable=False, server_default=text("false")),  # coordinates or a link, sent as words
    Column("live_until", Moment),  # when a live location ends by itself
)

audit = Table(
    "audit",
    metadata,
    id_column(),
    Column("at", Moment, nullable=False),
    Column("by", Id, ForeignKey("people.id")),
    Column("action", String(32), nullable=False),
    Column("about", Text, nullable=False, server_default=""),
)

"""Stations, what is said about them, who keeps and visits them, and what happens there."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
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

stations = Table(
    "stations",
    metadata,
    id_column(),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(128), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("lat", Float(53), nullable=False),
    Column("lon", Float(53), nullable=False),
    Column("address", String(255), nullable=False, server_default=""),
    Column("area", Id, ForeignKey("areas.id"), index=True),
    Column("hours", Text, nullable=False, server_default=""),
    Column("amenities", Text, nullable=False, server_default=""),  # keys separated by spaces
    Column("seats", Integer),
    Column("phone", String(32), nullable=False, server_default=""),
    Column("door", Text, nullable=False, server_default=""),
    Column("photo", String(64), nullable=False, server_default=""),
    Column("notes", Text, nullable=False, server_default=""),
    Column("closed_until", Moment),
    Column("confirmed_at", Moment),
    Column("confirmed_by", Id, ForeignKey("people.id")),
    Column("asked_at", Moment),  # when the keeper was last asked to confirm the page
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("changed", Id, nullable=False, server_default="0", index=True),  # the version that changed it last
)

# One rider's or keeper's word on a station; `sure` words by keepers count at once, riders' when there are two.
station_words = Table(
    "station_words",
    metadata,
    id_column(),
    Column("station", Id, ForeignKey("stations.id"), nullable=False),
    Column("what", String(32), nullable=False),
    Column("by", Id, ForeignKey("people.id"), nullable=False),
    Column("keeper", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Index("ix_station_words_until", "until"),  # few count at any time, of however many there ever were
    Index("ix_station_words_by_at", "by", "at"),
)

# What keepers are asked in private: is it so? One is open a station and thing; `asked` are person ids with spaces.
station_questions = Table(
    "station_questions",
    metadata,
    id_column(),
    Column("station", Id, ForeignKey("stations.id"), nullable=False),
    Column("what", String(32), nullable=False),
    Column("asked", Text, nullable=False, server_default=""),
    Column("at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", Id, ForeignKey("people.id")),
    Column("outcome", String(16), nullable=False, server_default=""),
    Index(
        "ix_station_questions_open",
        "station",
        "what",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
    ),
)

keepers = Table(
    "keepers",
    metadata,
    Column("station", Id, ForeignKey("stations.id"), primary_key=True),
    Column("person", Id, ForeignKey("people.id"), primary_key=True),
    Column("since", Moment, nullable=False),
    Index("ix_keepers_person", "person"),
)

# Who is there when: `resident` all the time (常驻), else in turn (轮值).
duty_roster = Table(
    "duty_roster",
    metadata,
    id_column(),
    Column("station", Id, ForeignKey("stations.id"), nullable=False, index=True),
    Column("name", String(64), nullable=False),
    Column("phone", String(32), nullable=False, server_default=""),
    Column("resident", Boolean, nullable=False),
    Column("hours", Text, nullable=False, server_default=""),
)

favourites = Table(
    "favourites",
    metadata,
    Column("person", Id, ForeignKey("people.id"), primary_key=True),
    Column("station", Id, ForeignKey("stations.id"), primary_key=True),
    Column("at", Moment, nullable=False),
)

# What the finder remembers of a person: filters as keys separated by spaces.
station_filters = Table(
    "station_filters",
    metadata,
    Column("person", Id, ForeignKey("people.id"), primary_key=True),
    Column("filters", String(255), nullable=False),
)

# When a registered person last opened a station by the code at its door.
door_scans = Table(
    "door_scans",
    metadata,
    Column("person", Id, ForeignKey("people.id"), primary_key=True),
    Column("station", Id, ForeignKey("stations.id"), primary_key=True),
    Column("at", Moment, nullable=False),
)

checkins = Table(
    "checkins",
    metadata,
    id_column(),
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    Column("station", Id, ForeignKey("stations.id"), nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("at", Moment, nullable=False),
    Column("proven", Boolean, nullable=False, server_default=text("true")),  # by a place: only such earn points
    UniqueConstraint("person", "station", "day"),
)

remarks = Table(
    "remarks",
    metadata,
    id_column(),
    Column("station", Id, ForeignKey("stations.id"), nullable=False, index=True),
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("words", Text, nullable=False),
    Column("answer", Text, nullable=False, server_default=""),
    Column("answered_by", Id, ForeignKey("people.id")),
    Column("answered_at", Moment),
    Index("ix_remarks_person_at", "person", "at"),
)

# `weekday` 0 Monday … 6 for what comes every week, else `day`; `start` as minutes after local midnight.
activities = Table(
    "activities",
    metadata,
    id_column(),
    Column("station", Id, ForeignKey("stations.id"), nullable=False, index=True),
    Column("title", String(128), nullable=False),
    Column("weekday", SmallInteger),
    Column("day", Date),
    Column("start", SmallInteger, nullable=False),
    Column("places", Integer),
    Column("by", Id, ForeignKey("people.id")),
    Column("cancelled_at", Moment),
)

# A day on which a weekly activity does not take place.
activity_breaks = Table(
    "activity_breaks",
    metadata,
    Column("activity", Id, ForeignKey("activities.id"), primary_key=True),
    Column("day", Date, primary_key=True),
)

signups = Table(
    "signups",
    metadata,
    Column("activity", Id, ForeignKey("activities.id"), primary_key=True),
    Column("person", Id, ForeignKey("people.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("reminded_at", Moment),
    Index("ix_signups_day", "day"),
)

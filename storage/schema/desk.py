"""What staff and couriers do with a ticket besides its verbs: seconding it, splitting work out of it."""

from sqlalchemy import Column, ForeignKey, String, Table

from storage.schema.base import Id, Moment, id_column, metadata

seconds = Table(
    "seconds",
    metadata,
    Column("ticket", Id, ForeignKey("tickets.id"), primary_key=True, autoincrement=False),
    Column("person", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("via", Id, ForeignKey("tickets.id")),
    Column("at", Moment, nullable=False),
)

subtasks = Table(
    "subtasks",
    metadata,
    id_column(),
    Column("ticket", Id, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("assignee", Id, ForeignKey("people.id")),
    Column("by", Id, ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
    Column("done_by", Id, ForeignKey("people.id")),
    Column("done_at", Moment),
)

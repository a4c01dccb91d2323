"""Which digests were sent."""

from sqlalchemy import Boolean, Column, Date, String, Table

from storage.schema.base import Id, Moment, metadata

# A row a digest that was sent, or was not worth sending. `binding` 0: the admins. It names no foreign key: a binding
# may go, and a new one (another id) gets no digest of the time before it.
digests = Table(
    "digests",
    metadata,
    Column("kind", String(1), primary_key=True),
    Column("first", Date, primary_key=True),
    Column("binding", Id, primary_key=True, autoincrement=False),
    Column("sent", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)

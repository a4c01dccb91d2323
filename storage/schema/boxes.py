"""What came in and what must go out. Times here are seconds since the epoch: rows are counted in thousands a second."""

from sqlalchemy import BigInteger, Column, Float, Index, LargeBinary, SmallInteger, String, Table, Text

from storage.schema.base import Moment, id_column, metadata

STATES = WAITING, DONE, FOLDED, DEAD, UNREACHABLE = 0, 1, 2, 3, 4

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
Index("ix_inbox_waiting", inbox.c.update_id, sqlite_where=_unhandled)

dead_letters = Table(
    "dead_letters",
    metadata,
    id_column(),
    Column("update_id", BigInteger, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("error", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    id_column(),
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
Index("ix_outbox_waiting", outbox.c.priority, outbox.c.id, sqlite_where=_waiting)
# A board is edited once a minute for months: what waits for a slot is found without all that it got before.
Index("ix_outbox_slot", outbox.c.slot, outbox.c.state, outbox.c.created_at, sqlite_where=outbox.c.slot.is_not(None))
Index("ix_outbox_sent_at", outbox.c.sent_at)
Index("ix_outbox_chat", outbox.c.chat, outbox.c.state, outbox.c.sent_at)  # what a group's limit has to carry

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

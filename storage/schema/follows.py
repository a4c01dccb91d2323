"""Messages that follow a rider's live location."""

from sqlalchemy import BigInteger, Column, Float, String, Table

from storage.schema.base import Moment, metadata

follows = Table(
    "follows",
    metadata,
    Column("telegram", BigInteger, primary_key=True, autoincrement=False),
    Column("origin", BigInteger, nullable=False),
    Column("needs", String(64), nullable=False),
    Column("lat", Float(53), nullable=False),
    Column("lon", Float(53), nullable=False),
    Column("shown_at", Moment, nullable=False),
    Column("face", String(64), nullable=False),  # a digest of what the message says
    Column("until", Moment, nullable=False, index=True),
)

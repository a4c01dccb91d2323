"""The database's versions. HEAD is named here so that a start need not load Alembic to know that nothing is to do."""

HEAD = "0019"

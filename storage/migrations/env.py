"""Alembic's entry: runs the versions on the connection that `storage.migrate` hands over."""

from alembic import context

from storage.schema import metadata


def run() -> None:
    """SQLite cannot alter most things in place, so its tables are rebuilt in batches."""
    given = context.config.attributes
    connection = given["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=given.get("render_item", lambda kind, item, autogenerate: False),
    )
    with context.begin_transaction():
        context.run_migrations()


run()

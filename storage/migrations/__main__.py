"""`python -m storage.migrations NUMBER "what changes"`: drafts versions/NUMBER_what_changes.py from storage/schema.py.

The draft is the difference between the schema and what the versions before it make; read it before you keep it, and
raise HEAD in `storage/migrations/__init__.py`. Until the first release there is one version, drafted anew whenever
the schema changes: delete versions/0001_everything.py, then `python -m storage.migrations 0001 everything`.
"""

import sys
from typing import Any, Literal

from sqlalchemy import create_engine

from storage.migrate import config
from storage.schema import Moment


def main(number: str, message: str) -> None:
    """Migrate a database in memory as far as the versions go, and write down what is missing."""
    from alembic import command

    with create_engine("sqlite://").connect() as connection:
        made = config(connection)
        made.attributes["render_item"] = _plain_moment
        command.upgrade(made, "head")
        command.revision(made, message=message, rev_id=number, autogenerate=True)


def _plain_moment(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A version must not change when our types do, so it names the database's."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


if __name__ == "__main__":
    main(*sys.argv[1:])

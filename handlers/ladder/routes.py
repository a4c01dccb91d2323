"""The ladder's own buttons."""

from handlers.ladder import opening
from handlers.routing import Route

PRESSES: dict[str, Route] = {"open": Route(opening.open_card, group=True)}

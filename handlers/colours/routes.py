"""The routes about colours."""

from handlers.colours import checking, drawing
from handlers.routing import Route

COMMANDS: dict[str, Route] = {"map": Route(drawing.show, group=True)}
PRESSES: dict[str, Route] = {"check": Route(checking.tick, group=True)}

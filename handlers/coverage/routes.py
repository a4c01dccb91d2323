"""The routes about how much of the grid the stations serve."""

from bot.domain.people import Action
from handlers.coverage import showing
from handlers.routing import Route

COMMANDS: dict[str, Route] = {
    "coverage": Route(showing.show, Action.OVERSEE),
}

PRESSES: dict[str, Route] = {
    "coverage": Route(showing.press, Action.OVERSEE),
}

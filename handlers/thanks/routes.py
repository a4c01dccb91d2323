"""The routes about points."""

from bot.domain.people import Action
from handlers.routing import Route
from handlers.thanks import page

COMMANDS: dict[str, Route] = {
    "points": Route(page.show, Action.SEE_OWN),
}

PRESSES: dict[str, Route] = {
    "points": Route(page.page, Action.SEE_OWN),
    "pointrules": Route(page.rules, Action.SEE_OWN),
    "naming": Route(page.name, Action.SEE_OWN),
}

STEPS: dict[str, Route] = {}

"""The routes of finding a station by words and favourites, and of admins who add stations and take them out of use."""

from bot.domain.people import Action
from handlers.routing import Route
from handlers.stations import adding, asked, retiring

PRESSES: dict[str, Route] = {
    "favours": Route(asked.favourites),
    "found": Route(asked.open_page),
    "addstation": Route(adding.begin, Action.OVERSEE),
    "newkind": Route(adding.chosen, Action.OVERSEE),
    "retire": Route(retiring.ask_to_retire, Action.OVERSEE),
    "retired": Route(retiring.retire, Action.OVERSEE),
    "revive": Route(retiring.ask_to_revive, Action.OVERSEE),
    "revived": Route(retiring.revive, Action.OVERSEE),
}

STEPS: dict[str, Route] = {
    adding.PLACE: Route(adding.placed, Action.OVERSEE),
    adding.NAME: Route(adding.named, Action.OVERSEE),
    adding.KIND: Route(adding.wordless, Action.OVERSEE),
}

"""The routes of finding a station by words and favourites, and of admins who add stations and take them out of use."""

from bot.domain.people import Action
from handlers.routing import Route
from handlers.stations import adding, asked, following, retiring

PRESSES: dict[str, Route] = {
    "follow": Route(asked.follow),
    "need": Route(following.toggle),
    "unfollow": Route(following.enough),
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
    following.WAITED: Route(asked.shared),
    adding.PLACE: Route(adding.placed, Action.OVERSEE),
    adding.NAME: Route(adding.named, Action.OVERSEE),
    adding.KIND: Route(adding.wordless, Action.OVERSEE),
}

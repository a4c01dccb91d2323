"""The routes about warnings to many."""

from bot.domain.people import Action
from handlers.routing import Route
from handlers.warnings import going, translating, writing

COMMANDS: dict[str, Route] = {
    "broadcast": Route(writing.begin, Action.BROADCAST, group=True),
}

PRESSES: dict[str, Route] = {
    "castto": Route(writing.choose, Action.BROADCAST),
    "castpage": Route(writing.page, Action.BROADCAST),
    "castback": Route(writing.page, Action.BROADCAST),
    "castnear": Route(writing.near, Action.BROADCAST),
    "casten": Route(translating.ask, Action.BROADCAST, group=True),
    "castbell": Route(writing.bell, Action.BROADCAST, group=True),
    "castno": Route(writing.drop, Action.BROADCAST, group=True),
    "castgo": Route(going.go, Action.BROADCAST, group=True),
    "caststop": Route(going.stop, Action.BROADCAST, group=True),
    "castoops": Route(going.correct, Action.BROADCAST, group=True),
    "seen": Route(going.seen),
}

STEPS: dict[str, Route] = {
    writing.TEXT: Route(writing.text, Action.BROADCAST),
    writing.ENGLISH: Route(translating.written, Action.BROADCAST, group=True),
    writing.PLACE: Route(writing.came, Action.BROADCAST),
}

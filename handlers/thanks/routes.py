"""The routes about points."""

from bot.domain.people import Action
from handlers.routing import Route
from handlers.thanks import confirming, page, redeeming

COMMANDS: dict[str, Route] = {
    "points": Route(page.show, Action.SEE_OWN),
    "redeem": Route(redeeming.begin, Action.REDEEM, group=True),
}

PRESSES: dict[str, Route] = {
    "points": Route(page.page, Action.SEE_OWN),
    "pointrules": Route(page.rules, Action.SEE_OWN),
    "naming": Route(page.name, Action.SEE_OWN),
    "redeempage": Route(redeeming.page, Action.REDEEM, group=True),
    "redeemto": Route(redeeming.choose, Action.REDEEM, group=True),
    "redeemfor": Route(redeeming.give, Action.REDEEM, group=True),
    "redeemyes": Route(confirming.confirm, Action.SEE_OWN),
    "redeemno": Route(confirming.decline, Action.SEE_OWN),
}

STEPS: dict[str, Route] = {}

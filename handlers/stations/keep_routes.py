"""The routes by which keepers and admins keep stations right."""

from bot.domain.people import Action
from handlers.routing import Route
from handlers.stations import amending, keepers, panel, touching, unconfirmed

COMMANDS: dict[str, Route] = {
    "keep": Route(panel.mine),
    "unconfirmed": Route(unconfirmed.show, Action.OVERSEE),
}

PRESSES: dict[str, Route] = {
    "keep": Route(panel.manage),
    "keeplist": Route(panel.another),
    "sure": Route(panel.sure),
    "amend": Route(amending.ask),
    "blank": Route(amending.blank),
    "amenities": Route(touching.amenities),
    "amenity": Route(touching.amenity),
    "shut": Route(touching.shut),
    "unshut": Route(touching.unshut),
    "roster": Route(touching.roster),
    "offduty": Route(touching.off_duty),
    "unconfirmed": Route(unconfirmed.another, Action.OVERSEE),
    "keepers": Route(keepers.show, Action.MANAGE_PEOPLE),
    "askkeeper": Route(keepers.ask, Action.MANAGE_PEOPLE),
    "appoint": Route(keepers.appoint, Action.MANAGE_PEOPLE),
    "dismiss": Route(keepers.dismiss, Action.MANAGE_PEOPLE),
    "keepinvite": Route(keepers.invite, Action.INVITE),
}

STEPS: dict[str, Route] = {
    amending.STEP: Route(amending.came),
    keepers.STEP: Route(keepers.named, Action.MANAGE_PEOPLE),
}

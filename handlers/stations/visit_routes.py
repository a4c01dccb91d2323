"""The routes about being at a station."""

from handlers.routing import Route
from handlers.stations import door

PRESSES: dict[str, Route] = {
    "here": Route(door.check_in),
}

STEPS: dict[str, Route] = {
    door.STEP: Route(door.came),
}

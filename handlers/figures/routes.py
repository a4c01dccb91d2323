"""The routes of figures."""

from handlers.figures import stats, tracing
from handlers.routing import Route

COMMANDS: dict[str, Route] = {"stats": Route(stats.show, group=True)}

PRESSES: dict[str, Route] = {
    "stats": Route(stats.turn_to, group=True),
    "figure": Route(tracing.tickets_behind, group=True),
    "behind": Route(tracing.one, group=True),
    "areafigures": Route(tracing.by_area, group=True),
    "figurefile": Route(tracing.file, group=True),
}

"""What a route is."""

from dataclasses import dataclass

from bot.domain.incoming import Event
from bot.domain.people import Action
from handlers.turn import Handler


@dataclass(frozen=True)
class Route:
    """`action` None: the handler decides itself who may (it needs the ticket for that)."""

    handler: Handler
    action: Action | None = None
    private: bool = True
    group: bool = False

    def fits(self, event: Event) -> bool:
        return self.private if event.private else self.group

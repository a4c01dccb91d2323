"""What one chat is to hear about one step of one ticket."""

from dataclasses import dataclass

from bot.domain.ladder import Step
from bot.domain.people import Person
from bot.domain.ticket import Ticket, Which
from storage.areas import Binding


@dataclass(frozen=True)
class Notice:
    """One step of one ticket, for one chat. `slot`: its card there, "" where there is none; `fresh`: one may come."""

    to: Binding
    ticket: Ticket
    step: Step
    holder: Person | None
    slot: str
    fresh: bool

    @property
    def chat(self) -> tuple[int, int]:
        return self.to.chat, self.to.thread or 0

    @property
    def late_holder(self) -> Person | None:
        """Who should resolve it; nobody where it is about taking it."""
        return self.holder if self.step.which is Which.RESOLVE else None

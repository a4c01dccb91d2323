"""The couriers: whom they report to, what they answer, whether they are satisfied."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from bot.simulation import habits
from bot.simulation.ground import COURIER, Ground, Who
from bot.simulation.habits import DAY, HOUR, MINUTE
from bot.simulation.plan import Plan
from bot.simulation.telegram import Message
from bot.simulation.updates import Agenda, photo


@dataclass
class Couriers:
    """Each of them knows what they were sent. `receipts`: the numbers of tickets that they were told."""

    ground: Ground
    agenda: Agenda
    reports: int = 0
    receipts: set[int] = field(default_factory=set)

    @property
    def plan(self) -> Plan:
        return self.ground.plan

    def set_out(self) -> None:
        """Everything that the month brings into their way."""
        dice = self.plan.dice("reports")
        hours = dice.choices(range(24), habits.BY_HOUR, k=self.plan.tickets)
        hot = dice.sample(range(self.plan.cells), max(1, int(self.plan.cells * habits.HOT_CELLS)))
        for number, hour in enumerate(hours):
            at = self.plan.begin + dice.randrange(self.plan.days) * DAY + (hour + dice.random()) * HOUR
            somewhere = dice.randrange(self.plan.cells)
            cell = dice.choice(hot) if dice.random() < habits.TO_HOT else somewhere
            self._report(number, at, cell, dice)
        self.reports = self.plan.tickets

    def _report(self, number: int, at: float, cell: int, dice: Random) -> None:
        who = self.ground.courier(dice.randrange(self.plan.couriers))
        lat, lon = self.ground.spot(cell, dice.random(), dice.random())
        kind = dice.choices(list(habits.CATEGORIES), list(habits.CATEGORIES.values()))[0]
        if dice.random() >= habits.IN_THREE_STEPS:
            self.agenda.says(who, who.id, at, photo=photo(f"p{number}"), caption=f"{lat},{lon} {kind}")
            return
        self.agenda.says(who, who.id, at, photo=photo(f"p{number}"))
        place = {"latitude": lat, "longitude": lon, "horizontal_accuracy": 10.0}
        self.agenda.says(who, who.id, at + 15, location=place)

    def hears(self, message: Message, at: float) -> None:
        """What a courier does about a new message."""
        if not message.fresh:
            return
        dice = self.plan.dice("courier", message.slot or message.text, message.chat)
        for data in message.data:
            verb = data.partition(":")[0]
            react = _REACTIONS.get(verb)
            if react is not None:
                react(self, message, data, (at, dice))
                return

    def press(self, message: Message, data: str, at: float) -> None:
        self.agenda.presses(self.person(message.chat), message.chat, at, on=message.id, data=data)

    def person(self, chat: int) -> Who:
        return self.ground.courier(chat - COURIER)


When = tuple[float, Random]


def _choose(self: Couriers, message: Message, _data: str, when: When) -> None:
    """The category, by its button."""
    at, dice = when
    offered = [data for data in message.data if data.startswith("category:")]
    self.press(message, dice.choice(offered), at + habits.soon(dice, 10))


def _keep(self: Couriers, message: Message, data: str, when: When) -> None:
    """The receipt: a few think better of it, or join what somebody else reported there."""
    at, dice = when
    self.receipts.add(int(data.split(":")[1]))
    second = next((other for other in message.data if other.startswith("second:")), None)
    if second and dice.random() < habits.SECONDS:
        self.press(message, second, at + habits.soon(dice, 2 * MINUTE))
    elif dice.random() < habits.WITHDRAWS:
        self.press(message, data, at + habits.soon(dice, 10 * MINUTE))


def _answer(self: Couriers, message: Message, _data: str, when: When) -> None:
    at, dice = when
    if message.text.startswith("❓") and dice.random() < habits.ANSWERS:
        self.agenda.says(self.person(message.chat), message.chat, at + habits.soon(dice, HOUR), text="还在，就在门口。")


def _rate(self: Couriers, message: Message, data: str, when: When) -> None:
    at, dice = when
    if dice.random() >= habits.RATES:
        return
    again = int(data.rpartition(":")[2])
    bad = dice.random() < habits.UNSATISFIED / (1 + again)
    self.press(message, message.data[bad], at + habits.soon(dice, HOUR))


def _object(self: Couriers, message: Message, data: str, when: When) -> None:
    """To a rejection."""
    at, dice = when
    if dice.random() < habits.OBJECTS:
        self.press(message, data, at + habits.soon(dice, HOUR))


def _say_why(self: Couriers, message: Message, _data: str, when: When) -> None:
    at, dice = when
    if dice.random() < habits.SAYS_WHY:
        self.press(message, dice.choice(message.data), at + habits.soon(dice, MINUTE))


_REACTIONS: dict[str, Callable[[Couriers, Message, str, When], None]] = {
    "category": _choose,
    "withdraw": _keep,
    "add": _answer,
    "satisfied": _rate,
    "unsatisfied": _object,
    "why": _say_why,
}

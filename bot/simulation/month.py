"""The month: people act, the bot answers, the clock knocks, step by step until the morning after."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.simulation.couriers import Couriers
from bot.simulation.ground import Ground
from bot.simulation.habits import DAY, HOUR
from bot.simulation.machine import Machine
from bot.simulation.staff import Staff
from bot.simulation.telegram import Telegram
from bot.simulation.updates import Agenda
from storage.outbox import Row
from storage.slots import Slot

NIGHT = 4 * HOUR  # when the clock tidies up


@dataclass
class Month:
    """Everybody but the bot. `updates`: how many there were."""

    ground: Ground
    agenda: Agenda = field(default_factory=Agenda)
    telegram: Telegram = field(default_factory=Telegram)
    updates: int = 0

    def __post_init__(self) -> None:
        self.couriers = Couriers(self.ground, self.agenda)
        self.staff = Staff(self.ground, self.agenda)
        self.couriers.set_out()

    async def passes(self, bot: Machine, *, told: Callable[[float], None] = lambda _: None) -> None:
        """To its end; `told` after each day."""
        plan = self.ground.plan
        now, day = plan.begin, 0
        while now < plan.end:
            now += plan.step
            rows = self.agenda.until(now)
            self.updates += len(rows)
            await bot.take_in(now, rows)
            await self._post(bot, now)
            await bot.knock(now)
            await self._post(bot, now)
            if now >= plan.begin + day * DAY + NIGHT:
                await bot.tidy(now)
                day += 1
                told(now)

    async def _post(self, bot: Machine, now: float) -> None:
        """What is owed is said, and seen."""
        while owed := await bot.owed():
            places = [self._brought(row, now) for row in owed]
            await bot.said(now, [row.id for row in owed], [place for place in places if place])

    def _brought(self, row: Row, now: float) -> Slot | None:
        message, place = self.telegram.hear(row)
        if message is not None:
            reader = self.couriers if self.ground.is_courier(row.chat) else self.staff if row.chat < 0 else None
            if reader is not None:
                reader.hears(message, now)
        return place

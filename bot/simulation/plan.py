"""What a simulated month is made of: with the same numbers the same month happens again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 10, 31, 16, tzinfo=UTC)  # the midnight before 1 November in Shanghai
DAYS = 30  # of November: the month's digest is of whole days


@dataclass(frozen=True)
class Plan:
    """`tickets`: reports in all, spread over `days`. `step`: virtual seconds between two knocks of the clock."""

    seed: int = 1
    days: int = DAYS
    cells: int = 1_607
    couriers: int = 3_000
    tickets: int = 20_000
    step: int = 300

    @property
    def begin(self) -> float:
        """Seconds since the epoch, as all times here."""
        return BEGIN.timestamp()

    @property
    def end(self) -> float:
        """Noon of the day after: everything of the last day has had its evening, and its digest is written."""
        return (BEGIN + timedelta(days=self.days, hours=12)).timestamp()

    @property
    def steps(self) -> int:
        return int(self.end - self.begin) // self.step + 1

    def dice(self, *about: object) -> Random:
        """Chance that depends on the seed and on what it is about, and on nothing that happened before."""
        return Random(":".join(map(str, (self.seed, *about))))  # noqa: S311 - habits, not secrets

"""What an admin can say in the policy file about stations: what counts, who follows one, searching, visiting."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.stations import Part, Trouble


@dataclass(frozen=True)
class Stations:
    """What is said of a station counts for `fact_hours`, that it is full or has moved for hours of its own; a page is
    asked about every `confirm_days`, old after `stale_days`. `words_an_hour` bounds what one person may say.
    """

    fact_hours: int = 6
    full_hours: int = 1
    moved_hours: int = 168
    words_an_hour: int = 20
    confirm_days: int = 7
    stale_days: int = 30
    walk_minutes: int = 15
    walk_metres_a_minute: int = 75
    walk_detour: float = 1.3
    strangers_see: tuple[Part, ...] = (Part.NAME, Part.PLACE, Part.HOURS, Part.AMENITIES)

    def counts_for(self, what: str) -> timedelta:
        """How long a word on that counts."""
        hours = {str(Trouble.FULL): self.full_hours, str(Trouble.MOVED): self.moved_hours}
        return timedelta(hours=hours.get(what, self.fact_hours))


@dataclass(frozen=True)
class Follow:
    """How often the message that follows a live location is edited: after so many seconds or metres; for how long."""

    seconds: int = 30
    metres: int = 100
    hours: int = 8


@dataclass(frozen=True)
class Inline:
    """Stations found from any chat: a known place may be so old, Telegram keeps an answer so long, so many a page."""

    place_minutes: int = 120
    cache_seconds: int = 15
    choices: int = 10


@dataclass(frozen=True)
class Visits:
    """Checking in counts at the door: within `door_minutes` of opening its link, or `checkin_metres` away at most.

    It earns points where a place sent lately is at most `point_metres` away, for the link can be opened at home.

    `titles`: activities that are offered by name; who comes is reminded `remind_minutes` before.
    """

    checkin_metres: int = 150
    door_minutes: int = 30
    point_metres: int = 300
    remarks_a_day: int = 5
    remark_letters: int = 500
    remind_minutes: int = 60
    titles: tuple[str, ...] = ()

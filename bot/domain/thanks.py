"""What couriers get back: points for what can be checked, and honours for those who did most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Reason(StrEnum):
    """Why a line stands in the ledger."""

    ACCEPTED = "accepted"
    FIRST = "first"
    PHOTO = "photo"
    SECOND = "second"
    CHECK_IN = "check_in"
    UNDONE = "undone"
    REDEEMED = "redeemed"


EARNING = (Reason.ACCEPTED, Reason.FIRST, Reason.PHOTO, Reason.SECOND, Reason.CHECK_IN)


@dataclass(frozen=True)
class Honour:
    """`place` 1 is the first; those with as many points share one, and the next place is left out for each of them."""

    place: int
    person: int
    points: int


def within_cap(amount: int, already: int, cap: int) -> int:
    """What of the amount may still be earned on a day on which `already` points were."""
    return max(0, min(amount, cap - already))


def honoured(points: Mapping[int, int], *, places: int, least: int) -> list[Honour]:
    """Who takes one of the first places with at least so many points; nobody is left out of a tie."""
    best = sorted(((amount, person) for person, amount in points.items() if amount >= least), reverse=True)
    amounts = [amount for amount, _ in best]
    placed = [Honour(amounts.index(amount) + 1, person, amount) for amount, person in best]
    return sorted((one for one in placed if one.place <= places), key=lambda one: (one.place, one.person))


def place_of(person: int, points: Mapping[int, int]) -> int:
    """The person's place among those with points: 1 and how many have more."""
    own = points.get(person, 0)
    return 1 + sum(amount > own for amount in points.values())


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return first_of_month(first_of_month(day) + timedelta(days=31))


def months_before(day: date, count: int) -> list[date]:
    """The first days of so many whole months before the one of the day, oldest first."""
    months = [first_of_month(day)]
    for _ in range(count):
        months.append(first_of_month(months[-1] - timedelta(days=1)))
    return months[:0:-1]

"""Days off and days worked in their stead (调休) in mainland China."""

from collections.abc import Iterable
from datetime import date, timedelta, tzinfo

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class Calendar:
    """The zone that opening hours are told in, and its days off; a year is loaded when it is first asked for (0.1 s).

    The State Council publishes each year's arrangement in the November before. Package `holidays` has those up to
    2026. For a later year it computes the days that the law gives (全国年节及纪念日放假办法, 2024, articles 2 and 6:
    the festivals, and a weekday for each that falls on a weekend); the days moved to make longer breaks, and the
    weekends worked for them, are not known then: `settled` says so. `off` and `working` are days that an operator
    knows better, and they win.
    """

    __slots__ = ("_off", "_working", "_years", "zone")

    def __init__(self, zone: tzinfo, *, off: Iterable[date] = (), working: Iterable[date] = ()) -> None:
        self.zone = zone
        self._off, self._working = frozenset(off), frozenset(working)
        self._years: dict[int, tuple[frozenset[date], frozenset[date]]] = {}

    def is_off(self, day: date) -> bool:
        """Whether the day belongs to a public holiday, the weekend days of a longer break included."""
        return day in self._year(day.year)[0]

    def works(self, day: date) -> bool:
        """Whether the day is a Saturday or Sunday that is worked."""
        return day.weekday() >= SATURDAY and day in self._year(day.year)[1]

    def is_workday(self, day: date) -> bool:
        """Whether offices work on the day: a weekday that is not off, or a weekend day worked in its stead."""
        return self.works(day) or (day.weekday() < SATURDAY and not self.is_off(day))

    def settled(self, year: int) -> bool:
        """Whether the year's days off are as published; until then more of them may come."""
        return bool(self._year(year)[1])

    def _year(self, year: int) -> tuple[frozenset[date], frozenset[date]]:
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self._load(year)
        return known

    def _load(self, year: int) -> tuple[frozenset[date], frozenset[date]]:
        """The next New Year counts too, as the weekend before it belongs to its break."""
        from holidays import country_holidays

        told = country_holidays("CN", years=year)
        free = {*told, date(year + 1, 1, 1)}.union(self._off).difference(self._working)
        weekends = self._working.union(told.weekend_workdays).difference(self._off)
        working = {day for day in weekends if day.year == year}
        return frozenset(_with_weekends(free, working)), frozenset(working)


def _with_weekends(free: set[date], working: set[date]) -> set[date]:
    """Saturdays and Sundays that touch a day off belong to the break, unless they are worked."""
    found, edge = set(free), set(free)
    while edge:
        touching = {day + step for day in edge for step in (ONE_DAY, -ONE_DAY)}
        edge = {day for day in touching if day.weekday() >= SATURDAY} - found - working
        found |= edge
    return found

"""What an admin can replace without touching code: categories, clocks, limits. Read from TOML by bot.policy."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from typing import Literal

from bot.domain.stations_policy import Follow, Inline, Stations, Visits
from bot.domain.thanks_policy import Broadcasts, Points
from bot.domain.ticket import Kind, Severity


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    zh: str = ""
    en: str = ""

    def to(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Category:
    """One kind of thing to report. `words`: what else names it in a caption, if anything may (`in_captions`).

    `advice`: what whoever stands there should do at once, said before anything else.
    """

    key: str
    zh: str
    en: str
    emoji: str
    severity: Severity = Severity.NORMAL
    kind: Kind = Kind.HAZARD
    words: tuple[str, ...] = ()
    in_captions: bool = True
    advice: Words = Words()

    def label(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Clock:
    """Minutes to acknowledge and minutes to resolve."""

    acknowledge: int
    resolve: int


@dataclass(frozen=True)
class Quiet:
    """From when to when only urgent tickets ring; local times of TIMEZONE."""

    start: time
    end: time


@dataclass(frozen=True)
class Local:
    """What is different in one area and all below it; None: as everywhere."""

    quiet: Quiet | None = None
    counts_on_days_off: dict[Severity, bool] | None = None


@dataclass(frozen=True)
class WorkCalendar:
    """Days off are Saturdays, Sundays and public holidays ("CN"; "": none), but for make-up workdays.

    `counts_on_days_off` False: the clocks of that severity stand still on such a day. `off` and `working` are days that
    are known better here. `areas`: by code ("district/street/community") or by name.
    """

    holidays: Literal["CN", ""] = "CN"
    counts_on_days_off: dict[Severity, bool] = field(default_factory=dict)
    off: tuple[date, ...] = ()
    working: tuple[date, ...] = ()
    areas: dict[str, Local] = field(default_factory=dict)


class To(StrEnum):
    """Whom a rung of the ladder reaches."""

    GROUP = "group"
    LEAD = "lead"
    STREET = "street"
    DISTRICT = "district"
    ADMINS = "admins"


@dataclass(frozen=True)
class Rung:
    """Due when a ticket has been late for `percent` of its clock and `minutes` more."""

    to: To
    percent: int = 0
    minutes: int = 0


RUNGS = (Rung(To.GROUP), Rung(To.LEAD, 50), Rung(To.STREET, 100), Rung(To.DISTRICT, 150))


@dataclass(frozen=True)
class Ladder:
    """`warn`: per cent of a clock. `cards_at_once`: fresh cards a chat gets in one go; more come as one list."""

    warn: int = 80
    rungs: tuple[Rung, ...] = RUNGS
    cards_at_once: int = 3


@dataclass(frozen=True)
class Phrase:
    """Something said so often that it has a button: a question to the courier, a reason to reject."""

    key: str
    zh: str
    en: str

    def label(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Limits:
    """All in the unit that the name ends with."""

    reports_an_hour: int = 20
    place_minutes: int = 10
    live_minutes: int = 5
    reminder_minutes: int = 10
    draft_hours: int = 24
    old_photo_hours: int = 24
    far_metres: int = 500
    prompt_minutes: int = 15
    close_after_hours: int = 72
    invite_days: int = 7
    photos_a_ticket: int = 10
    board_from: int = 3
    alike_metres: int = 50
    alike_hours: int = 72
    question_hours: int = 72
    subtasks: int = 5
    keep_files_days: int = 7


@dataclass(frozen=True)
class Goals:
    """What figures are held against: minutes on average (response) and at most (call-back), the rest in per cent."""

    response_minutes: int = 120
    callback_minutes: int = 30
    same_day: float = 50
    two_days: float = 80
    three_days: float = 95
    closing: float = 96.9
    satisfied: float = 97.4


@dataclass(frozen=True)
class Digests:
    """At which local time each goes out: every day, on Mondays, on the 1st; those in `off` never do.

    `spot`: as many new tickets in one place make it worth naming. `top`: categories and places that are named.
    """

    daily: time = time(8, 30)
    weekly: time = time(8, 30)
    monthly: time = time(8, 30)
    off: tuple[Literal["daily", "weekly", "monthly"], ...] = ()
    spot: int = 3
    top: int = 3
    goals: Goals = field(default_factory=Goals)


@dataclass(frozen=True)
class Colours:
    """Points of an undecided ticket: for being open, and more for what makes it worse; from how many on a cell is
    yellow or red, and below how many it is so no more. A repeat: the same kind within so many metres and days.

    Red and yellow cells are checked every day at `check_at`; tickets undecided for `hard_days`, or reopened
    `hard_reopened` times, are followed up on Mondays.
    """

    open: int = 1
    late: int = 2
    urgent: int = 3
    reopened: int = 2
    repeated: int = 2
    yellow: int = 3
    yellow_until: int = 2
    red: int = 8
    red_until: int = 5
    repeat_metres: int = 50
    repeat_days: int = 30
    check_at: time = time(9, 0)
    hard_days: int = 7
    hard_reopened: int = 2


@dataclass(frozen=True)
class Policy:
    categories: tuple[Category, ...]
    clocks: dict[Severity, Clock]
    quiet: Quiet
    limits: Limits = field(default_factory=Limits)
    stations: Stations = field(default_factory=Stations)
    points: Points = field(default_factory=Points)
    broadcasts: Broadcasts = field(default_factory=Broadcasts)
    inline: Inline = field(default_factory=Inline)
    follow: Follow = field(default_factory=Follow)
    visits: Visits = field(default_factory=Visits)
    companies: tuple[str, ...] = ()
    questions: tuple[Phrase, ...] = ()
    reject_reasons: tuple[Phrase, ...] = ()
    resolve_without_photo: bool = False
    members_are_staff: bool = True
    colours: Colours = field(default_factory=Colours)
    privacy_contact: str = ""
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    ladder: Ladder = field(default_factory=Ladder)
    digests: Digests = field(default_factory=Digests)

    def in_area(self, code: str) -> "Policy":
        """The policy as it holds in the area of that code: what is said of it, or of the nearest one above it."""
        local = self._local(code.split("/")) if code and self.calendar.areas else None
        if local is None:
            return self
        counts = {**self.calendar.counts_on_days_off, **(local.counts_on_days_off or {})}
        return replace(
            self, quiet=local.quiet or self.quiet, calendar=replace(self.calendar, counts_on_days_off=counts)
        )

    def _local(self, names: list[str]) -> Local | None:
        areas = self.calendar.areas
        keys = (key for n in range(len(names), 0, -1) for key in ("/".join(names[:n]), names[n - 1]))
        return next((areas[key] for key in keys if key in areas), None)

    def category(self, key: str) -> Category | None:
        return next((category for category in self.categories if category.key == key), None)

    def named_in(self, text: str) -> Category | None:
        """The category that a caption names: the longest label or word found in it, None where there is none."""
        lowered = text.casefold()
        found = [
            (len(word), category)
            for category in self.categories
            if category.in_captions
            for word in (category.zh, category.en, *category.words)
            if _names(word.casefold(), lowered)
        ]
        return max(found, key=lambda pair: pair[0])[1] if found else None


def phrase(phrases: tuple[Phrase, ...], key: str) -> Phrase | None:
    """The one of that key; None where the policy has dropped it."""
    return next((one for one in phrases if one.key == key), None)


def _names(word: str, text: str) -> bool:
    """Chinese runs on without spaces, so any occurrence counts; a Latin word must stand alone ("gas", not "gasp").

    Only Latin letters and digits hold it together: in "闻到gas味" it does stand alone.
    """
    if not word.isascii():
        return word in text
    return bool(word) and re.search(rf"\b{re.escape(word)}\b", text, re.ASCII) is not None

"""What an admin can say in the policy file about points and about warnings to many."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reward:
    """What a courier may have for points."""

    zh: str
    en: str
    points: int

    def label(self, language: str) -> str:
        return self.en if language == "en" else self.zh


def called(rewards: Sequence[Reward], words: str, language: str) -> str:
    """A reward by its name in that language; anything else that was redeemed in the words of who entered it."""
    return next((one.label(language) for one in rewards if words in (one.zh, one.en)), words)


@dataclass(frozen=True)
class Points:
    """What earns how many points (0: nothing), and the honours of a month.

    `honest_reasons`: keys of `reject_reasons` for which a rejected report keeps its points.
    """

    accepted: int = 10
    first_in_month: int = 5
    good_photo: int = 5
    second: int = 2
    check_in: int = 1
    daily_cap: int = 60
    photo_pixels: int = 1280
    honour_places: int = 3
    honour_from: int = 10
    honour_hour: int = 9
    redeem_minutes: int = 10
    honest_reasons: tuple[str, ...] = ()
    rewards: tuple[Reward, ...] = ()


@dataclass(frozen=True)
class Broadcasts:
    """Warnings to many: near means within one of `radii_metres` in the last `place_hours`; who reported in an area in
    the last `reports_days` belongs to it; `a_second` are sent; the same again within `same_minutes` is asked about.
    """

    radii_metres: tuple[int, ...] = (500, 1000, 3000)
    place_hours: int = 2
    reports_days: int = 30
    a_second: int = 15
    same_minutes: int = 60
    longest: int = 1000

"""The door to opening hours: read what a sign or OSM says, write it in one way, ask what holds at a moment."""

from bot.domain.opening import grammar, signs
from bot.domain.opening.calendar import Calendar
from bot.domain.opening.rules import Rule, State
from bot.domain.opening.show import show
from bot.domain.opening.timeline import HORIZON, Opening, Parsed, at, prepared
from bot.domain.opening.tokens import BadHours, Flaw
from bot.domain.opening.words import chinese

__all__ = [
    "HORIZON",
    "BadHours",
    "Calendar",
    "Flaw",
    "Opening",
    "Parsed",
    "State",
    "at",
    "normalise",
    "parse",
    "worded",
]


def normalise(text: str) -> str:
    """What a sign or OSM says, in OSM's `opening_hours` in one spelling; "" stays "": nobody knows. BadHours."""
    return show(parse(text).rules)


def worded(text: str, language: str) -> tuple[str, ...]:
    """What `normalise` gave, in lines for readers of that language; () for what nobody knows."""
    return () if not text else chinese(text) if language == "zh" else (text,)


def parse(text: str) -> Parsed:
    """What `at` wants; worth keeping, as reading takes some 50 us. BadHours for what is not understood."""
    try:
        return prepared(_rules(text))
    except BadHours as bad:
        raise BadHours(text, bad.reason, bad.near) from None


def _rules(text: str) -> tuple[Rule, ...]:
    plain = signs.plain(text)
    if not plain:
        return ()
    return signs.read(plain) if signs.is_chinese(plain) else grammar.rules(plain)

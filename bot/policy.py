"""Reads the policy file into the domain's Policy, or says what is wrong with it."""

import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.domain.policy import Policy, Rung
from bot.domain.ticket import Severity

BUILT_IN = Path(__file__).with_name("policy.toml")
HOURS = 23
MOST_CHOICES = 50  # the Bot API's limit for one answer to an inline query
LONGEST_KEY = 55  # bytes: "category:" and the key are a button's data, 64 bytes at most
MOST_SIGNS = 32  # of a category's key: what a ticket's row holds
LONGEST_PHRASE_KEY = 32  # bytes: a ticket's number stands beside it


class BadPolicy(Exception):
    """The file cannot be used; the message names the file, each place in it and the reason."""


def load(path: Path | None = None) -> Policy:
    """The policy in `path` (TOML), or the built-in one; raises BadPolicy."""
    source = path or BUILT_IN
    try:
        given = tomllib.loads(source.read_text(encoding="utf-8"))
        policy = TypeAdapter(Policy).validate_python(given)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadPolicy(f"{source}: {error}") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadPolicy(f"{source}: {problems}") from error
    _check_whole(policy, given, source)
    return policy


def _check_whole(policy: Policy, given: dict[str, Any], source: Path) -> None:
    problems = [*_unknown(given, asdict(policy)), *_in_categories(policy), *_in_phrases(policy)]
    problems += [*_in_numbers(policy), *_in_clocks(policy)]
    if problems:
        raise BadPolicy(f"{source}: {'; '.join(problems)}")


def _unknown(given: object, known: object, at: str = "") -> Iterator[str]:
    """A name that nothing reads is a slip of the pen: better said than passed over."""
    if isinstance(given, dict) and isinstance(known, dict):
        yield from (f"{at}{name}: nothing has this name" for name in given if name not in known)
        inner = [(f"{at}{name}", name) for name in given if name in known]
        for where, name in inner:
            yield from _unknown(given[name], known[name], f"{where}.")
    if isinstance(given, list) and isinstance(known, tuple):
        for number, (one, other) in enumerate(zip(given, known, strict=True)):
            yield from _unknown(one, other, f"{at}{number}.")


def _in_categories(policy: Policy) -> Iterator[str]:
    keys = [category.key for category in policy.categories]
    if not keys:
        yield "categories: there are none"
    for number, category in enumerate(policy.categories):
        if category.key in keys[:number]:
            yield f"categories.{number}.key: two categories have the key {category.key!r}"
        fits = 0 < len(category.key) <= MOST_SIGNS and len(category.key.encode()) <= LONGEST_KEY
        if not fits or not _plain(category.key):
            limits = f"1 to {MOST_SIGNS} characters, at most {LONGEST_KEY} bytes, visible and no colon"
            yield f"categories.{number}.key: {limits}, not {category.key!r}"
        if not (category.zh.strip() and category.en.strip()):
            yield f"categories.{number}: zh and en must both say something"


def _plain(key: str) -> bool:
    """A colon ends a key in a button's data, and PostgreSQL holds no NUL."""
    return ":" not in key and key.isprintable()


def _in_phrases(policy: Policy) -> Iterator[str]:
    tables = {"questions": policy.questions, "reject_reasons": policy.reject_reasons}
    for at, number, phrases in ((name, n, table) for name, table in tables.items() for n in range(len(table))):
        phrase, before = phrases[number], [one.key for one in phrases[:number]]
        if not 0 < len(phrase.key.encode()) <= LONGEST_PHRASE_KEY or not _plain(phrase.key):
            yield f"{at}.{number}.key: 1 to {LONGEST_PHRASE_KEY} bytes, visible and no colon, not {phrase.key!r}"
        if phrase.key in before:
            yield f"{at}.{number}.key: two have the key {phrase.key!r}"
        if not (phrase.zh.strip() and phrase.en.strip()):
            yield f"{at}.{number}: zh and en must both say something"


def _in_numbers(policy: Policy) -> Iterator[str]:
    yield from (f"clocks.{name}: is needed" for name in Severity if name not in policy.clocks)
    clocks = {f"clocks.{name}.{key}": n for name, c in policy.clocks.items() for key, n in asdict(c).items()}
    sections = {name: asdict(getattr(policy, name)) for name in ("limits", "stations", "inline", "follow", "visits")}
    every = {f"{name}.{key}": n for name, section in sections.items() for key, n in section.items()}
    limits = {name: n for name, n in every.items() if isinstance(n, int)}
    limits |= {f"broadcasts.{key}": n for key, n in asdict(policy.broadcasts).items() if isinstance(n, int)}
    limits |= {f"broadcasts.radii_metres.{place}": n for place, n in enumerate(policy.broadcasts.radii_metres)}
    rewards = {f"points.rewards.{place}.points": one.points for place, one in enumerate(policy.points.rewards)}
    yield from (f"{name}: must be above 0, not {n}" for name, n in {**clocks, **limits, **rewards}.items() if n < 1)
    yield from _in_points(policy)
    yield from _in_digests(policy)
    if not policy.stations.walk_detour >= 1:
        yield f"stations.walk_detour: at least 1, not {policy.stations.walk_detour}"
    if policy.inline.choices > MOST_CHOICES:
        yield f"inline.choices: at most {MOST_CHOICES}"


def _in_points(policy: Policy) -> Iterator[str]:
    """0 points are none; an hour is one of the day."""
    numbers = {f"points.{key}": n for key, n in asdict(policy.points).items() if isinstance(n, int)}
    yield from (f"{name}: must not be below 0, not {n}" for name, n in numbers.items() if n < 0)
    known = {reason.key for reason in policy.reject_reasons}
    unknown = (key for key in policy.points.honest_reasons if key not in known)
    yield from (f"points.honest_reasons: no reject_reasons has the key {key!r}" for key in unknown)
    if policy.points.honour_hour > HOURS:
        yield f"points.honour_hour: must be 0 to {HOURS}, not {policy.points.honour_hour}"


def _in_digests(policy: Policy) -> Iterator[str]:
    """How many, and how long, are above 0; a share is one of 100."""
    numbers = {"digests.spot": policy.digests.spot, "digests.top": policy.digests.top}
    goals = {f"digests.goals.{key}": n for key, n in asdict(policy.digests.goals).items()}
    numbers |= {name: n for name, n in goals.items() if name.endswith("_minutes")}
    yield from (f"{name}: must be above 0, not {n}" for name, n in numbers.items() if n < 1)
    shares = {name: n for name, n in goals.items() if name not in numbers}
    yield from (f"{name}: 0 to 100 per cent, not {n}" for name, n in shares.items() if not 0 <= n <= 100)


def _in_clocks(policy: Policy) -> Iterator[str]:
    """What would leave a ticket without its clock, or turn the ladder upside down."""
    everywhere = {"calendar": policy.calendar.counts_on_days_off}
    local = {f"calendar.areas.{name}": area.counts_on_days_off or {} for name, area in policy.calendar.areas.items()}
    for where, counts in {**everywhere, **local}.items():
        if not counts.get(Severity.URGENT, True):
            yield f"{where}.counts_on_days_off.urgent: what is urgent waits for no workday"
    if not 0 < policy.ladder.warn < 100:
        yield f"ladder.warn: 1 to 99 per cent, not {policy.ladder.warn}"
    if policy.ladder.cards_at_once < 1:
        yield f"ladder.cards_at_once: must be above 0, not {policy.ladder.cards_at_once}"
    yield from _in_rungs(policy.ladder.rungs)


def _in_rungs(rungs: tuple[Rung, ...]) -> Iterator[str]:
    if not rungs:
        yield "ladder.rungs: there are none"
    for number, rung in enumerate(rungs):
        if rung.to in [before.to for before in rungs[:number]]:
            yield f"ladder.rungs.{number}.to: {rung.to} is there twice"
        if rung.percent < 0 or rung.minutes < 0:
            yield f"ladder.rungs.{number}: cannot come before the ticket is late"
        if number and (rung.percent < rungs[number - 1].percent or rung.minutes < rungs[number - 1].minutes):
            yield f"ladder.rungs.{number}: comes before the one below it"

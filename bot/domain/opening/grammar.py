"""OSM's `opening_hours` into rules, after wiki.openstreetmap.org, Key:opening_hours/specification.

Left out, and refused: what needs the sun, school holidays or Easter, points in time, steps within a span of time,
days counted from others. Taken besides: hours without minutes, long names, any case, an empty rule at the end.
"""

from dataclasses import replace

from bot.domain.opening.rules import DAY, Join, Rule, State, Times
from bot.domain.opening.selectors import dates, days, weeks, years
from bot.domain.opening.tokens import BadHours, Flaw, Tokens, needed, next_kind, taken, tokens, unreadable

_STATES = {"open": State.OPEN, "off": State.CLOSED, "closed": State.CLOSED, "unknown": State.UNKNOWN}
_JOINS = {";": Join.INSTEAD, ",": Join.BESIDES, "||": Join.ELSE}
_APPOINTMENT = ("appointment", "预约", "預約")
_LATEST = 48 * 60


def rules(text: str) -> tuple[Rule, ...]:
    """At least one rule. BadHours for what cannot be read, with the piece that it fails at."""
    left = tokens(text)
    found: list[Rule] = []
    join = Join.INSTEAD
    while left:
        found.append(_rule(left, join))
        join = _join(left)
    if not found or join is not Join.INSTEAD:
        raise unreadable(left)
    return tuple(found)


def _join(left: Tokens) -> Join:
    """What stands between two rules; a `;` at the end stands for nothing."""
    if not left:
        return Join.INSTEAD
    join = _JOINS[needed(left, *_JOINS).kind]
    while join is Join.INSTEAD and taken(left, ";"):
        pass
    return join


def _rule(left: Tokens, join: Join) -> Rule:
    before = len(left)
    rule = Rule((Times(0, DAY),), join=join) if taken(left, "always") else _limited(left, join)
    rule = _ended(left, rule)
    if len(left) == before:
        raise unreadable(left)
    return rule


def _limited(left: Tokens, join: Join) -> Rule:
    """What stands before state and comment, in the order in which it is written."""
    named, dated, numbered = years(left), dates(left), weeks(left)
    taken(left, ":")
    listed, holidays = days(left)
    taken(left, ":")
    return Rule(_times(left), listed, holidays, dated, named, numbered, join=join)


def _ended(left: Tokens, rule: Rule) -> Rule:
    """State and comment; a comment alone leaves it unknown whether it is open, one on appointments says how."""
    word, note = taken(left, *_STATES), taken(left, "comment")
    comment = note.text.strip() if note else ""
    state = _STATES[word.kind] if word else State.UNKNOWN if note and not rule.times else State.OPEN
    if state is not State.CLOSED and any(sign in comment.casefold() for sign in _APPOINTMENT):
        state = State.BY_APPOINTMENT
    return replace(rule, state=state, comment=comment)


def _times(left: Tokens) -> tuple[Times, ...]:
    found: list[Times] = []
    while _is_clock(left, 0):
        found.append(_span(left))
        if not (next_kind(left) == "," and _is_clock(left, 1)):
            break
        left.popleft()
    return tuple(found)


def _is_clock(left: Tokens, ahead: int) -> bool:
    """A number of four figures after a comma is a year, with which another rule begins."""
    return next_kind(left, ahead) == "clock" or (next_kind(left, ahead) == "number" and left[ahead].value < 100)


def _span(left: Tokens) -> Times:
    start = _clock(left)
    if taken(left, "+"):
        return Times(start, start, loose=True)
    if not taken(left, "-"):
        raise BadHours("", Flaw.NO_END, left[0].text if left else "")
    end = _clock(left)
    if taken(left, "/"):
        raise BadHours("", Flaw.INTERVAL, "/")
    if start >= DAY or end > _LATEST:
        raise BadHours("", Flaw.NO_SUCH_TIME)
    return Times(start, end if end > start else end + DAY, loose=bool(taken(left, "+")))


def _clock(left: Tokens) -> int:
    """Minutes; a bare number is an hour."""
    token = needed(left, "clock", "number")
    if token.kind == "number" and token.value > 24:
        raise BadHours("", Flaw.NO_SUCH_TIME, token.text)
    return token.value if token.kind == "clock" else token.value * 60

"""Who is at a station when: read from a line as people write it, e.g. "常驻 王芳 13800138000"."""

import re
from dataclasses import dataclass

LONGEST_NAME, LONGEST_HOURS = 64, 100
"""Characters; of a name what the database holds."""
RESIDENT = frozenset({"常驻", "resident"})
IN_TURN = frozenset({"轮值", "轮班", "值班", "turn"})
_PHONE = re.compile(r"\+?\d[\d\-]{4,18}\d")
_BETWEEN = re.compile(r"[\s,，、:：;；]+")


@dataclass(frozen=True)
class OnDuty:
    """`resident`: there all the time (常驻), else in turn (轮值) in the hours given, in anybody's words.

    `id` 0: not stored yet.
    """

    name: str
    phone: str
    resident: bool
    hours: str = ""
    id: int = 0


def read(line: str) -> OnDuty | None:
    """One person; None where no name is found or something is too long.

    The first word may say 常驻 or 轮值 (resident, turn); then the name, a phone number, and all the rest is when.
    Without such a word, whoever has no hours is resident.
    """
    words = [word for word in _BETWEEN.split(line.strip(), maxsplit=1) if word]
    kind = words[0].casefold() if words else ""
    said = kind in RESIDENT | IN_TURN
    return _person(words[1] if said and len(words) > 1 else "" if said else line.strip(), kind if said else "")


def _split(rest: str) -> tuple[str, str]:
    """The name, which is one word or all Latin ones before the phone; and what follows."""
    words = [word for word in _BETWEEN.split(rest) if word]
    phone = next((place for place, word in enumerate(words) if _PHONE.fullmatch(word)), 1)
    latin = phone if all(word.isascii() for word in words[:phone]) else 1
    name = " ".join(words[: max(1, latin)])
    return name, rest[rest.find(words[max(1, latin) - 1]) + len(words[max(1, latin) - 1]) :] if words else ""


def _person(rest: str, kind: str) -> OnDuty | None:
    name, more = _split(rest)
    found = _PHONE.search(more)
    hours = f"{more[: found.start()]} {more[found.end() :]}" if found else more
    hours = " ".join(hours.split()).strip(" ,，、;；")
    if not name or _PHONE.fullmatch(name) or len(name) > LONGEST_NAME or len(hours) > LONGEST_HOURS:
        return None
    return OnDuty(name, found[0] if found else "", kind in RESIDENT if kind else not hours, hours)

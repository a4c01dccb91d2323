"""What the code at a station's door carries: the payload of a deep link, which Telegram limits to 64 of A-Za-z0-9_-."""

import base64
import binascii
import re
from dataclasses import dataclass

from bot.domain.stations import Station

PLAIN, SPELT, NUMBERED = "s_", "c_", "i_"
"""Ways to name a station: by its code as it is, by its code in base64url, by its number where the code is too long."""
LONGEST = 64  # https://core.telegram.org/bots/features#deep-linking
_SAFE = re.compile(r"[A-Za-z0-9_-]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,14}")


@dataclass(frozen=True)
class Door:
    """Which station a payload means: its code, or its number where the code is ""."""

    code: str = ""
    number: int = 0


def payload(station: Station) -> str:
    """The shortest to read that fits; a code survives a new database, a number does not."""
    if _SAFE.fullmatch(station.code) and len(PLAIN + station.code) <= LONGEST:
        return PLAIN + station.code
    spelt = SPELT + _spelt(station.code)
    return spelt if station.code and len(spelt) <= LONGEST else f"{NUMBERED}{station.id}"


def link(username: str, station: Station) -> str:
    """What the printed code says: opens the station's page in the bot."""
    return f"https://t.me/{username}?start={payload(station)}"


def read(text: str) -> Door | None:
    """What `payload` wrote; None for anything else."""
    kind, rest = text[:2], text[2:]
    if kind == PLAIN and _SAFE.fullmatch(rest):
        return Door(rest)
    if kind == SPELT:
        code = _code(rest)
        return Door(code) if code else None
    return Door(number=int(rest)) if kind == NUMBERED and _NUMBER.fullmatch(rest) else None


def _spelt(code: str) -> str:
    return base64.urlsafe_b64encode(code.encode()).rstrip(b"=").decode()


def _code(spelt: str) -> str:
    """ "" for what is not the spelling of any code, also where only its last bits are odd."""
    try:
        code = base64.urlsafe_b64decode(spelt + "=" * (-len(spelt) % 4)).decode()
    except (ValueError, binascii.Error):
        return ""
    return code if _spelt(code) == spelt else ""

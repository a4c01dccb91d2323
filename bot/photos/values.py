"""What reading a photo yields: a Photo, or Unreadable with the reason."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.place import Point

MAX_BYTES = 20 * 1024 * 1024  # what a bot may download from Telegram
MAX_PIXELS = 50_000_000  # 150 MB once decoded


class Problem(StrEnum):
    """Why a file is no good. TRUNCATED: fewer bytes than announced, or begun like a picture but damaged."""

    EMPTY = "empty"
    TRUNCATED = "truncated"
    TOO_LARGE_BYTES = "too_large_bytes"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_A_PICTURE = "not_a_picture"


class Unreadable(Exception):
    """The file cannot be shown; `reason` says why."""

    def __init__(self, reason: Problem) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Photo:
    """What a file says of itself. Width and height in pixels, upright; `place` in WGS-84.

    `taken_at` is aware; where `zone_known` is false the camera named no zone and the caller's was assumed. `phash` is a
    signed 64-bit integer (it fits a BIGINT), see `pictures.differing_bits`; near 0 for one plain area.
    """

    sha256: str
    width: int
    height: int
    format: str
    place: Point | None
    taken_at: datetime | None
    zone_known: bool
    phash: int

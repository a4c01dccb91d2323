"""A report in the making: what we have of it, and what is still missing. Plain values; a row between messages."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.incoming import Fetched, FileKind
from bot.domain.place import Point, Source, distance
from bot.domain.policy import Limits


class Need(StrEnum):
    """What to ask for next, in this order. UNSEEN: a photo of what is urgent, which may be left out."""

    PHOTO = "photo"
    UNSEEN = "unseen"
    PLACE = "place"
    OLD = "old"
    FAR = "far"
    CATEGORY = "category"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Attached:
    """One file of the draft: SHA-256 and kind."""

    sha256: str
    kind: str


@dataclass(frozen=True)
class Draft:
    """`lat`, `lon` is the place chosen; `here_*` where the courier is, when a geotag chose otherwise.

    `old_since` is the photo's own time when that is long ago, `accepted` the questions answered with "it is right so",
    `advised` the category whose advice was given already.
    """

    files: tuple[Attached, ...] = ()
    lat: float | None = None
    lon: float | None = None
    accuracy: float | None = None
    source: str = ""
    here_lat: float | None = None
    here_lon: float | None = None
    category: str = ""
    description: str = ""
    album: str = ""
    taken_at: str = ""
    accepted: tuple[str, ...] = ()
    asked: str = ""
    reminded: bool = False
    advised: str = ""
    question: int = 0

    @property
    def point(self) -> Point | None:
        return None if self.lat is None or self.lon is None else Point(self.lat, self.lon)

    @property
    def here(self) -> Point | None:
        return None if self.here_lat is None or self.here_lon is None else Point(self.here_lat, self.here_lon)

    @property
    def photos(self) -> tuple[str, ...]:
        return tuple(file.sha256 for file in self.files if file.kind == FileKind.PHOTO)

    @property
    def off(self) -> float:
        """Metres between the geotag and where the courier is; 0 where one of them is unknown."""
        if self.source != Source.EXIF or self.point is None or self.here is None:
            return 0.0
        return distance(self.point, self.here)


def to_json(draft: Draft) -> dict[str, Any]:
    return asdict(draft)


def from_json(values: Mapping[str, Any]) -> Draft:
    """Fields that this version does not know are left out, so an older or newer row does not stop anybody."""
    known = {field.name for field in fields(Draft)}
    kept: dict[str, Any] = {name: value for name, value in values.items() if name in known}
    kept["files"] = tuple(Attached(file["sha256"], file["kind"]) for file in values.get("files", ()))
    kept["accepted"] = tuple(values.get("accepted", ()))
    return Draft(**kept)


def missing(draft: Draft, limits: Limits, at: datetime) -> Need:
    """What the draft needs before it can be submitted."""
    if not draft.photos and Need.UNSEEN not in draft.accepted:
        return Need.PHOTO
    if draft.point is None:
        return Need.PLACE
    if Need.OLD not in draft.accepted and _is_old(draft, limits, at):
        return Need.OLD
    if Need.FAR not in draft.accepted and draft.off > limits.far_metres:
        return Need.FAR
    return Need.NOTHING if draft.category else Need.CATEGORY


def _is_old(draft: Draft, limits: Limits, at: datetime) -> bool:
    if not draft.taken_at:
        return False
    return at - datetime.fromisoformat(draft.taken_at) > timedelta(hours=limits.old_photo_hours)


def with_files(draft: Draft, fetched: tuple[Fetched, ...], limits: Limits) -> Draft:
    """The draft with more files, each once, photos up to the limit; takes over a geotag and the oldest photo's time."""
    for file in fetched:
        draft = _with_file(draft, file, limits)
    return draft


def _with_file(draft: Draft, file: Fetched, limits: Limits) -> Draft:
    if file.problem or any(known.sha256 == file.sha256 for known in draft.files):
        return draft
    if file.kind == FileKind.PHOTO and len(draft.photos) >= limits.photos_a_ticket:
        return draft
    draft = replace(draft, files=(*draft.files, Attached(file.sha256, file.kind)))
    if file.taken_at and (not draft.taken_at or file.taken_at < datetime.fromisoformat(draft.taken_at)):
        draft = replace(draft, taken_at=file.taken_at.isoformat())
    return with_place(draft, file.place, Source.EXIF) if file.place else draft


def with_place(draft: Draft, point: Point, source: Source, accuracy: float | None = None) -> Draft:
    """The draft at a place. A geotag yields to what the courier says; what they said before becomes where they are.

    Once they have said which of two places is meant, a further photo's geotag changes nothing.
    """
    if source is Source.EXIF and Need.FAR in draft.accepted:
        return draft
    if source is not Source.EXIF:
        draft = replace(draft, here_lat=point.lat, here_lon=point.lon)
        if draft.source == Source.EXIF and Need.FAR not in draft.accepted:
            return draft
    elif draft.point is not None and draft.source != Source.EXIF:
        draft = replace(draft, here_lat=draft.lat, here_lon=draft.lon)
    return replace(draft, lat=point.lat, lon=point.lon, source=source.value, accuracy=accuracy)


def at_here(draft: Draft) -> Draft:
    """The draft at the courier's place instead of the geotag's."""
    return replace(draft, lat=draft.here_lat, lon=draft.here_lon, source=Source.LOCATION.value)

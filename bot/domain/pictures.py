"""What a picture should show, as plain values that go into the outbox as JSON; bot.photos turns them into JPEGs.

A photo is named by the SHA-256 (hex) of its stored original. `colour` names a severity (urgent, normal, minor) or a
cell's colour (red, yellow, green); anything else is drawn neutral.
`is_a` tells the kinds apart in the outbox, whatever their fields hold.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Literal

RENDER_VERSION = 2  # raise it when bot.photos draws differently: uploads cached under the old look are then made anew


@dataclass(frozen=True)
class Original:
    """The photo itself, re-encoded, without a stamp."""

    photo: str
    is_a: Literal["Original"] = "Original"


@dataclass(frozen=True)
class Stamped:
    """1 to 10 photos (one large, more as a mosaic) over a strip with a title ("#12 井盖") and lines."""

    photos: tuple[str, ...]
    title: str
    lines: tuple[str, ...] = ()
    colour: str = ""
    is_a: Literal["Stamped"] = "Stamped"


@dataclass(frozen=True)
class BeforeAfter:
    """What was reported and what was done, side by side under their labels."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    before_label: str
    after_label: str
    title: str
    lines: tuple[str, ...] = ()
    is_a: Literal["BeforeAfter"] = "BeforeAfter"


@dataclass(frozen=True)
class Qr:
    """A QR code of `text` with a title below."""

    text: str
    title: str = ""
    is_a: Literal["Qr"] = "Qr"


@dataclass(frozen=True)
class Certificate:
    """An honour to keep: what it is, whom it honours, for what, the place (1 to 3 are gold to bronze), who gives it.

    `instead`: what it may call them where its letters lack those of the name, best first.
    """

    heading: str
    name: str
    words: str
    place: int
    giver: str
    dated: str
    instead: tuple[str, ...] = ()
    is_a: Literal["Certificate"] = "Certificate"


@dataclass(frozen=True)
class Shape:
    """An area: each ring a line as `maps.lines` encodes it, first and last corner the same; a hole runs clockwise.

    `fill` names how it is filled ("covered", "red"; "" not at all), `label` stands at `at` where there is room.
    """

    rings: tuple[str, ...]
    fill: str = ""
    label: str = ""
    at: tuple[float, float] | None = None


@dataclass(frozen=True)
class Spot:
    """A place (WGS-84 degrees): `mark` in its sign ("1"), `label` beside it where there is room.

    `kind`: "me", "open", "shut" (a pin for a station that is not open), "dot".
    """

    lat: float
    lon: float
    kind: str = "dot"
    mark: str = ""
    label: str = ""


@dataclass(frozen=True)
class StationMap:
    """Around whoever asks: the stations of a list with the list's numbers, the cells behind them as light context."""

    me: Spot
    pins: tuple[Spot, ...] = ()
    shapes: tuple[Shape, ...] = ()
    is_a: Literal["StationMap"] = "StationMap"


@dataclass(frozen=True)
class CellMap:
    """Cells by how they are filled, points on them, a title above, below it what each fill means: (fill, words)."""

    shapes: tuple[Shape, ...]
    spots: tuple[Spot, ...] = ()
    title: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    is_a: Literal["CellMap"] = "CellMap"


@dataclass(frozen=True)
class Poster:
    """An A4 page for a station's door: `link` as a code, `signs` of what it has: (amenity, word); `how` in a line."""

    name: str
    kind: str
    link: str
    how: str
    signs: tuple[tuple[str, str], ...] = ()
    hours: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Posters:
    """A file to print: `form` "pdf", a page each, or "png" of the only one."""

    pages: tuple[Poster, ...]
    form: str = "pdf"


@dataclass(frozen=True)
class Series:
    """A number a day, 0 or more; the first series of a chart is drawn full, the second hatched."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Gauge:
    """A share in per cent (None: of nothing) and its goal; `shown` is the share in words ("7/9 · 78 %").

    `aim` says the goal in words beside its mark ("goal 97.4%").
    """

    label: str
    shown: str
    percent: float | None
    goal: float
    aim: str = ""


@dataclass(frozen=True)
class Chart:
    """How a period went: two series a day under the days' labels ("" for those left out), and shares beside goals."""

    title: str
    lines: tuple[str, ...]
    days: tuple[str, ...]
    series: tuple[Series, ...]
    gauges: tuple[Gauge, ...] = ()
    is_a: Literal["Chart"] = "Chart"


Picture = Original | Stamped | BeforeAfter | Qr | StationMap | CellMap | Certificate | Chart


def lasts(picture: Picture) -> bool:
    """Whether it will be sent again as it is. Where somebody stood a minute ago is nothing to remember."""
    return not isinstance(picture, StationMap)


def key(picture: Picture | Posters) -> str:
    """A stable name (SHA-256, hex) of what is shown and how we draw: an uploaded file_id is cached under it."""
    named = [RENDER_VERSION, type(picture).__name__, asdict(picture)]
    return sha256(json.dumps(named, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def differing_bits(phash: int, other: int) -> int:
    """0 (the same picture) to 64: how far two perceptual hashes are apart; up to 4 may be one photo, re-encoded."""
    return ((phash ^ other) & (2**64 - 1)).bit_count()

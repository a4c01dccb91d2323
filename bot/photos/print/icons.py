"""Pictograms for what a station has, drawn from a few shapes on a grid of 24 x 24; our own, as no font here has any."""

from collections.abc import Callable
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

GRID = 24
FINER = 4  # drawn so many times larger, then reduced: that is what makes the edges smooth
Colour = tuple[int, int, int]
Shape = tuple[Any, ...]
"""A kind (a key of _DRAWN), its pen's width in units of the grid (0: filled), then corners in those units."""

_BOLT: Shape = ("area", 0, 12.6, 6.5, 8.6, 13, 11.2, 13, 10.4, 17.5, 14.6, 11, 11.8, 11)
ICONS: dict[str, tuple[Shape, ...]] = {
    "water": (
        ("oval", 0, 6.4, 9.4, 17.6, 20.6),
        ("area", 0, 12, 2.6, 6.9, 12.8, 17.1, 12.8),
        ("gap", 1.4, 9, 12, 15, 18),
    ),
    "hot_water": (
        ("box", 0, 4.5, 11.5, 15.5, 20.5),
        ("frame", 1.8, 14, 13, 19.5, 18.2),
        *(("line", 1.6, x, 9.3, x + 1.2, 7.6, x, 5.6, x + 1.2, 3.6) for x in (6, 9.4, 12.8)),
    ),
    "phone_charging": (("frame", 1.8, 6.2, 2, 17.8, 22), _BOLT, ("line", 1.2, 10.5, 4.6, 13.5, 4.6)),
    "ebike_charging": (
        ("ring", 1.8, 1.6, 13, 9, 20.4),
        ("ring", 1.8, 15, 13, 22.4, 20.4),
        ("line", 1.8, 5.3, 16.7, 11.5, 16.7, 16.2, 10, 18.7, 16.7),
        ("line", 1.8, 16.2, 10, 15.2, 6, 18, 6),
        ("line", 2.2, 6.6, 11.6, 11.4, 11.6),
        ("area", 0, 7.6, 1.6, 4.4, 6.4, 6.6, 6.4, 5.8, 9.8, 9.4, 5, 7.2, 5),
    ),
    "battery_swap": (
        ("frame", 1.8, 3.5, 8, 18.5, 16.6),
        ("box", 0, 19, 10.6, 21, 14),
        ("area", 0, 11.6, 8.6, 7.6, 12.9, 10.4, 12.9, 9.6, 16, 14, 11.6, 11.2, 11.6),
        ("line", 1.6, 5, 4.4, 17, 4.4),
        ("area", 0, 16.4, 2, 16.4, 6.8, 20, 4.4),
        ("line", 1.6, 7, 20, 19, 20),
        ("area", 0, 7.6, 17.6, 7.6, 22.4, 4, 20),
    ),
    "microwave": (
        ("frame", 1.8, 2, 5, 22, 19),
        ("frame", 1.4, 4.8, 8, 15, 16),
        ("oval", 0, 17, 8.2, 19.4, 10.6),
        ("oval", 0, 17, 13.2, 19.4, 15.6),
        ("line", 1.2, 7, 12, 8.6, 10.8, 10.2, 12.6, 12.6, 11.4),
    ),
    "seats": (
        ("line", 2.4, 7, 3, 7, 21),
        ("line", 2.8, 7, 13, 17, 13),
        ("line", 2.4, 17, 13, 17, 21),
        ("box", 0, 6, 3, 9, 10.5),
    ),
    "toilet": (
        ("oval", 0, 4.4, 2.4, 8.4, 6.4),
        ("box", 0, 3.4, 7.4, 9.4, 14.6),
        ("box", 0, 4.4, 13, 8.4, 21.6),
        ("line", 1, 12, 3, 12, 21.4),
        ("oval", 0, 15.6, 2.4, 19.6, 6.4),
        ("area", 0, 17.6, 6.6, 13.8, 15.4, 21.4, 15.4),
        ("box", 0, 15.8, 14.6, 19.4, 21.6),
    ),
    "umbrella": (("half", 0, 2, 3, 22, 21), ("line", 1.8, 12, 11, 12, 18.6), ("hook", 1.8, 8, 15.8, 12.9, 21.4)),
    "first_aid": (("frame", 1.8, 8, 3.4, 16, 9), ("box", 0, 2.6, 7, 21.4, 20), ("cross", 0, 12, 13.5, 4.4, 1.5)),
    "wifi": (*(("fan", 2, 12 - r, 18 - r, 12 + r, 18 + r) for r in (13, 9, 5)), ("oval", 0, 10.2, 16.6, 13.8, 20.2)),
    "climate": (
        ("frame", 1.6, 7, 2, 12, 16),
        ("oval", 0, 5.6, 13.6, 13.4, 21.4),
        ("line", 1.8, 9.5, 7, 9.5, 17),
        *(("line", 1.5, 14.5, y, 18.5, y) for y in (4.5, 8, 11.5)),
    ),
    "books": (
        ("area", 0, 11.4, 6.6, 7.6, 4.6, 2, 4.4, 2, 18, 7.4, 18.2, 11.4, 20.4),
        ("area", 0, 12.6, 6.6, 16.4, 4.6, 22, 4.4, 22, 18, 16.6, 18.2, 12.6, 20.4),
    ),
}


@cache
def icon(key: str, side: int, ink: Colour, paper: Colour) -> Image.Image:
    """The pictogram in a square of `side` pixels; a dot where there is none of that name."""
    image = Image.new("RGB", (side * FINER, side * FINER), paper)
    draw, unit = ImageDraw.Draw(image), side * FINER / GRID
    for kind, width, *corners in ICONS.get(key, (("oval", 0, 8, 8, 16, 16),)):
        points = [corner * unit for corner in corners]
        _DRAWN[kind](draw, points, (round(width * unit), ink, paper))
    return image.resize((side, side), Image.Resampling.LANCZOS)


_Pen = tuple[int, Colour, Colour]


def _line(draw: ImageDraw.ImageDraw, at: list[float], pen: _Pen) -> None:
    """With round ends and corners."""
    width, ink, _ = pen
    draw.line(at, fill=ink, width=width, joint="curve")
    for x, y in zip(at[::2], at[1::2], strict=True):
        draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=ink)


def _cross(draw: ImageDraw.ImageDraw, at: list[float], pen: _Pen) -> None:
    x, y, arm, thick = at
    for box in ((x - arm, y - thick, x + arm, y + thick), (x - thick, y - arm, x + thick, y + arm)):
        draw.rectangle(box, fill=pen[2])


_DRAWN: dict[str, Callable[[ImageDraw.ImageDraw, list[float], _Pen], None]] = {
    "line": _line,
    "cross": _cross,
    "area": lambda draw, at, pen: draw.polygon(at, fill=pen[1]),
    "oval": lambda draw, at, pen: draw.ellipse(at, fill=pen[1]),
    "ring": lambda draw, at, pen: draw.ellipse(at, outline=pen[1], width=pen[0]),
    "box": lambda draw, at, pen: draw.rounded_rectangle(at, radius=(at[2] - at[0]) / 8, fill=pen[1]),
    "frame": lambda draw, at, pen: draw.rounded_rectangle(at, radius=pen[0] * 1.2, outline=pen[1], width=pen[0]),
    "half": lambda draw, at, pen: draw.pieslice(at, 180, 360, fill=pen[1]),
    "hook": lambda draw, at, pen: draw.arc(at, 0, 180, fill=pen[1], width=pen[0]),
    "fan": lambda draw, at, pen: draw.arc(at, 225, 315, fill=pen[1], width=pen[0]),
    "gap": lambda draw, at, pen: draw.arc(at, 100, 170, fill=pen[2], width=pen[0]),
}

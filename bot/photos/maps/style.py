"""Colours and fills. Whatever a colour says, a hatch or a letter says too, for eyes that do not tell red from green.

Hues are Okabe and Ito's (Color Universal Design, 2008), lightened so that dark letters stand on them.
"""

from dataclasses import dataclass

Colour = tuple[int, int, int]
PAPER, LAND, BORDER = (238, 240, 243), (252, 251, 248), (176, 184, 195)
INK, QUIET, WHITE = (22, 26, 33), (92, 102, 116), (255, 255, 255)
ME, PIN, SHUT = (0, 92, 200), (178, 58, 0), (96, 104, 116)
RING = (150, 170, 196)

PLAIN, SLANTED, CROSSED, DOTTED = "plain", "slanted", "crossed", "dotted"


@dataclass(frozen=True)
class Fill:
    """An area's colour, and over it strokes of another in the manner of `hatch`."""

    colour: Colour
    hatch: str = PLAIN
    stroke: Colour = INK


FILLS: dict[str, Fill] = {
    "round the clock": Fill((86, 165, 214)),
    "by day": Fill((205, 230, 245), DOTTED, (60, 130, 185)),
    "bare": Fill((252, 226, 200), CROSSED, (190, 90, 20)),
    "red": Fill((240, 170, 140), CROSSED, (150, 40, 10)),
    "yellow": Fill((250, 236, 150), SLANTED, (140, 110, 0)),
    "green": Fill((170, 220, 200)),
}
NEUTRAL = Fill(LAND)

"""The strips above and below a map: its title, and what each fill means."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from bot.photos.maps import style
from bot.photos.maps.sheet import FINE, hatch
from bot.photos.text import Fonts, drawable, headline, rows

TITLES = [36, 30, 26]
WORDS = 24
PAD, GAP, SWATCH = 20, 14, 34
DOT = "dot"
"""Instead of a fill: the sign of a point."""
Entry = tuple[int, int, str, str]
"""Left, top, fill, words."""


def framed(middle: Image.Image, title: str, entries: Sequence[tuple[str, str]], fonts: Fonts) -> Image.Image:
    """The map between its two strips; one that has nothing to say takes no room."""
    above, below = _title(title, middle.width, fonts), _entries(entries, middle.width, fonts)
    strips = [strip for strip in (above, middle, below) if strip is not None]
    whole = Image.new("RGB", (middle.width, sum(strip.height for strip in strips)), style.WHITE)
    top = 0
    for strip in strips:
        whole.paste(strip, (0, top))
        top += strip.height
    return whole


def _title(title: str, width: int, fonts: Fonts) -> Image.Image | None:
    lines, size = headline(drawable(title, fonts), fonts, TITLES, width=width - 2 * PAD, limit=2)
    if not lines:
        return None
    step = round(size * 1.3)
    strip = Image.new("RGB", (width, step * len(lines) + 2 * GAP), style.WHITE)
    draw = ImageDraw.Draw(strip)
    for number, line in enumerate(lines):
        at = (PAD, GAP + step * (number + 0.5))
        draw.text(at, line, style.INK, fonts.at(size), anchor="lm", stroke_width=0.6, stroke_fill=style.INK)
    return strip


def _entries(entries: Sequence[tuple[str, str]], width: int, fonts: Fonts) -> Image.Image | None:
    placed = list(_placed(entries, width, fonts))
    if not placed:
        return None
    strip = Image.new("RGB", (width, placed[-1][1] + SWATCH + GAP), style.WHITE)
    draw = ImageDraw.Draw(strip)
    for left, top, fill, text in placed:
        _swatch(strip, draw, fill, (left, top))
        at = (left + SWATCH + 10, top + SWATCH / 2)
        draw.text(at, text, style.INK, fonts.at(WORDS), anchor="lm")
    return strip


def _placed(entries: Sequence[tuple[str, str]], width: int, fonts: Fonts) -> "list[Entry]":
    """One after the other, in as many rows as they need."""
    done: list[Entry] = []
    left, top = PAD, GAP
    for fill, said in entries:
        text = "".join(rows(drawable(said, fonts), fonts, WORDS, width=width - 2 * PAD - SWATCH - 10, limit=1))
        needs = round(SWATCH + 10 + fonts.width(text, WORDS))
        if left > PAD and left + needs > width - PAD:
            left, top = PAD, top + SWATCH + GAP
        done.append((left, top, fill, text))
        left += needs + 2 * PAD
    return done


def _swatch(strip: Image.Image, draw: ImageDraw.ImageDraw, fill: str, corner: tuple[int, int]) -> None:
    left, top = corner
    if fill == DOT:
        middle = (left + SWATCH / 2, top + SWATCH / 2)
        draw.circle(middle, 7, fill=style.INK)
        return
    how = style.FILLS.get(fill, style.NEUTRAL)
    large = (SWATCH * FINE, SWATCH * FINE)
    square = Image.new("RGB", large, how.colour)
    if how.hatch != style.PLAIN:
        square.paste(how.stroke, (0, 0), hatch(how.hatch, (0, 0, *large)))
    strip.paste(square.reduce(FINE), (left, top))
    draw.rectangle((left, top, left + SWATCH - 1, top + SWATCH - 1), outline=style.QUIET, width=2)

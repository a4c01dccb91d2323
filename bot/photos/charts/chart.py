"""A whole chart: title, lines, bars a day, shares beside goals."""

from PIL import Image, ImageDraw

from bot.domain.pictures import Chart
from bot.photos.charts import bars, gauges
from bot.photos.charts.style import INK, PAD, PAPER, QUIET, TEXT, TITLE, WIDTH
from bot.photos.text import Fonts, drawable, headline, rows

TOP, GAP, LEADING = 40, 28, 1.32
LINES = 3


def draw(picture: Chart, fonts: Fonts) -> Image.Image:
    parts = [_head(picture, fonts), bars.draw(picture, fonts)]
    if picture.gauges:
        parts.append(gauges.draw(picture.gauges, fonts))
    image = Image.new("RGB", (WIDTH, sum(part.height for part in parts) + GAP * len(parts)), PAPER)
    top = 0
    for part in parts:
        image.paste(part, (0, top))
        top += part.height + GAP
    return image


def _head(picture: Chart, fonts: Fonts) -> Image.Image:
    width = WIDTH - 2 * PAD
    title, size = headline(drawable(picture.title, fonts), fonts, [TITLE, 46, 40], width=width, limit=2)
    lines = [
        row for line in picture.lines[:LINES] for row in rows(drawable(line, fonts), fonts, TEXT, width=width, limit=2)
    ]
    heights = [round(size * LEADING)] * len(title) + [round(TEXT * LEADING)] * len(lines)
    image = Image.new("RGB", (WIDTH, TOP + sum(heights)), PAPER)
    pen, y = ImageDraw.Draw(image), float(TOP)
    for place, (line, height) in enumerate(zip([*title, *lines], heights, strict=True)):
        bold = place < len(title)
        font, colour = fonts.at(size if bold else TEXT), INK if bold else QUIET
        pen.text(
            (PAD, y + height / 2),
            line,
            colour,
            font,
            anchor="lm",
            stroke_width=size / 48 if bold else 0,
            stroke_fill=colour,
        )
        y += height
    return image

"""How charts look: colours that eyes without red or green tell apart (Okabe and Ito), and hatching besides."""

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]

WIDTH, PAD = 1280, 56
PAPER, INK, QUIET, LINE, EMPTY = (255, 255, 255), (28, 32, 40), (92, 99, 112), (214, 218, 225), (236, 239, 244)
BLUE, ORANGE, GREEN, RED = (0, 114, 178), (213, 130, 0), (0, 140, 105), (190, 70, 20)
TITLE, TEXT, SMALL = 54, 38, 34
HATCH, STROKE = 16, 6  # pixels from line to line, and of a line


def fill(image: Image.Image, box: Box, colour: Colour, *, hatched: bool = False) -> None:
    """A bar, full, or white with slanting lines inside a border."""
    left, top, right, bottom = (round(edge) for edge in box)
    if right <= left or bottom <= top:
        return
    draw = ImageDraw.Draw(image)
    if not hatched:
        draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)
        return
    tile = Image.new("RGB", (right - left, bottom - top), PAPER)
    lines = ImageDraw.Draw(tile)
    for start in range(-tile.height, tile.width, HATCH):
        lines.line((start, tile.height, start + tile.height, 0), fill=colour, width=STROKE)
    lines.rectangle((0, 0, tile.width - 1, tile.height - 1), outline=colour, width=3)
    image.paste(tile, (left, top))

"""QR codes as pictures."""

import segno
from PIL import Image, ImageDraw

from bot.photos.text import Fonts, headline

WIDTH = 800
QUIET_ZONE = 4  # modules of white around the code, ISO/IEC 18004
SIZES, LEADING, BOTTOM = [48, 42, 36], 60, 40
BLACK, WHITE = (22, 26, 33), (255, 255, 255)


def qr(text: str, title: str, fonts: Fonts) -> Image.Image:
    """The code with its title below, 800 pixels wide; ValueError for a text over 2,331 bytes."""
    modules = list(segno.make(text, error="m", micro=False).matrix_iter(border=QUIET_ZONE))
    small = Image.new("1", (len(modules), len(modules)))
    small.putdata([not dark for row in modules for dark in row])
    scale = WIDTH // len(modules)  # whole pixels a module: every edge stays sharp
    large = small.resize((small.width * scale, small.height * scale), Image.Resampling.NEAREST)
    lines, size = headline(title, fonts, SIZES, width=WIDTH - 64, limit=3)
    image = Image.new("RGB", (WIDTH, WIDTH + len(lines) * LEADING + (BOTTOM if lines else 0)), WHITE)
    image.paste(large, ((WIDTH - large.width) // 2, (WIDTH - large.height) // 2))
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        middle = (WIDTH / 2, WIDTH + LEADING * (number + 0.5) - 8)
        draw.text(middle, line, BLACK, fonts.at(size), anchor="mm", stroke_width=0.8, stroke_fill=BLACK)
    return image

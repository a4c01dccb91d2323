"""A certificate of honour: cream paper, a double frame, a medal, a name, what for."""

from PIL import Image, ImageDraw

from bot.domain.pictures import Certificate
from bot.photos.text import Fonts, drawable, headline, naming, rows

Colour = tuple[int, int, int]
WIDTH, HEIGHT = 1280, 905  # A4 lying
FINER = 2  # drawn so many times as large, then reduced: smooth edges
PAPER, FRAME, INK, RED = (253, 248, 236), (178, 134, 58), (58, 46, 36), (196, 30, 36)
MEDALS: dict[int, tuple[Colour, Colour]] = {
    1: ((222, 170, 40), (255, 221, 120)),
    2: ((140, 148, 158), (214, 220, 226)),
    3: ((168, 104, 58), (226, 170, 122)),
}
OTHER = MEDALS[3]
HEADING, NAMES, BODY, FOOT = [92, 76, 60], [84, 68, 54], 40, 32


def certificate(made: Certificate, fonts: Fonts) -> Image.Image:
    """WIDTH by HEIGHT pixels."""
    image = _paper()
    draw = ImageDraw.Draw(image)
    medal = _medal(made.place, fonts)
    image.paste(medal, (WIDTH - 300, 90), medal.getchannel("A"))
    top = _line(draw, made.heading, fonts, (HEADING, RED), at=215)
    top = _line(draw, naming((made.name, *made.instead), fonts), fonts, (NAMES, INK), at=top + 140)
    _rule(draw, top + 62)
    for row in rows(drawable(made.words, fonts), fonts, BODY, width=WIDTH - 320, limit=4):
        top += 62
        draw.text((WIDTH / 2, top + 70), row, INK, fonts.at(BODY), anchor="mm")
    _signature(draw, made, fonts)
    return image


def _paper() -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    for inset, width in ((28, 10), (48, 3)):
        draw.rectangle((inset, inset, WIDTH - inset - 1, HEIGHT - inset - 1), outline=FRAME, width=width)
    for x in (64, WIDTH - 64):
        for y in (64, HEIGHT - 64):
            draw.regular_polygon((x, y, 14), 4, rotation=45, fill=FRAME)
    return image


def _line(draw: ImageDraw.ImageDraw, text: str, fonts: Fonts, look: tuple[list[int], Colour], *, at: float) -> float:
    """One line in the middle, as large as fits; returns where it stands."""
    sizes, colour = look
    shown, size = headline(drawable(text, fonts), fonts, sizes, width=WIDTH - 560, limit=1)
    line = shown[0] if shown else ""
    draw.text((WIDTH / 2, at), line, colour, fonts.at(size), anchor="mm", stroke_width=1.2, stroke_fill=colour)
    return at


def _rule(draw: ImageDraw.ImageDraw, top: float) -> None:
    draw.line((WIDTH / 2 - 260, top, WIDTH / 2 + 260, top), fill=FRAME, width=3)


def _medal(place: int, fonts: Fonts) -> Image.Image:
    """A ribbon and a disc with the place on it, on nothing."""
    dark, light = MEDALS.get(place, OTHER)
    side = 200 * FINER
    image = Image.new("RGBA", (side, round(side * 1.25)), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    middle = side / 2
    for lean in (-1, 1):
        tail = middle + lean * side * 0.2
        draw.polygon(
            [(middle - lean * 20, middle), (middle + lean * side * 0.3, middle), (tail + lean * 50, side * 1.22),
             (tail, side * 1.1), (tail - lean * 50, side * 1.22)],
            fill=(*RED, 255),
        )  # fmt: skip
    for part, colour in ((0.46, dark), (0.40, light), (0.36, dark), (0.34, light)):
        reach = side * part
        draw.ellipse((middle - reach, middle - reach, middle + reach, middle + reach), fill=(*colour, 255))
    size = round(side * 0.42)
    draw.text((middle, middle), str(place), (*dark, 255), fonts.at(size), anchor="mm", stroke_width=FINER * 3)
    return image.reduce(FINER)


def _signature(draw: ImageDraw.ImageDraw, made: Certificate, fonts: Fonts) -> None:
    """Who gives it and when. No seal: a picture of ours must not look like an authority's stamp."""
    right = WIDTH - 320
    draw.line((right - 180, HEIGHT - 186, right + 180, HEIGHT - 186), fill=FRAME, width=2)
    for number, text in enumerate((made.giver, made.dated)):
        (line, *_) = rows(drawable(text, fonts), fonts, FOOT, width=420, limit=1) or [""]
        draw.text((right, HEIGHT - 158 + number * 46), line, INK, fonts.at(FOOT), anchor="mm")

"""Pictures as JPEGs that Telegram takes as photos: at most 1280 pixels of photo, no metadata, under 10 MB."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from bot.domain.pictures import BeforeAfter, CellMap, Certificate, Chart, Original, Picture, Qr, Stamped, StationMap
from bot.photos import certificate, code, develop, layout, store
from bot.photos.charts import chart
from bot.photos.maps import cells, stations
from bot.photos.maps.stations import NOTHING, Below
from bot.photos.strip import INK, PAPER, Caption, strip
from bot.photos.text import Fonts, drawable, rows
from bot.photos.values import Unreadable

SIDE = 1280  # pixels; what Telegram keeps of a photo
WIDTHS = (800, 960, 1280)  # of a stamped picture: few, so that few font sizes stay in memory
SLIMMEST = 8  # Telegram refuses a photo whose sides differ more than 20 times
QUALITY = 82
BEFORE, AFTER = (66, 76, 92), (22, 128, 82)  # chips, dark enough for white letters
EMPTY = (52, 59, 70)  # a tile whose photo is missing or damaged

# Pictures without photos, each drawn by its own module.
OF_WORDS: dict[type, Callable[[Any, Fonts], Image.Image]] = {
    CellMap: cells.draw,
    Certificate: certificate.certificate,
    Chart: chart.draw,
}


def render(picture: Picture, media_dir: Path, fonts: Fonts, *, below: Below = NOTHING) -> bytes:
    """The picture as JPEG. A missing or damaged photo is a grey tile, except in Original.

    Raises Unreadable and FileNotFoundError for an Original, ValueError for a QR code's text that is too long.
    """
    match picture:
        case Original(photo):
            image = _original(store.load(media_dir, photo))
        case Stamped():
            image = _stamped(picture, media_dir, fonts)
        case BeforeAfter():
            image = _before_after(picture, media_dir, fonts)
        case Qr(text, title):
            image = code.qr(text, drawable(title, fonts), fonts)
        case StationMap():
            image = stations.draw(picture, fonts, below)
        case _:
            image = OF_WORDS[type(picture)](picture, fonts)
    return encode(image)


def encode(image: Image.Image) -> bytes:
    """JPEG bytes without EXIF, profile or comment."""
    out = BytesIO()
    image.info = {}
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _original(data: bytes) -> Image.Image:
    photo = develop.inside(data, SIDE, SIDE)
    least = max(photo.size) // SLIMMEST + 1
    return _centred(photo, max(photo.width, least), max(photo.height, least))


def _stamped(picture: Stamped, media_dir: Path, fonts: Fonts) -> Image.Image:
    top = _one(picture.photos, media_dir) if len(picture.photos) <= 1 else _mosaic(picture.photos, media_dir)
    return _above(top, strip(Caption(picture.title, picture.lines, picture.colour), fonts, top.width))


def _one(photos: tuple[str, ...], media_dir: Path) -> Image.Image:
    """A photo alone, whole, on a canvas wide enough for the strip's text."""
    try:
        photo = develop.inside(store.load(media_dir, photos[0]), SIDE, SIDE)
    except (IndexError, Unreadable, FileNotFoundError):
        return Image.new("RGB", (WIDTHS[0], WIDTHS[0] // 2), EMPTY)
    width = next(width for width in WIDTHS if width >= photo.width)
    return _centred(photo, width, max(photo.height, width // 3))


def _mosaic(photos: tuple[str, ...], media_dir: Path) -> Image.Image:
    shown = photos[: layout.MOST]
    boxes = layout.mosaic(len(shown), SIDE)
    canvas = Image.new("RGB", (SIDE, max(top + height for _, top, _, height in boxes)), INK)
    _fill(canvas, boxes, shown, media_dir)
    return canvas


def _before_after(picture: BeforeAfter, media_dir: Path, fonts: Fonts) -> Image.Image:
    """Two panels of one height, so that the eye compares like with like."""
    half = (SIDE - layout.GAP) // 2
    height = round(half / _aspect((*picture.before[:1], *picture.after[:1]), media_dir))
    canvas = Image.new("RGB", (SIDE, height), INK)
    sides = (picture.before, picture.before_label, BEFORE, 0), (picture.after, picture.after_label, AFTER, SIDE - half)
    for photos, label, colour, left in sides:
        shown = photos[: layout.MOST] or ("",)
        boxes = [(x + left, y, w, h) for x, y, w, h in layout.panel(len(shown), half, height)]
        _fill(canvas, boxes, shown, media_dir)
        _chip(canvas, drawable(label, fonts), (colour, left), fonts)
    return _above(canvas, strip(Caption(picture.title, picture.lines, "done"), fonts, SIDE))


def _aspect(photos: tuple[str, ...], media_dir: Path) -> float:
    """The mean shape of the photos (width / height), between 3:4 and 4:3, so that little is cropped."""
    sizes = [size for photo in photos if (size := _size(photo, media_dir))]
    mean = sum(width / height for width, height in sizes) / len(sizes) if sizes else 1.0
    return min(4 / 3, max(3 / 4, mean))


def _size(photo: str, media_dir: Path) -> tuple[int, int] | None:
    try:
        return develop.upright_size(store.load(media_dir, photo))
    except (Unreadable, FileNotFoundError, ValueError):
        return None


def _fill(canvas: Image.Image, boxes: list[layout.Box], photos: tuple[str, ...], media_dir: Path) -> None:
    for (left, top, width, height), photo in zip(boxes, photos, strict=True):
        canvas.paste(_tile(photo, media_dir, width, height), (left, top))


def _tile(photo: str, media_dir: Path, width: int, height: int) -> Image.Image:
    try:
        return develop.filling(store.load(media_dir, photo), width, height)
    except (Unreadable, FileNotFoundError, ValueError):
        return Image.new("RGB", (width, height), EMPTY)


def _chip(canvas: Image.Image, label: str, place: tuple[tuple[int, int, int], int], fonts: Fonts) -> None:
    """A label in the upper left corner of a panel."""
    (colour, left), size = place, 40
    shown = "".join(rows(label, fonts, size, width=480, limit=1))
    if not shown:
        return
    chip = Image.new("L", (round(fonts.width(shown, size)) + 52, 66), 0)
    ImageDraw.Draw(chip).rounded_rectangle((0, 0, chip.width - 1, chip.height - 1), radius=33, fill=255)
    canvas.paste(colour, (left + 22, 22), chip)
    draw, at = ImageDraw.Draw(canvas), (left + 22 + chip.width / 2, 22 + chip.height / 2 - 1)
    draw.text(at, shown, PAPER, fonts.at(size), anchor="mm", stroke_width=0.8, stroke_fill=PAPER)


def _centred(photo: Image.Image, width: int, height: int) -> Image.Image:
    if photo.size == (width, height):
        return photo
    canvas = Image.new("RGB", (width, height), INK)
    canvas.paste(photo, ((width - photo.width) // 2, (height - photo.height) // 2))
    return canvas


def _above(top: Image.Image, bottom: Image.Image) -> Image.Image:
    canvas = Image.new("RGB", (top.width, top.height + bottom.height))
    canvas.paste(top, (0, 0))
    canvas.paste(bottom, (0, top.height))
    return canvas

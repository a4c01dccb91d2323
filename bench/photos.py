"""A photo of 12 megapixels, step by step, beside Pillow's plain open, resize, save."""

from collections.abc import Callable, Mapping
from datetime import UTC
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from PIL import ExifTags, Image

from bench.figures import Result, percentile, repeated
from bot.domain.pictures import BeforeAfter, Original, Picture, Stamped
from bot.photos import decode, develop, draw, exif, read, store
from bot.photos.text import Fonts

WIDTH, HEIGHT = 4032, 3024
SMALL = (1280, 960)
HEADS = ("step", "ms", "p90", "CPU ms", "what")
LINES = ("枣林西-07 · 枣林西社区", "21:14 · 骑手 王强", "30 分钟内接单")


def measure(*, quick: bool) -> Result:
    """Milliseconds a step, one thread."""
    with TemporaryDirectory(prefix="bench-") as folder:
        media = Path(folder)
        photo, other = made(WIDTH, HEIGHT, seed=1), made(WIDTH, HEIGHT, seed=2)
        steps = {**_peers(photo), **_ours(photo, other, media)}
        rows = [_row(name, work, 3 if quick else 15) for name, work in steps.items()]
    notes = [f"the photo: {WIDTH}x{HEIGHT}, {len(photo) / 1e6:.1f} MB"]
    return Result("A photo of 12 megapixels", HEADS, rows, notes)


def made(width: int, height: int, *, seed: int, grain: float = 6) -> bytes:
    """A JPEG with gradients, edges and noise, and a place in its EXIF; the same bytes for the same seed."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    coarse = random.integers(0, 256, (height // 168, width // 168, 3), np.uint8)
    blocks = np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC), np.float32)
    slope = (x / width * 90 + y / height * 90)[..., None]
    noise = random.normal(0, grain, (height, width, 1)).astype(np.float32)
    pixels = np.clip(blocks * 0.4 + slope + noise, 0, 255).astype(np.uint8)
    out = BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=90, exif=_exif())
    return out.getvalue()


def telegram_photo(path: Path) -> None:
    """What Telegram makes of a photo: 1280 pixels, no EXIF, some 150 kB."""
    with Image.open(BytesIO(made(*SMALL, seed=7, grain=3))) as image:
        image.save(path, "JPEG", quality=82)


def _exif() -> Image.Exif:
    tags = Image.Exif()
    tags.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:21 13:14:15"
    tags.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (36.0, 6.0, 13.3), 3: "E", 4: (103.0, 43.0, 21.4)})
    return tags


Steps = Mapping[str, tuple[Callable[[], object], str]]


def _peers(photo: bytes) -> Steps:
    return {
        "Pillow, plain": (lambda: _plain(photo), "open, resize to 1280, save; a full decode"),
        "Pillow, thumbnail": (
            lambda: _thumbnail(photo),
            "open, thumbnail to 1280, save; it wants 2560 pixels to shrink from: a full decode again",
        ),
    }


def _ours(photo: bytes, other: bytes, media: Path) -> Steps:
    before, after = store.save(media, photo), store.save(media, other)
    small = develop.inside(photo, *SMALL)
    stamped = Stamped((before,), "#12 井盖", LINES, "urgent")
    pair = BeforeAfter((before,), (after,), "处理前", "处理后", "#12 井盖", LINES)
    fonts = Fonts()

    def render(picture: Picture) -> Callable[[], object]:
        return lambda: draw.render(picture, media, fonts)

    return {
        "SHA-256": (lambda: sha256(photo).hexdigest(), ""),
        "place": (lambda: _place(photo), "header and GPS block, nothing decoded"),
        "perceptual hash": (lambda: read.perceptual(small), "of pixels that are there already"),
        "inspect": (lambda: read.inspect(photo, zone=UTC), "validity, SHA-256, place, time, hash: what a report needs"),
        "store": (lambda: _store(media, photo), "written, synced, named, synced"),
        "develop": (lambda: develop.inside(photo, *SMALL), "decoded, turned, sRGB, 1280 pixels"),
        "encode": (lambda: draw.encode(small), "1280 pixels as JPEG"),
        "re-encoded": (render(Original(before)), "read, developed, encoded: beside Pillow's"),
        "card": (render(Stamped((before,), *("#12 井盖", LINES, "urgent"))), "the stamped picture of a ticket"),
        "mosaic": (render(Stamped((before, after) * 2, stamped.title, LINES, "urgent")), "a card of four photos"),
        "before and after": (render(pair), "two photos side by side"),
    }


def _plain(photo: bytes) -> None:
    with Image.open(BytesIO(photo)) as image:
        image.resize(SMALL).save(BytesIO(), "JPEG", quality=draw.QUALITY)


def _thumbnail(photo: bytes) -> None:
    with Image.open(BytesIO(photo)) as image:
        image.thumbnail(SMALL)
        image.save(BytesIO(), "JPEG", quality=draw.QUALITY)


def _place(photo: bytes) -> object:
    return exif.place_of(decode.opened(photo).getexif().get_ifd(ExifTags.IFD.GPSInfo))


def _store(media: Path, photo: bytes) -> None:
    """As if it were new: the name must not be there already."""
    store.path(media, sha256(photo).hexdigest()).unlink(missing_ok=True)
    store.save(media, photo)


def _row(name: str, step: tuple[Callable[[], object], str], times: int) -> list[str]:
    wall, cpu = repeated(step[0], times)
    return [name, f"{median(wall):.2f}", f"{percentile(wall, 0.9):.2f}", f"{median(cpu):.2f}", step[1]]

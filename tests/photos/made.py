"""Photos made for the tests: any format, any EXIF, and files that only look like photos."""

import struct
import zlib
from io import BytesIO

import pillow_heif
from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational

Gps = dict[int, object]


def scene(width: int = 640, height: int = 480) -> Image.Image:
    """Something with shapes, so that a perceptual hash has something to hold on to."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for step in range(12):
        x, y = width * (step * 5 % 12) // 12, height * (step * 7 % 12) // 12
        draw.ellipse((x, y, x + width // 5, y + height // 4), fill=(step * 20, 255 - step * 17, 90 + step * 9))
    return image


def dms(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes, seconds as a phone writes them."""
    hundredths = round(abs(degrees) * 360_000)
    return (
        IFDRational(hundredths // 360_000),
        IFDRational(hundredths // 6000 % 60),
        IFDRational(hundredths % 6000, 100),
    )


def gps_at(lat: float, lon: float) -> Gps:
    return {1: "N" if lat >= 0 else "S", 2: dms(lat), 3: "E" if lon >= 0 else "W", 4: dms(lon)}


def exif(*, gps: Gps | None = None, tags: dict[int, object] | None = None, orientation: int = 1) -> Image.Exif:
    block = Image.Exif()
    block[0x0112] = orientation
    if gps:
        block.get_ifd(0x8825).update(gps)
    if tags:
        block.get_ifd(0x8769).update(tags)
    return block


def photo(image: Image.Image | None = None, name: str = "JPEG", **options: object) -> bytes:
    """The scene, or the image, in a format: JPEG, PNG, WEBP, AVIF, HEIF."""
    out = BytesIO()
    shown = image or scene()
    if name == "HEIF":
        pillow_heif.from_pillow(shown).save(out, **options)
    else:
        shown.save(out, name, **options)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that announces its size and holds next to nothing."""
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0" * 1000)))
    parts = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def pixels(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg)).convert("RGB")

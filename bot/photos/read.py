"""What a file says of itself, with one cheap decode: validity, size, place, time, perceptual hash."""

from datetime import UTC, tzinfo
from hashlib import sha256
from itertools import pairwise

from PIL import ExifTags, Image

from bot.photos import decode, exif
from bot.photos.values import Photo, Problem, Unreadable

COLUMNS, ROWS = 8, 8
SMALL = (COLUMNS * 16, ROWS * 16)  # enough for the hash; a JPEG decoder then does an eighth of the work
STEP = 2  # grey levels: less is noise of the encoder, and a clear sky must not hash to noise


def inspect(data: bytes, *, expected_size: int | None = None, zone: tzinfo = UTC) -> Photo:
    """Read and validate a photo. `expected_size`: bytes as the sender announced, None or 0 where unknown.

    `zone` is assumed for a camera time without one. Raises Unreadable.
    """
    if data and expected_size and len(data) < expected_size:
        raise Unreadable(Problem.TRUNCATED)
    image = decode.opened(data)
    size, name = image.size, image.format or ""
    with decode.damage():
        if image.format in decode.JPEG:  # elsewhere a draft is an embedded thumbnail, which proves nothing
            image.draft("L", SMALL)
        image.load()
        phash = perceptual(decode.upright(image))
    tags, gps = _tags(image)
    moment, known = exif.taken_at(tags, gps, zone)
    width, height = reversed(size) if decode.turned(image) else size
    return Photo(
        sha256=sha256(data).hexdigest(),
        width=width,
        height=height,
        format="JPEG" if name in decode.JPEG else name,
        place=exif.place_of(gps),
        taken_at=moment,
        zone_known=known,
        phash=phash,
    )


def perceptual(image: Image.Image) -> int:
    """A signed 64-bit difference hash: a bit where a block is clearly brighter than its right neighbour."""
    grey = image.convert("L").resize((COLUMNS + 1, ROWS), Image.Resampling.BOX)
    levels = grey.tobytes()
    bits = 0
    for row in range(ROWS):
        line = levels[row * (COLUMNS + 1) : (row + 1) * (COLUMNS + 1)]
        for left, right in pairwise(line):
            bits = bits << 1 | (left - right >= STEP)
    return bits - 2**64 if bits >= 2**63 else bits


def _tags(image: Image.Image) -> tuple[exif.Tags, exif.Tags]:
    """EXIF block and GPS block; empty where the EXIF is damaged."""
    try:
        found = image.getexif()
        return found.get_ifd(ExifTags.IFD.Exif), found.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # Pillow parses a stranger's bytes here; a photo without a place is still a photo
        return {}, {}

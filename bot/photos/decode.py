"""Bytes to pixels, without trust: the header is checked before anything is decoded, and decoding may fail anyhow."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import ExifTags, Image, ImageFile, ImageOps

from bot.photos.values import MAX_BYTES, MAX_PIXELS, Problem, Unreadable

UPRIGHT = 1  # EXIF: the first row is the top
SIDEWAYS = {5, 6, 7, 8}  # EXIF orientations that swap width and height
BOXES = {b"ftyp", b"meta", b"mdat", b"moov", b"idat"}
JPEG = {"JPEG", "MPO"}  # Pillow's name for a JPEG with further pictures behind the first


def opened(data: bytes) -> ImageFile.ImageFile:
    """The picture with its header read, nothing decoded yet; Unreadable where it is not worth decoding."""
    if not data:
        raise Unreadable(Problem.EMPTY)
    if len(data) > MAX_BYTES:
        raise Unreadable(Problem.TOO_LARGE_BYTES)
    name = sniffed(data)
    if not name:
        raise Unreadable(Problem.NOT_A_PICTURE)
    if not _complete(data, name):
        raise Unreadable(Problem.TRUNCATED)
    with damage():
        image = _tolerant(data, name)
    if image.width * image.height > MAX_PIXELS:
        raise Unreadable(Problem.TOO_MANY_PIXELS)
    return image


@contextmanager
def damage() -> Iterator[None]:
    """Turn whatever a decoder says about damaged or hostile bytes into Unreadable."""
    try:
        yield
    except Unreadable:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise Unreadable(Problem.TOO_MANY_PIXELS) from error
    except Exception as error:  # five decoders fed by strangers: there is no list of what they raise
        raise Unreadable(Problem.TRUNCATED) from error


def sniffed(data: bytes) -> str:
    """JPEG, PNG, WEBP, AVIF or HEIF by the first bytes (file names lie); "" for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return _branded(data) if data[4:8] == b"ftyp" else ""


def turned(image: Image.Image) -> bool:
    """Whether the EXIF says that the picture lies on its side; False where that is damaged."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation) in SIDEWAYS
    except Exception:  # a stranger's bytes again
        return False


def upright(image: Image.Image) -> Image.Image:
    """Turned as the EXIF says; as it is where that is damaged, or says nothing: turning copies every pixel."""
    try:
        plain = image.getexif().get(ExifTags.Base.Orientation, UPRIGHT) == UPRIGHT
        return image if plain else ImageOps.exif_transpose(image)
    except Exception:  # the EXIF is a stranger's, and the picture is worth more than its orientation
        return image


def _branded(data: bytes) -> str:
    brands = data[8 : min(int.from_bytes(data[:4], "big"), 256)]
    if b"avif" in brands or b"avis" in brands:
        return "AVIF"
    return "HEIF" if any(brand in brands for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1")) else ""


def _tolerant(data: bytes, name: str) -> ImageFile.ImageFile:
    """Opened; a JPEG whose EXIF is too damaged for Pillow to open it, without its EXIF."""
    try:
        return _open(data, name)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise
    except Exception:  # including warnings, where the process makes them errors
        if name != "JPEG":
            raise
        return _open(_without_exif(data), name)


def _without_exif(jpeg: bytes) -> bytes:
    """The same JPEG without its APP1 segments (ITU T.81, B.1.1.4: marker, then a length that counts itself)."""
    kept, at = [jpeg[:2]], 2
    while jpeg[at : at + 1] == b"\xff" and 0xE0 <= (jpeg[at + 1 : at + 2] or b"\0")[0] <= 0xEF:
        end = at + 2 + max(2, int.from_bytes(jpeg[at + 2 : at + 4], "big"))
        kept += [] if jpeg[at + 1] == 0xE1 else [jpeg[at:end]]
        at = end
    return b"".join([*kept, jpeg[at:]])


def _open(data: bytes, name: str) -> ImageFile.ImageFile:
    if name == "HEIF":
        from pillow_heif import HeifImageFile  # 10 MB that most processes never need

        heif: ImageFile.ImageFile = HeifImageFile(BytesIO(data))  # type: ignore[no-untyped-call]
        return heif
    if name == "WEBP":
        from PIL import WebPImagePlugin  # noqa: F401  (with formats= named, Pillow does not look for more plugins)
    if name == "AVIF":
        from PIL import AvifImagePlugin  # noqa: F401
    return Image.open(BytesIO(data), formats=(name,))


def _complete(data: bytes, name: str) -> bool:
    """Whether the container holds as much as it announces. JPEG and PNG announce nothing; their decoders notice."""
    if name == "WEBP":
        return int.from_bytes(data[4:8], "little") + 8 <= len(data)
    return name not in ("HEIF", "AVIF") or all(end <= len(data) for end in _box_ends(data))


def _box_ends(data: bytes) -> Iterator[int]:
    """Where each top-level ISO-BMFF box ends (ISO 14496-12, 4.2); half a HEIC decodes to grey without a word."""
    at = 0
    while at + 16 <= len(data) and data[at + 4 : at + 8] in BOXES:
        (size,) = struct.unpack_from(">I", data, at)
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + 8)
        at = at + size if size >= 8 else len(data)  # 0: up to the end of the file
        yield at

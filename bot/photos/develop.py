"""One photo as pixels to show: upright, sRGB, opaque, of the size asked for. Nothing of its metadata comes along."""

from io import BytesIO

from PIL import Image, ImageCms

from bot.photos import decode

GROWTH = 2.0  # a small photo may be enlarged so far
REDUCING_GAP = 1.5  # first shrink by whole numbers, fast, to no less than this many times the size wanted
BACKGROUND = (255, 255, 255)  # behind what is transparent
SRGB = (b"sRGB", "sRGB".encode("utf-16-be"))
ALPHA = {"RGBA", "LA", "PA", "RGBa", "La"}


def inside(data: bytes, width: int, height: int) -> Image.Image:
    """The whole photo, as large as fits into width x height pixels; Unreadable."""
    return _developed(data, (width, height), whole=True)


def filling(data: bytes, width: int, height: int) -> Image.Image:
    """Exactly width x height pixels from the photo's middle; Unreadable."""
    image = _developed(data, (width, height), whole=False)
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


def upright_size(data: bytes) -> tuple[int, int]:
    """Width and height as shown, from the header alone; Unreadable."""
    image = decode.opened(data)
    return (image.height, image.width) if decode.turned(image) else (image.width, image.height)


def _developed(data: bytes, box: tuple[int, int], *, whole: bool) -> Image.Image:
    image = decode.opened(data)
    profile = image.info.get("icc_profile")
    lying = decode.turned(image)
    wide, high = reversed(box) if lying else box
    ratios = wide / image.width, high / image.height
    scale = min(*ratios, GROWTH) if whole else max(ratios)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if not whole:
        size = max(size[0], wide), max(size[1], high)
    with decode.damage():
        if image.format in decode.JPEG:
            image.draft("RGB", size)  # the decoder then skips what would be averaged away
        image.load()
        return decode.upright(_srgb(_resized(_opaque(image), size), profile))


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.BICUBIC, reducing_gap=REDUCING_GAP)


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode in ALPHA or "transparency" in image.info:
        clear = image.convert("RGBA")
        below = Image.new("RGBA", clear.size, (*BACKGROUND, 255))
        return _like(Image.alpha_composite(below, clear).convert("RGB"), image)
    return image if image.mode in ("RGB", "CMYK") else image.convert("RGB")


def _like(image: Image.Image, source: Image.Image) -> Image.Image:
    """Carry the EXIF on (in memory only), which says how to turn the picture."""
    image.info.update({key: value for key, value in source.info.items() if key == "exif"})
    return image


def _srgb(image: Image.Image, profile: object) -> Image.Image:
    """Colours as sRGB, which is what a picture without a profile is taken for."""
    plain = not isinstance(profile, bytes) or any(name in profile for name in SRGB)
    if plain or not isinstance(profile, bytes):
        return image if image.mode == "RGB" else image.convert("RGB")
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        shown = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image.convert("RGB")
    return _like(shown or image, image)

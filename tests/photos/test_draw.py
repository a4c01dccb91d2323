"""Pictures as they are sent: what is visible, and what must not be in the bytes."""

import struct
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from bot.domain.pictures import BeforeAfter, Certificate, Original, Qr, Stamped
from bot.photos import draw, layout, store
from bot.photos.strip import AMBER, BLUE, GREEN, RED
from bot.photos.text import Fonts
from bot.photos.values import Problem, Unreadable
from tests.photos import made

LINES = ("2026-03-04 14:05", "枣林西-07", "36.10370, 103.72260")
PLAIN = {"red": (200, 30, 30), "blue": (30, 30, 200)}


COMMENTS = {"JPEG": {"comment": b"secret"}, "WEBP": {"xmp": b"<x:xmpmeta>secret</x:xmpmeta>"}}


@pytest.fixture(scope="module")
def fonts():
    return Fonts()


@pytest.fixture
def shown(tmp_path, fonts):
    """Draw a picture and look at it."""
    return lambda picture: made.pixels(draw.render(picture, tmp_path, fonts))


@pytest.fixture
def kept(tmp_path):
    """Store a photo (or a plain colour) and name it."""

    def keep(image=None, **options):
        colour = Image.new("RGB", (640, 480), PLAIN[image]) if isinstance(image, str) else image
        return store.save(tmp_path, made.photo(colour, **options))

    return keep


def near(pixel, colour):
    return all(abs(a - b) < 30 for a, b in zip(pixel, colour, strict=True))


def swapped():
    """An ICC profile that calls red green: sRGB with two of its primaries exchanged."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack_from(">I", data, 128)
    entries = {bytes(data[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, green = entries[b"rXYZ"], entries[b"gXYZ"]
    data[red + 4 : red + 12], data[green + 4 : green + 12] = data[green + 4 : green + 12], data[red + 4 : red + 12]
    return bytes(data).replace("sRGB".encode("utf-16-be"), "xRGB".encode("utf-16-be")).replace(b"sRGB", b"xRGB")


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_nothing_of_the_exif_is_sent_on(tmp_path, fonts, name):
    exif = made.exif(gps=made.gps_at(36.1037, 103.7226), tags={0x9003: "2026:03:04 14:05:06"})
    image = made.scene(1280, 960)  # of the size shown, so that it need not even be resized
    photo = store.save(tmp_path, made.photo(image, name=name, exif=exif.tobytes(), **COMMENTS.get(name, {})))
    for picture in (Original(photo), Stamped((photo,), "#12 井盖"), BeforeAfter((photo,), (photo,), "前", "后", "#12")):
        data = draw.render(picture, tmp_path, fonts)
        sent = Image.open(BytesIO(data))
        assert sent.format == "JPEG"
        assert not dict(sent.getexif())
        assert set(sent.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"Exif" not in data
        assert b"2026" not in data
        assert b"secret" not in data


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_a_photo_on_its_side_is_shown_upright(shown, kept, name):
    two = Image.new("RGB", (640, 480), PLAIN["red"])
    two.paste(PLAIN["blue"], (320, 0, 640, 480))
    turned = shown(Original(kept(two, name=name, exif=made.exif(orientation=6).tobytes())))
    assert turned.width < turned.height
    assert near(turned.getpixel((turned.width // 2, 20)), PLAIN["red"])
    assert near(turned.getpixel((turned.width // 2, turned.height - 20)), PLAIN["blue"])


def test_colours_of_another_profile_are_converted_before_it_is_dropped(shown, kept):
    plain, profiled = shown(Original(kept("red"))), shown(Original(kept("red", icc_profile=swapped())))
    assert near(plain.getpixel((50, 50)), (200, 30, 30))
    assert near(profiled.getpixel((50, 50)), (30, 200, 30))


def test_a_broken_profile_changes_nothing(shown, kept):
    assert near(shown(Original(kept("red", icc_profile=b"junk" * 50))).getpixel((50, 50)), PLAIN["red"])


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixel_can_be_shown(shown, kept, mode):
    image = made.scene().convert("L" if mode == "I;16" else mode)
    name = "JPEG" if mode == "CMYK" else "PNG"
    seen = shown(Original(kept(image.convert("I;16") if mode == "I;16" else image, name=name)))
    assert seen.size == (1280, 960)


def test_what_is_transparent_is_shown_on_white(shown, kept):
    clear = Image.new("RGBA", (640, 480), (200, 30, 30, 0))
    assert near(shown(Original(kept(clear, name="PNG"))).getpixel((50, 50)), (255, 255, 255))


@pytest.mark.parametrize("size", [(1, 1), (3000, 10), (10, 3000), (4000, 3000), (1280, 960), (959, 1280), (320, 240)])
def test_every_shape_is_within_what_telegram_takes_as_a_photo(shown, kept, size):
    photo = kept(Image.new("RGB", size, PLAIN["red"]))
    for picture in (Original(photo), Stamped((photo,), "#12 井盖", LINES, "normal")):
        width, height = shown(picture).size
        assert width <= 1280
        assert width + height <= 10_000
        assert max(width, height) <= 20 * min(width, height)


@pytest.mark.parametrize("colour", [("urgent", RED), ("yellow", AMBER), ("minor", BLUE), ("green", GREEN)])
def test_the_bar_has_the_colour_of_the_severity(shown, kept, colour):
    seen = shown(Stamped((kept(),), "#12 井盖", LINES, colour[0]))
    assert near(seen.getpixel((6, seen.height - 60)), colour[1])


def test_every_severity_has_a_shape_of_its_own(shown, kept):
    photo = kept(Image.new("RGB", (1280, 960)))
    greys = [
        shown(Stamped((photo,), "#12", (), colour)).convert("L").point(lambda level: 255 * (level > 70))
        for colour in ("urgent", "normal", "minor", "done", "")
    ]
    assert len({grey.tobytes() for grey in greys}) == 5


@pytest.mark.parametrize("count", range(1, 11))
def test_any_number_of_photos_is_shown_each_in_its_place(shown, kept, count):
    photos = tuple(kept(made.scene(400 + 10 * number, 300), name="PNG") for number in range(count))
    seen = shown(Stamped(photos, "#12 井盖", LINES))
    boxes = layout.mosaic(count, 1280)
    middles = [seen.getpixel((left + width // 2, top + height // 2)) for left, top, width, height in boxes]
    assert not any(near(middle, draw.EMPTY) for middle in middles)
    assert shown(BeforeAfter(photos, photos[:1], "前", "后", "#12")).width == 1280


def test_before_is_on_the_left_and_after_on_the_right(shown, kept):
    seen = shown(BeforeAfter((kept("red"),), (kept("blue"),), "处理前", "处理后", "#12 井盖"))
    assert near(seen.getpixel((320, 300)), PLAIN["red"])
    assert near(seen.getpixel((960, 300)), PLAIN["blue"])


def test_a_missing_or_damaged_photo_leaves_a_grey_tile_and_the_others(shown, kept, tmp_path):
    broken = store.save(tmp_path, b"no photo")
    for bad in (broken, "0" * 64):
        seen = shown(BeforeAfter((kept("red"),), (bad,), "前", "后", "#12"))
        assert near(seen.getpixel((320, 300)), PLAIN["red"])
        assert near(seen.getpixel((960, 300)), draw.EMPTY)
        assert shown(Stamped((bad,), "#12")).width == 800
    assert shown(Stamped((), "#12")).width == 800
    assert shown(BeforeAfter((), (), "", "", "", ())).width == 1280


def test_an_original_that_cannot_be_shown_says_so(shown, tmp_path):
    with pytest.raises(Unreadable) as caught:
        shown(Original(store.save(tmp_path, b"no photo")))
    assert caught.value.reason is Problem.NOT_A_PICTURE
    with pytest.raises(FileNotFoundError):
        shown(Original("0" * 64))


ODD_TEXTS = [
    "",
    " ",
    "字" * 10_000,
    "x" * 10_000,
    "مرحبا بالعالم",
    "😀🎉👨‍👩‍👧",
    "\0\n\t\u202e",
    "\ud800",
    "a b " * 900,
    "，" * 300,
]


@pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
def test_no_text_is_too_odd_for_a_strip(shown, kept, text):
    photo = kept()
    seen = shown(Stamped((photo,), text, (text,) * 20, text))
    assert seen.height < 2000
    margin = seen.crop((seen.width - 20, seen.height - 100, seen.width, seen.height)).convert("L")
    assert margin.getextrema()[1] < 80, "text runs over the edge"
    assert shown(BeforeAfter((photo,), (photo,), text, text, text, (text,))).width == 1280


def test_a_qr_code_has_its_quiet_zone_and_sharp_modules(shown):
    seen = shown(Qr("https://t.me/example_bot?start=abc", "枣林西社区")).convert("L")
    modules = 37  # version 3 has 29 of them, and 4 of quiet zone on either side
    scale = 800 // modules
    edge = (800 - scale * modules) // 2
    assert seen.crop((0, 0, 800, edge + 4 * scale - 3)).getextrema()[0] > 220
    assert seen.getpixel((edge + scale * 4 + scale // 2,) * 2) < 15
    assert seen.height > 800


def test_a_qr_code_without_a_title_is_square(shown):
    assert shown(Qr("x")).size == (800, 800)


def test_what_fits_no_qr_code_is_a_value_error(shown):
    assert shown(Qr("x" * 2331)).width == 800
    with pytest.raises(ValueError, match="too large"):
        shown(Qr("x" * 2332))


def test_a_certificate_shows_a_medal_and_whatever_the_name_is(shown):
    for name in ("王师傅", "A" * 200, "مرحبا", "👷", ""):
        picture = shown(Certificate("先锋骑手", name, "感谢 " * 80, 1, "枣林西社区", "2026年11月1日"))
        assert picture.size == (1280, 905)
        assert near(picture.getpixel((1080, 140)), (255, 221, 120))
    assert not near(picture.getpixel((1080, 140)), (214, 220, 226))


def test_a_certificate_calls_those_by_another_word_whose_letters_it_lacks(shown):
    def honouring(name: str, *instead: str):
        return shown(Certificate("先锋骑手", name, "感谢", 1, "枣林西社区", "2026年11月1日", instead)).tobytes()

    assert honouring("สมชาย", "美团骑手", "骑手") == honouring("美团骑手")
    assert honouring("สมชาย", "배달", "骑手") == honouring("骑手")
    assert honouring("王师傅", "美团骑手", "骑手") == honouring("王师傅")

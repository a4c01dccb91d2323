"""Whole files: good ones in every format, and whatever else arrives under the name of a photo."""

import contextlib
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.domain.pictures import differing_bits
from bot.photos import read, values
from bot.photos.values import Problem, Unreadable
from tests.photos import made

SAMPLES = Path(__file__).parents[1] / "data" / "photos"
FORMATS = ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"]
CAMERAS = {
    "fuji.jpg": ((51.846667, -3.337833), (600, 400)),
    "htc-desire.webp": ((45.500667, 9.110333), (776, 909)),
    "tiny.jpg": ((43.859469, 15.503283), (1, 1)),
}


def reason(data, **announced):
    with pytest.raises(Unreadable) as caught:
        read.inspect(data, **announced)
    return caught.value.reason


@pytest.mark.parametrize("name", CAMERAS)
def test_a_photo_of_a_real_camera_tells_its_place(name):
    (lat, lon), size = CAMERAS[name]
    photo = read.inspect((SAMPLES / name).read_bytes())
    assert (photo.place.lat, photo.place.lon) == pytest.approx((lat, lon), abs=1e-5)
    assert (photo.width, photo.height) == size


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_read_with_its_place_time_and_hash(name):
    exif = made.exif(gps=made.gps_at(-33.8568, -70.6483), tags={0x9003: "2026:03:04 14:05:06"})
    data = made.photo(name=name, exif=exif.tobytes())
    photo = read.inspect(data, expected_size=len(data))
    assert (photo.format, photo.width, photo.height) == (name, 640, 480)
    assert (photo.place.lat, photo.place.lon) == pytest.approx((-33.8568, -70.6483), abs=1e-5)
    assert (photo.taken_at, photo.zone_known) == (datetime(2026, 3, 4, 14, 5, 6, tzinfo=UTC), False)
    assert photo.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("part", [0.5, 0.9])
def test_a_file_that_breaks_off_is_noticed_in_every_format(name, part):
    data = made.photo(name=name)
    assert reason(data[: int(len(data) * part)]) is Problem.TRUNCATED


def test_a_file_shorter_than_announced_is_noticed_even_where_it_decodes():
    data = made.photo(name="PNG")
    assert read.inspect(data[:-12]).width == 640
    assert reason(data[:-12], expected_size=len(data)) is Problem.TRUNCATED


@pytest.mark.parametrize("name", ["HEIF", "AVIF"])
def test_a_container_that_announces_more_than_it_holds_is_noticed_even_where_it_decodes(name):
    data = made.photo(name=name)
    assert read.inspect(data + (20).to_bytes(4, "big") + b"mdat" + b"\0" * 12).width == 640
    assert reason(data + (1000).to_bytes(4, "big") + b"mdat" + b"\0" * 12) is Problem.TRUNCATED


def test_nothing_is_not_a_photo():
    assert reason(b"") is Problem.EMPTY
    assert reason(b"", expected_size=5000) is Problem.EMPTY


@pytest.mark.parametrize(
    "data",
    [
        b"hello",
        b"GIF89a" + b"\0" * 40,
        b"BM" + b"\0" * 60,
        b"%PDF-1.7\n",
        b"<svg/>",
        b"\0\0\0\x18ftypisom" + b"\0" * 40,
    ],
)
def test_what_is_no_photo_is_refused_whatever_its_name(data):
    assert reason(data) is Problem.NOT_A_PICTURE


@pytest.mark.parametrize("side", [60_000, 10_000, 7_072])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(side):
    assert reason(made.png_header(side, side)) is Problem.TOO_MANY_PIXELS


def test_more_than_telegram_lets_a_bot_download_is_refused():
    assert reason(b"\xff\xd8\xff" + b"\0" * values.MAX_BYTES) is Problem.TOO_LARGE_BYTES


@pytest.mark.parametrize("head", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypheic", b"\0\0\0\x18ftypavif"])
def test_a_head_without_a_body_is_refused(head):
    assert reason(head + b"\1\2\3\4" * 30) is Problem.TRUNCATED


def test_a_photo_on_its_side_has_the_size_it_is_shown_in():
    photo = read.inspect(made.photo(exif=made.exif(orientation=6)))
    assert (photo.width, photo.height) == (480, 640)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_exif_block_stops_a_photo(block):
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + block
    assert read.inspect(made.photo(made.scene(64, 48), exif=exif)).sha256


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FORMATS), st.integers(0, 10**6), st.integers(0, 255))
def test_a_damaged_byte_is_read_or_refused_but_never_a_crash(name, position, byte):
    data = bytearray(made.photo(made.scene(64, 48), name=name))
    data[position % len(data)] = byte
    with contextlib.suppress(Unreadable):
        assert read.inspect(bytes(data)).width > 0


@pytest.mark.parametrize("width", [1280, 320, 90])
def test_a_photo_and_its_re_encoded_copy_hash_alike(width):
    original = made.scene(2400, 1800)
    copy = made.photo(original.resize((width, width * 3 // 4)), quality=60)
    assert differing_bits(read.inspect(made.photo(original)).phash, read.inspect(copy).phash) <= 4


def test_different_photos_hash_apart():
    other = made.scene().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert differing_bits(read.inspect(made.photo()).phash, read.inspect(made.photo(other)).phash) > 10


def test_the_hash_fits_a_signed_column_of_64_bits():
    ramp = Image.linear_gradient("L").rotate(90)
    bright_first = read.inspect(made.photo(ramp)).phash
    dark_first = read.inspect(made.photo(ramp.rotate(180))).phash
    assert sorted((bright_first, dark_first)) == [-1, 0]
    assert differing_bits(bright_first, dark_first) == 64

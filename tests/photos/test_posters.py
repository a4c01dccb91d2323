"""Posters: the code on the page is the link's, nothing stands outside the page or on something else, PDFs are whole."""

import re
import zlib
from functools import cache
from io import BytesIO

import pytest
import segno
from PIL import Image, ImageChops

from bot.domain.pictures import Poster, Posters, key
from bot.domain.stations import AMENITIES
from bot.photos.print import icons, paper, poster
from bot.photos.text import Fonts

SIGNS = tuple((str(name), words.zh) for name, words in AMENITIES.items())
LINK = "https://t.me/grid_bot?start=s_ZX-1"
USUAL = Poster(
    "小蜜蜂驿站", "合作商户", LINK, "扫码打卡", SIGNS[:6], ("开放时间", "周一至周五 08:30-17:30"), "安居路18号"
)
FULL = Poster(
    "安宁区安宁西路街道枣林西社区户外劳动者爱心驿站" * 4, "24小时暖心驿站", f"{LINK}{'_x' * 26}", "扫码打卡、留言" * 9,
    SIGNS, ("开放时间", *["周一至周五 08:30-12:00、13:00-17:30、18:00-20:00"] * 5), "安居小区西门向北五十米" * 9,
)  # fmt: skip
BARE = Poster("桃园", "", "https://t.me/b?start=s_1", "")


@cache
def fonts() -> Fonts:
    return Fonts()


@cache
def drawn(page: Poster) -> Image.Image:
    return poster.draw(page, fonts()).convert("RGB")


def dark_modules(page: Image.Image, link: str) -> list[list[bool]]:
    """What a scanner sees: the middle of every module in the square of pure black and white that the code fills."""
    modules = [[bool(dark) for dark in row] for row in segno.make(link, error="q", micro=False).matrix_iter(border=0)]
    black = page.convert("L").point(lambda value: 255 if value < 12 else 0)
    middle = black.crop((0, 300, page.width, page.height * 3 // 4))
    left, top, right, bottom = middle.getbbox() or (0, 0, 0, 0)
    step = (right - left) / len(modules)
    assert bottom - top == right - left
    at = [round((number + 0.5) * step) for number in range(len(modules))]
    return [[middle.getpixel((left + x, top + y)) == 255 for x in at] for y in at]


@pytest.mark.parametrize("page", [USUAL, BARE], ids=["usual", "bare"])
def test_the_code_on_the_page_is_the_links(page: Poster) -> None:
    wanted = [list(map(bool, row)) for row in segno.make(page.link, error="q", micro=False).matrix_iter(border=0)]
    assert dark_modules(drawn(page), page.link) == wanted


def test_a_full_page_leaves_the_code_five_centimetres() -> None:
    code = poster._code(FULL.link, 10_000)
    assert code.width > 1000
    columns = drawn(FULL).convert("L").point(lambda value: 255 if value < 12 else 0)
    left, _, right, _ = columns.crop((0, 500, poster.WIDTH, 1200)).getbbox() or (0, 0, 0, 0)
    assert right - left > 5 / 2.54 * poster.DPI


def test_parts_never_touch_each_other() -> None:
    """White rows part the frame, two rows of link, two of signs with their words, four of hours and two of address."""
    body = drawn(FULL).convert("L").point(lambda value: 255 if value < 220 else 0)
    edges = [row for row in range(1, poster.HEIGHT) if _ink(body, row) != _ink(body, row - 1)]
    assert len(edges) // 2 == 1 + 2 + 2 * 2 + 4 + 2
    head, foot = 520, poster.HEIGHT - 200
    assert body.crop((0, head, 60, foot)).getbbox() is None
    assert body.crop((poster.WIDTH - 60, head, poster.WIDTH, foot)).getbbox() is None


def _ink(body: Image.Image, row: int) -> bool:
    return body.crop((0, row, poster.WIDTH, row + 1)).getbbox() is not None


def test_every_amenity_has_a_pictogram_of_its_own() -> None:
    ink, ground = (0, 0, 0), (255, 255, 255)
    made = {name: icons.icon(name, 96, ink, ground).tobytes() for name, _ in SIGNS}
    assert made.keys() == icons.ICONS.keys()
    assert len(set(made.values())) == len(SIGNS)
    assert icons.icon("unheard of", 96, ink, ground).getbbox()


def test_a_name_in_another_script_is_drawn_or_left_out() -> None:
    for name in ("محطة", "🏠"):
        assert drawn(Poster(name, "", LINK, "")).size == (poster.WIDTH, poster.HEIGHT)


def test_a_pdf_holds_every_page_in_a4_and_its_pixels() -> None:
    data = paper.printed(Posters((USUAL, BARE)), fonts())
    assert data.startswith(b"%PDF-1.4")
    assert data.rstrip().endswith(b"%%EOF")
    assert data.count(b"/MediaBox[0 0 595.44 842.04]") == 2
    assert _objects(data) == list(range(1, 9))
    for page, image in zip((USUAL, BARE), _images(data), strict=True):
        assert ImageChops.difference(image, drawn(page)).getbbox() is None


def _objects(data: bytes) -> list[int]:
    """The numbers of the objects that the table at the end finds where it says."""
    table = data[int(data[data.rindex(b"startxref") :].split()[1]) :]
    places = [int(line[:10]) for line in table.split(b"trailer")[0].splitlines()[3:]]
    return [int(data[place:].split()[0]) for place in places]


def _images(data: bytes) -> list[Image.Image]:
    found = []
    pattern = rb"/Width (\d+)/Height (\d+)/ColorSpace\[/Indexed/DeviceRGB (\d+)<(\w+)>\].*?/Length (\d+)>>\nstream\n"
    for match in re.finditer(pattern, data):
        pixels = zlib.decompress(data[match.end() : match.end() + int(match[5])])
        image = Image.frombytes("P", (int(match[1]), int(match[2])), pixels)
        image.putpalette(bytes.fromhex(match[4].decode()))
        assert len(bytes.fromhex(match[4].decode())) == 3 * (int(match[3]) + 1)
        found.append(image.convert("RGB"))
    return found


def test_paper_and_bands_have_their_very_colours() -> None:
    assert drawn(USUAL).getpixel((10, poster.HEIGHT // 2)) == poster.PAPER
    assert drawn(USUAL).getpixel((10, 10)) == drawn(USUAL).getpixel((10, poster.HEIGHT - 10)) == poster.GREEN


def test_a_png_is_the_page_itself() -> None:
    image = Image.open(BytesIO(paper.printed(Posters((USUAL,), "png"), fonts())))
    assert round(image.info["dpi"][0]) == poster.DPI
    assert ImageChops.difference(image.convert("RGB"), drawn(USUAL)).getbbox() is None


def test_files_that_differ_have_names_that_differ() -> None:
    made = [Posters((USUAL,)), Posters((USUAL,), "png"), Posters((USUAL, BARE)), Posters((BARE, USUAL))]
    assert len({key(one) for one in made}) == len(made)

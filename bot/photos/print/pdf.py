"""A PDF of pictures, one a page, written as it grows: Pillow's own keeps every page in memory and stores flat colours
eight times as large. PDF 1.4 (ISO 32000-1): catalogue, page tree, and for each page an image and what paints it.
"""

import zlib
from collections.abc import Iterable
from typing import IO

from PIL import Image

POINTS = 72  # to an inch
CATALOGUE, TREE, FIRST = 1, 2, 3
A_PAGE = 3  # objects: page, painting, image


def write(out: IO[bytes], pages: Iterable[Image.Image], dpi: int) -> int:
    """Writes the pages (mode P) to `out`, which need not be seekable, and returns how many there are."""
    at, offsets, count = _put(out, 0, b"%PDF-1.4\n%\xe5\x9b\xbe\xe7\x89\x87\n"), {}, 0
    for page in pages:
        first = FIRST + count * A_PAGE
        for number, body in enumerate(_page(page, first, dpi), start=first):
            offsets[number] = at
            at = _put(out, at, body)
        count += 1
    kids = " ".join(f"{FIRST + number * A_PAGE} 0 R" for number in range(count))
    for number, text in ((CATALOGUE, f"<</Type/Catalog/Pages {TREE} 0 R>>"), (TREE, _tree(kids, count))):
        offsets[number] = at
        at = _put(out, at, _object(number, text.encode()))
    _put(out, at, _end(offsets, at))
    return count


def _put(out: IO[bytes], at: int, data: bytes) -> int:
    out.write(data)
    return at + len(data)


def _tree(kids: str, count: int) -> str:
    return f"<</Type/Pages/Kids[{kids}]/Count {count}>>"


def _object(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)


def _stream(number: int, head: str, data: bytes) -> bytes:
    packed = zlib.compress(data, 6)
    words = f"<<{head}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n".encode()
    return _object(number, words + packed + b"\nendstream")


def _page(image: Image.Image, number: int, dpi: int) -> list[bytes]:
    """Its three objects, the first of them with that number."""
    width, height = (f"{side * POINTS / dpi:.2f}" for side in image.size)
    page = (
        f"<</Type/Page/Parent {TREE} 0 R/MediaBox[0 0 {width} {height}]/Contents {number + 1} 0 R"
        f"/Resources<</XObject<</I {number + 2} 0 R>>>>>>"
    )
    palette = bytes(image.getpalette() or ())
    colours = f"[/Indexed/DeviceRGB {len(palette) // 3 - 1}<{palette.hex()}>]"
    head = (
        f"/Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}/ColorSpace{colours}/BitsPerComponent 8"
    )
    painting = f"q {width} 0 0 {height} 0 0 cm /I Do Q".encode()
    return [
        _object(number, page.encode()),
        _stream(number + 1, "", painting),
        _stream(number + 2, head, image.tobytes()),
    ]


def _end(offsets: dict[int, int], at: int) -> bytes:
    """The table of where each object begins, 20 bytes a line, and where the table does."""
    lines = "".join(f"{offsets[number]:010} 00000 n \n" for number in range(1, len(offsets) + 1))
    size = len(offsets) + 1
    return (
        f"xref\n0 {size}\n0000000000 65535 f \n{lines}"
        f"trailer\n<</Size {size}/Root {CATALOGUE} 0 R>>\nstartxref\n{at}\n%%EOF\n"
    ).encode()

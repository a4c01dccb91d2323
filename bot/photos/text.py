"""Letters: the font that the project installs (Noto Sans SC), which characters it has, and breaking text into rows."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from PIL import ImageFont

MISSING = "\U0010ffff"  # never assigned, so it draws the box that stands for "no such character"
GETA = "〓"  # what Chinese and Japanese printers set where they lack a character
BREAK = "\x00"  # in its place while a name is taken apart: nobody can write it
UNMARKED = str.maketrans("ıłŁ", "ilL")  # Unicode knows no mark that these could lose
RUN = re.compile(r"[^\W\d_]{2}")
LONGEST = 600  # characters; more than any picture shows, and little enough to measure
ELLIPSIS = "…"
CLOSING = "，。、；：！？）】》”’%…,.;:!?)]}"  # not at the start of a row
WORDS = re.compile(r"[^\s\u2e80-\uffff]+|\s+|.", re.DOTALL)


class Fonts:
    """The font at every size asked for so far, about 1 MB each, and the widths of its characters; one per process."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or installed()
        self._sizes: dict[int, ImageFont.FreeTypeFont] = {}
        self._widths: dict[tuple[int, str], float] = {}
        self._known: dict[str, bool] = {}

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font with an em of `size` pixels."""
        if size not in self._sizes:
            basic = ImageFont.Layout.BASIC  # no kerning, so a row is as wide as its characters
            self._sizes[size] = ImageFont.truetype(self._file, size, layout_engine=basic)
        return self._sizes[size]

    def has(self, char: str) -> bool:
        """Whether the font has a shape of its own for the character."""
        if char not in self._known:
            font = self.at(20)
            self._known[char] = char.isspace() or _shape(font, char) != _shape(font, MISSING)
        return self._known[char]

    def width(self, text: str, size: int) -> float:
        """Pixels from the start of the text to its end."""
        return sum(self._width(char, size) for char in text)

    def _width(self, char: str, size: int) -> float:
        if (size, char) not in self._widths:
            self._widths[size, char] = self.at(size).getlength(char)
        return self._widths[size, char]


def installed() -> Path:
    """Noto Sans SC Regular (SIL Open Font License) from pylopdf-fonts-zh-cn."""
    import pylopdf_fonts_zh_cn

    return Path(pylopdf_fonts_zh_cn.sans_path())


def drawable(text: str, fonts: Fonts) -> str:
    """One line that the font can draw: no emoji, no control or direction marks, 〓 for letters that it lacks.

    A letter that only lacks its mark is drawn without it (ş as s).
    """
    return _line(text, fonts, GETA)


def naming(texts: Sequence[str], fonts: Fonts) -> str:
    """The first of the texts that the font can draw: whole, or as far as it does where two letters stand on end.

    "" where it can draw none of them.
    """
    return next(filter(None, (_name(text, fonts) for text in texts)), "")


def _name(text: str, fonts: Fonts) -> str:
    line = _line(text, fonts, BREAK)
    if BREAK not in line:
        return line if any(map(str.isalnum, line)) else ""
    known = " ".join(filter(None, map(_trimmed, line.split(BREAK))))
    return known if RUN.search(known) else ""


def _trimmed(part: str) -> str:
    """From its first letter or digit to its last: brackets and dashes that stood beside what is gone go too."""
    kept = [place for place, char in enumerate(part) if char.isalnum()]
    return part[kept[0] : kept[-1] + 1] if kept else ""


def _line(text: str, fonts: Fonts, lacking: str) -> str:
    """One line, with `lacking` in place of one letter or more that the font cannot draw."""
    shown = (_drawable(char, fonts, lacking) for char in unicodedata.normalize("NFC", text[:LONGEST]))
    joined = re.sub(f"{lacking}[{lacking} ]*{lacking}", lacking, "".join(shown))
    return " ".join(joined.split())


def rows(text: str, fonts: Fonts, size: int, *, width: float, limit: int) -> list[str]:
    """The text in rows of at most `width` pixels; what does not fit into `limit` rows ends in an ellipsis."""
    done, row = [], ""
    for piece in _pieces(text, fonts, size, width):
        if row and fonts.width(row + piece.rstrip(), size) > width:
            done.append(row.rstrip())
            row = ""
        row = row + piece if row else piece.lstrip()
    done = [line for line in [*done, row.rstrip()] if line]
    if len(done) <= limit:
        return done
    return [*done[: limit - 1], _cut(done[limit - 1] + ELLIPSIS, fonts, size, width)]


def headline(text: str, fonts: Fonts, sizes: list[int], *, width: float, limit: int) -> tuple[list[str], int]:
    """Rows and their size: the first of `sizes` (falling) that needs one row, else the last of them in rows."""
    size = next((size for size in sizes if fonts.width(text, size) <= width), sizes[-1])
    return rows(text, fonts, size, width=width, limit=limit), size


def _shape(font: ImageFont.FreeTypeFont, char: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(char)
    return mask.size, bytes(mask)


def _drawable(char: str, fonts: Fonts, lacking: str) -> str:
    category = unicodedata.category(char)
    if char.isspace():
        return " "
    if category.startswith("C") or not (fonts.has(char) or category[0] in "LN"):
        return ""
    return next(filter(fonts.has, (char, _unmarked(char))), lacking)


def _unmarked(char: str) -> str:
    """The letter without its marks; itself where it has none."""
    taken_apart = unicodedata.normalize("NFD", char.translate(UNMARKED))
    return taken_apart[0] if all(map(unicodedata.combining, taken_apart[1:])) else char


def _pieces(text: str, fonts: Fonts, size: int, width: float) -> list[str]:
    """Where a row may break: between words and between Chinese characters, but not before closing punctuation."""
    pieces: list[str] = []
    for word in WORDS.findall(text):
        if pieces and _clings(word, pieces[-1]) and fonts.width(pieces[-1] + word, size) <= width:
            pieces[-1] += word
        elif fonts.width(word, size) > width:
            pieces.extend(word)
        else:
            pieces.append(word)
    return pieces


def _clings(word: str, before: str) -> bool:
    return word[0] in CLOSING and not before.isspace()


def _cut(row: str, fonts: Fonts, size: int, width: float) -> str:
    """The row, shortened before its ellipsis until it fits."""
    while len(row) > 1 and fonts.width(row, size) > width:
        row = row[:-2].rstrip() + ELLIPSIS
    return row

"""Posters as files to print: a PDF of all of them, or the only one as a PNG."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import IO

from bot.domain.pictures import Poster, Posters
from bot.photos.print import pdf, poster
from bot.photos.text import Fonts


def printed(posters: Posters, fonts: Fonts) -> bytes:
    """The file's bytes; ValueError for a form that there is not, or for a PNG of several."""
    out = BytesIO()
    FORMS[posters.form](out, posters.pages, fonts)
    return out.getvalue()


def to_pdf(out: IO[bytes], pages: Iterable[Poster], fonts: Fonts) -> int:
    """One page each, drawn as they are written; returns how many."""
    return pdf.write(out, (poster.draw(page, fonts) for page in pages), poster.DPI)


def _to_png(out: IO[bytes], pages: Iterable[Poster], fonts: Fonts) -> int:
    (page,) = pages
    poster.draw(page, fonts).save(out, "PNG", dpi=(poster.DPI, poster.DPI), optimize=True)
    return 1


FORMS: dict[str, Callable[[IO[bytes], Iterable[Poster], Fonts], int]] = {"pdf": to_pdf, "png": _to_png}

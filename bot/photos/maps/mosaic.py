"""Map tiles, which somebody else's server sent, as the ground of a picture."""

from PIL import Image

from bot.domain.maps.view import View
from bot.photos import develop
from bot.photos.maps import style
from bot.photos.maps.sheet import FINE
from bot.photos.maps.tiling import SIDE, Fetched, below
from bot.photos.values import Unreadable

LARGEST = 1024  # pixels of a tile's side
PALER = 0.25  # of white, so that pins and words stand out


def laid(view: View, fetched: Fetched) -> Image.Image | None:
    """The ground at twice the view's size, as a sheet wants it; None where not one tile is a picture."""
    tiling = below(view)
    ground = Image.new("RGB", (tiling.columns * SIDE, tiling.rows * SIDE), style.PAPER)
    laid_down = 0
    for (column, row), tile in tiling.tiles.items():
        image = _tile(fetched.get(tile, b""))
        if image is not None:
            ground.paste(image, (column * SIDE, row * SIDE))
            laid_down += 1
    if not laid_down:
        return None
    size = (view.size[0] * FINE, view.size[1] * FINE)
    pale = ground.point([round(level + (255 - level) * PALER) for level in range(256)] * 3)
    shown = pale.resize(view.size, Image.Resampling.BILINEAR, box=tiling.box)
    return shown.resize(size, Image.Resampling.NEAREST)  # the sheet's halving gives the same pixels back


def _tile(data: bytes) -> Image.Image | None:
    """Of the usual side; None for whatever is no picture, or too large for a tile."""
    try:
        if max(develop.upright_size(data)) > LARGEST:
            return None
        return develop.filling(data, SIDE, SIDE)
    except Unreadable:
        return None

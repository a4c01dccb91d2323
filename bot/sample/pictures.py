"""Six pictures for the demo, before and after of three hazards, drawn from nothing: no licence but ours."""

from collections.abc import Callable, Iterator

from PIL import Image

from bot.sample import charging, fire_lane, manhole
from bot.sample.canvas import finish

_SCENES: tuple[tuple[str, Callable[[bool], Image.Image]], ...] = (
    ("manhole", manhole.draw),
    ("charging-line", charging.draw),
    ("fire-lane", fire_lane.draw),
)


def pictures() -> Iterator[tuple[str, Image.Image]]:
    """(name, picture of 1280 x 960): each hazard, then the same place without it."""
    for seed, (name, draw) in enumerate(_SCENES):
        yield f"{name}-before", finish(draw(True), 2 * seed)
        yield f"{name}-after", finish(draw(False), 2 * seed + 1)

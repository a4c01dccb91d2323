"""The darkroom: the same work, off the event loop."""

import asyncio
import subprocess
import sys

import pytest

from bot.domain.pictures import Original, Stamped
from bot.photos import Darkroom, Problem, Unreadable
from tests.photos import made


@pytest.fixture
def darkroom(tmp_path):
    room = Darkroom(tmp_path)
    yield room
    room.close()


async def test_a_photo_goes_in_and_a_picture_comes_out(darkroom):
    data = made.photo(exif=made.exif(gps=made.gps_at(36.1037, 103.7226)))
    photo = await darkroom.inspect(data, expected_size=len(data))
    assert photo.place is not None
    assert await darkroom.save(data) == photo.sha256
    assert await darkroom.load(photo.sha256) == data
    assert made.pixels(await darkroom.render(Stamped((photo.sha256,), "#12 井盖"))).width == 1280


async def test_an_unreadable_photo_is_raised_to_who_asked(darkroom):
    with pytest.raises(Unreadable) as caught:
        await darkroom.inspect(b"no photo")
    assert caught.value.reason is Problem.NOT_A_PICTURE


async def test_the_event_loop_goes_on_while_pictures_are_drawn(darkroom):
    photo = await darkroom.save(made.photo(made.scene(4000, 3000), name="PNG"))
    work = asyncio.gather(*(darkroom.render(Original(photo)) for _ in range(3)))
    turns = 0
    while not work.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 20
    assert len(set(await work)) == 1


def test_importing_the_package_imports_no_pillow():
    heavy = "import sys, bot.photos; print(sorted({'PIL', 'pillow_heif', 'segno'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True).stdout == "[]\n"

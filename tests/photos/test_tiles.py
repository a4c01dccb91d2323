"""Tiles of a map server below our maps: fetched when the operator says so, kept, and never a reason to fail."""

import asyncio
import math
import os
import time
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.maps import frames
from bot.domain.maps.view import Edges, fit
from bot.domain.pictures import Spot, StationMap
from bot.photos import Darkroom
from bot.photos.maps import mosaic, stations, tile_store, tiling
from bot.photos.maps.stations import Below
from bot.photos.maps.tile_server import LARGEST, Server, Tiles
from bot.photos.text import Fonts
from tests.photos import made
from tests.photos.map_server import World, opened, tile

HERE = (36.1025, 103.7225)
PICTURE = StationMap(Spot(*HERE, "me", "", "我"), (Spot(36.105, 103.726, "open", "1", "桃园驿站"),))
VIEW = frames.of_spots((PICTURE.me, *PICTURE.pins))
SPOT = st.tuples(st.floats(-84, 84), st.floats(-179, 179))


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with opened() as server:
        yield server


@pytest.fixture
async def tiles(world, tmp_path) -> AsyncIterator[Tiles]:
    server = Tiles(Server(world.url + "/{z}/{x}/{y}.png", "© 测试", tmp_path / "tiles"), patience=0.4)
    yield server
    await server.close()


@given(st.lists(SPOT, min_size=1, max_size=4))
def test_tiles_cover_the_view_and_are_few(spots):
    view = fit(spots, (800, 600), Edges(70, 90, 70, 80), least=400)
    made_of = tiling.below(view)
    assert 1 <= made_of.columns * made_of.rows <= 42
    left, top, right, bottom = made_of.box
    assert -1e-3 <= left < tiling.SIDE + 1e-3
    assert -1e-3 <= top < tiling.SIDE + 1e-3
    assert right <= made_of.columns * tiling.SIDE + 1e-3
    assert bottom <= made_of.rows * tiling.SIDE + 1e-3
    around = 1 << made_of.zoom
    assert all(0 <= x < around and 0 <= y < around for _, x, y in made_of.tiles.values())


def test_the_tile_of_a_place_is_the_one_that_maps_use():
    """By the slippy map's formula as OpenStreetMap's wiki has it."""
    numbers = set(tiling.below(VIEW).tiles.values())
    zoom, lat = next(iter(numbers))[0], math.radians(HERE[0])
    x = int((HERE[1] + 180) / 360 * 2**zoom)
    y = int((1 - math.log(math.tan(lat) + 1 / math.cos(lat)) / math.pi) / 2 * 2**zoom)
    assert zoom == 18
    assert (zoom, x, y) in numbers


async def test_tiles_lie_below_the_map_and_are_asked_for_once(world, tiles, tmp_path):
    darkroom = Darkroom(tmp_path, tiles=tiles)
    image = made.pixels(await darkroom.render(PICTURE))
    darkroom.close()
    assert image.size == (800, 600)
    green = mosaic.PALER * 255 + (1 - mosaic.PALER) * 120
    assert image.getpixel((20, 20))[1] == pytest.approx(green, abs=8)
    count = len(world.asked)
    assert count == len(tiling.below(VIEW).tiles)
    assert {path.split("/")[1] for path in world.asked} == {"18"}
    assert not [agent for agent in world.agents if "aiohttp" in agent]
    assert len(await tiles.under(VIEW)) == count
    assert len(world.asked) == count


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 404},
        {"status": 500},
        {"kind": "text/html"},
        {"body": b"no picture"},
        {"body": b""},
        {"body": tile()[:60]},
        {"body": b"\x89PNG\r\n\x1a\n" + bytes(LARGEST)},
        {"body": tile(side=2000)},
        {"wait": 0.8},
    ],
    ids=["404", "500", "html", "junk", "empty", "truncated", "long", "huge", "slow"],
)
async def test_whatever_a_server_does_the_map_is_drawn(world, tiles, tmp_path, trouble):
    for name, value in trouble.items():
        setattr(world, name, value)
    darkroom = Darkroom(tmp_path, tiles=tiles)
    begun = time.monotonic()
    with_trouble = await darkroom.render(PICTURE)
    assert time.monotonic() - begun < 10
    darkroom.close()
    alone = Darkroom(tmp_path)
    assert await alone.render(PICTURE) == with_trouble
    alone.close()


async def test_a_server_that_is_away_is_left_alone_for_a_while(tmp_path):
    away = Tiles(Server("http://127.0.0.1:9/{z}/{x}/{y}", "", tmp_path), patience=0.5)
    assert await away.under(VIEW) == {}
    begun = time.monotonic()
    assert await away.under(VIEW) == {}
    assert time.monotonic() - begun < 0.1
    await away.close()


async def test_an_old_tile_is_asked_for_again_and_does_where_nothing_better_comes(world, tiles, tmp_path):
    await tiles.under(VIEW)
    old = time.time() - tile_store.FRESH - 10
    for file in (tmp_path / "tiles").rglob("*"):
        os.utime(file, (old, old))
    asked, world.status = len(world.asked), 500
    assert len(await tiles.under(VIEW)) == asked
    assert len(world.asked) == 2 * asked


async def test_tiles_that_come_too_late_are_there_for_the_next_map(world, tmp_path):
    server = Tiles(Server(world.url + "/{z}/{x}/{y}", "", tmp_path), patience=0.05)
    world.wait = 0.2
    assert await server.under(VIEW) == {}
    assert await server.under(VIEW) == {}
    whole = len(tiling.below(VIEW).tiles)
    async with asyncio.timeout(10):
        while len(await server.under(VIEW)) < whole:  # noqa: ASYNC110 - they are on a disk
            await asyncio.sleep(0.05)
    assert len(world.asked) == whole
    await server.close()


async def test_what_is_no_picture_is_not_kept(world, tiles, tmp_path):
    world.body = b"no picture"
    assert await tiles.under(VIEW) == {}
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


async def test_the_proxy_is_asked_where_one_is_set(world, tmp_path):
    server = Server("http://tiles.invalid/{z}/{x}/{y}.png", "", tmp_path, proxy=world.url)
    through = Tiles(server, patience=2)
    assert len(await through.under(VIEW)) == len(tiling.below(VIEW).tiles)
    await through.close()


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    tile_store.write(tmp_path / "file", {(1, 2, 3): b"x"})
    assert tile_store.read(tmp_path / "file", [(1, 2, 3)]) == ({}, set())


def test_the_oldest_tiles_go_first(tmp_path):
    for number in range(8):
        tile_store.write(tmp_path, {(1, 1, number): b"x"})
        os.utime(tmp_path / "1" / "1" / str(number), (number, number))
    tile_store.prune(tmp_path, most=8)
    assert len(tile_store.read(tmp_path, [(1, 1, n) for n in range(8)])[0]) == 8
    tile_store.prune(tmp_path, most=4)
    assert set(tile_store.read(tmp_path, [(1, 1, n) for n in range(8)])[0]) == {(1, 1, 5), (1, 1, 6), (1, 1, 7)}


@pytest.mark.parametrize(("side", "kind"), [(256, "JPEG"), (512, "PNG"), (512, "WEBP"), (100, "PNG")])
def test_tiles_of_other_sizes_and_formats_fit_too(side, kind):
    ground = mosaic.laid(VIEW, dict.fromkeys(tiling.below(VIEW).tiles.values(), tile(side=side, kind=kind)))
    assert ground is not None
    assert ground.size == (1600, 1200)
    assert len(ground.getcolors(100_000) or []) < 20


def test_whose_map_it_is_stands_in_the_corner(tmp_path):
    fonts, every = Fonts(), dict.fromkeys(tiling.below(VIEW).tiles.values(), tile())
    named = stations.draw(PICTURE, fonts, Below(every, "© OpenStreetMap contributors"))
    nameless = stations.draw(PICTURE, fonts, Below(every))
    corner = (560, 574, 800, 600)
    assert named.crop(corner).tobytes() != nameless.crop(corner).tobytes()
    assert stations.draw(PICTURE, fonts, Below({}, "©")).tobytes() == stations.draw(PICTURE, fonts).tobytes()

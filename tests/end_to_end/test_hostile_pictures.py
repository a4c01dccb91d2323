"""Pictures that nobody should send, sent to the real process: each is named for what is wrong with it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image

from bot.sandbox import Sandbox
from bot.sandbox.person import Person
from tests.end_to_end import books, scene
from tests.end_to_end.scene import Scene
from tests.end_to_end.siege import survives
from tests.photos import made


def bomb() -> bytes:
    """A few bytes that announce 3,600 megapixels."""
    return made.png_header(60_000, 60_000)


def small_bomb() -> bytes:
    """A whole picture, 52 megapixels when opened."""
    return made.photo(Image.new("L", (7_500, 7_000), 90), "PNG")


def half_a_heic() -> bytes:
    whole = made.photo(name="HEIF")
    return whole[: len(whole) // 2]


PICTURES: dict[str, tuple[Callable[[Person], Awaitable[object]], str]] = {
    "0 bytes": (lambda li: li.sends_photo(b""), "空的"),
    "a truncated JPEG": (lambda li: li.sends_photo(made.photo()[:4_000]), "没有传完整"),
    "words": (lambda li: li.sends_photo(b"I am a photo, believe me"), "不是照片"),
    "a bomb": (lambda li: li.sends_photo(bomb()), "5000 万像素"),
    "a bomb as a file": (lambda li: li.sends_document(bomb(), "p.png", mime_type="image/png"), "5000 万像素"),
    "a bomb that opens": (lambda li: li.sends_document(small_bomb(), "p.png", mime_type="image/png"), "5000 万像素"),
    "half a HEIC": (
        lambda li: li.sends_document(half_a_heic(), "p.heic", mime_type="image/heic"),
        "没有传完整",
    ),
    "an executable": (lambda li: li.sends_document(b"MZ" * 500, "p.jpg", mime_type="image/jpeg"), "不是照片"),
}


@pytest.fixture
async def street(box: Sandbox, tmp_path: Path) -> Scene:
    return await scene.furnish(box, tmp_path, couriers=2)


async def test_a_picture_that_is_none_is_named_for_what_is_wrong_with_it(street: Scene) -> None:
    li = street.couriers[0]
    async with survives(street):
        for sends, complaint in PICTURES.values():
            await sends(li)
            await li.waits_for(complaint, 10)
        await _sends_half_of_what_was_announced(street, li)
        await li.waits_for("没有传完整", 10)
    assert books.faults(street.folder) == []


async def _sends_half_of_what_was_announced(street: Scene, li: Person) -> None:
    """A photo of which Telegram delivers the first half: readable as it is, but not what was sent."""
    whole = made.photo(name="PNG")
    sent = await li.sends_document(whole[: len(whole) // 2], "p.png", mime_type="image/png")
    await li.waits_for("没有传完整", 10)
    await li.sends_anything({"document": sent.raw["document"] | {"file_size": len(whole)}})

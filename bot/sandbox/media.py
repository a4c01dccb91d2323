"""What a message can hold: from a call's parameters to the fields of a Message."""

import asyncio
from typing import Any

from bot.sandbox import entities, files
from bot.sandbox.errors import Json, bad, broken
from bot.sandbox.parts import Upload
from bot.sandbox.world import World

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
DETAILS: dict[str, Json] = {
    "voice": {"duration": 3, "mime_type": "audio/ogg"},
    "video": {"width": 640, "height": 360, "duration": 3, "mime_type": "video/mp4"},
    "document": {},
}
KINDS = ("photo", "document", "voice", "video")


def text(given: Json) -> Json:
    """text and entities of a Message; 400 where it is empty or too long after parsing."""
    plain, found = entities.parse(given.get("text", ""), given.get("parse_mode"), given.get("entities"))
    if not plain:
        raise broken("message text is empty")
    if len(plain) > TEXT_LIMIT:
        raise broken("message is too long")
    found = entities.with_spotted(plain, found)
    return {"text": plain} | ({"entities": found} if found else {})


def caption(given: Json) -> Json:
    """caption and caption_entities of a Message, nothing where there is none."""
    plain, found = entities.parse(given.get("caption", ""), given.get("parse_mode"), given.get("caption_entities"))
    if len(plain) > CAPTION_LIMIT:
        raise broken("message caption is too long")
    found = entities.with_spotted(plain, found)
    return ({"caption": plain} if plain else {}) | ({"caption_entities": found} if found else {})


async def photo(world: World, value: Any) -> Json:
    """From an Upload or a file_id to an Array of PhotoSize."""
    if isinstance(value, Upload):
        return {"photo": files.store_photo(world, await asyncio.to_thread(files.checked_sizes, value))}
    _refuse_url(value)
    return {"photo": files.photo_of(world, value)}


async def other(world: World, value: Any, kind: str) -> Json:
    """From an Upload or a file_id to a Document, Voice or Video."""
    if not isinstance(value, Upload):
        _refuse_url(value)
        return {kind: files.shown(files.by_id(world, value, kind))}
    files.check_upload(value)
    if kind == "document":
        return {kind: files.store_document(world, value)}
    return {kind: files.shown(files.store(world, value.data, kind, name=value.name, details=DETAILS[kind]))}


async def content(world: World, value: Any, kind: str) -> Json:
    """Any of the kinds."""
    return await photo(world, value) if kind == "photo" else await other(world, value, kind)


def kind_of(message: Json) -> str | None:
    """Which kind of file a message holds."""
    return next((kind for kind in KINDS if kind in message), None)


def location(given: Json) -> Json:
    """A Location; 400 outside the globe."""
    if not (-90 <= given["latitude"] <= 90 and -180 <= given["longitude"] <= 180):
        raise broken("wrong location specified: latitude or longitude is out of range")
    names = ("latitude", "longitude", "horizontal_accuracy", "live_period", "heading", "proximity_alert_radius")
    return {name: given[name] for name in names if name in given}


def _refuse_url(value: Any) -> None:
    if value is None:
        raise broken("there is no file in the request")
    if "://" in value:
        raise bad("failed to get HTTP URL content")

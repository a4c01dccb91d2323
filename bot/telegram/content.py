"""What a message carries besides words: files, a place, a phone number."""

from datetime import datetime, timedelta

from bot.domain.incoming import Contact, File, FileKind, Location
from bot.domain.place import Point
from bot.telegram.fields import Json, identifier, instant, need, number, part, real, size, word

# A GIF comes as `animation` and once more as `document`: the first that is there counts.
_FILES = (
    ("animation", FileKind.VIDEO),
    ("document", FileKind.DOCUMENT),
    ("voice", FileKind.VOICE),
    ("video", FileKind.VIDEO),
    ("video_note", FileKind.VIDEO),
    ("audio", FileKind.DOCUMENT),
)
FOREVER = 2**31  # seconds; "until I turn it off" comes as one less
_MAX_ACCURACY = 1500.0  # metres, the Bot API's own bound


def files(message: Json) -> tuple[File, ...]:
    """The message's file: of a photo the largest size. Telegram sends at most one a message."""
    if "photo" in message:
        return (_photo(message["photo"]),)
    for name, kind in _FILES:
        if name in message:
            return (_file(need(message, name), kind),)
    return ()


def location(message: Json) -> Location | None:
    """The place of a location, live location or venue."""
    place = part(message, "location")
    if place is None and "venue" in message:
        place = need(need(message, "venue"), "location")
    if place is None:
        return None
    point = Point(real(place, "latitude"), real(place, "longitude"))
    accuracy = None if place.get("horizontal_accuracy") is None else real(place, "horizontal_accuracy")
    known = accuracy is not None and 0 <= accuracy <= _MAX_ACCURACY
    period = number(place, "live_period")
    return Location(point, accuracy if known else None, period, _end(message, period) if period else None)


def _end(message: Json, period: int) -> datetime | None:
    """The period counts from when the message was sent, however often it is edited."""
    begun = instant(message, "date") if "date" in message else None
    return begun + timedelta(seconds=min(max(period, 0), FOREVER)) if begun else None


def contact(message: Json) -> Contact | None:
    """A phone number; `user_id` tells whose it is, so compare it with the sender's."""
    shared = part(message, "contact")
    if shared is None:
        return None
    return Contact(word(shared, "phone_number", cap=32), number(shared, "user_id"))


def _photo(sizes: object) -> File:
    if type(sizes) is not list or not sizes or not all(type(each) is dict for each in sizes):
        raise ValueError("photo is no list of sizes")
    largest = max(sizes, key=lambda each: size(each, "width") * size(each, "height"))
    return _file(largest, FileKind.PHOTO)


def _file(json: Json, kind: FileKind) -> File:
    return File(
        id=identifier(json, "file_id"),
        kind=kind,
        size=size(json, "file_size"),
        width=size(json, "width"),
        height=size(json, "height"),
        mime=word(json, "mime_type", cap=128),
        name=word(json, "file_name", cap=256),
    )

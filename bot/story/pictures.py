"""The pictures of the story: what people photograph, and what is kept of everything that the chats show."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

SLUGS = {
    "🎟": "invitation",
    "🏠": "stations",
    "✅ #": "before-after",
    "#": "card",
}  # by the text that the bot sends beside it
OURS = re.compile(r"\d\d-[a-z-]+\.jpg")


def sample(name: str) -> bytes:
    """A photo of the sample, such as "manhole-before"."""
    return files("bot.sample").joinpath("photos", f"{name}.jpg").read_bytes()


def as_file(name: str, lat: float, lon: float, taken: datetime) -> bytes:
    """The sample photo as a phone's file: with its place (degrees WGS-84) and time in the EXIF."""
    with Image.open(io.BytesIO(sample(name))) as picture:
        exif = picture.getexif()
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(_position(lat, lon))
        exif.get_ifd(ExifTags.IFD.Exif).update(_time(taken))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()


def _position(lat: float, lon: float) -> dict[int, Any]:
    gps = ExifTags.GPS
    north, east = ("N" if lat >= 0 else "S"), ("E" if lon >= 0 else "W")
    degrees = {gps.GPSLatitude: _sexagesimal(abs(lat)), gps.GPSLongitude: _sexagesimal(abs(lon))}
    return {int(gps.GPSLatitudeRef): north, int(gps.GPSLongitudeRef): east} | {int(k): v for k, v in degrees.items()}


def _sexagesimal(angle: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(round(angle * 3600, 3), 60)
    degrees, minutes = divmod(minutes, 60)
    return degrees, minutes, round(seconds, 3)


def _time(taken: datetime) -> dict[int, Any]:
    offset = taken.strftime("%z")
    when, zone = ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal
    return {int(when): f"{taken:%Y:%m:%d %H:%M:%S}", int(zone): f"{offset[:3]}:{offset[3:]}"}


def walk_around(name: str) -> list[bytes]:
    """Three photos of one place: the whole, and two steps closer on either side."""
    with Image.open(io.BytesIO(sample(name))) as picture:
        wide, high = picture.size
        closer = [(0, high // 4, wide * 2 // 3, high), (wide // 3, high // 4, wide, high)]
        return [sample(name), *(_jpeg(picture.crop(box)) for box in closer)]


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


@dataclass
class Album:
    """A folder with every picture of the chats once, numbered as they came; an earlier story's are removed."""

    folder: Path
    read: Callable[[str], bytes]
    names: dict[bytes, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.iterdir():
            if OURS.fullmatch(old.name):
                old.unlink()

    def keep(self, file_id: str, message: dict[str, Any]) -> str:
        """Its name below the folder's, such as "demo/03-card.jpg"; the same picture has one name."""
        data = self.read(file_id)
        content = sha256(data).digest()
        if content not in self.names:
            name = f"{len(self.names) + 1:02}-{_slug(message)}.jpg"
            (self.folder / name).write_bytes(data)
            self.names[content] = f"{self.folder.name}/{name}"
        return self.names[content]


def _slug(message: dict[str, Any]) -> str:
    if not message["from"]["is_bot"]:
        return "photo" if "photo" in message else "file"
    text = str(message.get("caption", ""))
    return next((slug for sign, slug in SLUGS.items() if sign in text), "picture")

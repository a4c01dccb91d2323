"""Files: stored under ids, photos in the sizes that Telegram makes of them."""

import io
import mimetypes
from pathlib import PurePosixPath

from PIL import Image, ImageOps

from bot.sandbox.errors import Json, bad, broken
from bot.sandbox.parts import Upload
from bot.sandbox.world import StoredFile, World

EDGES = (90, 320, 800, 1280)  # longest edge of the sizes s, m, x, y
MOST_PIXELS = 50_000_000  # a phone scales down before it sends
UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)
DOWNLOAD_LIMIT = 20 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "video": "videos"}


def store(world: World, data: bytes, kind: str, *, name: str = "", details: Json | None = None) -> StoredFile:
    """Keep the bytes under a new id."""
    number = next(world.numbers)
    suffix = PurePosixPath(name).suffix or (".jpg" if kind == "photo" else ".bin")
    kept = StoredFile(
        f"{kind}-{number:06d}-of-the-sandbox",
        f"U{number:06d}",
        f"{FOLDERS[kind]}/file_{number}{suffix}",
        kind,
        data,
        details or {},
    )
    world.files[kept.id] = kept
    return kept


def shown(kept: StoredFile) -> Json:
    """PhotoSize, Document, Voice or Video."""
    told = {"file_id": kept.id, "file_unique_id": kept.unique_id, "file_size": len(kept.data)}
    return told | kept.details


def sizes(data: bytes) -> list[tuple[int, int, bytes]]:
    """Width, height and JPEG of each size, smallest first, without metadata; OSError or ValueError if unreadable."""
    with Image.open(io.BytesIO(data)) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        opened.draft("RGB", (EDGES[-1], EDGES[-1]))
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    longest = max(picture.size)
    edges = [edge for edge in EDGES if edge < longest] + ([longest] if longest <= EDGES[-1] else [])
    return [_scaled(picture, edge) for edge in edges]


def _scaled(picture: Image.Image, edge: int) -> tuple[int, int, bytes]:
    copy = picture.copy()
    copy.thumbnail((edge, edge))
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=82)
    return copy.width, copy.height, out.getvalue()


def store_photo(world: World, made: list[tuple[int, int, bytes]]) -> list[Json]:
    """Array of PhotoSize."""
    shown_sizes = [
        shown(store(world, data, "photo", details={"width": width, "height": height})) for width, height, data in made
    ]
    world.photos |= {size["file_id"]: shown_sizes for size in shown_sizes}
    return shown_sizes


def sizes_or_raw(data: bytes) -> list[tuple[int, int, bytes]]:
    """What a phone sent is kept even where nobody can read it."""
    try:
        return sizes(data)
    except UNREADABLE:
        return [(960, 1280, data)]


def checked_sizes(upload: Upload) -> list[tuple[int, int, bytes]]:
    """Sizes of a photo that the bot uploads, within Telegram's limits (https://core.telegram.org/bots/api#sendphoto)."""
    check_upload(upload, PHOTO_LIMIT)
    try:
        with Image.open(io.BytesIO(upload.data)) as opened:
            width, height = opened.size
    except UNREADABLE as error:
        raise broken("IMAGE_PROCESS_FAILED") from error
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise broken("PHOTO_INVALID_DIMENSIONS")
    try:
        return sizes(upload.data)
    except UNREADABLE as error:
        raise broken("IMAGE_PROCESS_FAILED") from error


def check_upload(upload: Upload, limit: int = UPLOAD_LIMIT) -> None:
    """Refuse what is empty or too big."""
    if not upload.data:
        raise broken("file must be non-empty")
    if len(upload.data) > limit:
        raise broken("file is too big")


def store_document(world: World, upload: Upload) -> Json:
    """Document; the bytes stay as they are."""
    mime = upload.mime if upload.mime != "application/octet-stream" else mimetypes.guess_type(upload.name)[0]
    details = {"file_name": upload.name, "mime_type": mime or "application/octet-stream"}
    return shown(store(world, upload.data, "document", name=upload.name, details=details))


def by_id(world: World, file_id: str, kind: str | None = None) -> StoredFile:
    """The file of an id; 400 where there is none or it was sent as something else."""
    kept = world.files.get(file_id)
    if kept is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if kind and kept.kind != kind:
        raise bad(f"can't use file of type {kept.kind.capitalize()} as {kind.capitalize()}")
    return kept


def photo_of(world: World, file_id: str) -> list[Json]:
    """All sizes of the photo that a file_id is one of."""
    return world.photos[by_id(world, file_id, "photo").id]


def by_path(world: World, path: str) -> StoredFile | None:
    return next((kept for kept in world.files.values() if kept.path == path), None)


def told(kept: StoredFile) -> Json:
    """getFile's File; 400 above 20 MB."""
    if len(kept.data) > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    basics = {"file_id": kept.id, "file_unique_id": kept.unique_id, "file_size": len(kept.data)}
    return basics | {"file_path": kept.path}

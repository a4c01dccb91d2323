"""From an HTTP request to the parameters and files of a call: JSON, form, multipart or query string."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import BodyPartReader, MultipartReader, web

from bot.sandbox.errors import Json, broken


@dataclass(frozen=True)
class Upload:
    """A file that came with the call."""

    field: str
    name: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class Asked:
    """One call, checked: parameters by name, uploads by the name of their part."""

    method: str
    params: Json
    uploads: dict[str, Upload]

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter's value, or the default where it was left out."""
        return self.params.get(name, default)

    def __getitem__(self, name: str) -> Any:
        return self.params[name]


async def read(request: web.BaseRequest, method: str) -> Asked:
    """Raises Refusal where the body is not what its content type says."""
    params: Json = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type.startswith("multipart/"):
        await _read_multipart(request, params, uploads)
    else:
        params |= _fields(request.content_type, await request.content.read())
    return Asked(method, params, uploads)


def _fields(kind: str, body: bytes) -> Json:
    if not body:
        return {}
    if kind != "application/json":
        return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    try:
        read_as = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise broken(f"can't parse JSON object: {error}") from error
    if not isinstance(read_as, dict):
        raise broken("the body must be a JSON object")
    return {name: value for name, value in read_as.items() if value is not None}


async def _read_multipart(request: web.BaseRequest, params: Json, uploads: dict[str, Upload]) -> None:
    """Not request.multipart(): that one refuses parts above 1 MiB."""
    async for part in MultipartReader(request.headers, request.content):
        if isinstance(part, BodyPartReader):
            await _read_part(part, params, uploads)


async def _read_part(part: BodyPartReader, params: Json, uploads: dict[str, Upload]) -> None:
    """A part with a file name is a file; it is also the parameter of its name (attach:// parts go by `uploads`)."""
    name, data = part.name or "", bytes(await part.read(decode=True))
    if part.filename is None:
        params[name] = data.decode(errors="replace")
        return
    uploads[name] = Upload(name, part.filename, part.headers.get("Content-Type", "application/octet-stream"), data)


def attached(asked: Asked, name: str) -> Any:
    """What a file parameter holds: an Upload, or the text (file_id, URL) given in its place."""
    return resolve(asked, asked.uploads.get(name, asked.get(name)))


def resolve(asked: Asked, value: Any) -> Any:
    """Follow attach://part to the part; 400 where no such part came along."""
    if not isinstance(value, str) or not value.startswith("attach://"):
        return value
    found = asked.uploads.get(value.removeprefix("attach://"))
    if found is None:
        raise broken(f"{value} names no part of the request")
    return found

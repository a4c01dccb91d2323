"""GeoJSON points (RFC 7946) as a table: a header of property names, `lat` and `lon`, then a row a feature."""

import json
from collections.abc import Iterator
from typing import Any

from bot.domain.places.encoding import decode
from bot.domain.sheets.problems import Bad, Reason
from bot.domain.sheets.read import LARGEST, MOST_ROWS, Row


def is_json(data: bytes, filename: str) -> bool:
    """By its name, or by how it begins."""
    return filename.lower().endswith((".geojson", ".json")) or data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def rows(data: bytes) -> Iterator[Row]:
    """Numbers count the features from 1, the header is 0. A feature without a point has no place. Raises Bad."""
    features = _features(data)
    names = list(dict.fromkeys(name for each in features for name in _properties(each)))
    plain = [name for name in names if name.casefold() not in ("lat", "lon")]
    yield 0, [*plain, "lat", "lon"]
    for number, feature in enumerate(features, start=1):
        said = _properties(feature)
        yield number, [*(_text(said.get(name)) for name in plain), *_place(feature)]


def _features(data: bytes) -> list[Any]:
    if len(data) > LARGEST:
        raise Bad(Reason.TOO_LARGE, bytes=len(data), limit=LARGEST)
    document = _parsed(data)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise Bad(Reason.NOT_A_COLLECTION, found=type(document).__name__)
    if len(features) > MOST_ROWS:
        raise Bad(Reason.TOO_MANY_ROWS, limit=MOST_ROWS)
    return features


def _parsed(data: bytes) -> Any:
    text = decode(data)
    if text is None:
        raise Bad(Reason.NOT_TEXT)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Bad(Reason.NO_JSON, line=error.lineno) from error
    except (RecursionError, ValueError) as error:  # nested too deeply, or an integer of thousands of digits
        raise Bad(Reason.NO_JSON, line=1) from error


def _properties(feature: Any) -> dict[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _place(feature: Any) -> tuple[str, str]:
    """Latitude and longitude as texts; empty where there is no point."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    given = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if not isinstance(given, list) or len(given) < 2:
        return "", ""
    return _text(given[1]), _text(given[0])


def _text(value: Any) -> str:
    """Texts and numbers; lists of words joined; anything else is not said."""
    if isinstance(value, list):
        return ";".join(_text(each) for each in value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(str(value).split())

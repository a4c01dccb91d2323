"""Text with HTML tags in, plain text and MessageEntity out, worded as TDLib words its complaints.

Offsets and lengths of entities count UTF-16 code units, as the Bot API does.
"""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import Json, broken

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
TOKEN = re.compile(r"<(?P<tag>[^>]*)(?P<end>>?)|(?P<entity>&(?:#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);)|[^<&]+|&")
ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>]+)|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?)(?![\w/])"
    r"|(?<![\w@])(?P<mention>@[A-Za-z]\w{3,31})|(?<![\w&#])(?P<hashtag>#(?=\w*[^\W\d])\w+)"
)


@dataclass
class _Open:
    tag: str
    start: int
    extra: Json


@dataclass
class _State:
    text: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse(text: str, mode: str | None, given: list[Json] | None = None) -> tuple[str, list[Json]]:
    """Plain text and its entities; Refusal where the markup is not what the mode allows."""
    if mode and mode.lower() == "html":
        text, found = parse_html(text)
    elif mode:
        raise broken(f"unsupported parse_mode: the sandbox plays HTML only, not {mode}")
    else:
        found = list(given or [])
    return _trimmed(text, found)


def spotted(text: str) -> list[Json]:
    """Commands, links, mentions and hashtags that Telegram finds by itself."""
    return [
        {"type": str(hit.lastgroup), "offset": units(text[: hit.start()]), "length": units(hit.group())}
        for hit in FOUND.finditer(text)
    ]


def with_spotted(text: str, entities: list[Json]) -> list[Json]:
    """The entities given and those found outside them, in order."""
    free = [one for one in spotted(text) if not any(_overlap(one, other) for other in entities)]
    return sorted(entities + free, key=lambda one: (one["offset"], -one["length"]))


def parse_html(source: str) -> tuple[str, list[Json]]:
    """As `parse`, for parse_mode HTML (https://core.telegram.org/bots/api#html-style)."""
    state = _State()
    for token in TOKEN.finditer(source):
        place = len(source[: token.start()].encode())
        if token["tag"] is not None:
            _take_tag(state, token, place)
        else:
            _add(state, html.unescape(token.group()) if token["entity"] else token.group())
    if state.open:
        raise _complaint(f'can\'t find end tag corresponding to start tag "{state.open[-1].tag}"')
    return "".join(state.text), sorted(state.entities, key=lambda one: (one["offset"], -one["length"]))


def _add(state: _State, text: str) -> None:
    state.text.append(text)
    state.length += units(text)


def _take_tag(state: _State, token: "re.Match[str]", place: int) -> None:
    closing = token["tag"].startswith("/")
    if not token["end"]:
        raise _complaint(f"Unclosed {'end' if closing else 'start'} tag at byte offset {place}")
    if closing:
        _close(state, token["tag"][1:].strip().lower(), place)
    else:
        _open(state, token["tag"], place)


def _open(state: _State, inside: str, place: int) -> None:
    name, *rest = inside.split(None, 1)[:2] or [""]
    name = name.lower().rstrip("/")
    if name not in KINDS:
        raise _complaint(f'Unsupported start tag "{name}" at byte offset {place}')
    attributes = {hit[1].lower(): html.unescape(hit[2] or hit[3] or hit[4] or "") for hit in _attributes(rest)}
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _complaint(f'Tag "span" must have class "tg-spoiler" at byte offset {place}')
    state.open.append(_Open(name, state.length, attributes))


def _attributes(rest: list[str]) -> "list[re.Match[str]]":
    return list(ATTRIBUTE.finditer(rest[0])) if rest else []


def _close(state: _State, name: str, place: int) -> None:
    if not state.open:
        raise _complaint(f"Unexpected end tag at byte offset {place}")
    tag = state.open.pop()
    if name not in ("", tag.tag):
        raise _complaint(f'Unmatched end tag at byte offset {place}, expected "</{tag.tag}>", found "</{name}>"')
    if state.length == tag.start or _inside_pre(state, tag):
        return
    entity = {"type": KINDS[tag.tag], "offset": tag.start, "length": state.length - tag.start}
    told = _details(tag, "".join(state.text))
    if told is not None:
        state.entities.append(entity | told)


def _inside_pre(state: _State, tag: _Open) -> bool:
    """<pre><code class="language-x">: one entity, of type pre."""
    if tag.tag != "code" or not state.open or state.open[-1].tag != "pre":
        return False
    language = tag.extra.get("class", "")
    if language.startswith("language-"):
        state.open[-1].extra["language"] = language.removeprefix("language-")
    return True


def _details(tag: _Open, text: str) -> Json | None:
    """What the entity says besides its place; None where it says nothing (a link that is none)."""
    if tag.tag == "a":
        return _link(tag.extra.get("href") or text.encode("utf-16-le")[tag.start * 2 :].decode("utf-16-le"))
    if tag.tag == "blockquote" and "expandable" in tag.extra:
        return {"type": "expandable_blockquote"}
    if tag.tag == "tg-emoji":
        return {"custom_emoji_id": tag.extra.get("emoji-id", "")}
    if tag.tag == "pre" and "language" in tag.extra:
        return {"language": tag.extra["language"]}
    return {}


def _link(target: str) -> Json | None:
    if not re.match(r"(https?|tg|ton)://|mailto:|tel:|[\w-]+(\.[\w-]+)+", target):
        return None
    return {"url": target if "://" in target or ":" in target else f"http://{target}/"}


def _complaint(text: str) -> Exception:
    return broken(f"can't parse entities: {text}")


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Telegram drops white space at both ends; entities move and shrink with it."""
    lead = units(text) - units(text.lstrip())
    text = text.strip()
    size = units(text)
    moved = [_moved(one, lead, size) for one in entities]
    return text, [one for one in moved if one["length"] > 0]


def _moved(one: Json, lead: int, size: int) -> dict[str, Any]:
    start, end = max(one["offset"] - lead, 0), min(one["offset"] + one["length"] - lead, size)
    return one | {"offset": start, "length": end - start}

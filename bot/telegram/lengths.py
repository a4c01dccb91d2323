"""Lengths as Telegram counts them: UTF-16 code units of what is left when the HTML has been parsed."""

import html
import re
from dataclasses import dataclass, field

TEXT = 4096
CAPTION = 1024
ANSWER = 200
PLACEHOLDER = 64
DESCRIPTION = 256
_ELLIPSIS = "…"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# A tag, an entity that Telegram knows, or one character.
_TOKEN = re.compile(
    r"</(?P<close>[a-z0-9-]+)\s*>|<(?P<open>[a-z][a-z0-9-]*)(?:\s[^<>]*)?>"
    r"|&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-f]{1,6});|.",
    re.DOTALL | re.IGNORECASE,
)


@dataclass
class _Cut:
    """`at` is where the text that still fits ends, `left` the tags that are open there."""

    room: int
    used: int = 0
    at: int = 0
    stack: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def units(text: str) -> int:
    """UTF-16 code units of plain text: one a character, two outside the basic plane (most emoji)."""
    return len(text) + len(_ASTRAL.findall(text))


def fit(markup: str, limit: int) -> str:
    """The HTML itself where it fits; else its beginning, with an ellipsis and every open tag closed.

    Neither a tag nor an entity is ever cut through. `limit` in UTF-16 units after parsing, at least 1.
    """
    if units(markup) <= limit:
        return markup
    cut = _Cut(room=limit - 1)
    for token in _TOKEN.finditer(markup):
        _walk(cut, token)
    if cut.used <= limit:
        return markup
    return markup[: cut.at] + _ELLIPSIS + "".join(f"</{tag}>" for tag in reversed(cut.left))


def short(text: str, limit: int) -> str:
    """Plain text cut to `limit` UTF-16 units, with an ellipsis where something is missing."""
    if units(text) <= limit:
        return text
    used, kept = 1, 0
    for character in text:
        used += units(character)
        if used > limit:
            break
        kept += 1
    return text[:kept] + _ELLIPSIS


def _walk(cut: _Cut, token: re.Match[str]) -> None:
    if token["open"]:
        cut.stack.append(token["open"].lower())
    elif token["close"]:
        _close(cut.stack, token["close"].lower())
    else:
        cut.used += units(html.unescape(token[0]))
        if cut.used <= cut.room:
            cut.at, cut.left = token.end(), cut.stack.copy()


def _close(stack: list[str], tag: str) -> None:
    if stack and stack[-1] == tag:
        stack.pop()

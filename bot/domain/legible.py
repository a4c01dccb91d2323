"""What people wrote for others to read: kept as it is but for what hides, or turns around what stands beside it."""

import re
import unicodedata

# Controls but the tab, line and paragraph separators apart: soft hyphens, fillers and what has no width and joins
# nothing; what turns the direction of writing; annotations. What joins emoji (U+200D) or shapes letters
# (U+200C, U+FE0F) belongs to the words.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
_LINES = re.compile("\r\n?|[\u2028\u2029]")
_BLANK = "\u2800"  # a Braille letter without dots, a symbol by its category


def text(given: str) -> str:
    """Lines of text as they were written, spaces of every width and joined emoji too; "" where nothing can be seen."""
    kept = _HIDDEN.sub("", _LINES.sub("\n", given)).strip()
    return kept if any(map(_seen, kept)) else ""


def _seen(char: str) -> bool:
    """Not a space, a mark on nothing, or a sign for programs; what is assigned later (Cn) may be tomorrow's emoji."""
    category = unicodedata.category(char)
    return char != _BLANK and category[0] not in "ZM" and category not in ("Cc", "Cf", "Cs")

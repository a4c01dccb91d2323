"""Mobile numbers of the Chinese mainland, in the one form in which they are stored and compared."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s\-‐‑–—().·]+")
_MAINLAND = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})")


def normal(text: str) -> str | None:
    """The 11 digits of a mobile number however it is written (+86 138-0013-8000, 13800138000.0); None if it is none.

    Eleven digits that start with 13 to 19: the numbering plan of the mainland's mobile networks.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    match = _MAINLAND.fullmatch(_SEPARATORS.sub("", plain))
    return match[1] if match else None

"""Text out of bytes that somebody's office program wrote."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> str | None:
    """UTF-8 with or without a mark, UTF-16 with one, GB18030 (and so GBK, GB 2312); None where it is none of them.

    UTF-8 is tried before GB18030: almost no Chinese text is valid in both, and the shorter reading is the right one.
    """
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    readings = (_try(data, name) for name in marked or ("utf-8", "gb18030"))
    return next((text for text in readings if text is not None), None)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None

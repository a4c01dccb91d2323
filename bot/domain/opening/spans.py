"""Spans of time as people write them in Chinese: 上午9点-下午5点半."""

import re
from typing import NamedTuple

_HALF = {
    "上午": 0,
    "早上": 0,
    "早晨": 0,
    "清晨": 0,
    "早": 0,
    "凌晨": 0,
    "中午": 12,
    "下午": 12,
    "傍晚": 12,
    "晚上": 12,
    "晚间": 12,
    "夜间": 12,
    "晚": 12,
}
_CLOCK = (
    rf"(?:次日|第二天|翌日|当日|当天)?\s*(?:{'|'.join(_HALF)})?\s*(?:次日)?\s*(?<![\d:月])\d{{1,2}}"
    r"(?::[0-5]\d|[点时](?:[0-5]?\d分?|半|整|钟)?)?(?![\d:]|\s*[日号月年])"
)
RANGE = rf"{_CLOCK}\s*-+\s*{_CLOCK}"
_PARTS = re.compile(rf"({'|'.join(_HALF)})?\s*(?:次日)?\s*(\d{{1,2}})(?::(\d\d)|[点时](?:(\d{{1,2}})分?|(半)|整|钟)?)?")


class Clock(NamedTuple):
    half: str
    hour: int
    minute: int


def spans(text: str) -> str:
    """`14:00-17:30` of one RANGE. The second half of the day goes on where the end does not say otherwise."""
    first, last = (_clock(*found) for found in _PARTS.findall(text))
    start = _hour(first)
    end = _hour(last if last.half or last.hour > 12 or not _afternoon(first) else last._replace(half=first.half))
    return f"{start:02}:{first.minute:02}-{end:02}:{last.minute:02}"


def _clock(half: str, hour: str, *minutes: str) -> Clock:
    colon, spoken, half_past = minutes
    return Clock(half, int(hour), 30 if half_past else int(colon or spoken or 0))


def _afternoon(clock: Clock) -> bool:
    return _HALF.get(clock.half, 0) > 0


def _hour(clock: Clock) -> int:
    """晚上12点 is midnight, 中午12点 noon, 中午11点 still the morning."""
    if clock.half.startswith(("晚", "夜")) and clock.hour == 12:
        return 24
    late = _afternoon(clock) and clock.hour < 12 and not (clock.half == "中午" and clock.hour > 9)
    return clock.hour + 12 if late else clock.hour

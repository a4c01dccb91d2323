"""Opening hours in the one spelling that `show` writes, put into Chinese as signs word them: for pages and posters."""

import re

from bot.domain.opening.show import MONTHS, WEEKDAYS

_WEEK = dict(zip(WEEKDAYS, "一二三四五六日", strict=True))
_MONTH = {name: f"{number}月" for number, name in enumerate(MONTHS, start=1)}
_DAY, _MON = f"(?:{'|'.join(WEEKDAYS)})", f"(?:{'|'.join(MONTHS)})"
_WORDS = {
    "24/7": "24小时开放",
    "PH": "节假日",
    "off": "休息",
    "open": "开放",
    "unknown": "时间不定",
    '"by appointment"': "需预约",
}
_RULES = re.compile(r"; |, | \|\| ")
_LEFT = re.compile(r"[A-Za-z\"\[\]|]")


def chinese(hours: str) -> tuple[str, ...]:
    """A line a rule; the spelling itself, alone, where it says something that has no Chinese here."""
    lines = tuple(_line(rule) for rule in _RULES.split(hours) if rule)
    return lines if not any(_LEFT.search(line) for line in lines) else (hours,)


def _line(rule: str) -> str:
    told = re.sub("|".join(map(re.escape, _WORDS)), lambda found: _WORDS[found[0]], rule)
    told = re.sub(rf"({_DAY})\[([1-5])\]", lambda found: f"每月第{found[2]}个周{_WEEK[found[1]]}", told)
    told = re.sub(r"\bMo-Su\b", "每天", told)
    told = re.sub(rf"\b{_DAY}(?:[-,]{_DAY})*\b", _weekdays, told)
    told = re.sub(rf"\b(?:(\d{{4}}) )?({_MON})(?: (\d\d)(?!:))?\b", _date, told)
    told = re.sub(r"日-(\d\d)(?!\d|:)", lambda found: f"日至{int(found[1])}日", told)
    told = re.sub(r"(?<=[月日])-(?=[\d])", "至", told)
    told = re.sub(r"(\d\d:\d\d)\+", r"\1以后", told)
    return re.sub(r"(?<=\D) (?=[休时需开])", "", told.replace(",", "、"))


def _weekdays(found: re.Match[str]) -> str:
    parts = [part.split("-") for part in found[0].split(",")]
    return "、".join("至".join(f"周{_WEEK[day]}" for day in part) for part in parts)


def _date(found: re.Match[str]) -> str:
    year = f"{found[1]}年" if found[1] else ""
    return f"{year}{_MONTH[found[2]]}" + (f"{int(found[3])}日" if found[3] else "")

"""Opening hours as signs in China word them, put into OSM's syntax by a table of phrases, then read by its grammar.

A sign is no standard: where it says less than OSM's syntax would take it to say, the rule is left unknown rather than
open, and the closing on days off wins wherever it stands.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.opening import grammar
from bot.domain.opening.rules import DAY, EVERY_DAY, Days, Join, Rule, State, Times, limited
from bot.domain.opening.show import MONTHS, WEEKDAYS
from bot.domain.opening.spans import RANGE, spans
from bot.domain.opening.tokens import BadHours, Flaw

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_QUOTED = re.compile(r'"[^"]*"')
_KEPT = re.compile(r"[\ue000-\uf8ff]")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−－~～〜至到", "-"),
        **dict.fromkeys("、，﹐", ","),
        **dict.fromkeys("；。\n", ";"),
        **dict.fromkeys("“”„「」", '"'),
        "：": ":",
        "∶": ":",
    }
)
_SHUT = (
    "(?:休息|除外|不对外开放|不开放|不营业|不开门|不开|关闭|关门|闭馆|闭店|停业|停止(?:营业|服务|开放)|"
    "暂停(?:营业|服务|开放)|暂时关闭|歇业|放假|公休|休)"
)
_FREE = "(?:国家)?(?:法定)?(?:节假日|公休日|假期|节日|假日)"
_DAY_WORD = f"(?:{'|'.join((*WEEKDAYS, *MONTHS, 'PH'))})"
_WEEK = "(?:周|星期|礼拜)"
_WEEKDAY = {**{sign: WEEKDAYS[place] for place, sign in enumerate("一二三四五六日")}, "天": "Su"}
_FREE_SHUT = re.compile(rf"(?<![及和与节定])[(,;\s]*除?了?{_FREE}(?:{_SHUT}|以?外)\)?")
_FREE_OPEN = re.compile(rf"[(,;\s]*{_FREE}(?:不休息?|无休|照常(?:营业|开放)?|正常(?:营业|开放)?)\)?")
_NOON = re.compile(rf"[(,;\s]*午(?:间)?休(?:息)?(?:时间)?\s*:?\s*({RANGE})\)?")
_WORKDAYS = re.compile("工作日|平日|平时")
_FLAWS = {"寒假|暑假|寒暑": Flaw.SCHOOL, "春节|除夕|国庆|元旦|五一|劳动|清明|端午|中秋": Flaw.FESTIVAL}
APPOINTMENT = ' "by appointment" '
Match = re.Match[str]


def plain(text: str) -> str:
    """Full-width signs and all kinds of dashes made plain, commented text left alone, empty ends cut off."""
    told = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    told = re.sub(r"-(?:\s*-)+", "-", re.sub(r"(?<=\d)\.(?=[0-5]\d\b)", ":", told))
    return told.strip(" ;,\t\r")


def is_chinese(plain_text: str) -> bool:
    """Outside of quoted comments."""
    return bool(_CHINESE.search(_QUOTED.sub("", plain_text)))


def read(plain_text: str) -> tuple[Rule, ...]:
    """Rules in the order in which they count. BadHours names the first words that no phrase covers."""
    kept: list[str] = []
    told = _QUOTED.sub(lambda quoted: _keep(kept, quoted.group()), plain_text)
    told, lifted = _lifted(told)
    for pattern, put in _phrases():
        told = re.sub(pattern, put, told)
    told = " ; ".join([told, *lifted])
    if left := re.search(r"[\u3400-\u9fff]+", told):
        raise BadHours(told, _flaw(left.group()), left.group())
    told = _KEPT.sub(lambda mark: kept[ord(mark.group()) - 0xE000], told).strip(" ;,:")
    return tuple(_in_order(_as_meant(grammar.rules(told), workdays=bool(_WORKDAYS.search(plain_text)))))


def _lifted(told: str) -> tuple[str, list[str]]:
    """Without what counts for every day wherever it stands: closed on days off, closed at noon."""
    away = [f"{spans(found.group(1))} off" for found in _NOON.finditer(told)]
    told = _FREE_OPEN.sub(" ", _NOON.sub(" ", told))
    free = ["PH off"] if _FREE_SHUT.search(told) else []
    return _FREE_SHUT.sub(" ", told), away + free


def _flaw(words: str) -> Flaw:
    return next((flaw for pattern, flaw in _FLAWS.items() if re.search(pattern, words)), Flaw.UNREADABLE)


def _keep(kept: list[str], quoted: str) -> str:
    kept.append(quoted)
    return chr(0xE000 + len(kept) - 1)


def _phrases() -> Sequence[tuple[str, str | Callable[[Match], str]]]:
    """In this order: what a phrase leaves is what the next one sees."""
    return (
        (r"(?:对外)?(?:营业|开放|服务|接待|办公|工作|上班|开门)?时间\s*:?", " "),
        (r"(?:全年)?(?:24|二十四)\s*(?:个?小时|[hH])(?:全天候?)?|全天候?(?:24小时)?", " 00:00-24:00 "),
        (r"(?:全年)?无休|全年", " "),
        (_FREE, "PH"),
        (_WORKDAYS.pattern, "Mo-Fr"),
        (r"双休日|周末|双休", "Sa-Su"),
        (r"每(?:天|日)|天天|日常", "Mo-Su"),
        (rf"每(?={_WEEK})", ""),
        (rf"{_WEEK}[一二三四五六日天](?:\s*[-,]?\s*{_WEEK}?[一二三四五六日天](?![月号]))*", _weekdays),
        (RANGE, lambda found: f" {spans(found.group())} "),
        (r"(\d{4})年\s*", r" \1 "),
        (r"(\d{1,2})月(?:份)?\s*(?:(\d{1,2})[日号])?", _month),
        (r"-\s*(\d{1,2})[日号]", r"-\1"),
        (
            r"[,;\s]*\(?(?:(?:均|都)?(?:需要?|请|须|凭|可|电话|提前|仅限?|来电|现场)*预约)(?:开放|参观|服务|制|进入|使用)?\)?",
            APPOINTMENT,
        ),
        (rf"除了?\s*({_DAY_WORD}[\w,-]*)\s*以?外", r" ; \1 off ; "),
        (_SHUT, " off "),
        (r"不定时|不固定|不详|未知|待定|不定", " unknown "),
        (r"以?及|[和与]", ","),
        (r"对外|开放|营业|服务|开门|正常|提供|为|是|均|都|的|自助", " "),
        (rf"\((?=\s*{_DAY_WORD})", " ; "),
        (r"[()]", " "),
        (r"(\d\d:\d\d)\s*[,;]?\s*(?=\d\d:\d\d-)", r"\1,"),
        (rf"((?:\d\d:\d\d|off|unknown|\"))[\s,]+(?={_DAY_WORD})", r"\1 ; "),
        (rf"({_DAY_WORD})[\s,:]+(?=\d\d:\d\d|off|unknown)", r"\1 "),
        (r"(?:\s*;\s*)+", " ; "),
    )


def _weekdays(found: Match) -> str:
    """`周一、三、五` is Mo,We,Fr and `周一-五` Mo-Fr: what is not a range is a list."""
    signs = re.findall(r"-|[一二三四五六日天]", found.group())
    days = [_WEEKDAY.get(sign, sign) for sign in signs]
    return " " + re.sub(r"(?<=\w)(?=[A-Z])", ",", "".join(days)) + " "


def _month(found: Match) -> str:
    """10月1日 is Oct 01; a month or day that does not exist is left for the grammar to refuse."""
    month, day = int(found.group(1)), found.group(2)
    if not 1 <= month <= 12:
        raise BadHours(found.string, Flaw.NO_SUCH_DATE, found.group())
    return (
        MONTHS[month - 1]
        + (f" {int(day):02}" if day else "")
        + ("" if found.string[found.end() :].lstrip()[:1] in "-," else " ")
    )


def _as_meant(rules: Sequence[Rule], *, workdays: bool) -> list[Rule]:
    """`工作日` leaves out days off; a sign of closings only says nothing of the other days."""
    meant = [_one_as_meant(rule) for rule in rules]
    if workdays and not any(rule.holidays for rule in meant):
        meant.append(Rule(holidays=True, state=State.CLOSED))
    if all(rule.state is State.CLOSED and limited(rule) for rule in meant):
        return [Rule(state=State.UNKNOWN), *meant]
    return meant


def _one_as_meant(rule: Rule) -> Rule:
    """`工作日开放` does not say from when to when; `每天24小时` is 24/7."""
    if rule.state is State.OPEN and not rule.times:
        return replace(rule, state=State.UNKNOWN)
    return replace(rule, days=()) if _daily(rule) and rule.times == (Times(0, DAY),) else rule


def _daily(rule: Rule) -> bool:
    return rule.days == (Days(EVERY_DAY),) and not (rule.dates or rule.years or rule.weeks)


def _in_order(rules: list[Rule]) -> list[Rule]:
    """A later rule takes the day from an earlier one: first what is said of every day, last of the days off."""
    return sorted((replace(rule, join=Join.INSTEAD) for rule in rules), key=_weight)


def _weight(rule: Rule) -> int:
    if rule.holidays and not rule.days:
        return 3
    if rule.state is State.CLOSED and rule.times:
        return 2
    return 0 if _daily(rule) or not limited(rule) else 1

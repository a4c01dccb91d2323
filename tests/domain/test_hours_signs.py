"""What signs and OSM write, in one spelling; and what cannot be taken."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import hours
from bot.domain.hours import BadHours, Flaw

SAME = [
    "24/7",
    "08:00-22:00",
    "Mo-Fr 08:30-12:00,13:00-17:30",
    "Mo-Fr 09:00-18:00; Sa 10:00-16:00; PH off",
    "Sa-Mo 10:00-02:00",
    "Mo,We,Fr 09:00-12:00",
    "Th[1,-1] 18:00-20:00",
    "Nov-Mar 09:00-16:00",
    "2026 Oct 01-07 off",
    "2026 Dec 24-2027 Jan 02 off",
    "Dec 24-Jan 02 off",
    "2026-2027 week 01-53/2 Mo 08:00-09:00",
    "2027+ off",
    "Mo-Fr 08:00-12:00, We 14:00-18:00",
    'Mo-Fr 09:00-12:00 || "by appointment"',
    "Mo-Fr unknown; PH off",
    "17:00+",
    "Fr 10:00-36:00",
    '24/7 "ring twice"',
    'Mo open "ring twice"',
]
READ = {
    "": "",
    "  ;": "",
    "周一至周五 08:30-12:00,13:00-17:30": "Mo-Fr 08:30-12:00,13:00-17:30",
    "24小时": "24/7",
    "２４小时": "24/7",
    "全天": "24/7",
    "24小时营业": "24/7",
    "每天24小时": "24/7",
    "全年无休 6:30-21:00": "06:30-21:00",
    "工作日开放": "Mo-Fr unknown; PH off",
    "工作日 9:00-18:00": "Mo-Fr 09:00-18:00; PH off",
    "周末 10:00-16:00": "Sa-Su 10:00-16:00",
    "每天 8:00-22:00": "Mo-Su 08:00-22:00",
    "Mo-Fr 9-18": "Mo-Fr 09:00-18:00",
    "mon-fri 9-18; sat 10-14": "Mo-Fr 09:00-18:00; Sa 10:00-14:00",
    "9.00-18.00": "09:00-18:00",
    "Mo-Fr 09:00-17:00;": "Mo-Fr 09:00-17:00",
    "Sa closed": "Sa off",
    "Fr 18:00-36:00": "Fr 18:00-12:00",
    "Mo-Fr 09:00-12:00,": "Mo-Fr 09:00-12:00",
    "周一～周五　９：００—１８：００": "Mo-Fr 09:00-18:00",
    "周一——周五 9:00--18:00": "Mo-Fr 09:00-18:00",
    "周一到五 8:30-18:00": "Mo-Fr 08:30-18:00",
    "每周一至周六 9:00-18:00": "Mo-Sa 09:00-18:00",
    "周一、三、五 9:00-12:00": "Mo,We,Fr 09:00-12:00",
    "周六日 10-16": "Sa-Su 10:00-16:00",
    "周一至周五 上午9:00-12:00 下午14:00-17:30": "Mo-Fr 09:00-12:00,14:00-17:30",
    "上午9点-下午5点半": "09:00-17:30",
    "下午2:00-5:30": "14:00-17:30",
    "早8点至晚10点": "08:00-22:00",
    "晚上6点-12点": "18:00-24:00",
    "营业时间：10:00-次日02:00": "10:00-02:00",
    "周一至周五 8:30-12:00；14:00-18:00": "Mo-Fr 08:30-12:00,14:00-18:00",
    "周一至周五 9:00-18:00,周六 10:00-16:00": "Mo-Fr 09:00-18:00; Sa 10:00-16:00",
    "星期一至星期五 9:00-18:00 礼拜天 9:00-12:00": "Mo-Fr 09:00-18:00; Su 09:00-12:00",
    "08:00-21:00（周三 12:00-21:00）": "08:00-21:00; We 12:00-21:00",
    "周一闭馆，9:00-17:00": "09:00-17:00; Mo off",
    "除周一外 9:00-17:00": "09:00-17:00; Mo off",
    "周一至周日 9:00-20:00 节假日休息": "Mo-Su 09:00-20:00; PH off",
    "周一至周五(节假日除外) 9:00-18:00": "Mo-Fr 09:00-18:00; PH off",
    "节假日休息，周一至周五 9:00-18:00": "Mo-Fr 09:00-18:00; PH off",
    "8:00-20:00，节假日不休息": "08:00-20:00",
    "工作日9:00-18:00，节假日10:00-16:00": "Mo-Fr 09:00-18:00; PH 10:00-16:00",
    "周末及节假日休息": "unknown; Sa-Su,PH off",
    "工作日 9:00-18:00 午休12:00-13:30": "Mo-Fr 09:00-18:00; 12:00-13:30 off; PH off",
    "5月-10月 8:00-20:00；11月-4月 9:00-18:00": "May-Oct 08:00-20:00; Nov-Apr 09:00-18:00",
    "8:00-20:00，2026年2月15日-23日休息": "08:00-20:00; 2026 Feb 15-23 off",
    "预约": '"by appointment"',
    "周六 9:00-12:00 需预约": 'Sa 09:00-12:00 "by appointment"',
    'Mo-Fr 09:00-12:00 "请按门铃"': 'Mo-Fr 09:00-12:00 "请按门铃"',
    "周一至周五 9-12 “请按门铃”": 'Mo-Fr 09:00-12:00 "请按门铃"',
    "暂停开放": "off",
    "不详": "unknown",
}
REFUSED = {
    "乱写": Flaw.UNREADABLE,
    "Mo-Fr 09:00-": Flaw.UNREADABLE,
    "Mo-Fr 09:00-12:00 ||": Flaw.UNREADABLE,
    "nine to five": Flaw.UNREADABLE,
    "<b>08:00-22:00</b>": Flaw.UNREADABLE,
    "PH -1 day off": Flaw.UNREADABLE,
    '"open': Flaw.UNREADABLE,
    "08:00": Flaw.NO_END,
    "25:00-26:00": Flaw.NO_SUCH_TIME,
    "08:60-09:00": Flaw.NO_SUCH_TIME,
    "9-99": Flaw.NO_SUCH_TIME,
    "08:00-49:00": Flaw.NO_SUCH_TIME,
    "Feb 30 off": Flaw.NO_SUCH_DATE,
    "13月 8:00-9:00": Flaw.NO_SUCH_DATE,
    "week 54 08:00-09:00": Flaw.NO_SUCH_DATE,
    "Mo[6] 08:00-09:00": Flaw.NO_SUCH_DATE,
    "Jan 20-10 off": Flaw.NO_SUCH_DATE,
    "2027-2026 off": Flaw.NO_SUCH_DATE,
    "10:00-16:00/90": Flaw.INTERVAL,
    "sunrise-sunset": Flaw.SUN,
    "Mo-Fr 08:00-dusk": Flaw.SUN,
    "SH off": Flaw.SCHOOL,
    "寒暑假休息": Flaw.SCHOOL,
    "easter off": Flaw.FESTIVAL,
    "春节休息": Flaw.FESTIVAL,
}


@pytest.mark.parametrize("text", SAME)
def test_the_one_spelling_stays_as_it_is(text: str) -> None:
    assert hours.normalise(text) == text


@pytest.mark.parametrize("text", READ)
def test_a_sign_is_read_as_it_is_meant(text: str) -> None:
    assert hours.normalise(text) == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_understood_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(BadHours) as refused:
        hours.normalise(text)
    assert (refused.value.text, refused.value.reason) == (text, REFUSED[text])


SIGNS = '一二三日周月,;:-()[]/+|"0189至、'
WORDS = (
    "周一",
    "工作日",
    "节假日",
    "休息",
    "预约",
    "上午",
    "24小时",
    "5月",
    "1日",
    "除",
    "外",
    "及",
    "Mo",
    "PH",
    "Jan",
    "week",
)
TIMES = ("08:00", "-22:00", "2026", "off", "unknown", " ", "24/7")
PIECES = st.sampled_from([*SIGNS, *WORDS, *TIMES])


def read_or_refused(text: str) -> str | BadHours:
    try:
        return hours.normalise(text)
    except BadHours as bad:
        return bad


@given(st.one_of(st.lists(PIECES, max_size=9).map("".join), st.text(max_size=30)))
def test_any_text_is_read_to_one_spelling_or_refused(text: str) -> None:
    told = read_or_refused(text)
    assert told.text == text if isinstance(told, BadHours) else hours.normalise(told) == told


@pytest.mark.parametrize(
    "piece", ["周一、", "除", "预约", "(", "Mo,", "9-", "09:00-10:00,", '"', "午休", "节假日", " ", "; "]
)
def test_a_long_text_is_answered_at_once(piece: str) -> None:
    begun = time.process_time()
    read_or_refused(piece * 500)
    assert time.process_time() - begun < 1

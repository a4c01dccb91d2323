"""The same rules read by another implementation, opening-hours-py; days off are left out, of which it knows too few."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours, State

from bot.domain import hours
from bot.domain.hours import Calendar, Opening

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(ZONE)
START = datetime(2026, 3, 3, tzinfo=ZONE)  # no weekend is worked in March 2026
WEEKDAY = st.sampled_from(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"])
DATES = [
    "Mar",
    "Feb-Apr",
    "Nov-Mar",
    "Mar 05-20",
    "2026",
    "2026 Mar 10-25",
    "2027",
    "week 10-12",
    "week 02-52/2",
    "Jul",
]
NAMES = {State.OPEN: "open", State.CLOSED: "closed", State.UNKNOWN: "unknown"}


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def spans(draw: st.DrawFn, *, night: bool) -> str:
    start = draw(st.integers(0, 46)) * 30
    end = start + draw(st.integers(1, 20)) * 30
    return f"{clock(start)}-{clock(end - 1440 if night and end > 1440 else min(end, 1440))}"


@st.composite
def rules(draw: st.DrawFn, *, night: bool) -> str:
    days = st.one_of(
        st.just(""),
        WEEKDAY,
        st.builds("{}-{}".format, WEEKDAY, WEEKDAY),
        st.builds("{},{}".format, WEEKDAY, WEEKDAY),
        st.builds("{}[{}]".format, WEEKDAY, st.sampled_from([1, 2, -1])),
    )
    parts = [
        draw(st.sampled_from(["", "", "", *DATES])),
        draw(days),
        ",".join(draw(st.lists(spans(night=night), min_size=1, max_size=2))),
        "" if night else draw(st.sampled_from(["", "", "", "off", "unknown"])),
    ]
    return " ".join(filter(None, parts))


@st.composite
def hours_texts(draw: st.DrawFn) -> str:
    """Rules over midnight stand beside others only, as nobody agrees whether the next day's rule closes a night."""
    night = draw(st.booleans())
    texts = draw(st.lists(rules(night=night), min_size=1, max_size=3))
    return (", " if night else draw(st.sampled_from(["; ", ", "]))).join(texts)


def theirs(text: str, when: datetime) -> tuple[str, datetime | None]:
    read = OpeningHours(text, timezone=ZONE, max_interval_days=30)
    return NAMES[read.state(when)[0]], read.next_change(when)


def within(opening: Opening, until: datetime | None, when: datetime) -> bool:
    """They look further ahead than we do."""
    far = until is None or until - when > timedelta(days=hours.HORIZON - 1)
    return opening.until == until or (opening.until is None and far)


@settings(max_examples=300, deadline=None)
@given(hours_texts(), st.integers(0, 20 * 144))
def test_state_and_next_change_are_those_of_another_implementation(text: str, tens: int) -> None:
    when = START + timedelta(minutes=10 * tens)
    opening = hours.at(hours.parse(text), when, CALENDAR)
    state, until = theirs(text, when)
    assert (str(opening.state), within(opening, until, when)) == (state, True), until

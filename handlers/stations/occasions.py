"""An activity on one of its days, in words, and as buttons carry it."""

from datetime import date, datetime, timedelta

from bot.domain import agenda
from handlers import pressed, refusals
from handlers.i18n import Html, N, Translator
from handlers.turn import House, Turn
from storage import activities
from storage.activities import Activity, Occasion

AHEAD = 7  # days that are shown, today among them
WEEKDAYS = (N("Mon"), N("Tue"), N("Wed"), N("Thu"), N("Fri"), N("Sat"), N("Sun"))
EVERY: tuple[str, ...] = (
    N("Every Monday"),
    N("Every Tuesday"),
    N("Every Wednesday"),
    N("Every Thursday"),
    N("Every Friday"),
    N("Every Saturday"),
    N("Every Sunday"),
)
GONE = N("This activity does not take place any more.")


def begins(occasion: Occasion, house: House) -> datetime:
    return agenda.begins(occasion.day, occasion.activity.start, house.zone)


def today(turn: Turn) -> date:
    return turn.now.astimezone(turn.house.zone).date()


def days(turn: Turn) -> list[date]:
    """Today and the six days after it."""
    return [today(turn) + timedelta(days=number) for number in range(AHEAD)]


def day_label(t: Translator, day: date) -> str:
    """ "周五 11-27": short enough for a button."""
    return t.plain("{weekday} {day}", weekday=t.plain(WEEKDAYS[day.weekday()]), day=f"{day:%m-%d}")


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def when(t: Translator, activity: Activity, day: date) -> str:
    """Weekday, day and time, plain."""
    return f"{day_label(t, day)} {clock(activity.start)}"


def line(t: Translator, occasion: Occasion) -> Html:
    """When, what, how many come."""
    activity = occasion.activity
    weekly = t(" · every week") if activity.weekday is not None else ""
    places = t("{taken}/{places}", taken=occasion.taken, places=activity.places) if activity.places else None
    coming = places or t("{taken} coming", taken=occasion.taken)
    full = t(" · full") if occasion.full else ""
    values = {"when": when(t, activity, occasion.day), "title": activity.title, "coming": coming}
    return Html(t("{when} <b>{title}</b> · {coming}", **values) + weekly + full)


def data(occasion: Occasion) -> str:
    """Activity and day, as buttons carry them."""
    return f"{occasion.activity.id}:{occasion.day.toordinal()}"


async def carried(turn: Turn) -> Occasion:
    """The occasion of a button ("join:ACTIVITY:DAY"); refuses what is cancelled, or was forged."""
    number, ordinal = await pressed.number(turn), await pressed.number(turn, 2)
    if not 1 <= ordinal <= date.max.toordinal():
        raise await pressed.stale(turn)
    found = await activities.occasion(turn.conn, number, date.fromordinal(ordinal))
    if found is None:
        raise await refusals.no(turn, GONE)
    return found

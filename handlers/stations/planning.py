"""A keeper announces an activity: what, which day, what time, how many places. A touch each, or in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.domain import agenda
from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from handlers import acting, drafts, keyboard, pressed, refusals
from handlers.i18n import N, Translator
from handlers.stations import keeping, occasions, shown, week
from handlers.turn import Turn
from storage import activities, dialogues
from storage.activities import Activity
from storage.dialogues import Dialogue

STEP = "plan"
TITLE, DAY, START, PLACES = FIELDS = ("title", "day", "start", "places")
LONGEST = 40  # letters of a title
MOST_TITLES = 24  # buttons
TIMES = (540, 570, 600, 840, 870, 900, 960, 1140)  # minutes after midnight
SEATS = (10, 20, 30, 50, 100)
UNLIMITED = N("No limit")
QUESTIONS: dict[str, str] = {
    TITLE: N("📅 1/4 What is it? Tap, or write it. (/cancel stops.)"),
    DAY: N("2/4 Which day? Tap, or write it: 11-28"),
    START: N("3/4 When does it begin? Tap, or write it: 14:30"),
    PLACES: N("4/4 How many places? Tap, or write a number."),
}
UNREAD: dict[str, str] = {
    TITLE: N("Please write what it is, at most 40 characters."),
    DAY: N("Please write a day that is to come: 11-28. Further off than half a year, with its year: 2027-11-28"),
    START: N("Please write a time that is to come: 14:30"),
    PLACES: N("Please write a number, at most 9999."),
}


@dataclass(frozen=True)
class Plan:
    """What is known so far; `day` as an ISO date, `origin` tells the questions of one plan from another's."""

    station: int
    origin: int
    title: str = ""
    weekday: int | None = None
    day: str = ""
    start: int | None = None
    places: int | None = None

    @property
    def wanted(self) -> str:
        """The field to ask for next."""
        known = {TITLE: self.title, DAY: self.day or self.weekday is not None, START: self.start is not None}
        return next((field for field, there in known.items() if not there), PLACES)


def _plan(draft: Mapping[str, Any]) -> Plan:
    return Plan(**{name: draft[name] for name in Plan.__dataclass_fields__ if name in draft})


async def begin(turn: Turn) -> Sequence[Outgoing]:
    """plan:STATION: the first question."""
    station = await shown.station(turn)
    await keeping.must_keep(turn, station.id)
    plan = Plan(station.id, turn.event.update_id)
    await _keep(turn, plan)
    return [*pressed.heard(turn), _question(turn, plan)]


async def _keep(turn: Turn, plan: Plan) -> None:
    at, chat = turn.event.at, turn.event.chat.id
    wake = at + timedelta(minutes=turn.house.policy.limits.prompt_minutes)
    draft = {**await drafts.aside(turn), **vars(plan)}
    await dialogues.put(turn.conn, Dialogue(chat, chat, STEP, at, at, wake, draft))


def _question(turn: Turn, plan: Plan) -> Send:
    field = plan.wanted
    buttons = CHOICES[field](turn, plan)
    return Send(turn.here, turn.t(QUESTIONS[field]), buttons=buttons, slot=_slot(turn, plan, field))


def _slot(turn: Turn, plan: Plan, field: str) -> str:
    return f"plan:{turn.event.chat.id}:{plan.origin}:{field}"


def _in_rows(plan: Plan, choices: Sequence[tuple[str, object]], across: int) -> Buttons:
    """Labels and values as buttons that name the plan and the field."""
    made = [Button(label, f"planned:{plan.origin}:{plan.wanted}:{value}") for label, value in choices]
    return tuple(tuple(made[i : i + across]) for i in range(0, len(made), across))


def _titles(turn: Turn, plan: Plan) -> Buttons:
    return _in_rows(
        plan, [(title[:LONGEST], n) for n, title in enumerate(turn.house.policy.visits.titles[:MOST_TITLES])], 2
    )


def _days(turn: Turn, plan: Plan) -> Buttons:
    """Every weekday, then the days to come."""
    weekly = [(turn.t.plain(label), n) for n, label in enumerate(occasions.EVERY)]
    once = [(occasions.day_label(turn.t, day), day.toordinal()) for day in occasions.days(turn)]
    return (*_in_rows(plan, weekly, 3), *_in_rows(plan, once, 3))


def _times(_: Turn, plan: Plan) -> Buttons:
    return _in_rows(plan, [(occasions.clock(minutes), minutes) for minutes in TIMES], 4)


def _seats(turn: Turn, plan: Plan) -> Buttons:
    return _in_rows(plan, [*((str(n), n) for n in SEATS), (turn.t.plain(UNLIMITED), 0)], 3)


CHOICES: dict[str, Callable[[Turn, Plan], Buttons]] = {TITLE: _titles, DAY: _days, START: _times, PLACES: _seats}


async def press(turn: Turn) -> Sequence[Outgoing]:
    """planned:ORIGIN:FIELD:VALUE: an answer by a button; a question answered before is stale."""
    dialogue = await turn.dialogue()
    if dialogue is None or dialogue.step != STEP:
        raise await pressed.stale(turn)
    plan = _plan(dialogue.draft)
    if (acting.argument(turn, 1), acting.argument(turn, 2)) != (str(plan.origin), plan.wanted):
        raise await pressed.stale(turn)
    value = await pressed.number(turn, 3)
    changed = PRESSED[plan.wanted](turn, plan, value)
    if changed is None:
        raise await (refusals.no(turn, UNREAD[START]) if plan.wanted == START else pressed.stale(turn))
    return [*pressed.heard(turn), *await _go_on(turn, dialogue, (plan, changed))]


async def write(turn: Turn) -> Sequence[Outgoing]:
    """An answer in words."""
    dialogue = await turn.dialogue()
    if dialogue is None:
        return ()
    if turn.event.files or turn.event.location:
        await drafts.back(turn, dialogue)
        return await acting.as_if_new(turn)
    plan = _plan(dialogue.draft)
    changed = WRITTEN[plan.wanted](turn, plan, turn.event.text)
    if changed is None:
        raise await refusals.no(turn, UNREAD[plan.wanted])
    return await _go_on(turn, dialogue, (plan, changed))


async def _go_on(turn: Turn, dialogue: Dialogue, plans: tuple[Plan, Plan]) -> Sequence[Outgoing]:
    """The question that was answered rests; the next one, or the activity is announced."""
    before, after = plans
    await keeping.must_keep(turn, after.station)
    field = before.wanted
    rested = Edit(turn.here, _slot(turn, before, field), turn.t("✔️ {answer}", answer=_shown(turn.t, after, field)))
    if field != PLACES:
        await _keep(turn, after)
        return [rested, _question(turn, after)]
    await drafts.back(turn, dialogue)
    return [rested, *await _announce(turn, after)]


def _shown(t: Translator, plan: Plan, field: str) -> str:
    """The answer as it was understood."""
    weekly = plan.weekday is not None
    day = t.plain(occasions.EVERY[plan.weekday or 0]) if weekly else plan.day
    shown = {
        TITLE: plan.title,
        DAY: day,
        START: occasions.clock(plan.start or 0),
        PLACES: str(plan.places) if plan.places else t.plain(UNLIMITED),
    }
    return shown[field]


async def _announce(turn: Turn, plan: Plan) -> list[Outgoing]:
    station = await shown.listed(turn, plan.station)
    who = await acting.somebody(turn)
    day = date.fromisoformat(plan.day) if plan.day else None
    made = Activity(0, station.id, plan.title, plan.weekday, day, plan.start or 0, plan.places or None, who.id)
    await activities.announce(turn.conn, made)
    told = turn.t("✅ Announced: {title}", title=plan.title)
    return [await week.send(replace(turn, who=who), station, first=told)]


def _pressed_title(turn: Turn, plan: Plan, value: int) -> Plan | None:
    titles = turn.house.policy.visits.titles
    return replace(plan, title=titles[value][:LONGEST]) if value < len(titles) else None


def _pressed_day(turn: Turn, plan: Plan, value: int) -> Plan | None:
    if value < len(occasions.EVERY):
        return replace(plan, weekday=value)
    known = {day.toordinal(): day for day in occasions.days(turn)}
    return replace(plan, day=known[value].isoformat()) if value in known else None


def _at(turn: Turn, plan: Plan, minutes: int | None) -> Plan | None:
    """The plan at that time; None for what is no time, or over already."""
    if minutes is None or not 0 <= minutes < agenda.DAY:
        return None
    over = plan.day and agenda.begins(date.fromisoformat(plan.day), minutes, turn.house.zone) <= turn.now
    return None if over else replace(plan, start=minutes)


def _pressed_places(_: Turn, plan: Plan, value: int) -> Plan | None:
    return replace(plan, places=value) if value <= agenda.MOST_PLACES else None


def _written_title(_: Turn, plan: Plan, text: str) -> Plan | None:
    title = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    return replace(plan, title=title) if 1 <= len(title) <= LONGEST else None


def _written_day(turn: Turn, plan: Plan, text: str) -> Plan | None:
    days = agenda.read_days(text, occasions.today(turn))
    if days is None:
        return None
    return replace(plan, weekday=days.weekday, day=days.day.isoformat() if days.day else "")


def _written_time(turn: Turn, plan: Plan, text: str) -> Plan | None:
    return _at(turn, plan, agenda.read_clock(text))


def _written_places(turn: Turn, plan: Plan, text: str) -> Plan | None:
    if keyboard.says(text, UNLIMITED, turn.house.languages):
        return replace(plan, places=0)
    places = agenda.read_places(text)
    return replace(plan, places=places) if places else None


PRESSED: dict[str, Callable[[Turn, Plan, int], Plan | None]] = {
    TITLE: _pressed_title,
    DAY: _pressed_day,
    START: _at,
    PLACES: _pressed_places,
}
WRITTEN: dict[str, Callable[[Turn, Plan, str], Plan | None]] = {
    TITLE: _written_title,
    DAY: _written_day,
    START: _written_time,
    PLACES: _written_places,
}

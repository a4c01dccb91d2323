"""A station that an admin adds from the phone: where, what it is called, what kind. The rest is written on its page."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain import place
from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.people import Action, may
from bot.domain.place import Point
from bot.domain.station_list import LIMITS, code_of
from bot.domain.stations import KINDS, Station, StationKind
from handlers import acting, asking, drafts, keyboard, pressed, refusals
from handlers.i18n import Html, N
from handlers.stations import finding, shown
from handlers.stations.face import View
from handlers.turn import Turn
from storage import audit, dialogues, stations
from storage.audit import Deed
from storage.dialogues import Dialogue

PLACE, NAME, KIND = "stationplace", "stationname", "stationkind"
A_ROW = 2
LABEL = N("➕ Add a station")


async def begin(turn: Turn) -> Sequence[Outgoing]:
    """/stations add, or its button: first the place, as exact as the phone knows it."""
    if not may(turn.who, Action.OVERSEE):
        raise await refusals.not_allowed(turn)
    dialogue = await turn.dialogue()
    if dialogue is not None and dialogue.step not in (finding.STEP, PLACE, NAME, KIND, drafts.STEP):
        raise await refusals.no(turn, finding.BUSY)
    await _wait(turn, PLACE, await drafts.aside(turn))
    return [*pressed.heard(turn), question(turn)]


def question(turn: Turn) -> Send:
    """The first one: its place."""
    text = turn.t("➕ Where is the new station? Tap 📍 at its door, or send coordinates or a map link.")
    return Send(turn.here, text, keys=asking.place_keys(turn.t))


async def placed(turn: Turn) -> Sequence[Outgoing]:
    """Its place: then its name."""
    where = finding.sent(turn)
    if where is None:
        if place.short_link(turn.event.text):
            raise await refusals.no(turn, N("I cannot open short map links. Please send the location itself."))
        raise await refusals.no(turn, N("That is no place. Tap 📍, or send coordinates or a map link. /cancel stops."))
    point = where.point
    await _wait(turn, NAME, {**await drafts.aside(turn), "lat": point.lat, "lon": point.lon})
    cell = await asking.place_name(turn, point, where.accuracy)
    text = Html(f"{cell}\n{turn.t('What is it called? As on its sign.')}")
    return [Send(turn.here, text, remove_keys=True)]


async def named(turn: Turn) -> Sequence[Outgoing]:
    """Its name: then its kind, by a button."""
    name, dialogue = " ".join(turn.event.text.split()), await turn.dialogue()
    if not name or turn.event.files or dialogue is None:
        raise await refusals.no(turn, N("Please write its name. /cancel stops."))
    if len(name) > LIMITS["name"]:
        raise await refusals.no(turn, N("At most {limit} characters, please."), limit=LIMITS["name"])
    origin = turn.event.update_id
    await _wait(turn, KIND, {**dialogue.draft, "name": name, "origin": origin})
    text = turn.t("🏠 <b>{name}</b>: what kind of station is it?", name=name)
    return [Send(turn.here, text, buttons=_kinds(turn), slot=_slot(turn, origin))]


async def wordless(turn: Turn) -> Sequence[Outgoing]:
    """A message where a button is waited for."""
    raise await refusals.no(turn, N("Please tap one of the kinds above. /cancel stops."))


async def chosen(turn: Turn) -> Sequence[Outgoing]:
    """newkind:KIND: now it exists; its hours are not known, and its page is where the rest is written."""
    dialogue, kind = await turn.dialogue(), acting.argument(turn)
    if dialogue is None or dialogue.step != KIND or kind not in set(StationKind):
        raise await pressed.stale(turn)
    await drafts.back(turn, dialogue)
    draft = dialogue.draft
    point = Point(draft["lat"], draft["lon"])
    made, new = await _make(turn, draft["name"], point, StationKind(kind))
    done = turn.t("✅ {name} is on the list.", name=made.name) if new else turn.t("There is such a station already.")
    edited = Edit(turn.here, _slot(turn, draft["origin"]), done)
    page = await shown.send(turn, made, View(point, origin=turn.event.update_id))
    keys = keyboard.main(turn.t, turn.who)
    home = [Send(turn.here, turn.t("Its hours and what it has are not known yet."), keys=keys)] if new else []
    return [*pressed.heard(turn), edited, *home, page]


async def _make(turn: Turn, name: str, point: Point, kind: StationKind) -> tuple[Station, bool]:
    """The station, and whether it is new: name and place make the code, so twice the same is one station."""
    code = code_of(name, point)
    before = await stations.with_code(turn.conn, code)
    if before is not None:
        return before, False
    cell = (await turn.house.atlas.assign(turn.conn, point)).cell
    await stations.put(turn.conn, [Station(0, code, name, kind, point, area=cell.area_id if cell else None)])
    made = await stations.with_code(turn.conn, code)
    assert made is not None  # noqa: S101 - it was put there just now
    who = await acting.somebody(turn)
    await audit.record(turn.conn, Deed.STATION_ADD, f"station:{made.id}", by=who.id, at=turn.now)
    return made, True


async def _wait(turn: Turn, step: str, draft: dict[str, object]) -> None:
    chat, at = turn.event.chat.id, turn.event.at
    wake = at + timedelta(hours=1)
    await dialogues.put(turn.conn, Dialogue(chat, chat, step, at, at, wake, draft))


def _kinds(turn: Turn) -> Buttons:
    made = [Button(words.name(turn.t.language), f"newkind:{kind}") for kind, words in KINDS.items()]
    return tuple(tuple(made[start : start + A_ROW]) for start in range(0, len(made), A_ROW))


def _slot(turn: Turn, origin: int) -> str:
    return f"newstation:{turn.event.chat.id}:{origin}"

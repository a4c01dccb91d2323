"""/keep: the stations that somebody keeps, and of each a panel with all that can be changed."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.people import Role
from bot.domain.stations import AMENITIES, Station
from handlers import acting, pressed, refusals
from handlers.i18n import Html, N
from handlers.stations import changing, face, keeping, offers, wording
from handlers.turn import Turn
from storage import confirming, people, rosters, slots, stations

A_PAGE = 8
NOTHING = "–"
FIELDS: tuple[tuple[tuple[str, str], ...], ...] = (
    ((N("🕐 Hours"), "amend:{}:hours"), (N("🔌 Amenities"), "amenities:{}"), (N("🪑 Seats"), "amend:{}:seats")),
    ((N("📞 Phone"), "amend:{}:phone"), (N("🚪 Door"), "amend:{}:door"), (N("📝 Notes"), "amend:{}:notes")),
    ((N("📮 Address"), "amend:{}:address"), (N("📷 Photo"), "amend:{}:photo"), (N("📋 Roster"), "roster:{}")),
)
FOR_ADMINS = (
    (N("✏️ Name"), "amend:{}:name"),
    (N("📍 Place"), "amend:{}:place"),
    (N("👤 Keepers"), "keepers:{}"),
)


async def mine(turn: Turn) -> Sequence[Outgoing]:
    """/keep: the panel of the only station, or the list of several."""
    kept = await _kept(turn)
    if len(kept) == 1:
        return [await send(turn, kept[0])]
    if not kept:
        raise await _none(turn)
    text, buttons = _page(turn, kept, 0)
    return [Send(turn.here, text, buttons=buttons, slot=_list_slot(turn))]


async def _kept(turn: Turn) -> list[Station]:
    if not turn.who.active:
        raise await refusals.not_allowed(turn)
    every = await stations.kept_by(turn.conn, turn.who.id) if turn.who.id else []
    return [station for station in every if station.active]


async def _none(turn: Turn) -> Exception:
    if Role.ADMIN in turn.who.roles:
        return await refusals.no(turn, N("You keep no station yourself. On any station's page, tap 🛠 to manage it."))
    return await refusals.no(turn, N("You keep no station. An admin can name you keeper of one."))


async def another(turn: Turn) -> Sequence[Outgoing]:
    """keeplist:PAGE: more of them, in place."""
    text, buttons = _page(turn, await _kept(turn), await pressed.number(turn))
    return [*pressed.heard(turn), await pressed.edit(turn, _list_slot(turn), text, buttons)]


def _list_slot(turn: Turn) -> str:
    return f"keeplist:{turn.event.chat.id}"


def _page(turn: Turn, kept: Sequence[Station], number: int) -> tuple[Html, Buttons]:
    part = kept[number * A_PAGE : (number + 1) * A_PAGE]
    rows = tuple((Button(f"{_sign(turn, station)} {station.name}", f"keep:{station.id}:new"),) for station in part)
    return turn.t("🛠 The stations that you keep:"), (*rows, *turns(turn, "keeplist", number, more=len(kept)))


def turns(turn: Turn, press: str, number: int, *, more: int) -> Buttons:
    """A row that turns the pages of `more` things, where they do not fit on one."""
    back = (Button(turn.t.plain("‹ Back"), f"{press}:{number - 1}"),) if number else ()
    on = (Button(turn.t.plain("Next ›"), f"{press}:{number + 1}"),) if more > (number + 1) * A_PAGE else ()
    return ((*back, *on),) if back or on else ()


def _sign(turn: Turn, station: Station) -> str:
    """Whether it waits for being confirmed."""
    days = timedelta(days=turn.house.policy.stations.confirm_days)
    fresh = station.confirmed_at is not None and turn.now - station.confirmed_at < days
    return "✔️" if fresh else "⏳"


async def manage(turn: Turn) -> Sequence[Outgoing]:
    """keep:ID: the panel, in place; keep:ID:new as a message of its own."""
    station = await changing.kept(turn)
    if acting.argument(turn, 2) == "new":
        return [*pressed.heard(turn), await send(turn, station)]
    return [*pressed.heard(turn), await edit(turn, station)]


def slot(turn: Turn, station: Station) -> str:
    return f"keep:{turn.event.chat.id}:{station.id}"


async def edit(turn: Turn, station: Station) -> Edit:
    """The panel as it is now, in its place."""
    return Edit(turn.here, slot(turn, station), await text(turn, station), _buttons(turn, station))


async def send(turn: Turn, station: Station, headline: str = "") -> Send:
    """The panel below everything else, under a line that says what was done."""
    shown = await text(turn, station)
    whole = Html(f"{turn.t(headline)}\n{shown}") if headline else shown
    return Send(turn.here, whole, buttons=_buttons(turn, station), slot=slot(turn, station))


async def text(turn: Turn, station: Station) -> Html:
    """All that the page says, and what it could say."""
    t, now = turn.t, turn.house.finder.opening(station, turn.now)
    amenities = ", ".join(words.name(t.language) for key, words in AMENITIES.items() if key in station.amenities)
    on_duty = ", ".join(one.name for one in await rosters.of(turn.conn, station.id))
    keepers = [one.name for one in await people.several(turn.conn, await stations.keepers_of(turn.conn, station.id))]
    said = (await stations.facts(turn.conn, turn.now, [station.id])).get(station.id, ())
    lines = [
        t("🛠 <b>{name}</b>", name=station.name),
        t("📮 {address}", address=station.address or NOTHING),
        t("🕐 {state}", state=face.opening(turn, now)),
        t("Hours: {hours}", hours=wording.times(t, station.hours) or NOTHING),
        t("Has: {amenities}", amenities=amenities or NOTHING),
        t("Seats: {seats}", seats=NOTHING if station.seats is None else station.seats),
        t("📞 {phone}", phone=station.phone or NOTHING),
        t("🚪 {door}", door=station.door or NOTHING),
        t("📝 {notes}", notes=station.notes or NOTHING),
        t("📷 There is a photo.") if station.photo else t("📷 There is no photo yet."),
        t("📋 On duty: {names}", names=on_duty or NOTHING),
        t("👤 Keepers: {names}", names=", ".join(keepers) or NOTHING),
        t("✔️ {confirmed}", confirmed=face.confirmed(turn, station)),
        *wording.warnings(turn, said),
    ]
    return Html("\n".join(lines))


def _buttons(turn: Turn, station: Station) -> Buttons:
    t, number = turn.t, station.id
    rows = (*FIELDS, FOR_ADMINS) if Role.ADMIN in turn.who.roles else FIELDS
    fields = tuple(tuple(Button(t.plain(label), data.format(number)) for label, data in row) for row in rows)
    shut = station.closed_until is not None and station.closed_until > turn.now
    door = Button(t.plain("🟢 Open again"), f"unshut:{number}")
    if not shut:
        door = Button(t.plain("⛔ Closed for a while"), f"shut:{number}")
    right = Button(t.plain("✅ All is right"), f"sure:{number}")
    return tuple(row for row in ((right, door), *fields, offers.kept(t, number)) if row)


def asking(turn: Turn, station: Station) -> Buttons:
    """What the weekly question offers."""
    right = Button(turn.t.plain("✅ All is right"), f"sure:{station.id}:asked")
    return ((right, Button(turn.t.plain("✏️ Change something"), f"keep:{station.id}:new")),)


def asked_slot(station: int, chat: int) -> str:
    return f"confirm:{station}:{chat}"


async def sure(turn: Turn) -> Sequence[Outgoing]:
    """sure:ID: the page is right today; from the weekly question its buttons go."""
    station, who = await changing.kept(turn), await acting.somebody(turn)
    await confirming.confirm(turn.conn, station.id, who.id, turn.event.at)
    heard = [*pressed.heard(turn, N("Thank you: confirmed today.")), *await _asked_too(turn, station)]
    if acting.argument(turn, 2) == "asked":
        return heard
    confirmed = await stations.get(turn.conn, station.id)
    return [*heard, await edit(turn, confirmed or station)]


async def _asked_too(turn: Turn, station: Station) -> list[Outgoing]:
    """Whoever has the weekly question sees that it is answered."""
    to = await keeping.reachable(turn, await stations.keepers_of(turn.conn, station.id))
    here = {asked_slot(station.id, address.chat): (person, address) for person, address in to}
    said: list[Outgoing] = []
    for name in await slots.find(turn.conn, list(here)):
        person, address = here[name]
        done = turn.to(person.language)("✅ <b>{name}</b>: confirmed today. Thank you!", name=station.name)
        said.append(Edit(address, name, done))
    return said

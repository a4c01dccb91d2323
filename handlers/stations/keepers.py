"""Admins name the keepers of a station and dismiss them: by name, phone, a forwarded message, a contact, or a link."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain import phones
from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.people import Grant, Person, Role
from bot.domain.stations import Station
from handlers import acting, drafts, home, invites, people_texts, pressed, refusals
from handlers.i18n import Html, N
from handlers.stations import changing, panel
from handlers.turn import Turn
from storage import audit, dialogues, people, stations
from storage.audit import Deed
from storage.dialogues import Dialogue

STEP = "keeper"
MOST = 8
WHO = N(
    "Who shall keep <b>{name}</b>? Write the name or phone of somebody registered, forward a message of theirs, "
    "or send their contact. (/cancel stops.)"
)
NOBODY = N("I find nobody registered like that. Try another spelling, or send an invitation link from the panel.")


async def show(turn: Turn) -> Sequence[Outgoing]:
    """keepers:ID: who keeps it, in the panel's place."""
    return [*pressed.heard(turn), await _edit(turn, await changing.kept(turn))]


async def _edit(turn: Turn, station: Station) -> Edit:
    kept = await people.several(turn.conn, await stations.keepers_of(turn.conn, station.id))
    lines = [turn.t("👤 <b>{name}</b>: who keeps it", name=station.name), *(_line(turn, one) for one in kept)]
    if not kept:
        lines.append(turn.t("Nobody yet. Who keeps it is asked when riders say that something is wrong."))
    return Edit(turn.here, panel.slot(turn, station), Html("\n".join(lines)), _buttons(turn, station, kept))


def _line(turn: Turn, keeper: Person) -> Html:
    sign, called = people_texts.SIGNS[keeper.standing], people_texts.name(turn.t, keeper)
    return turn.t("{sign} {name} {phone}", sign=sign, name=called, phone=keeper.phone)


def _buttons(turn: Turn, station: Station, kept: Sequence[Person]) -> Buttons:
    t, number = turn.t, station.id
    less = tuple(
        (Button(t.plain("✖️ Dismiss {name}", name=people_texts.name(t, one)), f"dismiss:{number}:{one.id}"),)
        for one in kept
    )
    more = Button(t.plain("➕ Name a keeper"), f"askkeeper:{number}")
    link = Button(t.plain("🎟 Invitation link"), f"keepinvite:{number}")
    return (*less, (more, link), (Button(t.plain("‹ Back"), f"keep:{number}"),))


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """askkeeper:ID: whom?"""
    station, chat, at = await changing.kept(turn), turn.event.chat.id, turn.event.at
    wake = turn.now + timedelta(minutes=turn.house.policy.limits.prompt_minutes)
    draft = {**await drafts.aside(turn), "station": station.id}
    await dialogues.put(turn.conn, Dialogue(chat, chat, STEP, at, at, wake, draft))
    return [*pressed.heard(turn), Send(turn.here, turn.t(WHO, name=station.name))]


async def named(turn: Turn) -> Sequence[Outgoing]:
    """The answer: somebody who is surely meant becomes keeper; among several who are like it the admin chooses."""
    dialogue = await turn.dialogue()
    station = await stations.get(turn.conn, int(dialogue.draft["station"])) if dialogue else None
    if dialogue is None or station is None:
        raise await pressed.stale(turn)
    meant = await _meant(turn)
    found = meant or await _like(turn)
    if not found:
        raise await refusals.no(turn, NOBODY)
    await drafts.back(turn, dialogue)
    if meant:
        return await _named(turn, station, meant[0])
    rows = tuple((Button(_label(turn, one), f"appoint:{station.id}:{one.id}"),) for one in found)
    return [Send(turn.here, turn.t("Who shall keep <b>{name}</b>?", name=station.name), buttons=rows)]


async def _meant(turn: Turn) -> list[Person]:
    """Whose message was forwarded or whose contact was sent."""
    event = turn.event
    telegram = event.forwarded_from or (event.contact.user_id if event.contact else None)
    known = await people.by_telegram(turn.conn, [telegram]) if telegram else {}
    return [person for person in known.values() if person.active]


async def _like(turn: Turn) -> list[Person]:
    """Whose name, phone or company is like what was written."""
    said = turn.event.contact.phone if turn.event.contact else turn.event.text
    wanted = phones.normal(said) or " ".join(said.split())[:64]
    found = await people.found(turn.conn, wanted, limit=4 * MOST) if wanted else []
    return [person for person in found if person.active][:MOST]


def _label(turn: Turn, person: Person) -> str:
    return " ".join(word for word in (people_texts.name(turn.t, person), person.company, person.phone[-4:]) if word)


async def appoint(turn: Turn) -> Sequence[Outgoing]:
    """appoint:ID:PERSON: one of those offered."""
    station, person = await changing.kept(turn), await people.find(turn.conn, await pressed.number(turn, 2))
    if person is None or not person.active:
        raise await pressed.stale(turn)
    return [*pressed.heard(turn), *await _named(turn, station, person)]


async def _named(turn: Turn, station: Station, person: Person) -> list[Outgoing]:
    """From now on they keep it, and hear so."""
    who = await acting.somebody(turn)
    if person.id in await stations.keepers_of(turn.conn, station.id):
        raise await refusals.no(turn, N("{name} keeps this station already."), name=person.name)
    await stations.keep(turn.conn, station.id, person.id, turn.now)
    await people.grant(turn.conn, person.id, Grant(Role.KEEPER), turn.now, by=who.id)
    about = f"person:{person.id} station:{station.id}"
    await audit.record(turn.conn, Deed.KEEPER, about, by=who.id, at=turn.now)
    now = await people.get(turn.conn, person.id)
    t = turn.to(now.language)
    hello = t("🏠 You keep the station {name} from now on. Thank you!", name=station.name)
    done = Send(turn.here, turn.t("✅ {keeper} now keeps {name}.", keeper=now.name, name=station.name))
    return [done, *(home.at_home(t, now, hello) if now.reachable else ())]


async def dismiss(turn: Turn) -> Sequence[Outgoing]:
    """dismiss:ID:PERSON: they keep it no longer, and hear so."""
    station, who = await changing.kept(turn), await acting.somebody(turn)
    person = await people.find(turn.conn, await pressed.number(turn, 2))
    if person is None or person.id not in await stations.keepers_of(turn.conn, station.id):
        raise await pressed.stale(turn)
    await stations.dismiss(turn.conn, station.id, person.id)
    if not await stations.kept_by(turn.conn, person.id):
        await people.revoke(turn.conn, person.id, Role.KEEPER)
    about = f"person:{person.id} station:{station.id}"
    await audit.record(turn.conn, Deed.DISMISS, about, by=who.id, at=turn.now)
    now = await people.get(turn.conn, person.id)
    t = turn.to(now.language)
    bye = t("🏠 You no longer keep the station {name}. Thank you for your work!", name=station.name)
    told = home.told(t, now, bye) if now.reachable and now.active else []
    return [*pressed.heard(turn, N("Dismissed")), await _edit(turn, station), *told]


async def invite(turn: Turn) -> Sequence[Outgoing]:
    """keepinvite:ID: a link for one person, who becomes keeper by it."""
    station = await changing.kept(turn)
    return [*pressed.heard(turn), await invites.issue(turn, Role.KEEPER, station=station.id)]

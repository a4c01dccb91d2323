"""Invitations: a link and a QR code that make one person courier, staff or lead. Only the token's hash is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from bot.domain.outgoing import Button, Edit, Outgoing, Send
from bot.domain.people import Grant, Person, Role, Standing
from bot.domain.pictures import Qr
from handlers import acting, approvals, area_choice, home, people_texts, pressed, refusals
from handlers.i18n import N, Translator
from handlers.turn import Refused, Turn
from storage import areas, audit, dialogues, people, stations
from storage.audit import Deed
from storage.people import Invite

WORDS: dict[str, Role] = {
    "courier": Role.COURIER,
    "骑手": Role.COURIER,
    "快递员": Role.COURIER,
    "staff": Role.STAFF,
    "工作人员": Role.STAFF,
    "社区工作人员": Role.STAFF,
    "lead": Role.LEAD,
    "负责人": Role.LEAD,
}
OF_AN_AREA = frozenset({Role.STAFF, Role.LEAD})
LONGEST_TOKEN = 64


async def invite(turn: Turn) -> Sequence[Outgoing]:
    """/invite [role] [community], in any order: a link for one person, and its QR code."""
    role, place = _read(turn.event.arguments)
    area = await area_choice.one(turn, place) if place else None
    if area is None and role in OF_AN_AREA:
        raise await refusals.no(turn, N("For staff and leads, say which community: /invite staff COMMUNITY"))
    return [await issue(turn, role, area=area.id if area else None)]


async def issue(turn: Turn, role: Role, *, area: int | None = None, station: int | None = None) -> Send:
    """A fresh invitation to be that, in an area or for a station; the sender must be allowed to."""
    token, who = turn.house.token(), await acting.somebody(turn)
    expires = turn.now + timedelta(days=turn.house.policy.limits.invite_days)
    offered = Invite(0, _hash(token), role, area, expires, station=station)
    made = await people.invite(turn.conn, offered, turn.now, by=who.id)
    await audit.record(turn.conn, Deed.INVITE, f"invite:{made} {_about(offered)}", by=who.id, at=turn.now)
    link = f"https://t.me/{turn.house.username}?start={token}"
    return _offer(turn, made, await _called(turn, turn.t, offered), link)


def _read(arguments: str) -> tuple[Role, str]:
    """The role that one of the words names (courier where none does), and the other words."""
    words = arguments.split()
    role = next((WORDS[word.lower()] for word in words if word.lower() in WORDS), Role.COURIER)
    named = next((word for word in words if word.lower() in WORDS), None)
    if named is not None:
        words.remove(named)
    return role, " ".join(words)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _about(offered: Invite) -> str:
    where = f" station:{offered.station}" if offered.station else f" area:{offered.area}" if offered.area else ""
    return f"{offered.role}{where}"


async def _called(turn: Turn, t: Translator, offered: Invite) -> str:
    """ "Community staff (枣林西)", "Keeper of a station (桃园驿站)": plain."""
    if offered.station is None:
        names = await areas.names(turn.conn, [offered.area])
        return people_texts.role(t, Grant(offered.role, offered.area), names)
    kept = await stations.get(turn.conn, offered.station)
    return t.plain("{role} ({name})", role=t.plain(people_texts.ROLES[offered.role]), name=kept.name if kept else "?")


def _offer(turn: Turn, made: int, called: str, link: str) -> Send:
    text = turn.t(
        "🎟 Invitation: <b>{role}</b>\n{link}\nFor one person, {days} days. Send on the link or show the code.",
        role=called,
        link=link,
        days=turn.house.policy.limits.invite_days,
    )
    revoke = Button(turn.t.plain("Revoke"), f"uninvite:{made}")
    return Send(turn.here, text, buttons=((revoke,),), picture=Qr(link, called), slot=_slot(made))


def _slot(invite_id: int) -> str:
    return f"invite:{invite_id}"


async def revoke(turn: Turn) -> Sequence[Outgoing]:
    """Takes an unused invitation back."""
    number, who = await pressed.number(turn), await acting.somebody(turn)
    offered = await people.invite_of(turn.conn, number)
    if offered is None:
        raise await pressed.stale(turn)
    if not await people.revoke_invite(turn.conn, number, turn.now):
        raise await refusals.no(turn, _gone(offered))
    await audit.record(turn.conn, Deed.REVOKE, f"invite:{number} {_about(offered)}", by=who.id, at=turn.now)
    mine = [Edit(turn.here, _slot(number), turn.t("🎟 This invitation was revoked."))]
    return [*pressed.heard(turn, N("Revoked")), *(mine if offered.created_by == who.id else ())]


def _gone(offered: Invite) -> str:
    if offered.used_at:
        return N("This invitation has been used already.")
    return (
        N("This invitation was revoked.")
        if offered.revoked_at
        else N("This invitation has expired. Ask for a new one.")
    )


async def use(turn: Turn, token: str) -> Sequence[Outgoing]:
    """Somebody opened the link: they get the role, and whoever invited them hears it."""
    if turn.who.standing is Standing.SUSPENDED:
        raise await refusals.no(turn, refusals.BY_STANDING[Standing.SUSPENDED])
    offered = await people.invite_with(turn.conn, _hash(token[:LONGEST_TOKEN]))
    if offered is None:
        raise await refusals.no(turn, N("I do not know this invitation. Please check the link, or tap /start."))
    if turn.who.active and await _has(turn, offered):
        raise await refusals.no(turn, N("You have this role already."))
    if not offered.usable(turn.now):
        raise await refusals.no(turn, _gone(offered))
    return await _join(turn, offered, Grant(offered.role, offered.area))


async def _has(turn: Turn, offered: Invite) -> bool:
    if offered.station is not None:
        return turn.who.id in await stations.keepers_of(turn.conn, offered.station)
    return Grant(offered.role, offered.area) in turn.who.grants


async def _join(turn: Turn, offered: Invite, given: Grant) -> list[Outgoing]:
    before, who = turn.who, await acting.somebody(turn)
    if not await people.use_invite(turn.conn, offered.id, who.id, turn.now):
        raise await _lost(turn)
    await dialogues.end(turn.conn, turn.event.chat.id, turn.event.chat.id)
    await people.grant(turn.conn, who.id, given, turn.now, by=offered.created_by)
    if offered.station is not None:
        await stations.keep(turn.conn, offered.station, who.id, turn.now)
    since = {} if before.active else {"joined_at": turn.now}
    joined = await people.change(turn.conn, who.id, standing=Standing.ACTIVE, **since)
    await audit.record(turn.conn, Deed.JOIN, f"person:{who.id} invite:{offered.id}", by=who.id, at=turn.now)
    role = await _called(turn, turn.t, offered)
    hello = turn.t("🎉 Welcome, {name}! You are now: {role}.", name=joined.name, role=role)
    seen = await approvals.decided(turn, joined, approvals.JOINED) if before.standing is Standing.APPLICANT else []
    held = replace(joined, language=before.language, grants=tuple({*joined.grants, *before.grants}))
    return [*home.at_home(turn.t, held, hello), *seen, *await _to_host(turn, offered, joined)]


async def _lost(turn: Turn) -> Refused:
    return await refusals.no(turn, N("This invitation has been used already."))


async def _to_host(turn: Turn, offered: Invite, joined: Person) -> list[Outgoing]:
    """Whoever invited them hears who came, on the invitation itself, whose buttons go."""
    host = await people.find(turn.conn, offered.created_by) if offered.created_by else None
    if host is None or host.telegram is None:
        return []
    t = turn.to(host.language)
    values = {"name": joined.name, "role": await _called(turn, t, offered)}
    used = Edit(home.address(host), _slot(offered.id), t("🎟 Used by {name}: {role}.", **values))
    return [used, Send(home.address(host), t("🎉 {name} has joined by your invitation: {role}.", **values))]

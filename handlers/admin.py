"""What admins oversee: figures at a glance, and who did what."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.domain.outgoing import Button, Outgoing, Send
from bot.domain.people import Level, Role, Standing
from bot.domain.ticket import State
from handlers import cards, people_texts, refusals, texts
from handlers.i18n import Html, N
from handlers.stations import adding
from handlers.turn import Turn
from storage import areas, audit, confirming, outbox, people, stations, tickets
from storage.audit import Backlog, Deed, Line

DEEDS: dict[str, str] = {
    Deed.APPROVE: N("approved"),
    Deed.DECLINE: N("declined"),
    Deed.CLAIM: N("claimed their registration"),
    Deed.JOIN: N("joined by invitation"),
    Deed.INVITE: N("invited"),
    Deed.REVOKE: N("revoked an invitation"),
    Deed.BIND: N("bound a chat"),
    Deed.UNBIND: N("unbound a chat"),
    Deed.SUSPEND: N("suspended"),
    Deed.UNSUSPEND: N("let back"),
    Deed.MEMBERS: N("changed who may act"),
    Deed.FORGET: N("deleted their data"),
    Deed.IMPORT: N("imported"),
    Deed.EXPORT: N("exported"),
    Deed.DUTY: N("changed who is on duty"),
    Deed.BROADCAST: N("warned couriers"),
    Deed.REDEEM: N("gave a reward"),
    Deed.STATION: N("changed a station"),
    Deed.KEEPER: N("named a keeper"),
    Deed.DISMISS: N("dismissed a keeper"),
    Deed.STATION_ADD: N("added the station"),
    Deed.STATION_RETIRE: N("took out of use the station"),
    Deed.STATION_REVIVE: N("put back into use the station"),
}
LINES, MOST_LINES = 20, 50
REFERENCE = re.compile(r"\b(person|area|station):(\d+)")


async def overview(turn: Turn) -> Sequence[Outgoing]:
    """/admin: the figures, and what needs somebody."""
    backlog = await audit.backlog(turn.conn)
    parts = [turn.t("<b>At a glance</b>"), await _people(turn), await _tickets(turn), _owed(turn, backlog)]
    circle = Button(turn.t.plain("🚶 15-minute circle"), "coverage")
    add = Button(turn.t.plain(adding.LABEL), "addstation")
    return [Send(turn.here, Html("\n".join([*parts, *await _to_do(turn, backlog)])), buttons=((circle, add),))]


async def _people(turn: Turn) -> Html:
    roles = await people.by_role(turn.conn)
    counts = ", ".join(f"{turn.t.plain(people_texts.ROLES[role])} {roles[role]}" for role in Role if role in roles)
    return turn.t("👥 {counts}", counts=counts or "0")


async def _tickets(turn: Turn) -> Html:
    states = await tickets.states(turn.conn)
    counts = ", ".join(f"{turn.t.plain(texts.STATES[state])} {states[state]}" for state in State if state in states)
    return turn.t("🗂 {counts}", counts=counts or "0")


def _owed(turn: Turn, backlog: Backlog) -> Html:
    return turn.t("📤 {waiting} messages waiting, {refused} refused", waiting=backlog.waiting, refused=backlog.refused)


async def _to_do(turn: Turn, backlog: Backlog) -> list[Html]:
    """Only what is not nothing."""
    applied = (await people.by_standing(turn.conn)).get(Standing.APPLICANT, 0)
    unbound = await _unbound(turn)
    return [
        turn.t(text, count=count)
        for text, count in (
            (N("📨 Applications waiting: {count}. See /people"), applied),
            (N("🔗 Communities without a group: {count}. See /areas"), unbound),
            (N("⏳ Stations that nobody confirms: {count}. See /unconfirmed"), await _stale(turn)),
            (N("📪 Messages that admins could not be sent: {count}. Has each pressed Start here?"), await _lost(turn)),
            (N("☠️ Updates that nobody could handle: {count}. See the log"), backlog.letters),
        )
        if count
    ]


async def _lost(turn: Turn) -> int:
    """Within the weeks that the outbox is kept."""
    return await outbox.undelivered(turn.conn, [one.chat for one in await cards.admins(turn)])


async def _stale(turn: Turn) -> int:
    days = timedelta(days=turn.house.policy.stations.stale_days)
    return await confirming.count_unconfirmed(turn.conn, turn.now - days)


async def _unbound(turn: Turn) -> int:
    bound = await areas.bindings_by_area(turn.conn)
    return sum(area.level is Level.COMMUNITY and area.id not in bound for area in await areas.tree(turn.conn))


async def line_count(turn: Turn) -> int:
    """How many lines /audit asks for; refuses what is no number."""
    text = turn.event.arguments
    if not text:
        return LINES
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text)):
        raise await refusals.no(turn, N("Say how many lines: /audit 20"))
    return min(int(text), MOST_LINES)


async def trail(turn: Turn) -> Sequence[Outgoing]:
    """/audit [n]: the last deeds, newest first."""
    lines = await audit.latest(turn.conn, limit=await line_count(turn))
    if not lines:
        return [Send(turn.here, turn.t("Nothing yet."))]
    names = await _names(turn, lines)
    return [Send(turn.here, Html("\n".join(_line(turn, line, names) for line in lines)))]


async def _names(turn: Turn, lines: Sequence[Line]) -> Mapping[str, str]:
    """What the references in the lines are called now; who was deleted has no name any more."""
    found = [REFERENCE.findall(line.about) for line in lines]
    ids = {
        kind: {int(number) for row in found for k, number in row if k == kind} for kind in ("person", "area", "station")
    }
    persons, places = await people.names(turn.conn, ids["person"]), await areas.names(turn.conn, ids["area"])
    known = {f"person:{key}": name for key, name in persons.items()}
    kept = {f"station:{one.id}": one.name for one in await stations.several(turn.conn, list(ids["station"]))}
    return known | kept | {f"area:{key}": name for key, name in places.items()}


def _line(turn: Turn, line: Line, names: Mapping[str, str]) -> Html:
    about = REFERENCE.sub(lambda found: names.get(found[0]) or found[0], line.about)
    when = turn.t.when(line.at, turn.house.zone, turn.now)
    deed = turn.t.plain(DEEDS.get(line.action, line.action))
    return turn.t("{when} <b>{who}</b> {deed} {about}", when=when, who=line.by_name or "–", deed=deed, about=about)

"""转派: to the group of another area; the nearest communities first, then streets and what else is bound."""

import math
from collections.abc import Mapping, Sequence

from bot.domain.outgoing import Button, Buttons, Outgoing, Send
from bot.domain.people import Area, Level
from bot.domain.place import Point
from bot.domain.ticket import Ticket, Verb
from handlers import acting, cards, pressed, refusals, submitting, texts
from handlers.desk import panel, placing, prompts
from handlers.i18n import N, Translator
from handlers.turn import Turn
from storage import areas, people

A_PAGE = 8
AROUND = 20_000.0  # metres within which communities are sorted by how far they are
NOBODY = N("There is no other group to hand it to: no other area has one.")
HANDED = N("Handed to {area}.")


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """transfer:N[:PAGE]: to whom?"""
    ticket = await acting.find(turn, acting.argument(turn))
    await acting.check(turn, ticket, Verb.TRANSFER)
    page = await pressed.number(turn, 2) if acting.argument(turn, 2) else 0
    offered = await _offered(turn, ticket)
    if not offered:
        raise await refusals.no(turn, NOBODY)
    hint = turn.t("🔀 To whom? To say why, answer this card before you choose.")
    return [*pressed.heard(turn), await panel.shown(turn, ticket, hint, _buttons(turn, ticket, offered, page))]


def _buttons(turn: Turn, ticket: Ticket, offered: Sequence[tuple[Area, float]], page: int) -> Buttons:
    shown = offered[page * A_PAGE : (page + 1) * A_PAGE]
    made = [Button(_label(turn.t, area, metres), f"give:{ticket.id}:{area.id}") for area, metres in shown]
    earlier = (Button(turn.t.plain("◀ Nearer"), f"transfer:{ticket.id}:{page - 1}"),) if page else ()
    more = len(offered) > (page + 1) * A_PAGE
    later = (Button(turn.t.plain("Farther ▶"), f"transfer:{ticket.id}:{page + 1}"),) if more else ()
    turners = (*earlier, *later)
    return (*panel.rows(made, panel.A_ROW), *((turners,) if turners else ()))


def _label(t: Translator, area: Area, metres: float) -> str:
    if area.level is not Level.COMMUNITY or math.isinf(metres):
        return area.name
    return t.plain("{area} · {metres} m", area=area.name, metres=round(metres))


async def _offered(turn: Turn, ticket: Ticket) -> list[tuple[Area, float]]:
    """Every other area whose group we are in, with the metres to it."""
    bound = await areas.bindings_by_area(turn.conn)
    here = {area for area, chats in bound.items() if not all(chat.away for chat in chats)} - {ticket.area}
    metres = await turn.house.atlas.areas_around(turn.conn, Point(ticket.lat, ticket.lon), AROUND)
    every = [area for area in await areas.tree(turn.conn) if area.id in here]
    return [(area, metres.get(area.id, math.inf)) for area in sorted(every, key=lambda one: _order(one, metres))]


def _order(area: Area, metres: Mapping[int, float]) -> tuple[bool, float, int]:
    return area.level is not Level.COMMUNITY, metres.get(area.id, math.inf), area.id


async def give(turn: Turn) -> Sequence[Outgoing]:
    """give:N:AREA: it is theirs from now on."""
    ticket = await acting.find(turn, acting.argument(turn))
    await acting.check(turn, ticket, Verb.TRANSFER)
    chosen = await pressed.number(turn, 2)
    if chosen == ticket.area:
        raise await acting.elsewhere(turn, ticket)
    area = next((area for area, _ in await _offered(turn, ticket) if area.id == chosen), None)
    if area is None:
        raise await prompts.unknown(turn)
    changed = await acting.say(turn, ticket, Verb.TRANSFER, why=f"→ {area.name}", area=area.id)
    away = [*await panel.gone(turn, ticket), *await prompts.drop(turn, ticket)]
    moved = await _moved(turn, changed, area)
    return [*pressed.heard(turn, HANDED, area=area.name), *away, *moved, *await _told(turn, changed, area)]


async def _moved(turn: Turn, ticket: Ticket, area: Area) -> list[Outgoing]:
    left = await placing.leave(turn, ticket, await cards.addressees(turn, ticket), area.name)
    return [*left, *await cards.refresh(turn, ticket), *await placing.arrive(turn, ticket)]


async def _told(turn: Turn, ticket: Ticket, area: Area) -> list[Outgoing]:
    reporter = await people.get(turn.conn, ticket.reporter)
    to = submitting.private_chat(reporter)
    if to is None:
        return []
    t = turn.to(reporter.language)
    title = texts.title(t, turn.house.policy, ticket)
    return [Send(to, t("🔀 {title} is now with {area}.", title=title, area=area.name), silent=True)]

"""The moment a draft becomes a ticket: cell, clocks, cards, receipt."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain import clocks
from bot.domain.cells import Assignment
from bot.domain.draft import Draft
from bot.domain.outgoing import Address, Button, Buttons, Outgoing, Send
from bot.domain.people import Person
from bot.domain.place import Point
from bot.domain.policy import Category
from bot.domain.ticket import Attachment, State, Ticket, Use
from handlers import cards, refusals, texts
from handlers.i18n import Html, N, Translator
from handlers.turn import Turn
from storage import areas, cells, tickets
from storage.areas import Binding

WITHDRAW, ADD = N("↩️ Withdraw"), N("➕ Add")


async def submit(turn: Turn, draft: Draft) -> Sequence[Outgoing]:
    """The ticket is stored, its card goes to whoever must handle it, the courier gets a receipt with its number."""
    await _not_too_many(turn)
    ticket = await _store(turn, draft)
    to = await cards.addressees(turn, ticket)
    posted = await cards.post(turn, ticket, to)
    return [await receipt(turn, ticket, to), *posted]


async def _not_too_many(turn: Turn) -> None:
    limit = turn.house.policy.limits.reports_an_hour
    if await tickets.count_of(turn.conn, turn.who.id, since=turn.event.at - timedelta(hours=1)) >= limit:
        raise await refusals.no(
            turn,
            N("That were {limit} reports within an hour: thank you! Please take a break and go on later."),
            limit=limit,
        )


async def _store(turn: Turn, draft: Draft) -> Ticket:
    point = draft.point or Point(0, 0)
    where = await turn.house.atlas.assign(turn.conn, point, draft.accuracy)
    category = texts.category(turn.house.policy, draft.category)
    made = _ticket(turn, draft, category, where)
    stored = await tickets.submit(turn.conn, made, by=turn.who.id)
    files = [Attachment(file.sha256, file.kind, Use.BEFORE) for file in draft.files]
    await tickets.attach(turn.conn, stored, files, by=turn.who.id, at=turn.event.at)
    return stored


def _ticket(turn: Turn, draft: Draft, category: Category, where: Assignment) -> Ticket:
    at, policy, point = turn.event.at, turn.house.policy, draft.point or Point(0, 0)
    acknowledge_by, resolve_by = clocks.deadlines(policy, category.severity, at, turn.house.zone)
    return Ticket(
        id=0,
        version=1,
        kind=category.kind,
        category=category.key,
        severity=category.severity,
        state=State.OPEN,
        reporter=turn.who.id,
        submitted_at=at,
        lat=point.lat,
        lon=point.lon,
        area=where.cell.area_id if where.cell else None,
        cell=where.cell.id if where.cell else None,
        h3=where.h3,
        neighbours=" ".join(where.neighbours)[:255],
        place_source=draft.source,
        description=draft.description,
        album=draft.album,
        acknowledge_by=acknowledge_by,
        resolve_by=resolve_by,
    )


async def receipt(turn: Turn, ticket: Ticket, to: Sequence[Binding]) -> Send:
    """Number, cell, who was told, by when; and the two things that can still be done."""
    text = await receipt_text(turn, turn.t, ticket, to)
    return Send(turn.here, text, buttons=receipt_buttons(turn.t, ticket), slot=receipt_slot(ticket))


async def receipt_text(turn: Turn, t: Translator, ticket: Ticket, to: Sequence[Binding]) -> Html:
    category = texts.category(turn.house.policy, ticket.category)
    label = f"{category.emoji} {category.label(t.language)}"
    lines = [t("✅ <b>#{number}</b> received: {category}", number=ticket.id, category=label)]
    lines += [await _where(turn, t, ticket)]
    told = await _told(turn, t, to)
    lines += [t("👥 told: {who}", who=told)] if told else []
    if ticket.acknowledge_by:
        lines += [t("⏱ somebody takes it by {when}", when=t.when(ticket.acknowledge_by, turn.house.zone, turn.now))]
    return Html("\n".join(lines))


async def _where(turn: Turn, t: Translator, ticket: Ticket) -> Html:
    if ticket.cell is None:
        return t("📍 outside every grid cell: the admins will look at it")
    cell = await cells.get(turn.conn, ticket.cell)
    area = await areas.get(turn.conn, ticket.area)
    return t("📍 {cell} {community}", cell=cell.code if cell else "", community=area.name if area else "")


async def _told(turn: Turn, t: Translator, to: Sequence[Binding]) -> str:
    """Names of the areas whose chats got a card; admins by that word."""
    found = [await areas.get(turn.conn, binding.area) for binding in to if binding.area]
    names = [area.name for area in found if area]
    return "、".join(dict.fromkeys([*names, *([t.plain("admins")] if any(not b.area for b in to) else [])]))


def receipt_buttons(t: Translator, ticket: Ticket) -> Buttons:
    withdraw, add = Button(t.plain(WITHDRAW), f"withdraw:{ticket.id}"), Button(t.plain(ADD), f"add:{ticket.id}")
    return ((withdraw, add),) if ticket.state is State.OPEN else ((add,),)


def receipt_slot(ticket: Ticket) -> str:
    return f"ticket:{ticket.id}:receipt"


def private_chat(person: Person) -> Address | None:
    """Where the person can be told something; None for who is not on Telegram, has gone or has blocked us."""
    return Address(person.telegram) if person.telegram and person.reachable else None

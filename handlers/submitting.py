"""The moment a draft becomes a ticket: cell, clocks, cards, receipt."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.cells import Assignment
from bot.domain.draft import Draft
from bot.domain.incoming import FileKind
from bot.domain.outgoing import Address, Button, Buttons, Outgoing, Send
from bot.domain.people import Area, Person
from bot.domain.place import Point
from bot.domain.policy import Category
from bot.domain.ticket import Attachment, State, Ticket, Use
from handlers import asking, cards, texts, timing
from handlers.card_face import Facts
from handlers.desk import offering
from handlers.i18n import Html, N, Translator
from handlers.turn import Turn
from handlers.warnings import advice
from storage import areas, dialogues, tickets
from storage.areas import Binding

NOWHERE = Point(0, 0)
TOO_MANY = N("That were {limit} reports within an hour: thank you! Please take a break and go on later.")
WITHDRAW, ADD = N("↩️ Withdraw"), N("➕ Add")


async def submit(turn: Turn, draft: Draft) -> Sequence[Outgoing]:
    """The ticket is stored, its card goes to whoever must handle it, the courier gets a receipt with its number."""
    where = await turn.house.atlas.assign(turn.conn, draft.point or NOWHERE, draft.accuracy)
    area = await areas.get(turn.conn, where.cell.area_id) if where.cell else None
    ticket = await _store(turn, draft, where, area)
    await dialogues.forget_place(turn.conn, turn.event.chat.id)
    shown = _shown(turn, draft, where, ticket=ticket, area=area)
    to = await cards.addressees(turn, ticket)
    text, buttons = _receipt(turn, shown, await _told(turn, area, to)), receipt_buttons(turn.t, ticket)
    for one in (await offering.near(turn, ticket))[:1]:
        text = Html(f"{text}\n{await offering.words(turn, turn.t, one)}")
        buttons = (*buttons, (offering.button(turn.t, ticket, one),))
    said = Send(turn.here, text, buttons=buttons, slot=receipt_slot(ticket))
    return [said, *await cards.post_as(turn, shown, to)]


async def too_many(turn: Turn, limit: int) -> bool:
    """Whether so many reports of the sender came within the hour before this message."""
    earliest = await tickets.newest_of(turn.conn, turn.who.id, limit)
    return earliest is not None and earliest > turn.event.at - timedelta(hours=1)


async def _store(turn: Turn, draft: Draft, where: Assignment, area: Area | None) -> Ticket:
    category = texts.category(turn.house.policy, draft.category)
    made = timing.begun(turn, _ticket(turn, draft, category, where), area)
    stored = await tickets.submit(turn.conn, made, by=turn.who.id)
    files = [Attachment(file.sha256, file.kind, Use.BEFORE) for file in draft.files]
    await tickets.attach(turn.conn, stored, files, by=turn.who.id, at=turn.event.at)
    return stored


def _ticket(turn: Turn, draft: Draft, category: Category, where: Assignment) -> Ticket:
    point = draft.point or NOWHERE
    return Ticket(
        id=0,
        version=1,
        kind=category.kind,
        category=category.key,
        severity=category.severity,
        state=State.OPEN,
        reporter=turn.who.id,
        submitted_at=turn.event.at,
        lat=point.lat,
        lon=point.lon,
        area=where.cell.area_id if where.cell else None,
        cell=where.cell.id if where.cell else None,
        h3=where.h3,
        neighbours=" ".join(where.neighbours)[:255],
        place_source=draft.source,
        description=draft.description,
        album=draft.album,
    )


def _shown(turn: Turn, draft: Draft, where: Assignment, *, ticket: Ticket, area: Area | None) -> Facts:
    """What the first card shows: all of it is known here, nothing need be read again."""
    papers = sum(file.kind == FileKind.DOCUMENT for file in draft.files)
    return Facts(
        ticket=ticket,
        reporter=turn.who,
        assignee="",
        cell=where.cell.code if where.cell else "",
        community=area.name if area else "",
        photos=draft.photos,
        others=len(draft.files) - len(draft.photos) - papers,
        papers=papers,
        notes=(),
    )


def _receipt(turn: Turn, shown: Facts, told: str) -> Html:
    """What to do where it is dangerous; number, cell, who was told, by when."""
    t, ticket = turn.t, shown.ticket
    category = texts.category(turn.house.policy, ticket.category)
    label = f"{category.emoji} {category.label(t.language)}"
    where = t("📍 {cell} {community}", cell=shown.cell, community=shown.community) if shown.cell else t(asking.OUTSIDE)
    urgent = advice.on(turn, category)
    lines = [urgent, ""] if urgent else []
    lines += [t("✅ <b>#{number}</b> received: {category}", number=ticket.id, category=label), where]
    lines += [t("👥 told: {who}", who=told)] if told else []
    if ticket.acknowledge_by:
        lines += [t("⏱ somebody takes it by {when}", when=t.when(ticket.acknowledge_by, turn.house.zone, turn.now))]
    return Html("\n".join(lines))


async def _told(turn: Turn, own: Area | None, to: Sequence[Binding]) -> str:
    """Names of the areas whose chats got a card; admins by that word."""
    known = {own.id: own} if own else {}
    found = [known.get(b.area) or await areas.get(turn.conn, b.area) for b in to if b.area]
    names = [area.name for area in found if area]
    return "、".join(dict.fromkeys([*names, *([turn.t.plain("admins")] if any(not b.area for b in to) else [])]))


def receipt_buttons(t: Translator, ticket: Ticket) -> Buttons:
    withdraw, add = Button(t.plain(WITHDRAW), f"withdraw:{ticket.id}"), Button(t.plain(ADD), f"add:{ticket.id}")
    return ((withdraw, add),) if ticket.state is State.OPEN else ((add,),)


def receipt_slot(ticket: Ticket) -> str:
    return f"ticket:{ticket.id}:receipt"


def private_chat(person: Person) -> Address | None:
    """Where the person can be told something; None for who is not on Telegram, has gone or has blocked us."""
    return Address(person.telegram) if person.telegram and person.reachable else None

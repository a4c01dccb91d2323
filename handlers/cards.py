"""Cards: one message a ticket and chat, edited in place through the ticket's life; and which chats must have one."""

from collections.abc import Sequence

from bot.domain import clocks, people
from bot.domain.outgoing import Address, Edit, Outgoing, Send
from bot.domain.people import Area, Person, Role
from bot.domain.place import Point
from bot.domain.ticket import UNDECIDED, Part, Ticket, Use
from handlers import card_face, timing
from handlers.board import folding
from handlers.card_face import NOTED, NOTES_SHOWN, Facts
from handlers.i18n import Html, Translator
from handlers.turn import Turn
from storage import areas, cards, cells, seconds, subtasks, tickets
from storage import people as people_rows
from storage.areas import Binding
from storage.cards import Card


async def facts(turn: Turn, ticket: Ticket) -> Facts:
    """What the card of the ticket shows now."""
    files = await tickets.files_of(turn.conn, ticket.id)
    cell = await cells.get(turn.conn, ticket.cell) if ticket.cell else None
    area = await areas.get(turn.conn, ticket.area) if ticket.area else None
    names = await people_rows.names(turn.conn, [ticket.assignee]) if ticket.assignee else {}
    entries = await tickets.history_of(turn.conn, ticket.id)
    policy = turn.house.policy.in_area(area.code if area else "")
    return Facts(
        ticket=ticket,
        reporter=await _reporter(turn, ticket),
        assignee=names.get(ticket.assignee or 0, ""),
        cell=cell.code if cell else "",
        community=area.name if area else "",
        photos=tuple(f.sha256 for f in files if f.use is Use.BEFORE and f.kind == "photo")[:10],
        others=sum(f.use is Use.BEFORE and f.kind in ("voice", "video") for f in files),
        papers=sum(f.use is Use.BEFORE and f.kind == "document" for f in files),
        notes=tuple((e.by_name, e.why) for e in entries if e.verb in NOTED and e.why)[-NOTES_SHOWN:],
        stage=clocks.stage(policy, ticket, turn.house.days, turn.now),
        parts=tuple(await subtasks.of(turn.conn, ticket.id)),
        noted=sum(f.use is Use.NOTE for f in files),
        seconded=await seconds.count(turn.conn, ticket.id),
    )


async def _reporter(turn: Turn, ticket: Ticket) -> Person:
    return turn.who if turn.who.id == ticket.reporter else await people_rows.get(turn.conn, ticket.reporter)


async def addressees(turn: Turn, ticket: Ticket) -> list[Binding]:
    """The chats that must see it: the community's or the first bound above; for what has climbed the next above too."""
    path = await holders(turn, ticket)
    if ticket.area is None:
        return await _first_bound(turn, path) or await admins(turn)
    own = _of_the_cell(await _first_bound(turn, path), ticket)
    if not ticket.level:
        return own or await admins(turn)
    above = await _first_bound(turn, path[: max(0, len(path) - ticket.level)])
    return list(dict.fromkeys([*own, *(above or await admins(turn))]))


async def holders(turn: Turn, ticket: Ticket) -> tuple[int, ...]:
    """The areas that hold it, root first: its community's path; outside every cell the levels above the nearest one."""
    if ticket.area is not None:
        return await areas.path(turn.conn, ticket.area)
    cell = await turn.house.atlas.nearest(turn.conn, Point(ticket.lat, ticket.lon))
    return (await areas.path(turn.conn, cell.area_id))[:-1] if cell else ()


async def _first_bound(turn: Turn, path: Sequence[int]) -> list[Binding]:
    """The chats of the lowest area on the path that has any."""
    bound = await areas.chats_of(turn.conn, path)
    lowest = max((path.index(binding.area) for binding in bound), default=None)
    return [] if lowest is None else [binding for binding in bound if binding.area == path[lowest]]


def _of_the_cell(bound: list[Binding], ticket: Ticket) -> list[Binding]:
    """A forum may have a topic for the cell; where it has none, the topics of other cells are not meant either."""
    of_cell = [binding for binding in bound if binding.cell is not None and binding.cell == ticket.cell]
    return of_cell or [binding for binding in bound if binding.cell is None] or bound


async def admins(turn: Turn) -> list[Binding]:
    """Every admin's private chat, as if it were bound: the last to ask."""
    known = await people_rows.with_role(turn.conn, Role.ADMIN)
    met = await people_rows.by_telegram(turn.conn, turn.house.admins)
    languages = {p.telegram: p.language for p in (*known, *met.values()) if p.telegram}
    ids = dict.fromkeys((*turn.house.admins, *languages))
    return [Binding(i, None, 0, "", languages.get(i, turn.house.language), away=False) for i in ids]


async def post(
    turn: Turn, ticket: Ticket, to: Sequence[Binding] | None = None, *, beside: Sequence[Outgoing] = ()
) -> list[Outgoing]:
    """A fresh card in every chat that must have one; `beside` is what the turn says already."""
    chosen = to if to is not None else await addressees(turn, ticket)
    return await post_as(turn, await facts(turn, ticket), chosen, beside=beside)


async def post_as(
    turn: Turn, shown: Facts, chosen: Sequence[Binding], *, beside: Sequence[Outgoing] = ()
) -> list[Outgoing]:
    """The same for whoever knows already what the card shows, and where; a full chat gets a line of its list."""
    full = [binding for binding in chosen if await folding.full(turn, shown.ticket, binding, beside)]
    folded = [one for binding in full for one in await folding.fold(turn, shown.ticket, binding)]
    return [*folded, *await post_now(turn, shown, [binding for binding in chosen if binding not in full])]


async def post_now(turn: Turn, shown: Facts, chosen: Sequence[Binding]) -> list[Outgoing]:
    """However much the chats have got already."""
    ticket = shown.ticket
    policy = await timing.policy_at(turn, ticket.area)
    silent = not clocks.rings(policy, ticket.severity, turn.now, turn.house.zone)
    made = [Card(_slot(ticket, b), ticket.id, b.chat, b.thread, b.language or turn.house.language) for b in chosen]
    await cards.add(turn.conn, made)
    return [_send(turn, shown, card, silent=silent) for card in made]


def _slot(ticket: Ticket, binding: Binding) -> str:
    return f"ticket:{ticket.id}:card:{binding.chat}:{binding.thread or 0}:{ticket.version}"


def _send(turn: Turn, shown: Facts, card: Card, *, silent: bool) -> Send:
    t = turn.to(card.language)
    return Send(
        Address(card.chat, card.thread),
        card_face.caption(t, turn.house, shown, turn),
        buttons=card_face.buttons(t, shown),
        picture=card_face.picture(t, turn.house, shown),
        slot=card.slot,
        silent=silent,
    )


async def refresh(turn: Turn, ticket: Ticket, *, redraw: bool = False) -> list[Outgoing]:
    """Every live card of the ticket as it is now; `redraw` where its photos have changed."""
    shown = await facts(turn, ticket)
    return [edit(turn, shown, card, redraw=redraw) for card in await cards.live(turn.conn, ticket.id)]


def edit(turn: Turn, shown: Facts, card: Card, *, redraw: bool = False) -> Edit:
    """One card as it is now."""
    t = turn.to(card.language)
    drawn = card_face.picture(t, turn.house, shown) if redraw else None
    here = Address(card.chat, card.thread)
    return Edit(here, card.slot, card_face.caption(t, turn.house, shown, turn), card_face.buttons(t, shown), drawn)


async def again(turn: Turn, ticket: Ticket, card: Card) -> Send:
    """A card whose message is gone, once more, quietly."""
    return _send(turn, await facts(turn, ticket), card, silent=True)


async def anew(turn: Turn, ticket: Ticket) -> list[Outgoing]:
    """After a reopening: the old cards rest without buttons, fresh ones go out, in a burst too."""
    old = await cards.live(turn.conn, ticket.id)
    await cards.rest(turn.conn, ticket.id)
    shown = await facts(turn, ticket)
    closed = [
        Edit(Address(card.chat, card.thread), card.slot, _reopened(turn.to(card.language), turn, shown)) for card in old
    ]
    return [*closed, *await post_now(turn, shown, await addressees(turn, ticket))]


def _reopened(t: Translator, turn: Turn, shown: Facts) -> Html:
    headline = card_face.headline(t, turn.house, shown.ticket)
    return Html(f"{headline}\n{t('🔁 Reopened: see the new card below.')}")


async def catch_up(turn: Turn, area: Area, binding: Binding) -> list[Outgoing]:
    """A chat was bound: what is undecided in its area and has no card there gets one."""
    said: list[Outgoing] = []
    for ticket in await tickets.undecided_in(turn.conn, [area.id]):
        if binding.cell is not None and binding.cell != ticket.cell:
            continue
        if all(card.chat != binding.chat for card in await cards.live(turn.conn, ticket.id)):
            said += await post(turn, ticket, [binding], beside=said)
    return said


async def held_at(turn: Turn, bound: Sequence[Binding]) -> list[Ticket]:
    """What is undecided in the areas of these chats, and what came there from below or has climbed; oldest first."""
    inside = await tickets.undecided_in(turn.conn, sorted({binding.area for binding in bound}))
    shown = [number for one in bound for number in await cards.tickets_at(turn.conn, one.chat, one.thread)]
    known = {ticket.id: ticket for ticket in (*inside, *await tickets.several(turn.conn, shown))}
    return [known[number] for number in sorted(known) if known[number].state in UNDECIDED]


async def evacuate(turn: Turn, chat: int) -> list[Outgoing]:
    """We were removed from a chat: its undecided tickets go to the level above, or to the admins."""
    said: list[Outgoing] = []
    await cards.forget_unsent(turn.conn, chat)
    for ticket in await held_at(turn, await areas.all_bound_in(turn.conn, chat)):
        elsewhere = {card.chat for card in await cards.live(turn.conn, ticket.id)} - {chat}
        to = [b for b in await addressees(turn, ticket) if b.chat not in elsewhere]
        said += await post(turn, ticket, to, beside=said)
    return said


async def standing_in(turn: Turn, ticket: Ticket) -> frozenset[Part]:
    """What whoever acts is to the ticket."""
    return people.parts_in(turn.who, ticket, await holders(turn, ticket))

"""The tree of areas, and the chats bound to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Area, Level
from storage import upsert
from storage.schema import areas, bindings, cards, cells, outbox, people, slots, standings

# Built once: building a statement costs more than executing it.
_GET = select(areas).where(areas.c.id == bindparam("wanted"))
_BOUND_TO = select(bindings).where(bindings.c.chat == bindparam("wanted"))
_IN_USE = bindings.c.area.in_(bindparam("wanted", expanding=True)) & bindings.c.away_since.is_(None)
_CHATS_OF = select(bindings).where(_IN_USE).order_by(bindings.c.id)


def _of_a_cell(binding: FromClause) -> ColumnElement[int]:
    return case((binding.c.cell.is_(None), 0), else_=1)


def _leads() -> ColumnElement[bool]:
    other, ranks = bindings.alias("other"), _of_a_cell(bindings)
    same = (other.c.chat == bindings.c.chat, other.c.area == bindings.c.area, other.c.away_since.is_(None))
    rank = _of_a_cell(other)
    before = or_(rank < ranks, and_(rank == ranks, other.c.id < bindings.c.id))
    return ~select(other.c.id).where(*same, before).exists()


LEADS = _leads()
"""Of a chat's bindings to one area the first; cells' topics only where the chat has no other for that area.

What concerns a whole area is said there alone: whoever reads several topics of one forum hears it once.
"""
_ONCE_A_CHAT = _CHATS_OF.where(LEADS)


def _area(row: Row[Any]) -> Area:
    path = tuple(int(part) for part in row.path.split("/") if part)
    return Area(row.id, Level(row.level), row.code, row.name, path, row.parent, row.members_are_staff)


async def get(conn: AsyncConnection, area_id: int | None) -> Area | None:
    row = (await conn.execute(_GET, {"wanted": area_id})).first()
    return _area(row) if row else None


async def path(conn: AsyncConnection, area_id: int | None) -> tuple[int, ...]:
    """Ids from the root to the area; empty where there is none."""
    area = await get(conn, area_id) if area_id else None
    return area.path if area else ()


async def named(conn: AsyncConnection, text: str, *, among: Sequence[int] | None = None) -> list[Area]:
    """Areas with exactly this code or name; where there is none, those whose name contains the text; 10 at most.

    `among`: only these; None: all.
    """
    meant = true() if among is None else areas.c.id.in_(among)
    for matching in (or_(areas.c.code == text, areas.c.name == text), areas.c.name.contains(text, autoescape=True)):
        rows = (await conn.execute(select(areas).where(matching, meant).order_by(areas.c.id).limit(10))).all()
        if rows:
            return [_area(row) for row in rows]
    return []


async def tree(conn: AsyncConnection) -> list[Area]:
    """Every area, parents before their children."""
    return sorted((_area(row) for row in await conn.execute(select(areas))), key=lambda area: area.path)


async def names(conn: AsyncConnection, ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {area_id for area_id in ids if area_id}
    rows = await conn.execute(select(areas.c.id, areas.c.name).where(areas.c.id.in_(wanted)))
    return {row.id: row.name for row in rows}


async def cells_by_area(conn: AsyncConnection) -> dict[int, int]:
    """How many cells in use each area has of its own."""
    used = select(cells.c.area, func.count()).where(cells.c.retired_at.is_(None))
    return {row[0]: row[1] for row in await conn.execute(used.group_by(cells.c.area))}


async def ensure(conn: AsyncConnection, names: dict[Level, str]) -> int:
    """The id of the lowest area named, made with those above it where missing; ValueError where none is named."""
    area: Area | None = None
    for level in Level:
        if names.get(level):
            area = await _child(conn, level, names[level], area)
    if area is None:
        raise ValueError("an area needs a name")
    return area.id


async def _child(conn: AsyncConnection, level: Level, name: str, parent: Area | None) -> Area:
    """Its code is the names from the root on, so two streets may have communities of one name."""
    code = f"{parent.code}/{name}" if parent else name
    row = (await conn.execute(select(areas).where(areas.c.code == code))).first()
    if row is None:
        values = {"level": level, "code": code, "name": name, "path": "", "parent": parent.id if parent else None}
        made = (await conn.execute(insert(areas).values(values).returning(areas.c.id))).scalar_one()
        full = "/".join(map(str, (*(parent.path if parent else ()), made)))
        await conn.execute(update(areas).where(areas.c.id == made).values(path=full))
        row = (await conn.execute(select(areas).where(areas.c.id == made))).one()
    return _area(row)


async def set_members_are_staff(conn: AsyncConnection, area_id: int, value: bool) -> None:
    await conn.execute(update(areas).where(areas.c.id == area_id).values(members_are_staff=value))


@dataclass(frozen=True)
class Binding:
    """A group, or one topic of it, that serves an area, or one `cell` of it. `away`: we were removed from it."""

    chat: int
    thread: int | None
    area: int
    title: str
    language: str
    away: bool
    cell: int | None = None


def _binding(row: Row[Any]) -> Binding:
    return Binding(row.chat, row.thread, row.area, row.title, row.language, row.away_since is not None, row.cell)


async def bound_to(conn: AsyncConnection, chat: int, thread: int | None) -> Binding | None:
    """What the topic is bound to, else what its whole group is."""
    rows = (await conn.execute(_BOUND_TO, {"wanted": chat})).all()
    by_thread = {row.thread: row for row in rows}
    row = by_thread.get(thread) or by_thread.get(None)
    return _binding(row) if row else None


async def bound_itself(conn: AsyncConnection, chat: int, thread: int | None) -> Binding | None:
    """What this very topic (or, for None, the group as a whole) is bound to."""
    row = (await conn.execute(select(bindings).where(_in_thread(chat, thread)))).first()
    return _binding(row) if row else None


async def language_in(conn: AsyncConnection, chat: int, thread: int | None) -> str:
    """What is spoken in a bound chat; "" where nothing was said about it."""
    binding = await bound_to(conn, chat, thread)
    return binding.language if binding else ""


async def in_use(conn: AsyncConnection) -> list[Binding]:
    """Every chat that serves a whole area and from which we were not removed."""
    used = bindings.c.away_since.is_(None) & bindings.c.cell.is_(None)
    return [_binding(row) for row in await conn.execute(select(bindings).where(used).order_by(bindings.c.id))]


async def all_bound_in(conn: AsyncConnection, chat: int) -> list[Binding]:
    rows = await conn.execute(select(bindings).where(bindings.c.chat == chat).order_by(bindings.c.id))
    return [_binding(row) for row in rows]


async def chats_of(conn: AsyncConnection, area_ids: Sequence[int]) -> list[Binding]:
    """The chats bound to any of the areas in which we still are."""
    return [_binding(row) for row in await conn.execute(_CHATS_OF, {"wanted": list(area_ids)})]


async def once_a_chat(conn: AsyncConnection, area_ids: Sequence[int]) -> list[Binding]:
    """Of the chats bound to any of the areas, for each area the one topic (or the group) that `LEADS`."""
    return [_binding(row) for row in await conn.execute(_ONCE_A_CHAT, {"wanted": list(area_ids)})]


async def bindings_by_area(conn: AsyncConnection) -> dict[int, list[Binding]]:
    found: dict[int, list[Binding]] = {}
    for row in await conn.execute(select(bindings).order_by(bindings.c.id)):
        found.setdefault(row.area, []).append(_binding(row))
    return found


async def bind(conn: AsyncConnection, binding: Binding, at: datetime, *, by: int | None) -> None:
    """Binds the chat or topic, in place of whatever it was bound to before."""
    await unbind(conn, binding.chat, binding.thread)
    values = {
        "chat": binding.chat,
        "thread": binding.thread,
        "area": binding.area,
        "cell": binding.cell,
        "title": binding.title[:255],
        "language": binding.language,
        "bound_by": by,
        "bound_at": at,
    }
    await conn.execute(insert(bindings).values(values))


async def unbind(conn: AsyncConnection, chat: int, thread: int | None) -> bool:
    return (await conn.execute(delete(bindings).where(_in_thread(chat, thread)))).rowcount > 0


def _in_thread(chat: int, thread: int | None) -> ColumnElement[bool]:
    return (bindings.c.chat == chat) & bindings.c.thread.is_not_distinct_from(thread)


async def speak(conn: AsyncConnection, chat: int, thread: int | None, language: str) -> None:
    """Sets the language of a bound group, or of the one topic of it that is bound by itself."""
    binding = await bound_to(conn, chat, thread)
    if binding is not None:
        here = _in_thread(chat, binding.thread)
        await conn.execute(update(bindings).where(here).values(language=language))


async def away(conn: AsyncConnection, chat: int, since: datetime | None) -> bool:
    """Notes that we are out of the chat (or back: None); False where that was known or the chat is not bound."""
    differs = bindings.c.away_since.is_(None) if since else bindings.c.away_since.is_not(None)
    changed = await conn.execute(update(bindings).where(bindings.c.chat == chat, differs).values(away_since=since))
    return changed.rowcount > 0


async def moved(conn: AsyncConnection, old: int, new: int) -> None:
    """A group became a supergroup: everything that names the old id names the new one from now on.

    Cards that stood in the old group rest: message numbers begin anew, so they can be edited no more. Those that
    are on their way arrive in the new one.
    """
    here = cards.c.chat == old
    await conn.execute(update(cards).where(here, cards.c.slot.in_(select(slots.c.slot))).values(live=False))
    await conn.execute(update(cards).where(here).values(chat=new))
    for table in (bindings, slots, outbox):
        await conn.execute(update(table).where(table.c.chat == old).values(chat=new))


async def to_general(conn: AsyncConnection, chat: int, thread: int) -> None:
    """A topic is no more: what was bound to it is bound to the whole group, and so are its cards."""
    await conn.execute(update(bindings).where(_in_thread(chat, thread)).values(thread=None))
    await conn.execute(update(cards).where(cards.c.chat == chat, cards.c.thread == thread).values(thread=None))


async def bound_by(conn: AsyncConnection, chat: int) -> str:
    """The name of the admin who bound the chat, "" where nobody is known."""
    query = select(people.c.name).join_from(bindings, people, bindings.c.bound_by == people.c.id)
    return (await conn.execute(query.where(bindings.c.chat == chat).limit(1))).scalar() or ""


@dataclass(frozen=True)
class Standing:
    """What we are in a chat, as its last `my_chat_member` said: a status and the rights that it grants."""

    status: str
    rights: frozenset[str]

    @property
    def inside(self) -> bool:
        return self.status in INSIDE


INSIDE = frozenset({"creator", "administrator", "member", "restricted"})


async def standing_in(conn: AsyncConnection, chat: int) -> Standing | None:
    """None where nothing was said since we keep note."""
    row = (await conn.execute(select(standings).where(standings.c.chat == chat))).first()
    return Standing(row.status, frozenset(row.rights.split())) if row else None


async def note_standing(conn: AsyncConnection, chat: int, standing: Standing, at: datetime) -> None:
    values = {"chat": chat, "status": standing.status, "rights": " ".join(sorted(standing.rights)), "at": at}
    noted = upsert.insert(conn, standings).values(values)
    await conn.execute(noted.on_conflict_do_update(index_elements=[standings.c.chat], set_=values))

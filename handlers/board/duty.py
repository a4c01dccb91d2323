"""/duty: who is on duty here, cell by cell, now and otherwise; leads and admins write it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import hours, posts
from bot.domain.outgoing import Button, Buttons, Outgoing, Send
from bot.domain.people import Area, Role
from bot.domain.posts import NEEDED, Duty, Post, Unclear
from handlers import acting, pressed, refusals
from handlers.board import tasks
from handlers.i18n import Html, N
from handlers.turn import Turn
from storage import areas, audit, cells
from storage import posts as roster
from storage.audit import Deed

WRITERS = frozenset({Role.LEAD, Role.ADMIN})
POSTS: dict[Post, str] = {Post.FULL: N("full-time"), Post.PART: N("part-time"), Post.HELPER: N("helper")}
HOW = N("Write: /duty CELL full NAME 13800000000 Mo-Fr 08:30-18:00 (post: full, part or helper).")
BAD_SHIFT = N("I do not understand the shift “{hours}”. For example: Mo-Fr 08:30-18:00")
NO_CELL = N("There is no cell or community “{code}” that you may write for here.")
SHOWN = 60
A_ROW = 3


async def show(turn: Turn) -> Sequence[Outgoing]:
    """/duty shows the roster; with words after it, it adds somebody, and shows the community's where they are."""
    words = turn.event.arguments
    area = await _add(turn, words) if words else await _area(turn)
    text = await _text(turn, area)
    keys = ((Button(turn.t.plain("✏️ Change"), f"duty:{area.id}"),),)
    return [Send(turn.here, text, buttons=keys, slot=_slot(turn, area))]


async def _area(turn: Turn) -> Area:
    area = await tasks.area_of(turn)
    if area is None:
        raise await refusals.no(turn, N("Please ask in the group of a community."))
    return area


def _slot(turn: Turn, area: Area) -> str:
    return f"duty:{turn.event.chat.id}:{area.id}"


async def change(turn: Turn) -> Sequence[Outgoing]:
    """duty:AREA: how to add somebody, and a button for each who can be taken off."""
    area = await _writable(turn, await pressed.area(turn))
    return [
        *pressed.heard(turn),
        await pressed.edit(turn, _slot(turn, area), await _changing(turn, area), await _off(turn, area)),
    ]


async def _changing(turn: Turn, area: Area) -> Html:
    return Html(f"{await _text(turn, area)}\n\n{turn.t(HOW)}")


async def _off(turn: Turn, area: Area) -> Buttons:
    made = [Button(f"✖ {one.name}", f"offpost:{one.id}") for one in await roster.of_area(turn.conn, area.id)][:SHOWN]
    return tuple(tuple(made[at : at + A_ROW]) for at in range(0, len(made), A_ROW))


async def remove(turn: Turn) -> Sequence[Outgoing]:
    """offpost:N: somebody is on duty no more."""
    found = await roster.get(turn.conn, await pressed.number(turn))
    area = await areas.get(turn.conn, found.area) if found else None
    if found is None or area is None:
        raise await pressed.stale(turn)
    await _writable(turn, area)
    await roster.remove(turn.conn, found.id)
    await _record(turn, area)
    text, buttons = await _changing(turn, area), await _off(turn, area)
    return [*pressed.heard(turn, N("Taken off the roster")), await pressed.edit(turn, _slot(turn, area), text, buttons)]


async def _writable(turn: Turn, area: Area) -> Area:
    """Refuses whoever is neither lead nor admin of the area."""
    if not _writes(turn, area):
        raise await refusals.not_allowed(turn)
    return area


def _writes(turn: Turn, area: Area) -> bool:
    mine = [grant for grant in turn.who.grants if grant.role in WRITERS] if turn.who.active else []
    return any(grant.area is None or grant.area in area.path for grant in mine)


async def _add(turn: Turn, words: str) -> Area:
    """The area whose roster has somebody more."""
    here = await tasks.area_of(turn)
    if here is not None:
        await _writable(turn, here)
    try:
        place, made = posts.read(words)
    except Unclear:
        raise await refusals.no(turn, HOW) from None
    except hours.BadHours as bad:
        raise await refusals.no(turn, BAD_SHIFT, hours=(bad.near or bad.text)[:60]) from None
    area, cell = await _place_of(turn, here, place)
    who = await acting.somebody(turn)
    await roster.add(turn.conn, replace(made, area=area.id, cell=cell), turn.now, by=who.id)
    await _record(turn, area)
    return area


async def _place_of(turn: Turn, here: Area | None, place: str) -> tuple[Area, int | None]:
    """The community, and the cell of that code in it (None where the community itself was named, or nothing).

    Any that whoever asks may write for; in a group only what lies in its area, for all there read the answer.
    """
    if here is not None and (not place or place in (here.name, here.code)):
        return here, None
    cell = await cells.with_code(turn.conn, place)
    known = [await areas.get(turn.conn, cell.area_id)] if cell else await areas.named(turn.conn, place) if place else []
    meant = [area for area in known if area and (cell or place in (area.name, area.code)) and _writes(turn, area)]
    meant = [area for area in meant if turn.event.private or (here and here.id in area.path)]
    if len(meant) != 1:
        raise await (refusals.no(turn, NO_CELL, code=place) if place else refusals.no(turn, HOW))
    return meant[0], cell.id if cell else None


async def _record(turn: Turn, area: Area) -> None:
    who = await acting.somebody(turn)
    await audit.record(turn.conn, Deed.DUTY, f"area:{area.id}", by=who.id, at=turn.now)


async def _text(turn: Turn, area: Area) -> Html:
    listed = await roster.of_area(turn.conn, area.id)
    head = turn.t("👮 <b>{area}</b>: on duty", area=area.name)
    if not listed:
        return Html(f"{head}\n{turn.t('Nobody is on the roster yet.')}")
    codes = {cell.id: cell.code for cell in await cells.several(turn.conn, [one.cell for one in listed])}
    by_place: dict[int | None, list[Duty]] = {}
    for one in listed[:SHOWN]:
        by_place.setdefault(one.cell, []).append(one)
    places = [_place(turn, codes.get(cell or 0, area.name), there) for cell, there in by_place.items()]
    return Html("\n".join([head, *places]))


def _place(turn: Turn, name: str, there: Sequence[Duty]) -> Html:
    missing = [_lacks(turn, post, needed, there) for post, needed in NEEDED.items()]
    head = turn.t("<b>{place}</b>", place=name)
    lacking = [one for one in missing if one]
    first = Html(" · ".join([head, *lacking]))
    return Html("\n".join([first, *(_line(turn, one) for one in there)]))


def _lacks(turn: Turn, post: Post, needed: int, there: Sequence[Duty]) -> Html:
    count = needed - sum(one.post is post for one in there)
    if count <= 0:
        return Html("")
    return turn.t("{count} {post} missing", count=count, post=turn.t.plain(POSTS[post]))


def _line(turn: Turn, one: Duty) -> Html:
    """Who is there now stands out."""
    calendar = hours.Calendar(turn.house.zone)
    now = hours.at(hours.parse(one.hours or "24/7"), turn.now, calendar).state is hours.State.OPEN
    sign, post = "🟢" if now else "⚪", turn.t.plain(POSTS[one.post])
    line = turn.t("{sign} {name} ({post})", sign=sign, name=one.name, post=post)
    return Html(" · ".join(part for part in (line, turn.t("{words}", words=one.phone), _shift(turn, one)) if part))


def _shift(turn: Turn, one: Duty) -> Html:
    return turn.t("{words}", words=" · ".join(hours.worded(one.hours, turn.t.language))) if one.hours else Html("")

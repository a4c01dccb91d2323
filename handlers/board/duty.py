"""/duty: who is on duty here or in an area that one names, cell by cell; leads and admins write it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain import hours, posts
from bot.domain.outgoing import Button, Buttons, Outgoing
from bot.domain.people import Area, Role
from bot.domain.posts import Unclear
from handlers import acting, area_choice, pressed, refusals
from handlers.board import rosters, tasks
from handlers.figures import scope as scopes
from handlers.figures.scope import Scope
from handlers.i18n import Html, N
from handlers.turn import Refused, Turn
from storage import areas, audit, cells
from storage import posts as roster
from storage.audit import Deed

WRITERS = frozenset({Role.LEAD, Role.ADMIN})
HOW = N("Write: /duty CELL full NAME 13800000000 Mo-Fr 08:30-18:00 (post: full, part or helper).")
BAD_SHIFT = N("I do not understand the shift “{hours}”. For example: Mo-Fr 08:30-18:00")
NO_AREA = N(
    "I know no area “{name}” here whose roster you may see. To add somebody, write: "
    "/duty CELL full NAME 13800000000 Mo-Fr 08:30-18:00 (post: full, part or helper)."
)
NO_CELL = N("There is no cell or community “{code}” that you may write for here.")
A_ROW = 3


async def show(turn: Turn) -> Sequence[Outgoing]:
    """/duty shows the rosters of where one is, /duty AREA another's; with a post and a name it adds somebody."""
    words, scope = turn.event.arguments.strip(), await scopes.seen(turn)
    if posts.adds(words):
        return [await rosters.of(turn, await _add(turn, words))]
    return [await rosters.seen(turn, await _named(turn, scope, words) if words else scope)]


async def _named(turn: Turn, scope: Scope, words: str) -> Scope:
    """The one area of the scope that the words name, as its code, its name or the code of a cell of it."""
    cell = await cells.with_code(turn.conn, words)
    if cell is not None and (scope.areas is None or cell.area_id in scope.areas):
        return await scopes.seen(turn, cell.area_id)
    found = await areas.named(turn.conn, words, among=scope.areas)
    if len(found) > 1:
        raise await area_choice.several(turn, found)
    if not found:
        raise await _unknown(turn, words)
    return await scopes.seen(turn, found[0].id)


async def _unknown(turn: Turn, words: str) -> Refused:
    """Who may write learns how; nobody learns which areas there are elsewhere."""
    if not turn.who.roles & WRITERS:
        return await refusals.not_allowed(turn)
    return await refusals.no(turn, NO_AREA, name=words[:60])


async def change(turn: Turn) -> Sequence[Outgoing]:
    """duty:AREA: how to add somebody, and a button for each who can be taken off."""
    area = await _writable(turn, await pressed.area(turn))
    return [
        *pressed.heard(turn),
        await pressed.edit(turn, rosters.slot(turn, area), await _changing(turn, area), await _off(turn, area)),
    ]


async def _changing(turn: Turn, area: Area) -> Html:
    return Html(f"{await rosters.text(turn, area)}\n\n{turn.t(HOW)}")


async def _off(turn: Turn, area: Area) -> Buttons:
    made = [Button(f"✖ {one.name}", f"offpost:{one.id}") for one in await roster.of_area(turn.conn, area.id)][
        : rosters.SHOWN
    ]
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
    return [
        *pressed.heard(turn, N("Taken off the roster")),
        await pressed.edit(turn, rosters.slot(turn, area), text, buttons),
    ]


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

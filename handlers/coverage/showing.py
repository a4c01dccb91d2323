"""/coverage: the 15-minute circle as a table, a map and a file."""

import asyncio
import io
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.domain import coverage
from bot.domain.coverage import Reach, Share, percent
from bot.domain.maps import frames
from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send, SendFile
from bot.domain.people import Area, Level
from bot.domain.pictures import CellMap, Spot
from bot.domain.sheets.write import OPENERS, Format
from handlers import acting, area_choice, export_files, pressed
from handlers.coverage.measuring import Measured, Picture, measured
from handlers.i18n import Html, N
from handlers.turn import Turn
from storage import areas, audit, stations
from storage.audit import Deed

A_PAGE = 20
MOST_SHAPES = 200
"""Cells that a map shows one by one; more of them are one shape for each answer, or nothing could be told apart."""
DECIMALS = 5
LEGEND = (
    (Reach.ALWAYS, N("a station round the clock")),
    (Reach.BY_DAY, N("by day only")),
    (Reach.BARE, N("none near enough")),
    ("dot", N("station")),
)
COLUMNS = (
    *("code", "name", "district", "street", "community", "reach"),
    *("nearest_station", "metres", "minutes", "nearest_24h_station", "metres_24h", "minutes_24h"),
)
Show = Callable[[Turn, Picture, int], Awaitable[Sequence[Outgoing]]]


async def show(turn: Turn) -> Sequence[Outgoing]:
    """/coverage [area]: the table."""
    text = turn.event.arguments
    area = await area_choice.one(turn, text) if text else None
    return [await _sent(turn, await measured(turn, area))]


async def press(turn: Turn) -> Sequence[Outgoing]:
    """coverage, or coverage:WHAT:AREA:PAGE with area 0 for everywhere."""
    if not acting.argument(turn):
        return [*pressed.heard(turn), await _sent(turn, await measured(turn, None))]
    wanted = SHOWS.get(acting.argument(turn))
    number, page = await pressed.number(turn, 2), await pressed.number(turn, 3)
    area = await areas.get(turn.conn, number) if number else None
    if wanted is None or (number and area is None):
        raise await pressed.stale(turn)
    return [*pressed.heard(turn), *await wanted(turn, await measured(turn, area), page)]


async def _sent(turn: Turn, seen: Picture) -> Send:
    text, buttons = _table(turn, seen, 0)
    return Send(turn.here, text, buttons=buttons, slot=_slot(turn, seen))


async def _page(turn: Turn, seen: Picture, page: int) -> Sequence[Outgoing]:
    text, buttons = _table(turn, seen, page)
    return [Edit(turn.here, _slot(turn, seen), text, buttons)]


def _slot(turn: Turn, seen: Picture) -> str:
    return f"coverage:{turn.event.chat.id}:{_number(seen)}"


def _number(seen: Picture) -> int:
    return seen.area.id if seen.area else 0


def _table(turn: Turn, seen: Picture, page: int) -> tuple[Html, Buttons]:
    """A line an area; those of the page, or of the last one there is."""
    every = seen.shares
    if not every:
        return turn.t("No areas yet. They come with the cells: python -m bot import cells FILE"), ()
    page = min(page, (len(every) - 1) // A_PAGE)
    shown = every[page * A_PAGE : (page + 1) * A_PAGE]
    top = min(len(share.area.path) for share in every)
    lines = [Html(f"{'  ' * (len(share.area.path) - top)}{_line(turn, share)}") for share in shown]
    text = Html("\n".join([_headline(turn), "", *lines]))
    return text, _buttons(turn, seen, page, more=len(every) > (page + 1) * A_PAGE)


def _headline(turn: Turn) -> Html:
    rules = turn.house.policy.stations
    return turn.t(
        "🚶 <b>{minutes}-minute circle</b>: how many cells have a station within {minutes} minutes on foot "
        "({metres} m as the crow flies, the way being {detour} times as long). "
        "First by any station, then by those that never close.",
        minutes=rules.walk_minutes,
        metres=round(coverage.radius(rules)),
        detour=f"{rules.walk_detour:g}",
    )


def _line(turn: Turn, share: Share) -> Html:
    name = (
        Html(turn.t("<b>{name}</b>", name=share.area.name))
        if share.area.level is not Level.COMMUNITY
        else share.area.name
    )
    near, always = percent(share.near, share.cells), percent(share.always, share.cells)
    cells = turn.t.n("{count} cell", "{count} cells", share.cells)
    return turn.t("{name}: {near} % · {always} % of {cells}", name=name, near=near, always=always, cells=cells)


def _buttons(turn: Turn, seen: Picture, page: int, *, more: bool) -> Buttons:
    t, area = turn.t, _number(seen)
    back = [Button(t.plain("‹ Back"), f"coverage:page:{area}:{page - 1}")] if page else []
    on = [Button(t.plain("Next ›"), f"coverage:page:{area}:{page + 1}")] if more else []
    drawn = Button(t.plain("🗺 Map"), f"coverage:map:{area}:0")
    file = Button(t.plain("📄 Excel, a row a cell"), f"coverage:xlsx:{area}:0")
    return ((drawn, file), (*back, *on)) if back or on else ((drawn, file),)


async def _map(turn: Turn, seen: Picture, _: int) -> Sequence[Outgoing]:
    if not seen.cells:
        raise await pressed.stale(turn)
    picture = await _drawn(turn, seen)
    return [Send(turn.here, _line(turn, seen.shares[0]), picture=picture)]


async def _drawn(turn: Turn, seen: Picture) -> CellMap:
    """The cells, and every station around them; those that serve one of them are in view, however far outside."""
    from bot.domain.maps import outlines

    serving = {one.nearest.station for one in seen.cells if one.reach is not Reach.BARE}
    points = [station.point for station in await stations.several(turn.conn, sorted(serving))]
    corners = outlines.corners(seen.index, [one.position for one in seen.cells])
    view = frames.of_cells([*corners, *((point.lat, point.lon) for point in points)])
    fills = {one.position: (str(one.reach), one.cell.name) for one in seen.cells}
    shapes = await asyncio.to_thread(outlines.filled, fills, seen.index, view, most=MOST_SHAPES)
    near = await stations.within(turn.conn, view.box())
    spots = tuple(Spot(round(one.point.lat, DECIMALS), round(one.point.lon, DECIMALS)) for one in near)
    legend = tuple((str(fill), turn.t.plain(words)) for fill, words in LEGEND)
    return CellMap(shapes, spots, _title(turn, seen), legend)


def _title(turn: Turn, seen: Picture) -> str:
    minutes = turn.house.policy.stations.walk_minutes
    name = seen.shares[0].area.name
    return turn.t.plain("{minutes}-minute circle: {name}", minutes=minutes, name=name)


async def _file(turn: Turn, seen: Picture, _: int) -> Sequence[Outgoing]:
    """A row a cell: what is near it, and how long the way is."""
    ids = {name for one in seen.cells for name in (one.nearest.station, one.always.station)}
    names = {station.id: station.name for station in await stations.several(turn.conn, sorted(ids))}
    above = {area.id: area for area in seen.tree}
    out = io.BytesIO()
    with OPENERS[Format.XLSX](out, COLUMNS) as add:
        add([_row(turn, one, names, above) for one in seen.cells])
    sha256 = await export_files.keep(turn, Format.XLSX, out.getvalue())
    who = await acting.somebody(turn)
    await audit.record(turn.conn, Deed.EXPORT, "coverage.xlsx", by=who.id, at=turn.now)
    name = f"coverage-{turn.now.astimezone(turn.house.zone):%Y-%m-%d}.xlsx"
    text = turn.t.n("{count} row", "{count} rows", len(seen.cells))
    return [SendFile(turn.here, sha256, "document", name=name, text=text)]


def _row(turn: Turn, one: Measured, names: Mapping[int, str], above: Mapping[int, Area]) -> list[str | int | None]:
    path = above[one.cell.area_id].path
    levels = {above[part].level: above[part].name for part in path}
    rules = turn.house.policy.stations
    ways: list[str | int | None] = []
    for nearest in (one.nearest, one.always):
        there = math.isfinite(nearest.metres)
        ways.append(names.get(nearest.station, ""))
        ways += [round(nearest.metres), coverage.minutes(rules, nearest.metres)] if there else [None, None]
    return [one.cell.code, one.cell.name, *(levels.get(level, "") for level in Level), str(one.reach), *ways]


SHOWS: Mapping[str, Show] = {"page": _page, "map": _map, "xlsx": _file}

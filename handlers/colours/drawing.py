"""/map: the cells of an area in red, yellow and green, each with its letter, and what is undecided as dots."""

import asyncio
from collections.abc import Sequence

from bot.domain.colours import Colour
from bot.domain.maps import frames
from bot.domain.outgoing import Outgoing, Send
from bot.domain.people import Area
from bot.domain.pictures import CellMap, Spot
from handlers import refusals
from handlers.board import tasks
from handlers.colours import words
from handlers.i18n import Html, N
from handlers.turn import Turn
from storage import areas, cells, tickets, worklist
from storage import colours as rows
from storage.colours import Shade
from storage.worklist import Wish

LISTED, DOTS, NAMED = 8, 300, 25
MOST_SHAPES, MOST_CELLS = 200, 20_000
DECIMALS = 5


async def show(turn: Turn) -> Sequence[Outgoing]:
    """/map in a group, or for whoever works somewhere in private."""
    area = await tasks.area_of(turn)
    ids = await rows.below(turn.conn, area.path) if area else [one.id for one in await areas.tree(turn.conn)]
    picture, count = await _drawn(turn, area, frozenset(ids))
    if not count:
        raise await refusals.no(turn, N("There are no cells here yet."))
    return [Send(turn.here, await _text(turn, area, ids, count), picture=picture)]


async def _text(turn: Turn, area: Area | None, ids: Sequence[int], count: int) -> Html:
    """The worst cells with their reasons, and how many there are of each colour."""
    bad = await rows.in_areas(turn.conn, ids)
    red = sum(shade.colour is Colour.RED for shade in bad)
    head = turn.t(
        "🗺 <b>{area}</b>: 🟥 {red} · 🟨 {yellow} · 🟩 {green}",
        area=area.name if area else turn.t.plain("everywhere"),
        red=red,
        yellow=len(bad) - red,
        green=count - len(bad),
    )
    codes = {cell.id: cell.code for cell in await cells.several(turn.conn, [shade.cell for shade in bad[:LISTED]])}
    lines = [words.line(turn.t, codes.get(shade.cell, "?"), shade) for shade in bad[:LISTED]]
    more = len(bad) - len(lines)
    rest = [turn.t.n("… and {count} cell more", "… and {count} cells more", more)] if more > 0 else []
    return Html("\n".join([head, *lines, *rest]))


async def _drawn(turn: Turn, area: Area | None, ids: frozenset[int]) -> tuple[CellMap, int]:
    """The picture, and how many cells it shows."""
    from bot.domain.maps import outlines

    index = await turn.house.atlas.index(turn.conn)
    chosen = {place: cell for place, cell in enumerate(index.cells) if cell.area_id in ids}
    if not chosen or len(chosen) > MOST_CELLS:
        return CellMap(()), 0
    shades = await rows.shades(turn.conn, [cell.id for cell in chosen.values()])
    labels = _labels([cell.code for cell in chosen.values()])
    fills = {place: _fill(turn, shades.get(cell.id), labels[cell.code]) for place, cell in chosen.items()}
    view = frames.of_cells(outlines.corners(index, list(chosen)))
    shapes = await asyncio.to_thread(outlines.filled, fills, index, view, most=MOST_SHAPES)
    title = turn.t.plain("How the cells are doing: {area}", area=area.name if area else turn.t.plain("everywhere"))
    return CellMap(shapes, await _spots(turn, area), title, _legend(turn)), len(chosen)


def _labels(codes: Sequence[str]) -> dict[str, str]:
    """By code, how a map names each cell: the end of the code, as much of it as tells all of them apart."""
    parts = {code: code.split("-") for code in codes}
    for length in range(1, max(map(len, parts.values()))):
        ends = {code: "-".join(each[-length:]) for code, each in parts.items()}
        if len(set(ends.values())) == len(ends):
            return ends
    return {code: code for code in codes}


def _fill(turn: Turn, shade: Shade | None, label: str) -> tuple[str, str]:
    """The colour, and a label with the cell's number and the colour's letter."""
    colour = shade.colour if shade else Colour.GREEN
    return str(colour), f"{label} {turn.t.plain(words.LETTERS[colour])}"


async def _spots(turn: Turn, area: Area | None) -> tuple[Spot, ...]:
    """Undecided tickets; the most pressing with their numbers."""
    numbers = await worklist.numbers(turn.conn, area, Wish(), limit=DOTS)
    listed = await tickets.several(turn.conn, numbers)
    return tuple(
        Spot(round(one.lat, DECIMALS), round(one.lon, DECIMALS), label=f"#{one.id}" if place < NAMED else "")
        for place, one in enumerate(listed)
    )


def _legend(turn: Turn) -> tuple[tuple[str, str], ...]:
    t = turn.t
    fills = ((str(one), _named(t.plain(words.LETTERS[one]), t.plain(words.NAMES[one]))) for one in reversed(Colour))
    return (*fills, ("dot", t.plain("undecided ticket")))


def _named(letter: str, name: str) -> str:
    """The letter and what it means, once where the name begins with it."""
    return name if name.startswith(letter) else f"{letter} {name}"

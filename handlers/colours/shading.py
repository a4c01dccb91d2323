"""Colours follow what happens: at once where a ticket changes, every hour where only time passes."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import colours
from bot.domain.cells import Cell
from bot.domain.colours import Colour, Seen, Tally
from bot.domain.outgoing import Address, Outgoing, Send
from bot.domain.people import Person
from handlers.colours import words
from handlers.i18n import Html
from handlers.turn import House
from storage import areas, cells, cursors, people
from storage import colours as rows
from storage.colours import Shade

HOUR = 3600


async def due(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """Cells whose tickets have changed, and once an hour every cell that may have become better or worse by itself."""
    wanted = await rows.touched(conn)
    if await cursors.reaches(conn, "colours:hour", int(now.timestamp() // HOUR)):
        wanted |= await rows.worth_a_look(conn)
    return await recomputed(conn, house, now, wanted) if wanted else ()


async def recomputed(conn: AsyncConnection, house: House, now: datetime, wanted: Iterable[int]) -> list[Outgoing]:
    """The colours of these cells as they are now; whoever leads a cell that has become red is told why."""
    rules = house.policy.colours
    since = now - timedelta(days=rules.repeat_days)
    tickets = await rows.seen(conn, wanted, since, metres=rules.repeat_metres)
    before = await rows.shades(conn, tickets)
    red: list[Shade] = []
    for cell, listed in tickets.items():
        made = _shade(house, (cell, listed), before.get(cell), now)
        if made != before.get(cell):
            await rows.put(conn, made, now)
        red += [made] if made.colour is Colour.RED and made.since == now else []
    return [one for shade in red for one in await _told(conn, house, shade)]


def _shade(house: House, found: tuple[int, list[Seen]], before: Shade | None, now: datetime) -> Shade:
    """`since` stays while the colour does."""
    (cell, listed), rules = found, house.policy.colours
    was = before or Shade(cell, Colour.GREEN, 0, Tally(), now)
    counted = colours.tally(rules, listed, now)
    number = colours.points(rules, counted)
    colour = colours.colour(rules, number, was.colour)
    return Shade(cell, colour, number, counted, was.since if colour is was.colour else now)


async def _told(conn: AsyncConnection, house: House, shade: Shade) -> list[Outgoing]:
    """One sentence to the leads of the cell's area, or to the admins where nobody leads it."""
    cell = await cells.get(conn, shade.cell)
    if cell is None:
        return []
    leads = await people.leads(conn, await areas.path(conn, cell.area_id))
    admins = (await people.by_telegram(conn, house.admins)).values()
    return [_sentence(house, shade, cell, person) for person in (leads or admins) if person.telegram]


def _sentence(house: House, shade: Shade, cell: Cell, person: Person) -> Send:
    t = house.languages.to(person.language)
    text = t(
        "🟥 Cell <b>{cell}</b> has turned red: {reasons}. /map shows where.",
        cell=cell.code,
        reasons=Html(words.reasons(t, shade.tally)),
    )
    return Send(Address(person.telegram or 0), text)

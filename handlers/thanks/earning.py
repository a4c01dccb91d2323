"""Points for what history and the stations' doors tell: read row by row, so no verb can forget to give them."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.place import Source
from bot.domain.thanks import Reason, first_of_month, next_month
from bot.domain.ticket import Kind, Ticket, Verb
from handlers.turn import House
from storage import earnings, people, points, tickets
from storage.earnings import Line, Visit
from storage.points import Entry

PORTION = 60  # lines a knock, some 5 ms each: nobody waits longer for the database
SENT = (Source.LOCATION, Source.LIVE, Source.EXIF)


async def earn(conn: AsyncConnection, house: House, entry: Entry) -> int | None:
    """Books an entry within the day's cap; the points booked, None where its key was booked before."""
    return await points.earn(conn, entry, cap=house.policy.points.daily_cap)


async def credit(conn: AsyncConnection, house: House) -> bool:
    """Books what is new; False where there may be more than one knock does."""
    lines, visits = await earnings.new_lines(conn, PORTION), await earnings.new_visits(conn, PORTION)
    for line in lines:
        await _heard(conn, house, line)
    for visit in visits:
        await came(conn, house, visit)
    return len(lines) < PORTION and len(visits) < PORTION


async def _heard(conn: AsyncConnection, house: House, line: Line) -> None:
    """A report that was taken earns; one that came to nothing loses what it has earned, for all who did.

    Merged into another it has not: who seconded it keeps that.
    """
    ticket = await tickets.get(conn, line.ticket)
    if line.verb is Verb.ACKNOWLEDGE:
        await _accepted(conn, house, ticket, line)
        return
    if not _undoes(house, line):
        return
    only = ticket.reporter if line.verb is Verb.MERGE else None
    await points.undo(conn, ticket.id, line.at, line.at.astimezone(house.zone).date(), person=only)


def _undoes(house: House, line: Line) -> bool:
    """Whether it takes points back: a rejection for a reason that leaves the report honest does not."""
    kept = [one for one in house.policy.reject_reasons if one.key in house.policy.points.honest_reasons]
    return line.verb is not Verb.REJECT or line.why not in {word for one in kept for word in (one.zh, one.en)}


async def _accepted(conn: AsyncConnection, house: House, ticket: Ticket, line: Line) -> None:
    """Once for each time that it was reported or reopened and then taken; never for what one takes oneself."""
    reporter = await people.get(conn, ticket.reporter)
    if ticket.kind is not Kind.HAZARD or line.by == reporter.id or not reporter.active:
        return
    rules, day = house.policy.points, line.at.astimezone(house.zone).date()
    undone = [one for one in await earnings.ends_before(conn, line) if _undoes(house, one)]
    key = f"{ticket.id}:{len(undone)}"
    entry = Entry(reporter.id, Reason.ACCEPTED, rules.accepted, f"accepted:{key}", line.at, day)
    entry = replace(entry, ticket=ticket.id, area=ticket.area)
    if await earn(conn, house, entry) is None:
        return
    if ticket.place_source in SENT and await earnings.has_large_photo(conn, ticket.id, rules.photo_pixels):
        await earn(conn, house, replace(entry, reason=Reason.PHOTO, amount=rules.good_photo, key=f"photo:{key}"))
    await _first(conn, house, entry)


async def _first(conn: AsyncConnection, house: House, entry: Entry) -> None:
    """The first of the month: again where what it was given for came to nothing."""
    month = first_of_month(entry.day)
    given, undone = await points.firsts(conn, entry.person, month, next_month(month))
    if given == undone:
        key, amount = f"first:{entry.person}:{month:%Y-%m}:{undone}", house.policy.points.first_in_month
        await earn(conn, house, replace(entry, reason=Reason.FIRST, amount=amount, key=key))


async def came(conn: AsyncConnection, house: House, visit: Visit) -> None:
    """A check-in earns once, as soon as a place has shown that its courier was there."""
    if not visit.proven:
        return
    amount, key = house.policy.points.check_in, f"checkin:{visit.id}"
    entry = Entry(visit.person, Reason.CHECK_IN, amount, key, visit.at, visit.day, station=visit.station)
    if (await people.get(conn, visit.person)).active:
        await earn(conn, house, replace(entry, area=visit.area))

"""Points for what history and the stations' doors tell: read row by row, so no verb can forget to give them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.place import Source
from bot.domain.thanks import Reason, first_of_month, next_month
from bot.domain.ticket import Kind, Ticket, Verb
from handlers.turn import House
from storage import earnings, honours, people, points, tickets
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
    """A report that was taken earns; one that came to nothing loses what it has earned."""
    ticket = await tickets.get(conn, line.ticket)
    if line.verb is Verb.ACKNOWLEDGE:
        await _accepted(conn, house, ticket, line)
        await _again(conn, house, ticket, line)
    elif line.verb is Verb.MERGE:
        await _merged(conn, house, ticket, line)
    elif _undoes(house, line):
        await _undo(conn, house, await _lost(conn, ticket, line), line.at)


async def _lost(conn: AsyncConnection, ticket: Ticket, line: Line) -> list[Entry]:
    """What all have earned by it. What is untrue is so for whoever reported it too and was merged into it; what one
    withdraws, another's own report is not.
    """
    joined = await earnings.joined(conn, ticket.id) if line.verb is Verb.REJECT else []
    return [one for number in (ticket.id, *joined) for one in await points.standing(conn, number)]


async def _merged(conn: AsyncConnection, house: House, ticket: Ticket, line: Line) -> None:
    """Who reported the same before gives back what the repetition earned; who has not keeps that, and has nothing for
    seconding the other as well. Who seconded it keeps that.
    """
    own = await points.standing(conn, ticket.id, person=ticket.reporter)
    target = ticket.merged_into
    if target is None or await earnings.came_by(conn, target, ticket.reporter) != ticket.id:
        await _undo(conn, house, own, line.at)
    elif own:
        seconded = await points.standing(conn, target, person=ticket.reporter)
        await _undo(conn, house, [one for one in seconded if one.reason is Reason.SECOND], line.at)


def _undoes(house: House, line: Line) -> bool:
    """Whether it takes points back: a rejection for a reason that leaves the report honest does not."""
    kept = [one for one in house.policy.reject_reasons if one.key in house.policy.points.honest_reasons]
    return line.verb is not Verb.REJECT or line.why not in {word for one in kept for word in (one.zh, one.en)}


async def _undo(conn: AsyncConnection, house: House, earned: Sequence[Entry], at: datetime) -> None:
    """Takes it back; the bonus for the first report of a month goes on to the next that is left of it."""
    gone = [(one, await _counts_on(conn, house, one, at)) for one in earned]
    for one, day in gone:
        await points.undo(conn, one, at, day)
    for one, day in gone:
        if one.reason is Reason.FIRST:
            await _inherited(conn, one, (at, day))


async def _inherited(conn: AsyncConnection, bonus: Entry, when: tuple[datetime, date]) -> None:
    """The cap of its day has counted the bonus before: it is not cut again."""
    month, (at, day) = date.fromisoformat(bonus.key.split(":")[2] + "-01"), when
    left = await points.accepted(conn, bonus.person, month, next_month(month))
    key = await _key_of_first(conn, bonus, month)
    if left and key:
        heir = replace(left[0], reason=Reason.FIRST, amount=bonus.amount, at=at, day=day, words=bonus.words)
        await points.earn(conn, replace(heir, key=key), cap=None)


async def _counts_on(conn: AsyncConnection, house: House, one: Entry, at: datetime) -> date:
    """The day on which it is taken back: in the month that earned it until the honours of that one are told."""
    today, month = at.astimezone(house.zone).date(), first_of_month(one.day)
    told = [await honours.given(conn, month, area) for area in (one.area or honours.EVERY, honours.EVERY)]
    return today if any(told) or month == first_of_month(today) else one.day


async def _accepted(conn: AsyncConnection, house: House, ticket: Ticket, line: Line) -> None:
    """Once for each time that it was reported or reopened and then taken; never for what one takes oneself."""
    reporter = await people.get(conn, ticket.reporter)
    if ticket.kind is not Kind.HAZARD or line.by == reporter.id or not reporter.active:
        return
    rules, day = house.policy.points, line.at.astimezone(house.zone).date()
    key = f"{ticket.id}:{len(await _ends(conn, house, line))}"
    entry = Entry(reporter.id, Reason.ACCEPTED, rules.accepted, f"accepted:{key}", line.at, day)
    entry = replace(entry, ticket=ticket.id, area=ticket.area)
    if await earn(conn, house, entry) is None:
        return
    if ticket.place_source in SENT and await earnings.has_large_photo(conn, ticket.id, rules.photo_pixels):
        await earn(conn, house, replace(entry, reason=Reason.PHOTO, amount=rules.good_photo, key=f"photo:{key}"))
    await _first(conn, house, entry, first_of_month(day))


async def _ends(conn: AsyncConnection, house: House, line: Line) -> list[Line]:
    """How the report had come to nothing before the line."""
    return [one for one in await earnings.ends_before(conn, line) if _undoes(house, one)]


async def _again(conn: AsyncConnection, house: House, ticket: Ticket, line: Line) -> None:
    """What others lost when it came to nothing they have again, like its reporter."""
    ends = {one.at for one in await _ends(conn, house, line)}
    lost = await points.undone(conn, [ticket.id, *await earnings.joined(conn, ticket.id)], ends) if ends else []
    for one in lost:
        if one.person == ticket.reporter or one.reason is Reason.FIRST:
            continue
        day = line.at.astimezone(house.zone).date()
        entry = replace(one, amount=one.worth, key=f"again:{one.id}", at=line.at, day=day, words="")
        active = (await people.get(conn, one.person)).active
        if active and await earn(conn, house, entry) is not None and one.reason is Reason.ACCEPTED:
            await _first(conn, house, entry, first_of_month(day))


async def _first(conn: AsyncConnection, house: House, entry: Entry, month: date) -> None:
    """The bonus for the first of the month, with the report of the entry: again where the last one was taken back."""
    key = await _key_of_first(conn, entry, month)
    if key:
        amount = house.policy.points.first_in_month
        await earn(conn, house, replace(entry, reason=Reason.FIRST, amount=amount, key=key, words=""))


async def _key_of_first(conn: AsyncConnection, entry: Entry, month: date) -> str:
    """Of the bonus that may be given for the month now; "" where one stands."""
    begins = f"first:{entry.person}:{month:%Y-%m}:"
    given, undone = await points.firsts(conn, entry.person, begins)
    return f"{begins}{undone}" if given == undone else ""


async def came(conn: AsyncConnection, house: House, visit: Visit) -> None:
    """A check-in earns once, as soon as a place has shown that its courier was there."""
    if not visit.proven:
        return
    amount, key = house.policy.points.check_in, f"checkin:{visit.id}"
    entry = Entry(visit.person, Reason.CHECK_IN, amount, key, visit.at, visit.day, station=visit.station)
    if (await people.get(conn, visit.person)).active:
        await earn(conn, house, replace(entry, area=visit.area))

"""Due: whoever has put their name down hears it an hour before, once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import clocks
from bot.domain.outgoing import Address, Button, Outgoing, Send
from bot.domain.people import Person
from bot.domain.stations import Station
from bot.domain.ticket import Severity
from handlers import submitting
from handlers.i18n import Translator
from handlers.stations import face, occasions
from handlers.turn import House
from storage import activities, people, stations
from storage.activities import Occasion


async def remind(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """Everybody of every activity that begins soon; what has begun meanwhile needs no reminder any more."""
    today = now.astimezone(house.zone).date()
    soon = timedelta(minutes=house.policy.visits.remind_minutes)
    waiting: dict[tuple[int, int], tuple[Occasion, list[int]]] = {}
    for activity, day, person in await activities.to_remind(conn, [today, today + timedelta(days=1)]):
        occasion = Occasion(activity, day)
        if now < occasions.begins(occasion, house) <= now + soon:
            waiting.setdefault((activity.id, day.toordinal()), (occasion, []))[1].append(person)
    said: list[Outgoing] = []
    for occasion, names in waiting.values():
        await activities.reminded(conn, occasion.activity.id, occasion.day, now)
        said += await _to_everybody(conn, house, now, (occasion, names))
    return said


async def _to_everybody(
    conn: AsyncConnection, house: House, now: datetime, due: tuple[Occasion, Sequence[int]]
) -> list[Outgoing]:
    occasion, names = due
    station = await stations.get(conn, occasion.activity.station)
    if station is None or not station.active:
        return []
    silent = not clocks.rings(house.policy, Severity.NORMAL, now, house.zone)
    said: list[Outgoing] = []
    for person in await people.several(conn, names):
        to = _reachable(person)
        if to is not None:
            t = house.languages.to(person.language)
            said.append(_reminder(t, to, (occasion, station), silent=silent))
    return said


def _reachable(person: Person) -> Address | None:
    return submitting.private_chat(person) if person.active else None


def _reminder(t: Translator, to: Address, about: tuple[Occasion, Station], *, silent: bool) -> Send:
    """When, what, where, and the ways there."""
    occasion, station = about
    activity = occasion.activity
    text = t(
        "⏰ At {time}: <b>{title}</b>, {station} {address}",
        time=occasions.clock(activity.start),
        title=activity.title,
        station=station.name,
        address=station.address,
    )
    leave = Button(t.plain("❌ I cannot come"), f"leave:{occasions.data(occasion)}:0")
    return Send(to, text, buttons=(*face.ways(t, station.point)[:1], (leave,)), silent=silent)

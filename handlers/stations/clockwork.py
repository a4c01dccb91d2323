"""What is due at stations by the clock."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import clocks
from bot.domain.incoming import Chat, ChatKind, Event
from bot.domain.outgoing import Outgoing, Send
from bot.domain.people import Person
from bot.domain.stations import Station
from handlers.i18n import Html
from handlers.stations import keeping, panel, questions
from handlers.turn import House, Turn
from storage import confirming, stations
from storage import questions as question_rows
from storage.questions import Outcome


def nobody(conn: AsyncConnection, house: House, now: datetime) -> Turn:
    """A turn that nobody began."""
    event = Event(update_id=0, at=now, sender=None, chat=Chat(0, ChatKind.PRIVATE))
    return Turn(conn, now, Person(0, None, ""), house.languages.to(house.language), event, house)


async def ask_keepers(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """By day, once a week: is the page of each kept station still right? Goes on until somebody can be asked."""
    if clocks.is_quiet(house.policy, now, house.zone):
        return ()
    turn, since = nobody(conn, house, now), now - timedelta(days=house.policy.stations.confirm_days)
    while due := await confirming.to_ask(conn, since):
        await confirming.asked(conn, [station.id for station in due], now)
        if said := [one for station in due for one in await _ask(turn, station)]:
            return said
    return ()


async def _ask(turn: Turn, station: Station) -> list[Outgoing]:
    said: list[Outgoing] = []
    for person, to in await keeping.reachable(turn, await stations.keepers_of(turn.conn, station.id)):
        theirs = replace(turn, t=turn.to(person.language))
        head, text = theirs.t("🔔 Is all of this still right?"), await panel.text(theirs, station)
        slot, buttons = panel.asked_slot(station.id, to.chat), panel.asking(theirs, station)
        said.append(Send(to, Html(f"{head}\n{text}"), buttons=buttons, slot=slot))
    return said


async def end_questions(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """Questions of which no word counts any more: their buttons go, for all of them at once."""
    turn, said = nobody(conn, house, now), list[Outgoing]()
    for question in await question_rows.overtaken(conn, now):
        station = await stations.get(conn, question.station)
        said += await questions.ended(turn, question, station, Outcome.EXPIRED) if station else []
    return said

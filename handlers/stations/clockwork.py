"""What is due at stations by the clock."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.incoming import Chat, ChatKind, Event
from bot.domain.outgoing import Outgoing
from bot.domain.people import Person
from handlers.stations import questions
from handlers.turn import House, Turn
from storage import questions as question_rows
from storage import stations
from storage.questions import Outcome


def nobody(conn: AsyncConnection, house: House, now: datetime) -> Turn:
    """A turn that nobody began."""
    event = Event(update_id=0, at=now, sender=None, chat=Chat(0, ChatKind.PRIVATE))
    return Turn(conn, now, Person(0, None, ""), house.languages.to(house.language), event, house)


async def end_questions(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """Questions of which no word counts any more: their buttons go, for all of them at once."""
    turn, said = nobody(conn, house, now), list[Outgoing]()
    for question in await question_rows.overtaken(conn, now):
        station = await stations.get(conn, question.station)
        said += await questions.ended(turn, question, station, Outcome.EXPIRED) if station else []
    return said

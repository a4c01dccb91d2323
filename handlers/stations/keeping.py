"""Who keeps a station: its keepers, and every admin."""

from collections.abc import Iterable

from bot.domain.outgoing import Address
from bot.domain.people import Person, Role
from handlers import refusals, submitting
from handlers.turn import Turn
from storage import people, stations


async def keeps(turn: Turn, station: int) -> bool:
    """Whether the sender may speak for the station and change its page."""
    if Role.ADMIN in turn.who.roles:
        return True
    return turn.who.active and turn.who.id in await stations.keepers_of(turn.conn, station)


async def must_keep(turn: Turn, station: int) -> None:
    """Refuses anybody else."""
    if not await keeps(turn, station):
        raise await refusals.not_allowed(turn)


async def reachable(turn: Turn, ids: Iterable[int]) -> list[tuple[Person, Address]]:
    """Those of the people who are active and can be told something, with where."""
    found = [(person, submitting.private_chat(person)) for person in await people.several(turn.conn, ids)]
    return [(person, to) for person, to in found if to is not None and person.active]

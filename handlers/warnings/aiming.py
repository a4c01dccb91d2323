"""Whom a warning reaches, and who may send it to them."""

from datetime import timedelta

from bot.domain.outgoing import Buttons
from bot.domain.people import Action, Area, Role, reaches
from bot.domain.place import Point
from handlers.i18n import Html
from handlers.stations import wording
from handlers.turn import Turn
from handlers.warnings import face
from storage import areas, audiences, broadcasts
from storage.broadcasts import Audience, Broadcast


def may_tell(turn: Turn, area: Area | None) -> bool:
    """Everybody and places outside every cell are for admins alone."""
    if area is None:
        return Role.ADMIN in turn.who.roles
    return reaches(turn.who, Action.BROADCAST, area.path)


async def area_at(turn: Turn, point: Point) -> Area | None:
    cell = (await turn.house.atlas.assign(turn.conn, point, None)).cell
    return await areas.get(turn.conn, cell.area_id) if cell else None


async def people(turn: Turn, one: Broadcast) -> set[int]:
    """Ids of the couriers that it reaches now; none while no audience is chosen."""
    if one.audience is Audience.ALL:
        return await audiences.everybody(turn.conn)
    if one.audience is Audience.NEAR and one.radius is not None:
        return await _near(turn, one, one.radius)
    area = await areas.get(turn.conn, one.area) if one.audience is Audience.AREA else None
    return await _of_area(turn, area) if area else set()


async def _near(turn: Turn, one: Broadcast, metres: int) -> set[int]:
    since = turn.now - timedelta(hours=turn.house.policy.broadcasts.place_hours)
    return await audiences.near(turn.conn, Point(one.lat or 0, one.lon or 0), metres, since=since)


async def _of_area(turn: Turn, area: Area) -> set[int]:
    """Who is registered for it, has reported there lately, or is there now."""
    rules = turn.house.policy.broadcasts
    known = await audiences.of_area(turn.conn, area, since=turn.now - timedelta(days=rules.reports_days))
    around = await audiences.places(turn.conn, turn.now - timedelta(hours=rules.place_hours))
    below = {other.id for other in await areas.tree(turn.conn) if area.id in other.path}
    assigned = [(one.person, await turn.house.atlas.assign(turn.conn, one.point, None)) for one in around]
    return known | {person for person, where in assigned if where.cell and where.cell.area_id in below}


async def counted(turn: Turn, one: Broadcast) -> list[tuple[int, int]]:
    """For each radius of the policy, how many couriers were within it lately."""
    return [(metres, len(await _near(turn, one, metres))) for metres in turn.house.policy.broadcasts.radii_metres]


async def preview(turn: Turn, one: Broadcast) -> tuple[Html, Buttons]:
    """What would go to whom, counted now; asks twice where the same went to the same lately."""
    one = await broadcasts.change(turn.conn, one.id, total=len(await people(turn, one)))
    since = turn.now - timedelta(minutes=turn.house.policy.broadcasts.same_minutes)
    same = await broadcasts.same_since(turn.conn, one, since)
    area = await areas.get(turn.conn, one.area) if one.area else None
    who = area.name if area else ""
    again = wording.ago(turn.t, same, turn.now) if same else None
    return face.preview(turn.t, one, face.aimed(turn.t, one, who, turn.house.policy.broadcasts), who, again=again)

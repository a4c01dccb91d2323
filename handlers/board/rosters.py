"""Rosters as they are read: of one area, of it and those below it, or which areas have one."""

from collections import Counter
from collections.abc import Sequence

from bot.domain import hours
from bot.domain.outgoing import Button, Send
from bot.domain.people import Area
from bot.domain.posts import NEEDED, Duty, Post
from handlers.figures.scope import Scope
from handlers.i18n import Html, N
from handlers.turn import Turn
from storage import areas, cells
from storage import posts as roster

POSTS: dict[Post, str] = {Post.FULL: N("full-time"), Post.PART: N("part-time"), Post.HELPER: N("helper")}
SHOWN = 60
IN_FULL = 25
"""People on duty in the areas below one; where there are more, only the areas are named."""
LONGEST = 3500
"""Characters: a message holds 4096."""
LISTED = 40
ALWAYS, DAY_LONG = "24/7", "00:00-24:00"


def slot(turn: Turn, area: Area) -> str:
    return f"duty:{turn.event.chat.id}:{area.id}"


async def of(turn: Turn, area: Area) -> Send:
    """The area's own roster and the button that changes it."""
    return _sent(turn, area, await text(turn, area))


async def seen(turn: Turn, scope: Scope) -> Send:
    """The scope's own roster with those below it, or which of its areas have one."""
    area = await areas.get(turn.conn, scope.number)
    counts = await roster.counts(turn.conn, scope.areas)
    filled = [one for one in await areas.tree(turn.conn) if counts.get(one.id) and one.id != scope.number]
    if area is None:
        return Send(turn.here, _listed(turn, filled, counts))
    own = await text(turn, area)
    return _sent(turn, area, await _with_those_below(turn, own, filled, counts))


def _sent(turn: Turn, area: Area, told: Html) -> Send:
    keys = ((Button(turn.t.plain("✏️ Change"), f"duty:{area.id}"),),)
    return Send(turn.here, told, buttons=keys, slot=slot(turn, area))


async def _with_those_below(turn: Turn, own: Html, filled: Sequence[Area], counts: dict[int, int]) -> Html:
    """In full where that is short, else as a list."""
    if not filled:
        return own
    if sum(counts[area.id] for area in filled) <= IN_FULL:
        whole = Html("\n\n".join([own, *[await text(turn, area) for area in filled]]))
        if len(whole) <= LONGEST:
            return whole
    return Html(f"{own}\n\n{_listed(turn, filled, counts)}")


def _listed(turn: Turn, filled: Sequence[Area], counts: dict[int, int]) -> Html:
    """The areas that have a roster, with how many are on it; those of one name by their codes."""
    head = turn.t("👮 <b>Areas with a roster</b>")
    if not filled:
        return Html(f"{head}\n{turn.t('Nobody is on the roster yet.')}")
    same = Counter(area.name for area in filled)
    lines = [
        turn.t("{area} · {count} on it", area=area.name if same[area.name] == 1 else area.code, count=counts[area.id])
        for area in filled[:LISTED]
    ]
    rest = len(filled) - len(lines)
    lines += [turn.t("… and {count} more", count=rest)] if rest else []
    return Html("\n".join([head, *lines, turn.t("/duty AREA shows one of them.")]))


async def text(turn: Turn, area: Area) -> Html:
    """Who is on duty in the area itself and in its cells."""
    listed = await roster.of_area(turn.conn, area.id)
    head = turn.t("👮 <b>{area}</b>: on duty", area=area.name)
    if not listed:
        return Html(f"{head}\n{turn.t('Nobody is on the roster yet.')}")
    codes = {cell.id: cell.code for cell in await cells.several(turn.conn, [one.cell for one in listed])}
    by_place: dict[int | None, list[Duty]] = {}
    for one in listed[:SHOWN]:
        by_place.setdefault(one.cell, []).append(one)
    places = [_place(turn, codes.get(cell or 0, area.name), there) for cell, there in by_place.items()]
    return Html("\n".join([head, *places]))


def _place(turn: Turn, name: str, there: Sequence[Duty]) -> Html:
    missing = [_lacks(turn, post, needed, there) for post, needed in NEEDED.items()]
    head = turn.t("<b>{place}</b>", place=name)
    lacking = [one for one in missing if one]
    first = Html(" · ".join([head, *lacking]))
    return Html("\n".join([first, *(_line(turn, one) for one in there)]))


def _lacks(turn: Turn, post: Post, needed: int, there: Sequence[Duty]) -> Html:
    count = needed - sum(one.post is post for one in there)
    if count <= 0:
        return Html("")
    return turn.t("{count} {post} missing", count=count, post=turn.t.plain(POSTS[post]))


def _line(turn: Turn, one: Duty) -> Html:
    """Who is there now stands out."""
    calendar = hours.Calendar(turn.house.zone)
    now = hours.at(hours.parse(one.hours or ALWAYS), turn.now, calendar).state is hours.State.OPEN
    sign, post = "🟢" if now else "⚪", turn.t.plain(POSTS[one.post])
    line = turn.t("{sign} {name} ({post})", sign=sign, name=one.name, post=post)
    return Html(" · ".join(part for part in (line, turn.t("{words}", words=one.phone), _shift(turn, one)) if part))


def _shift(turn: Turn, one: Duty) -> Html:
    """A person is there all day where a station would be open."""
    day = turn.t.plain("all day")
    if one.hours == ALWAYS:
        return turn.t("{words}", words=day)
    words = " · ".join(hours.worded(one.hours, turn.t.language)).replace(DAY_LONG, day)
    return turn.t("{words}", words=words) if words else Html("")

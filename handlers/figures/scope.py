"""Whose figures: what somebody may see, and which areas a number on a button means."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people import ALLOWED, Action, Area
from handlers import pressed, refusals
from handlers.i18n import N, Translator
from handlers.turn import Turn
from storage import areas
from storage.figures.lives import UNCOVERED

UNBOUND = N("This chat serves no area yet: /bind COMMUNITY.")
EVERYWHERE, MINE = N("All areas"), N("My areas")
NOT_COVERED, ITSELF = N("Not covered"), N("{area} itself")
ALONE = 1_000_000_000  # no area has so high a number; as long as a button's 64 bytes have room for


@dataclass(frozen=True)
class Scope:
    """`number` as on buttons: an area's id, 0 for everything that one may see.

    With ALONE more only what it holds itself, without the areas below it; of everything that is what none covers.
    `areas` as in `lives.Window`; `below`: the areas right below it, which can be looked at one by one.
    """

    number: int
    name: str
    areas: tuple[int, ...] | None
    below: tuple[Area, ...] = ()


async def seen(turn: Turn, number: int = 0) -> Scope:
    """The scope of that number, if whoever asks may see it; refuses strangers, and what was forged."""
    tree = await areas.tree(turn.conn)
    roots = await _roots(turn, tree)
    if number == 0:
        return _whole(turn, tree, roots)
    if number == ALONE and roots is None:
        return uncovered(turn.t)
    id_ = number - ALONE if number > ALONE else number
    area = next((area for area in tree if area.id == id_), None)
    if area is None or not (roots is None or any(root.id in area.path for root in roots)):
        raise await pressed.stale(turn)
    return of(area, tree) if number < ALONE else itself(turn.t, area)


def of(area: Area, tree: Sequence[Area]) -> Scope:
    below = tuple(other for other in tree if other.parent == area.id)
    return Scope(area.id, area.name, tuple(other.id for other in tree if area.id in other.path), below)


def parts(t: Translator, scope: Scope, tree: Sequence[Area]) -> list[Scope]:
    """What it is made of: each area right below it, and what none of them holds."""
    below = [of(area, tree) for area in scope.below]
    if scope.areas is None:
        return [*below, uncovered(t)]
    own = next((area for area in tree if area.id == scope.number), None) if below else None
    return [*below, itself(t, own)] if own else below


def uncovered(t: Translator) -> Scope:
    return Scope(ALONE, t.plain(NOT_COVERED), UNCOVERED)


def itself(t: Translator, area: Area) -> Scope:
    """Without the areas below it: tickets that were handed to the street, say."""
    return Scope(ALONE + area.id, t.plain(ITSELF, area=area.name), (area.id,))


def everything(name: str, tree: Sequence[Area]) -> Scope:
    return Scope(0, name, None, tuple(area for area in tree if area.parent is None))


def _whole(turn: Turn, tree: Sequence[Area], roots: Sequence[Area] | None) -> Scope:
    if roots is None:
        return everything(turn.t.plain(EVERYWHERE), tree)
    if len(roots) == 1:
        return of(roots[0], tree)
    ids = {other.id for root in roots for other in tree if root.id in other.path}
    return Scope(0, turn.t.plain(MINE), tuple(sorted(ids)), tuple(roots))


async def _roots(turn: Turn, tree: Sequence[Area]) -> Sequence[Area] | None:
    """The uppermost areas that whoever asks works in; in a group its own. None: everything."""
    grants = (
        {grant.area for grant in turn.who.grants if grant.role in ALLOWED[Action.WORK]} if turn.who.active else set()
    )
    if not grants:
        raise await refusals.not_allowed(turn)
    if not turn.event.private:
        return [await _own(turn, grants)]
    if None in grants:
        return None
    return [area for area in tree if area.id in grants and not grants & set(area.path[:-1])]


async def _own(turn: Turn, grants: set[int | None]) -> Area:
    """A group sees its own figures, whoever asks: others read them there too."""
    if turn.area is None:
        raise await refusals.no(turn, UNBOUND)
    if not grants & {None, *turn.area.path}:
        raise await refusals.not_allowed(turn)
    return turn.area

"""/areas: the tree with its groups and cells, and for each community whether everyone in its group may act."""

from collections.abc import Mapping, Sequence

from bot.domain.outgoing import Button, Buttons, Outgoing, Send
from bot.domain.people import Area, Level, members_act
from handlers import acting, pressed
from handlers.i18n import Html
from handlers.turn import Turn
from storage import areas, audit
from storage.areas import Binding
from storage.audit import Deed

A_PAGE = 12


async def show(turn: Turn) -> Sequence[Outgoing]:
    text, buttons = await _page(turn, 0)
    return [Send(turn.here, text, buttons=buttons, slot=_slot(turn))]


async def page(turn: Turn) -> Sequence[Outgoing]:
    """Another page, in place; data "areas:PAGE"."""
    text, buttons = await _page(turn, await pressed.number(turn))
    return [*pressed.heard(turn), await pressed.edit(turn, _slot(turn), text, buttons)]


async def members_are_staff(turn: Turn) -> Sequence[Outgoing]:
    """Lets everyone in a community's group act as its staff, or not; data "members:AREA:0 or 1:PAGE"."""
    area, wanted = await pressed.area(turn), await pressed.number(turn, 2)
    number, who = await pressed.number(turn, 3), await acting.somebody(turn)
    await areas.set_members_are_staff(turn.conn, area.id, bool(wanted))
    about = f"area:{area.id} {'everyone' if wanted else 'registered staff'}"
    await audit.record(turn.conn, Deed.MEMBERS, about, by=who.id, at=turn.now)
    text, buttons = await _page(turn, number)
    return [*pressed.heard(turn, "✔️"), await pressed.edit(turn, _slot(turn), text, buttons)]


def _slot(turn: Turn) -> str:
    return f"areas:{turn.event.chat.id}"


async def _page(turn: Turn, number: int) -> tuple[Html, Buttons]:
    every = await areas.tree(turn.conn)
    shown = every[number * A_PAGE : (number + 1) * A_PAGE]
    if not shown:
        return turn.t("No areas yet. They come with the cells: python -m bot import cells FILE"), ()
    bound, cells = await areas.bindings_by_area(turn.conn), await areas.cells_by_area(turn.conn)
    lines = [_line(turn, area, bound.get(area.id, []), cells) for area in shown]
    toggles = tuple((_toggle(turn, area, number),) for area in shown if area.level is Level.COMMUNITY)
    turns = _turns(turn, number, more=len(every) > (number + 1) * A_PAGE)
    hint = turn.t("👥 everyone in the group may act · 🔒 only registered staff")
    return Html("\n".join([*lines, "", hint])), (*toggles, turns) if turns else toggles


def _line(turn: Turn, area: Area, bound: Sequence[Binding], cells: Mapping[int, int]) -> Html:
    counted = turn.t.n("{count} cell", "{count} cells", cells.get(area.id, 0)) if area.id in cells else Html("")
    groups = ", ".join(_group(binding) for binding in bound) or turn.t.plain("no group")
    words = turn.t("{name} — {groups}", name=area.name, groups=groups)
    indent = "  " * (len(area.path) - 1)
    return Html(f"{indent}{words}" + (f" · {counted}" if counted else ""))


def _group(binding: Binding) -> str:
    title = binding.title or str(binding.chat)
    return f"⚠️ {title}" if binding.away else f"💬 {title}"


def _toggle(turn: Turn, area: Area, number: int) -> Button:
    sign, other = ("👥", 0) if members_act(area, default=turn.house.policy.members_are_staff) else ("🔒", 1)
    return Button(f"{sign} {area.name}", f"members:{area.id}:{other}:{number}")


def _turns(turn: Turn, number: int, *, more: bool) -> tuple[Button, ...]:
    back = (Button(turn.t.plain("‹ Back"), f"areas:{number - 1}"),) if number else ()
    return (*back, Button(turn.t.plain("Next ›"), f"areas:{number + 1}")) if more else back

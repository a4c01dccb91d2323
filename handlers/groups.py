"""Binding a group, or a topic of one, to an area; and what happens when we join, leave or lose rights somewhere."""

from collections.abc import Sequence

from bot.domain.cells import Cell
from bot.domain.incoming import ChatKind
from bot.domain.outgoing import Button, Leave, Outgoing, Send
from bot.domain.people import Action, Area, may, members_act
from handlers import acting, area_choice, cards, delivery, group_texts, pressed, refusals
from handlers.board import closing, pinned
from handlers.i18n import Html, N
from handlers.turn import Turn
from storage import areas, audit, cells, people
from storage.areas import Binding, Standing
from storage.audit import Deed

HOW = N("Say which area: /bind COMMUNITY, by its name or code.")


async def bind(turn: Turn) -> Sequence[Outgoing]:
    """/bind AREA by an admin. Of an anonymous admin we do not know who it is: they press a button as themselves."""
    hidden = _hidden(turn)
    if not hidden and not may(turn.who, Action.BIND):
        raise await refusals.not_allowed(turn)
    if not turn.event.arguments:
        raise await refusals.no(turn, HOW)
    cell = await cells.with_code(turn.conn, turn.event.arguments) if turn.event.chat.thread and not hidden else None
    if cell is not None:
        return await _bound(turn, await _area_of(turn, cell), cell)
    area = await area_choice.one(turn, turn.event.arguments)
    return [_confirm(turn, area)] if hidden else await _bound(turn, area)


async def _area_of(turn: Turn, cell: Cell) -> Area:
    area = await areas.get(turn.conn, cell.area_id)
    if area is None:
        raise await refusals.no(turn, HOW)
    return area


def _hidden(turn: Turn) -> bool:
    return turn.event.sender is not None and turn.event.sender.anonymous


def _confirm(turn: Turn, area: Area) -> Send:
    button = Button(turn.t.plain("Bind to {name}", name=area.name), f"bindas:{area.id}")
    text = turn.t("You write anonymously, so I cannot see who you are. An admin of mine may confirm by pressing:")
    return Send(turn.here, text, buttons=((button,),), reply_to=turn.event.message)


async def bind_as(turn: Turn) -> Sequence[Outgoing]:
    """The confirming press; only an admin's counts."""
    return [*pressed.heard(turn, "✔️"), *await _bound(turn, await pressed.area(turn))]


async def _bound(turn: Turn, area: Area, cell: Cell | None = None) -> list[Outgoing]:
    """The chat or topic serves the area from now on, or a topic one cell of it."""
    chat, who = turn.event.chat, await acting.somebody(turn)
    before = await areas.bound_to(turn.conn, chat.id, chat.thread)
    language = before.language if before else ""
    binding = Binding(chat.id, chat.thread, area.id, chat.title, language, away=False, cell=cell.id if cell else None)
    left = await _left_by(turn, binding)
    await areas.bind(turn.conn, binding, turn.now, by=who.id)
    about = f"area:{area.id} chat:{chat.id}" + (f"/{chat.thread}" if chat.thread else "")
    await audit.record(turn.conn, Deed.BIND, about, by=who.id, at=turn.now)
    standing = await areas.standing_in(turn.conn, chat.id)
    anyone = members_act(area, default=turn.house.policy.members_are_staff)
    text = group_texts.bound(turn.t, area, standing, topic=chat.thread is not None, anyone=anyone)
    topic = [turn.t("This topic is for cell {cell} alone.", cell=cell.code)] if cell else []
    handed_on = await closing.end(turn, left) if left else []
    said = [Send(turn.here, Html("\n".join([text, *topic]))), *handed_on, *await cards.catch_up(turn, area, binding)]
    return [*said, *await pinned.begin(turn, area, binding, beside=said)]


async def _left_by(turn: Turn, wanted: Binding) -> Binding | None:
    """What the chat or topic has served until now, where that is something else."""
    known = await areas.bound_itself(turn.conn, wanted.chat, wanted.thread)
    return known if known and (known.area, known.cell) != (wanted.area, wanted.cell) else None


async def unbind(turn: Turn) -> Sequence[Outgoing]:
    """This chat or topic serves nobody any more; what was undecided goes to the area's other chat, or up."""
    if _hidden(turn):
        raise await refusals.no(turn, N("You write anonymously: please switch that off for this command."))
    if not may(turn.who, Action.BIND):
        raise await refusals.not_allowed(turn)
    chat, who = turn.event.chat, await acting.somebody(turn)
    here = await areas.bound_itself(turn.conn, chat.id, chat.thread)
    if here is None:
        raise await refusals.no(turn, N("This chat is bound to no area."))
    await areas.unbind(turn.conn, chat.id, chat.thread)
    passed_on = await closing.end(turn, here)
    await audit.record(turn.conn, Deed.UNBIND, f"area:{here.area} chat:{chat.id}", by=who.id, at=turn.now)
    return [Send(turn.here, turn.t("This chat serves no area any more. No new cards will come here.")), *passed_on]


async def standing(turn: Turn) -> Sequence[Outgoing]:
    """`my_chat_member`, or a group that became a supergroup; anything else about a chat is none of our business."""
    event = turn.event
    if event.moved_to is not None:
        await delivery.moved(turn.conn, event.chat.id, event.moved_to)
        return await delivery.cards_in(turn, await areas.all_bound_in(turn.conn, event.moved_to))
    if event.membership is None:
        return []
    now = Standing(event.membership.status, event.membership.rights)
    return await BY_KIND[event.chat.kind](turn, now)


async def _in_private(turn: Turn, now: Standing) -> Sequence[Outgoing]:
    """Somebody has blocked us, or unblocked."""
    if turn.who.id:
        await people.change(turn.conn, turn.who.id, reachable=now.inside)
    return []


async def _in_channel(turn: Turn, now: Standing) -> Sequence[Outgoing]:
    """We have no business in channels."""
    return [Leave(turn.here)] if now.inside else []


async def _in_group(turn: Turn, now: Standing) -> Sequence[Outgoing]:
    before = await areas.standing_in(turn.conn, turn.event.chat.id)
    await areas.note_standing(turn.conn, turn.event.chat.id, now, turn.now)
    if not now.inside:
        return await delivery.left(turn)
    if before is None or not before.inside:
        return await _arrived(turn, now)
    return await _rights_changed(turn, before, now)


BY_KIND = {ChatKind.PRIVATE: _in_private, ChatKind.CHANNEL: _in_channel, ChatKind.GROUP: _in_group}


async def _arrived(turn: Turn, now: Standing) -> Sequence[Outgoing]:
    """For the first time, or back: then its cards come here again."""
    bound = await areas.all_bound_in(turn.conn, turn.event.chat.id)
    if await areas.away(turn.conn, turn.event.chat.id, None):
        return await delivery.back(turn, bound)
    mute = now.status == "restricted" and "can_send_messages" not in now.rights
    return [] if mute or bound else [Send(turn.here, turn.t(HELLO))]


HELLO = N(
    "👋 Hello! I bring couriers' reports to the community that handles them.\n"
    "An admin binds this group with /bind COMMUNITY; then its tickets come here as cards."
)


async def _rights_changed(turn: Turn, before: Standing, now: Standing) -> Sequence[Outgoing]:
    """The admins hear what we can do no more, where it matters: in a bound chat."""
    lost = group_texts.missing(now) - group_texts.missing(before)
    if not lost or not await areas.all_bound_in(turn.conn, turn.event.chat.id):
        return []
    return await delivery.rights_lost(turn, now, lost)

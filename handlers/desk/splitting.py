"""拆分任务: work split out of a ticket, each part ticked off by whoever did it; the whole is resolved when all are."""

from collections.abc import Sequence

from bot.domain.outgoing import Button, Buttons, Outgoing
from bot.domain.ticket import Ticket, Verb
from handlers import acting, cards, pressed, refusals, texts
from handlers.desk import assigning, panel, prompts
from handlers.desk.prompts import Wanted
from handlers.i18n import N
from handlers.turn import Turn
from storage import subtasks, tickets
from storage.subtasks import Subtask

STEP = "split"
TITLE, LABEL, NAMES = 60, 24, 8  # characters of a part, of its button; people to choose from
FULL = N("#{number} has {count} parts already: no more fit.")
GONE = N("This part is not there any more.")
DONE, OPEN = N("It is ticked off already."), N("It is not ticked off any more.")
ALL_DONE = N("All parts are done: it can be resolved now.")


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """split:N: the parts with their buttons."""
    ticket = await _ticket(turn)
    return [*pressed.heard(turn), await _shown(turn, ticket)]


async def _ticket(turn: Turn) -> Ticket:
    ticket = await acting.find(turn, acting.argument(turn))
    await acting.check(turn, ticket, Verb.TRANSFER)
    return ticket


async def _shown(turn: Turn, ticket: Ticket) -> Outgoing:
    parts = await subtasks.of(turn.conn, ticket.id)
    rows = [_row(part) for part in parts]
    if len(parts) < turn.house.policy.limits.subtasks:
        rows.append((Button(turn.t.plain("➕ A part"), f"part:{ticket.id}"),))
    hint = turn.t("🧩 Tap a part when it is done, 👤 to say whose it is.") if parts else turn.t("🧩 Into which parts?")
    return await panel.shown(turn, ticket, hint, tuple(rows))


def _short(title: str, most: int) -> str:
    return title if len(title) <= most else f"{title[: most - 1]}…"


def _row(part: Subtask) -> tuple[Button, ...]:
    data = f"{part.ticket}:{part.id}"
    title = _short(part.title, LABEL)
    tick = Button(f"{'☑️' if part.done else '⬜️'} {title}", f"tick:{data}:{int(not part.done)}")
    return (tick,) if part.done else (tick, Button("👤", f"whose:{data}"), Button("🗑", f"unpart:{data}"))


async def another(turn: Turn) -> Sequence[Outgoing]:
    """part:N: asks for the title of one more."""
    ticket = await _ticket(turn)
    await _must_fit(turn, ticket)
    text = turn.t("{who}, what is to be done for #{number}? Reply to this with one part.",
                  who=texts.mention(turn.who), number=ticket.id)  # fmt: skip
    wanted = Wanted(STEP, text, turn.t.plain("One part of the work"))
    return [*pressed.heard(turn), *await prompts.begin(turn, ticket, wanted)]


async def _must_fit(turn: Turn, ticket: Ticket) -> None:
    count = len(await subtasks.of(turn.conn, ticket.id))
    if count >= turn.house.policy.limits.subtasks:
        raise await refusals.no(turn, FULL, number=ticket.id, count=count)


async def written(turn: Turn) -> Sequence[Outgoing]:
    """The title of a part."""
    ticket, dialogue = await prompts.waiting(turn, STEP)
    other = await prompts.elsewhere(turn, ticket)
    if other is not None:
        return other
    title = _short(" ".join((await prompts.words(turn, ticket)).split()), TITLE)
    await acting.check(turn, ticket, Verb.TRANSFER)
    await _must_fit(turn, ticket)
    who = await acting.somebody(turn)
    await subtasks.add(turn.conn, ticket.id, title, turn.event.at, by=who.id)
    return [*await prompts.finish(turn, dialogue), *await _changed(turn, ticket, f"➕ {title}")]


async def tick(turn: Turn) -> Sequence[Outgoing]:
    """tick:N:PART:WANTED: done (1), or not done after all (0); nothing changes where it is so already."""
    ticket = await _ticket(turn)
    part, who = await _part(turn, ticket), await acting.somebody(turn)
    wanted = bool(await pressed.number(turn, 3))
    if wanted == part.done:
        return pressed.heard(turn, DONE if part.done else OPEN)
    if wanted:
        await subtasks.tick(turn.conn, part.id, turn.event.at, by=who.id)
    else:
        await subtasks.untick(turn.conn, part.id)
    parts = await subtasks.of(turn.conn, ticket.id)
    said = await _changed(turn, ticket, f"{'☑️' if wanted else '⬜️'} {part.title}")
    heard = pressed.heard(turn, ALL_DONE) if all(one.done for one in parts) else pressed.heard(turn)
    return [*heard, *said, await _shown(turn, ticket)]


async def drop(turn: Turn) -> Sequence[Outgoing]:
    """unpart:N:PART: it need not be done."""
    ticket = await _ticket(turn)
    part = await _part(turn, ticket)
    await subtasks.drop(turn.conn, part.id)
    return [*pressed.heard(turn), *await _changed(turn, ticket, f"🗑 {part.title}"), await _shown(turn, ticket)]


async def whose(turn: Turn) -> Sequence[Outgoing]:
    """whose:N:PART: who does it?"""
    ticket = await _ticket(turn)
    part, known = await _part(turn, ticket), await assigning.known(turn, ticket)
    buttons: Buttons = panel.named(turn, known[:NAMES], f"parter:{ticket.id}:{part.id}")
    hint = turn.t("👤 Who does “{title}”?", title=part.title)
    return [*pressed.heard(turn), await panel.shown(turn, ticket, hint, buttons)]


async def give(turn: Turn) -> Sequence[Outgoing]:
    """parter:N:PART:PERSON: theirs."""
    ticket = await _ticket(turn)
    part, chosen = await _part(turn, ticket), await pressed.number(turn, 3)
    person = next((one for one in await assigning.known(turn, ticket) if one.id == chosen), None)
    if person is None:
        raise await prompts.unknown(turn)
    await subtasks.assign(turn.conn, part.id, person.id)
    said = await _changed(turn, ticket, f"👤 {part.title}: {person.name}")
    return [*pressed.heard(turn), *said, await _shown(turn, ticket)]


async def _part(turn: Turn, ticket: Ticket) -> Subtask:
    """The part that the button names; of another ticket's parts it finds none."""
    chosen = await pressed.number(turn, 2)
    found = next((part for part in await subtasks.of(turn.conn, ticket.id) if part.id == chosen), None)
    if found is None:
        raise await refusals.no(turn, GONE)
    return found


async def _changed(turn: Turn, ticket: Ticket, why: str) -> list[Outgoing]:
    """A line of history, and the cards with their parts as they are now."""
    who = await acting.somebody(turn)
    changed = await tickets.touch(turn.conn, ticket, "split", by=who.id, at=turn.event.at, why=why)
    return await cards.refresh(turn, changed)

"""并单: two tickets about one thing become one; everybody who reported it hears the end, once."""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.domain import ladder
from bot.domain.outgoing import Button, Buttons, Outgoing, Send
from bot.domain.pictures import Stamped
from bot.domain.thanks import Reason
from bot.domain.ticket import UNDECIDED, Attachment, Part, Ticket, Use, Verb
from handlers import acting, cards, pressed, refusals, submitting, texts, timing
from handlers.desk import answers, panel, prompts
from handlers.desk.prompts import Wanted
from handlers.i18n import N
from handlers.thanks import earning
from handlers.turn import Turn
from storage import alike, people, points, seconds, tickets
from storage.alike import Alike
from storage.points import Entry

STEP, ABSORB = "merge", "absorb"
SUGGESTED = 6
ITSELF = N("A ticket cannot be merged into itself.")
ENDED = N("#{number} is {state}: nothing can be merged into it any more.")
STRICTER = N(
    "#{number} is more urgent or has climbed higher. Please do it the other way round: merge #{target} into #{number}."
)
UNDONE = N("#{number} has parts that are not done: {parts}. Tick them off or drop them first, then merge.")
ANSWERED = N("❔ #{number} goes on as #{target}: this question needs no answer any more.")
OWN = N("🔗 {title} is about the same as #{number}: they are one now. You will hear what becomes of it.")
FOLLOWED = N("🔗 {title}, which you reported too, goes on as #{number} now. You will hear what becomes of it.")
MERGED = N("Merged into #{number}")
_NUMBER = re.compile(r"#?\s*(\d{1,15})")


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """merge:N: into which? What looks alike is offered with its photo and distance; any number may be written."""
    ticket = await acting.find(turn, acting.argument(turn))
    await _may(turn, ticket)
    found = await suggested(turn, ticket)
    text = turn.t(
        "{who}, into which ticket does #{number} go? Tap one on the card, or reply to this with its number.",
        who=texts.mention(turn.who),
        number=ticket.id,
    )
    picture = await _thumbnails(turn, found)
    wanted = Wanted(STEP, text, turn.t.plain("The ticket's number"), picture)
    hint = turn.t("🔗 The same as …?") if found else turn.t("🔗 Nothing nearby looks the same.")
    opened = await panel.shown(turn, ticket, hint, _buttons(turn, ticket, found))
    return [*pressed.heard(turn), opened, *await prompts.begin(turn, ticket, wanted)]


async def _may(turn: Turn, ticket: Ticket) -> None:
    """The reporter may merge too, but only by seconding. Work that is still to be done must not vanish with it."""
    parts = await acting.check(turn, ticket, Verb.MERGE)
    if Part.STAFF not in parts:
        raise await refusals.not_allowed(turn)
    undone = await acting.undone(turn, ticket)
    if undone:
        raise await refusals.no(turn, UNDONE, number=ticket.id, parts=undone)


async def suggested(turn: Turn, ticket: Ticket) -> list[Alike]:
    """What may be about the same, is theirs to handle and no less urgent: near and of the same category, then the
    same photo.
    """
    limits = turn.house.policy.limits
    since = turn.event.at - timedelta(hours=limits.alike_hours)
    near = await alike.near(turn.conn, ticket, limits.alike_metres, since)
    photos = await alike.pictured(turn.conn, ticket, since)
    every = {one.ticket.id: one for one in (*photos, *near)}
    order = dict.fromkeys(one.ticket.id for one in (*near, *photos))
    fit = [every[number] for number in order if not ladder.outranks(ticket, every[number].ticket)]
    mine = [one for one in fit if Part.STAFF in await cards.standing_in(turn, one.ticket)]
    return mine[:SUGGESTED]


def _buttons(turn: Turn, ticket: Ticket, found: Sequence[Alike]) -> Buttons:
    made = [Button(_label(turn, one), f"mergeto:{ticket.id}:{one.ticket.id}") for one in found]
    return panel.rows(made, panel.A_ROW)


def _label(turn: Turn, one: Alike) -> str:
    title = texts.title(turn.t, turn.house.policy, one.ticket)
    return turn.t.plain("{title} · {metres} m", title=title, metres=round(one.metres))


async def _thumbnails(turn: Turn, found: Sequence[Alike]) -> Stamped | None:
    """The first photo of each, in the order of the buttons."""
    shots = []
    for one in found:
        files = [file for file in await tickets.files_of(turn.conn, one.ticket.id) if file.use is Use.BEFORE]
        shots += [file.sha256 for file in files if file.kind == "photo"][:1]
    lines = tuple(_label(turn, one) for one in found)
    return Stamped(tuple(shots), turn.t.plain("The same?"), lines) if shots else None


async def choose(turn: Turn) -> Sequence[Outgoing]:
    """mergeto:N:TARGET: into this one."""
    ticket = await acting.find(turn, acting.argument(turn))
    await _may(turn, ticket)
    target = await _target(turn, ticket, acting.argument(turn, 2))
    said = await into(turn, ticket, target)
    away = [*await panel.gone(turn, ticket), *await prompts.drop(turn, ticket)]
    return [*pressed.heard(turn, MERGED, number=target.id), *away, *said]


async def written(turn: Turn) -> Sequence[Outgoing]:
    """The number of the ticket that it goes into."""
    ticket, dialogue = await prompts.waiting(turn, STEP)
    other = await prompts.elsewhere(turn, ticket)
    if other is not None:
        return other
    named = _NUMBER.fullmatch(await prompts.words(turn, ticket))
    if named is None:
        raise await refusals.no(turn, N("Please write the ticket's number, like 12. /cancel stops."))
    await _may(turn, ticket)
    target = await _target(turn, ticket, named[1])
    return [*await prompts.finish(turn, dialogue), *await into(turn, ticket, target)]


async def _target(turn: Turn, ticket: Ticket, number: str) -> Ticket:
    """A ticket that is theirs too, still undecided and no less urgent; of any other they learn nothing."""
    target = await acting.find(turn, number)
    if target.id == ticket.id:
        raise await refusals.no(turn, ITSELF)
    if Part.STAFF not in await cards.standing_in(turn, target):
        raise await refusals.no(turn, acting.GONE)
    if target.state not in UNDECIDED:
        raise await refusals.no(turn, ENDED, number=target.id, state=turn.t.plain(texts.STATES[target.state]))
    if ladder.outranks(ticket, target):
        raise await refusals.no(turn, STRICTER, number=ticket.id, target=target.id)
    return target


async def into(turn: Turn, ticket: Ticket, target: Ticket, *, verb: str = ABSORB) -> list[Outgoing]:
    """Merges; raises Conflict where either has changed meanwhile, so that two can never merge into each other.

    Whoever reported or seconded the first is a co-reporter of the target from now on; its photos join as notes, and
    the target is due when the first of the two was.
    """
    who = await acting.somebody(turn)
    changed = await acting.say(turn, ticket, Verb.MERGE, why=f"→ #{target.id}", merged_into=target.id)
    hastened = await timing.joined(turn, target, ticket)
    whole = await tickets.touch(turn.conn, hastened, verb, by=who.id, at=turn.event.at, why=f"#{ticket.id}")
    await _joined(turn, ticket, whole)
    await _photos(turn, ticket, whole)
    shown = [*await cards.refresh(turn, changed), *await cards.refresh(turn, whole)]
    over = await answers.needless(turn, ticket, lambda t: t(ANSWERED, number=ticket.id, target=target.id))
    return [*shown, *over, *await _told(turn, changed, whole)]


async def _joined(turn: Turn, ticket: Ticket, target: Ticket) -> None:
    """Each once, and never the target's own reporter."""
    for person in (ticket.reporter, *await seconds.of(turn.conn, ticket.id)):
        if person != target.reporter:
            new = await seconds.add(turn.conn, target.id, person, turn.event.at, via=ticket.id)
            kept = await points.standing(turn.conn, ticket.id, person=person)
            await _thanked(turn, target, person, new=new and not kept)


async def _thanked(turn: Turn, target: Ticket, person: int, *, new: bool) -> None:
    """`new`: they were no co-reporter of it and keep nothing for the ticket that is merged; one hazard earns once."""
    amount = turn.house.policy.points.second
    if new and amount:
        day = turn.event.at.astimezone(turn.house.zone).date()
        entry = Entry(person, Reason.SECOND, amount, f"second:{target.id}:{person}", turn.event.at, day,
                      ticket=target.id, area=target.area)  # fmt: skip
        await earning.earn(turn.conn, turn.house, entry)


async def _photos(turn: Turn, ticket: Ticket, target: Ticket) -> None:
    have = {file.sha256 for file in await tickets.files_of(turn.conn, target.id)}
    files = [file for file in await tickets.files_of(turn.conn, ticket.id) if file.use is Use.BEFORE]
    new = {file.sha256: file for file in files if file.sha256 not in have}
    notes = [Attachment(file.sha256, file.kind, Use.NOTE) for file in new.values()]
    await tickets.attach(turn.conn, target, notes, by=ticket.reporter, at=turn.event.at)


async def _told(turn: Turn, ticket: Ticket, target: Ticket) -> list[Outgoing]:
    """Whoever reported or seconded the first, each once, but not whoever merges it."""
    said: list[Outgoing] = []
    for number in dict.fromkeys((ticket.reporter, *await seconds.of(turn.conn, ticket.id))):
        person = await people.get(turn.conn, number)
        to = submitting.private_chat(person)
        if to is not None and number != turn.who.id:
            t = turn.to(person.language)
            title, words = texts.title(t, turn.house.policy, ticket), OWN if number == ticket.reporter else FOLLOWED
            said.append(Send(to, t(words, title=title, number=target.id), silent=True))
    return said

"""👎: the courier is not satisfied. The ticket opens again at once; why may follow, by button, in words or shown.

A photo without a word may as well be the next report: then it begins one, says so, and one touch puts it right.
"""

from collections.abc import Sequence

from bot.domain import place
from bot.domain.draft import from_json
from bot.domain.incoming import FileKind
from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.people import Action, Standing, may
from bot.domain.ticket import UNDECIDED, Attachment, Ticket, Use, Verb
from handlers import (
    acting,
    asking,
    cards,
    drafts,
    follow_up,
    keyboard,
    late_photos,
    phrasing,
    pressed,
    refusals,
    reporting,
    texts,
)
from handlers.i18n import N, Translator
from handlers.turn import Turn
from storage import cards as card_rows
from storage import dialogues, tickets

LENGTH = 500  # characters of a reason
ADDED = N("➕ Added to #{number}.")


async def unsatisfied(turn: Turn) -> Sequence[Outgoing]:
    """Reopens at once, one level up; the reason may follow."""
    ticket = await follow_up.rated(turn)
    changed = await acting.say(turn, ticket, Verb.REOPEN)
    title = texts.title(turn.t, turn.house.policy, ticket)
    text = turn.t("👎 {title} is open again and goes one level up.", title=title)
    edited = Edit(turn.here, follow_up.result_slot(ticket), text)
    return [*pressed.heard(turn, N("Reopened")), edited, await _asked(turn, changed), *await cards.anew(turn, changed)]


async def _asked(turn: Turn, ticket: Ticket) -> Send:
    """The question why. Nothing that a suspended courier writes is waited for: the buttons are left."""
    mute = turn.who.standing is Standing.SUSPENDED
    if not mute:
        await follow_up.wait(turn, follow_up.WHY, ticket)
    words = turn.t("What is wrong? Tap.") if mute else turn.t(
        "What is wrong? Tap, or write a word. A photo of it: as a reply to this."
    )  # fmt: skip
    return Send(turn.here, words, buttons=_reasons(turn.t, ticket), slot=_slot(ticket))


def _reasons(t: Translator, ticket: Ticket) -> Buttons:
    made = [
        Button(t.plain(label), f"why:{ticket.id}:{key}:{ticket.reopened}") for key, label in phrasing.REASONS.items()
    ]
    return (tuple(made[:2]), tuple(made[2:]))


def _slot(ticket: Ticket) -> str:
    return f"ticket:{ticket.id}:why:{ticket.reopened}"


async def why(turn: Turn) -> Sequence[Outgoing]:
    """The reason: a line on the fresh card."""
    return await (_tapped(turn) if turn.event.press else _written(turn))


async def _tapped(turn: Turn) -> Sequence[Outgoing]:
    """By button, once a round: whoever taps again hears what was taken."""
    ticket, key = await follow_up.own(turn, acting.argument(turn)), acting.argument(turn, 2)
    if key not in phrasing.REASONS or acting.argument(turn, 3) not in ("", str(ticket.reopened)) or not ticket.reopened:
        raise await pressed.stale(turn)
    taken = await _taken(turn, ticket)
    if taken:
        return pressed.heard(turn, N("Taken already: {reason}"), reason=turn.t.plain(phrasing.REASONS[taken]))
    dialogue = await turn.dialogue()
    if dialogue and dialogue.step == follow_up.WHY and dialogue.draft["ticket"] == ticket.id:
        await drafts.back(turn, dialogue)
    text = turn.to(turn.house.language).plain(phrasing.REASONS[key])
    return [*pressed.heard(turn), *await _kept(turn, ticket, text, new=0)]


async def _taken(turn: Turn, ticket: Ticket) -> str:
    """The key of the reason that was tapped since it was opened again, "" for none."""
    found = ""
    for entry in await tickets.history_of(turn.conn, ticket.id):
        said = phrasing.reason(turn.house, entry.why) if entry.verb == "add" and entry.by == ticket.reporter else ""
        found = "" if entry.verb == Verb.REOPEN else said or found
    return found


async def _written(turn: Turn) -> Sequence[Outgoing]:
    """In words, a recording, or a photo that replies to the question or has words to it."""
    await acting.must_not_be_suspended(turn)
    dialogue = await turn.dialogue()
    if dialogue is None:
        return ()
    ticket = await follow_up.own(turn, str(dialogue.draft["ticket"]))
    if await _begins_anew(turn, ticket):
        return await _as_report(turn, ticket)
    text = turn.event.text.strip()[:LENGTH]
    new = await late_photos.attach(turn, ticket, Use.BEFORE) if turn.event.fetched else 0
    if not (text or new):
        raise await refusals.no(turn, N("Please write a word, or tap a reason."))
    await follow_up.rest_of_album(turn, dialogue)
    return [*await _kept(turn, ticket, text, new=new), _told(turn, ticket, new=new)]


async def _kept(turn: Turn, ticket: Ticket, text: str, *, new: int) -> list[Outgoing]:
    await tickets.record(turn.conn, ticket, "add", by=turn.who.id, at=turn.event.at, source=ticket.state, why=text)
    reason = phrasing.shown(turn.t, turn.house, text) or "📷"
    thanks = Edit(turn.here, _slot(ticket), turn.t("Thank you: {reason}", reason=reason))
    return [thanks, *await cards.refresh(turn, ticket, redraw=bool(new))]


def _told(turn: Turn, ticket: Ticket, *, new: int) -> Send:
    """Where it went, below what was sent: the question may be far up."""
    if not new:
        return Send(turn.here, turn.t(ADDED, number=ticket.id))
    title = texts.title(turn.t, turn.house.policy, ticket)
    return Send(turn.here, turn.t("📷 Added to {title}. If it shows something else, send it once more.", title=title))


async def _begins_anew(turn: Turn, ticket: Ticket) -> bool:
    """Whether it is no reason but the next report: a place; a photo that neither replies to the ticket nor says why."""
    event, text = turn.event, turn.event.text.strip()
    if event.location is not None or (text and reporting.BARE.fullmatch(text) and place.read(text)):
        return True
    slot = await card_rows.slot_of(turn.conn, event.chat.id, event.reply_to) if event.reply_to else ""
    if slot.startswith("ticket:") or all(file.kind is not FileKind.PHOTO for file in event.fetched):
        return False
    return not text or _names_another(turn, ticket, text) or await drafts.begun_by_a_place(turn)


def _names_another(turn: Turn, ticket: Ticket, text: str) -> bool:
    """A caption that is a kind's name, or names another kind than the ticket's."""
    named = turn.house.policy.named_in(text)
    return named is not None and (named.key != ticket.category or text in (named.zh, named.en))


async def _as_report(turn: Turn, ticket: Ticket) -> Sequence[Outgoing]:
    """What a courier sends of a report; of a photo it is said that it began one, and how it comes to the ticket."""
    if not may(turn.who, Action.REPORT):
        raise await refusals.not_allowed(turn)
    before = drafts.own(await turn.dialogue())
    said = await reporting.more(turn)
    now = drafts.own(await dialogues.get(turn.conn, turn.event.chat.id, turn.event.chat.id))
    if now is None or not late_photos.photos_in(turn.event):
        return said
    return [_not_meant(turn, ticket, begun=0 if before else int(now.started_at.timestamp())), *said]


def _not_meant(turn: Turn, ticket: Ticket, *, begun: int) -> Send:
    """`begun`: when the report began, seconds of the epoch; 0 where the photo joins one that had begun before."""
    t, title = turn.t, texts.title(turn.t, turn.house.policy, ticket)
    slot = f"ticket:{ticket.id}:shows:{begun or turn.event.update_id}"
    if not begun:
        text = t("📷 This goes to the report that you have begun. Meant for {title}? Send it again as a reply to this.",
                 title=title)  # fmt: skip
        return Send(turn.here, text, slot=slot)
    text = t("🆕 This photo begins a new report. Does it show {title}? One touch puts it there.", title=title)
    button = Button(t.plain("📎 It shows {title}", title=title), f"shows:{ticket.id}:{begun}")
    return Send(turn.here, text, buttons=((button,),), slot=slot)


async def shows(turn: Turn) -> Sequence[Outgoing]:
    """shows:N:BEGUN: the photos of the report that began then are of ticket N; the report is none."""
    await acting.must_not_be_suspended(turn)
    ticket, begun = await follow_up.own(turn, acting.argument(turn)), drafts.own(await turn.dialogue())
    if begun is None or str(int(begun.started_at.timestamp())) != acting.argument(turn, 2):
        raise await reporting.stale(turn)
    if ticket.state not in UNDECIDED:
        raise await acting.too_late(turn, ticket)
    draft = from_json(begun.draft)
    files = [Attachment(file.sha256, file.kind, Use.BEFORE) for file in draft.files]
    await late_photos.keep(turn, ticket, files)
    await drafts.drop(turn)
    at, why_ = turn.event.at, draft.description[:LENGTH]
    await tickets.record(turn.conn, ticket, "add", by=turn.who.id, at=at, source=ticket.state, why=why_)
    edited = Edit(turn.here, f"ticket:{ticket.id}:shows:{acting.argument(turn, 2)}", turn.t(ADDED, number=ticket.id))
    done = Send(turn.here, turn.t(ADDED, number=ticket.id), keys=keyboard.main(turn.t, turn.who))
    shown = await cards.refresh(turn, ticket, redraw=True)
    return [*pressed.heard(turn), edited, *asking.settled(turn, draft), done, *shown]

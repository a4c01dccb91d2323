"""What staff do with a card: take it, give it back, resolve it with a photo as proof."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain import ticket as life
from bot.domain.outgoing import Address, Album, Edit, Outgoing, Send, SendFile
from bot.domain.people import Person
from bot.domain.pictures import BeforeAfter, Original
from bot.domain.ticket import NotAllowed, NotPossible, Part, State, Ticket, Use, Verb
from handlers import acting, cards, drafts, follow_up, late_photos, notes, pressed, refusals, submitting, texts
from handlers.desk import endings, prompts
from handlers.desk.prompts import Wanted
from handlers.i18n import Html, N, Translator
from handlers.turn import Turn
from storage import cards as card_rows
from storage import dialogues, people, tickets
from storage.cards import Card
from storage.dialogues import Dialogue

PROOF, PROVEN = "proof", "proven"
ALBUM_WAIT = timedelta(minutes=2)


async def take(turn: Turn) -> Sequence[Outgoing]:
    """Take an open ticket; whoever reported it hears that somebody is coming."""
    ticket = await acting.find(turn, acting.argument(turn))
    changed = await acting.say(turn, ticket, Verb.ACKNOWLEDGE)
    heard = pressed.heard(turn, N("#{number} is yours"), number=ticket.id)
    return [*heard, *await cards.refresh(turn, changed), *await _on_the_way(turn, changed)]


async def _on_the_way(turn: Turn, ticket: Ticket) -> list[Outgoing]:
    reporter = await people.get(turn.conn, ticket.reporter)
    to = submitting.private_chat(reporter)
    if to is None or reporter.id == turn.who.id:
        return []
    t = turn.to(reporter.language)
    title = texts.title(t, turn.house.policy, ticket)
    return [Send(to, t("🛠 {name} has taken {title}.", name=turn.who.name, title=title))]


async def release(turn: Turn) -> Sequence[Outgoing]:
    """Gives a taken ticket back to the group."""
    ticket = await acting.find(turn, acting.argument(turn))
    changed = await acting.say(turn, ticket, Verb.RELEASE)
    return [*pressed.heard(turn, N("Released")), *await cards.refresh(turn, changed)]


async def ask_for_proof(turn: Turn) -> Sequence[Outgoing]:
    """办结: asks who pressed for a photo, as a reply to the card."""
    ticket = await acting.find(turn, acting.argument(turn))
    await _check(turn, ticket)
    return [*pressed.heard(turn), *await prompts.begin(turn, ticket, _wanted(turn, ticket))]


async def _check(turn: Turn, ticket: Ticket) -> None:
    parts = await cards.standing_in(turn, ticket)
    try:
        life.check(ticket, Verb.RESOLVE, parts, turn.event.at)
    except NotAllowed:
        raise await _not_the_assignee(turn, ticket, parts) from None
    except NotPossible:
        raise await acting.too_late(turn, ticket) from None
    await acting.all_parts_done(turn, ticket)


async def _not_the_assignee(turn: Turn, ticket: Ticket, parts: frozenset[Part]) -> Exception:
    if ticket.assignee and Part.STAFF in parts:
        return await acting.too_late(turn, ticket)
    return await acting.not_theirs(turn, ticket)


def _wanted(turn: Turn, ticket: Ticket) -> Wanted:
    t, policy = turn.t, turn.house.policy
    text = t(
        "{who}, reply to this with a photo of #{number} as it is now.", who=texts.mention(turn.who), number=ticket.id
    )
    skip = t("No photo? Reply /skip.")
    whole = Html(f"{text} {skip}") if policy.resolve_without_photo else text
    return Wanted(PROOF, whole, t.plain("Photo of the result"))


async def proof(turn: Turn) -> Sequence[Outgoing]:
    """The answer to the prompt: photos resolve the ticket."""
    ticket, dialogue = await _asked_about(turn)
    if await _elsewhere(turn, ticket):
        return await notes.reply(turn) if turn.event.reply_to else ()
    if not late_photos.photos_in(turn.event):
        return await _no_photo(turn)
    changed = await acting.say(turn, ticket, Verb.RESOLVE, why=turn.event.text.strip()[: prompts.LENGTH])
    await late_photos.attach(turn, changed, Use.AFTER)
    await _wait_for_album(turn, dialogue)
    return [*prompts.without(turn, dialogue), *await cards.refresh(turn, changed), *await _announced(turn, changed)]


async def _elsewhere(turn: Turn, ticket: Ticket) -> bool:
    """Whether a message is about another ticket, or about none: a group talks of more than one thing at a time."""
    if not turn.event.reply_to:
        return not turn.event.private
    slot = await card_rows.slot_of(turn.conn, turn.event.chat.id, turn.event.reply_to)
    return slot.startswith("ticket:") and slot.split(":")[1] != str(ticket.id)


async def _asked_about(turn: Turn) -> tuple[Ticket, Dialogue]:
    person = turn.event.sender.id if turn.event.sender else 0
    dialogue = await dialogues.get(turn.conn, person, turn.event.chat.id)
    if dialogue is None or dialogue.step not in (PROOF, PROVEN):
        raise await refusals.no(turn, N("Nothing is waiting for a photo of yours here."))
    return await acting.find(turn, str(dialogue.draft["ticket"])), dialogue


async def _no_photo(turn: Turn) -> Sequence[Outgoing]:
    """Words instead of a photo; a photo that cannot be read."""
    event = turn.event
    if event.fetched:
        raise await refusals.no(turn, N("This photo cannot be read. Please send it again."))
    raise await refusals.no(turn, N("Please reply with a photo of the result. /cancel stops."))


async def _wait_for_album(turn: Turn, dialogue: Dialogue) -> None:
    """Further photos of the same album join the proof; anything else ends the waiting."""
    if not turn.event.album:
        await drafts.back(turn, dialogue)
        return
    draft = {**dialogue.draft, "album": turn.event.album}
    await dialogues.put(turn.conn, replace(dialogue, step=PROVEN, draft=draft, wake_at=turn.now + ALBUM_WAIT))


async def skip(turn: Turn) -> Sequence[Outgoing]:
    """/skip, with words or without: resolves without a photo, where the policy lets staff do that."""
    ticket, dialogue = await _asked_about(turn)
    if not turn.house.policy.resolve_without_photo:
        raise await refusals.no(turn, N("A photo is needed here. Please reply with one."))
    changed = await acting.say(turn, ticket, Verb.RESOLVE, why=turn.event.arguments.strip()[: prompts.LENGTH])
    await drafts.back(turn, dialogue)
    return [*prompts.without(turn, dialogue), *await cards.refresh(turn, changed), *await _announced(turn, changed)]


async def more_proof(turn: Turn) -> Sequence[Outgoing]:
    """One more photo of the album that resolved it: the before-and-after is drawn again; words to it are a note."""
    ticket, dialogue = await _asked_about(turn)
    if turn.event.album != dialogue.draft.get("album"):
        await drafts.back(turn, dialogue)
        return await acting.as_if_new(turn)
    if ticket.state not in (State.RESOLVED, State.CLOSED) or not await late_photos.attach(turn, ticket, Use.AFTER):
        return ()
    words = turn.event.text.strip()[: prompts.LENGTH]
    noted = await notes.keep(turn, ticket, words, redraw=False) if words else ()
    return [*noted, *await _show_again(turn, ticket)]


@dataclass(frozen=True)
class _Proof:
    """SHA-256 of the photos before and of those after, and what whoever resolved it wrote with them."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    words: str

    def below(self, t: Translator, text: Html) -> Html:
        """The text, and below it the words."""
        return Html(f"{text}\n{t('💬 {text}', text=self.words)}") if self.words else text


async def _proof(turn: Turn, ticket: Ticket) -> _Proof:
    files = [f for f in await tickets.files_of(turn.conn, ticket.id) if f.kind == "photo"]
    this_round = await tickets.files_of(turn.conn, ticket.id, round_=ticket.reopened)
    before = tuple(f.sha256 for f in files if f.use is Use.BEFORE)
    after = tuple(f.sha256 for f in this_round if f.use is Use.AFTER and f.kind == "photo")
    said = [entry.why for entry in await tickets.history_of(turn.conn, ticket.id) if entry.verb == Verb.RESOLVE]
    return _Proof(before[:10], after[:10], said[-1] if said else "")


def _side_by_side(turn: Turn, t: Translator, ticket: Ticket, proof: _Proof) -> BeforeAfter | None:
    if not proof.before or not proof.after:
        return None
    done = ticket.resolved_at or turn.now
    taken = t.when(ticket.submitted_at, turn.house.zone, turn.now)
    lines = (f"{taken} → {t.when(done, turn.house.zone, turn.now)}  {turn.who.name}",)
    title = texts.title(t, turn.house.policy, ticket)
    return BeforeAfter(proof.before, proof.after, t.plain("Before"), t.plain("After"), title, lines)


async def _announced(turn: Turn, ticket: Ticket) -> list[Outgoing]:
    """To everybody concerned; and a word here too, where the chat was bound to something else meanwhile."""
    shown = await _show(turn, ticket)
    if any(card.chat == turn.event.chat.id for card in await card_rows.live(turn.conn, ticket.id)):
        return shown
    text = turn.t("✅ #{number} is resolved. This chat does not serve its community any more.", number=ticket.id)
    return [Send(turn.here, text, reply_to=turn.event.message), *shown]


async def _show(turn: Turn, ticket: Ticket) -> list[Outgoing]:
    """Before and after: to every chat with a card, and to the courier, who rates it."""
    proof = await _proof(turn, ticket)
    said: list[Outgoing] = [_to_group(turn, ticket, card, proof) for card in await card_rows.live(turn.conn, ticket.id)]
    reporter = await people.get(turn.conn, ticket.reporter)
    to = submitting.private_chat(reporter)
    others = await endings.told(
        turn,
        ticket,
        lambda t, title: proof.below(t, t(endings.RESOLVED, title=title)),
        picture=lambda t: _side_by_side(turn, t, ticket, proof),
    )
    return [*said, *([_to_courier(turn, ticket, reporter, to, proof)] if to else []), *others]


def _to_group(turn: Turn, ticket: Ticket, card: Card, proof: _Proof) -> Send:
    t = turn.to(card.language)
    text = t(
        "✅ {title}: resolved by {name} after {duration}",
        title=texts.title(t, turn.house.policy, ticket),
        name=turn.who.name,
        duration=texts.duration(t, ticket.submitted_at, ticket.resolved_at or turn.now),
    )
    text, picture = proof.below(t, text), _side_by_side(turn, t, ticket, proof)
    slot = f"ticket:{ticket.id}:proof:{card.chat}:{ticket.reopened}"
    here = Address(card.chat, card.thread)
    return Send(here, text, picture=picture, slot=slot, reply_to_slot=card.slot, silent=True)


def _to_courier(turn: Turn, ticket: Ticket, reporter: Person, to: Address, proof: _Proof) -> Send:
    t = turn.to(reporter.language)
    title = texts.title(t, turn.house.policy, ticket)
    text = proof.below(t, t("✅ {title} is resolved. Are you satisfied?", title=title))
    picture, slot = _side_by_side(turn, t, ticket, proof), follow_up.result_slot(ticket)
    return Send(to, text, buttons=follow_up.rating(t, ticket), picture=picture, slot=slot)


async def _show_again(turn: Turn, ticket: Ticket) -> list[Outgoing]:
    """In place; but not for a courier who has rated it meanwhile."""
    rated = follow_up.result_slot(ticket) if ticket.state is not State.RESOLVED else ""
    shown = [message for message in await _show(turn, ticket) if isinstance(message, Send) and message.slot != rated]
    return [Edit(message.to, message.slot, message.text, message.buttons, message.picture) for message in shown]


async def photos(turn: Turn) -> Sequence[Outgoing]:
    """All photos and recordings of a ticket, as a reply to its card."""
    await acting.must_not_be_suspended(turn)
    ticket = await acting.find(turn, acting.argument(turn))
    if not await cards.standing_in(turn, ticket):
        raise await refusals.not_allowed(turn)
    files = [f for f in await tickets.files_of(turn.conn, ticket.id) if f.use in (Use.BEFORE, Use.NOTE)]
    shots = tuple(Original(f.sha256) for f in files if f.kind == "photo")[:10]
    title = turn.t("{title}", title=texts.title(turn.t, turn.house.policy, ticket))
    others: list[Outgoing] = [SendFile(turn.here, f.sha256, f.kind, text=title) for f in files if f.kind != "photo"]
    if len(shots) == 1:
        return [*pressed.heard(turn), Send(turn.here, title, picture=shots[0]), *others]
    return [*pressed.heard(turn), *([Album(turn.here, shots, title)] if shots else []), *others]

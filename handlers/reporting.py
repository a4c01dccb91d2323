"""A report: photo, place, category, in any order; at most three touches and it is a ticket."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain import place
from bot.domain.draft import Draft, Need, at_here, with_files, with_place
from bot.domain.outgoing import Answer, Outgoing, Send
from bot.domain.place import Source
from handlers import acting, asking, drafts, keyboard, late_photos, pressed, refusals
from handlers.desk import answers
from handlers.i18n import N
from handlers.turn import Refused, Turn
from handlers.warnings import advice
from storage import dialogues, media, tickets
from storage.dialogues import LastPlace

PROBLEMS = {
    "empty": N("This photo is empty. Please send it again."),
    "truncated": N("This photo arrived damaged. Please send it again."),
    "too_large_bytes": N("This file is over 20 MB. Please send a smaller one."),
    "too_many_pixels": N("This picture has more than 50 million pixels. Please send a smaller one."),
    "not_a_picture": N("This file is not a photo. Please send a photo of the hazard."),
}
BARE = re.compile(r"[-+\d\s.,，;:°′″'\"NSEW北南东西纬经度分秒]+|(?:geo:|https?://)\S+")  # a place and nothing else
DESCRIPTION = 2000
DAMAGED = N("This file cannot be read. Please send it again.")


async def begin(turn: Turn) -> Sequence[Outgoing]:
    """/report: a fresh start, whatever was begun before is dropped."""
    await dialogues.end(turn.conn, turn.event.chat.id, turn.event.chat.id)
    text = turn.t("📷 Send a photo of the hazard. Then its place, then what it is: three touches. /cancel stops.")
    return [Send(turn.here, text, keys=keyboard.main(turn.t, turn.who))]


async def more(turn: Turn) -> Sequence[Outgoing]:
    """Whatever a courier sends of a report: photos, a file, a voice, a place, words."""
    event = turn.event
    if not (event.files or event.location or event.text):
        raise await refusals.no(turn, N("That cannot be part of a report. Send photos, a place, words or a recording."))
    draft = await drafts.current(turn)
    if event.album and draft.album != event.album:
        late = await late_photos.added(turn)
        if late is not None:
            return late
    if not (draft.files or event.files or draft.advised or advice.in_words(turn)):
        return await _without_photo(turn, draft)
    return await _with_more(turn, draft)


async def _with_more(turn: Turn, draft: Draft) -> Sequence[Outgoing]:
    event, limits = turn.event, turn.house.policy.limits
    complaints = [Send(turn.here, turn.t(PROBLEMS.get(f.problem, DAMAGED))) for f in event.fetched if f.problem]
    good = tuple(file for file in event.fetched if not file.problem)
    if event.fetched and not good and not draft.files:
        return complaints
    await media.note(turn.conn, good, turn.now)
    continued = bool(event.album) and event.album == draft.album
    draft = with_files(replace(draft, album=event.album or draft.album), good, limits)
    draft, heard = await _with_words(turn, draft)
    draft = await _with_location(turn, draft)
    found = draft.asked == Need.PLACE and draft.point is not None
    located = [await asking.located(turn, draft)] if found else []
    return [*complaints, *heard, *located, *await drafts.go_on(turn, draft, quietly=continued)]


async def _with_words(turn: Turn, draft: Draft) -> tuple[Draft, list[Outgoing]]:
    """A caption or a message: a place, a category, a description; or all three."""
    text = turn.event.text.strip()
    if not text:
        return draft, []
    named = turn.house.policy.named_in(text)
    draft = replace(draft, category=named.key if named else draft.category)
    read = place.read(text)
    if read is not None:
        draft = with_place(draft, read.point, read.source, read.accuracy)
    elif place.short_link(text):
        return draft, [Send(turn.here, turn.t("I cannot open short map links. Please send the location itself."))]
    if BARE.fullmatch(text) or (named and text in (named.zh, named.en)):
        return draft, []
    return replace(draft, description=f"{draft.description}\n{text}".strip()[:DESCRIPTION]), []


async def _with_location(turn: Turn, draft: Draft) -> Draft:
    location = turn.event.location
    if location is None:
        return draft
    await remember(turn)
    source = Source.LIVE if location.live_period else Source.LOCATION
    return with_place(draft, location.point, source, location.accuracy)


async def remember(turn: Turn) -> None:
    """Where the courier is, for the next photo."""
    location = turn.event.location
    if location is not None:
        here = LastPlace(
            location.point, location.accuracy, bool(location.live_period), turn.event.at, until=location.until
        )
        await dialogues.remember_place(turn.conn, turn.event.chat.id, here)


async def moved(turn: Turn) -> Sequence[Outgoing]:
    """A live location goes on: remembered, never answered."""
    if turn.who.active:
        await remember(turn)
    return ()


async def _without_photo(turn: Turn, draft: Draft) -> Sequence[Outgoing]:
    """A place or words before any photo: the place is kept for the photo that follows."""
    event = turn.event
    read = place.read(event.text) if event.text else None
    if event.location is not None:
        await remember(turn)
        return [await asking.photo_next(turn, event.location.point, event.location.accuracy)]
    if read is not None:
        here = LastPlace(read.point, read.accuracy, live=False, at=event.at, typed=True)
        await dialogues.remember_place(turn.conn, event.chat.id, here)
        return [await asking.photo_next(turn, read.point, read.accuracy)]
    if place.short_link(event.text):
        return [Send(turn.here, turn.t("I cannot open short map links. Please send the location itself."))]
    asked = await tickets.asked_of(turn.conn, turn.who.id)
    if asked is not None and event.text:
        return await answers.answer(turn, asked)
    text = turn.t("Send a photo of the hazard to report it. /help shows what else I can do.")
    return [Send(turn.here, text, keys=keyboard.main(turn.t, turn.who))]


async def choose_category(turn: Turn) -> Sequence[Outgoing]:
    """A category button: the last touch."""
    draft = await _pressed_draft(turn)
    category = turn.house.policy.category(acting.argument(turn))
    if category is None:
        raise await refusals.no(turn, N("This category is no longer offered. Please choose another."))
    chosen = replace(draft, category=category.key)
    heard = [Answer(turn.event.press.id, category.label(turn.t.language))] if turn.event.press else []
    return [*heard, *await drafts.go_on(turn, chosen)]


async def settle(turn: Turn) -> Sequence[Outgoing]:
    """The answer to "is that photo still true?" or "which place?", or a change of mind."""
    draft = await _pressed_draft(turn)
    question, answer = acting.argument(turn), acting.argument(turn, 2)
    heard = pressed.heard(turn)
    if answer == "no":
        await dialogues.end(turn.conn, turn.event.chat.id, turn.event.chat.id)
        gone = Send(turn.here, turn.t("Dropped. Nothing was reported."), keys=keyboard.main(turn.t, turn.who))
        return [*heard, *asking.settled(turn, draft, dropped=True), gone]
    if question not in (Need.OLD, Need.FAR, Need.UNSEEN) or (
        question == Need.UNSEEN and not asking.urgent(turn, draft)
    ):
        raise await stale(turn)
    draft = at_here(draft) if answer == "here" and draft.here else draft
    accepted = replace(draft, accepted=(*draft.accepted, question))
    return [*heard, *await drafts.go_on(turn, accepted)]


async def _pressed_draft(turn: Turn) -> Draft:
    if drafts.own(await turn.dialogue()) is None:
        raise await stale(turn)
    return await drafts.current(turn)


async def stale(turn: Turn) -> Refused:
    return await refusals.no(turn, N("This report is finished. Send a photo to begin a new one."))

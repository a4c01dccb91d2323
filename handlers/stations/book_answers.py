"""A keeper, or staff of the community in their group, answers a remark, once; whoever wrote it hears it."""

from collections.abc import Sequence

from bot.domain.outgoing import Edit, Outgoing, Send
from bot.domain.people import Action, reaches
from handlers import acting, drafts, pressed, refusals
from handlers.i18n import N
from handlers.stations import book, book_news, keeping, shown
from handlers.turn import Turn
from storage import areas, cards, remarks, slots, stations
from storage.remarks import Remark

STEP = "bookanswer"
ANSWERED = N("{name} has answered this already.")


async def begin(turn: Turn) -> Sequence[Outgoing]:
    """bookreply:REMARK: waits for the answer."""
    remark = await remarks.get(turn.conn, await pressed.number(turn))
    if remark is None:
        raise await pressed.stale(turn)
    await keeping.must_keep(turn, remark.station)
    if remark.answer:
        raise await refusals.no(turn, ANSWERED, name=remark.answered_by or "?")
    await book.wait(turn, STEP, remark=remark.id)
    text = turn.t("💬 Your answer to “{words}”? /cancel stops.", words=book_news.short(remark.words, book_news.QUOTED))
    return [*pressed.heard(turn), Send(turn.here, text)]


async def given(turn: Turn) -> Sequence[Outgoing]:
    """The answer: the first one counts."""
    dialogue = await turn.dialogue()
    remark = await remarks.get(turn.conn, int(dialogue.draft["remark"])) if dialogue else None
    if dialogue is None or remark is None:
        raise await refusals.not_allowed(turn)
    await keeping.must_keep(turn, remark.station)
    text = await book.words(turn, dialogue)
    if not text:
        return await acting.as_if_new(turn)
    await drafts.back(turn, dialogue)
    who = await acting.somebody(turn)
    if not await remarks.answer(turn.conn, remark.id, text, by=who.id, at=turn.event.at):
        faster = await remarks.get(turn.conn, remark.id)
        return [Send(turn.here, turn.t(ANSWERED, name=(faster and faster.answered_by) or "?"))]
    return await _told(turn, remark, text)


async def replied(turn: Turn) -> Sequence[Outgoing]:
    """A reply to the news in a community's group."""
    slot = await cards.slot_of(turn.conn, turn.event.chat.id, turn.event.reply_to)
    remark = await remarks.get(turn.conn, int(slot.split(":")[1]))
    if remark is None:
        raise await pressed.stale(turn)
    await _may(turn, remark)
    text, limit = turn.event.text.strip(), turn.house.policy.visits.remark_letters
    if not text:
        raise await refusals.no(turn, N("Please write it as text. /cancel stops."))
    if len(text) > limit:
        raise await refusals.no(turn, book.TOO_LONG, limit=limit, count=len(text))
    who = await acting.somebody(turn)
    if remark.answer or not await remarks.answer(turn.conn, remark.id, text, by=who.id, at=turn.event.at):
        raise await refusals.no(turn, ANSWERED, name=remark.answered_by or "?")
    return await _told(turn, remark, text)


async def _may(turn: Turn, remark: Remark) -> None:
    """Staff of the station's community, its keepers and admins."""
    station = await stations.get(turn.conn, remark.station)
    path = await areas.path(turn.conn, station.area) if station else ()
    if not reaches(turn.who, Action.WORK, path):
        await keeping.must_keep(turn, remark.station)


async def _told(turn: Turn, remark: Remark, text: str) -> Sequence[Outgoing]:
    station = await stations.get(turn.conn, remark.station)
    if station is None:
        raise await refusals.no(turn, shown.GONE)
    news = await book_news.to_writer(turn, station, remark, text)
    said = N("💬 Answered; {name} hears it.") if news else N("💬 Kept in the book; {name} cannot be reached any more.")
    done = Send(turn.here, turn.t(said, name=remark.name or "?"))
    return [done, *await _settled(turn, remark, text), *news]


async def _settled(turn: Turn, remark: Remark, text: str) -> list[Outgoing]:
    """The news that asked for an answer shows it now, without its button."""
    slot = book_news.slot(remark.id, turn.here)
    if not await slots.find(turn.conn, [slot]):
        return []
    values = {"name": remark.name or "?", "words": remark.words, "answer": text}
    return [Edit(turn.here, slot, turn.t("📖 {name}: {words}\n↳ {answer}", **values))]

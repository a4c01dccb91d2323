"""A station's suggestion book (意见征集册): registered people write into it, keepers read it."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.stations import Station
from handlers import acting, drafts, pressed, refusals
from handlers.i18n import Html, N, Translator
from handlers.stations import book_news, keeping, shown
from handlers.turn import Turn
from storage import dialogues, remarks, stations
from storage.dialogues import Dialogue
from storage.remarks import Remark

STEP = "remark"
A_PAGE = 5
SHOWN = 200  # letters of a remark on the page, half as many of its answer
TOO_MANY = N("You have written {limit} remarks within a day: thank you! Please go on tomorrow.")
TOO_LONG = N("At most {limit} characters, please; these are {count}.")


async def show(turn: Turn) -> Sequence[Outgoing]:
    """book:ID: riders are asked for their remark at once, keepers see the last ones."""
    if not turn.who.active:
        raise await refusals.not_allowed(turn)
    station = await shown.station(turn)
    if not await keeping.keeps(turn, station.id):
        return await _ask(turn, station)
    text, buttons = await _page(turn, station, 0)
    return [*pressed.heard(turn), Send(turn.here, text, buttons=buttons, slot=_slot(turn, station))]


async def write(turn: Turn) -> Sequence[Outgoing]:
    """bookwrite:ID: a keeper writes a remark too."""
    if not turn.who.active:
        raise await refusals.not_allowed(turn)
    return await _ask(turn, await shown.station(turn))


async def _ask(turn: Turn, station: Station) -> Sequence[Outgoing]:
    await _not_too_many(turn)
    await wait(turn, STEP, station=station.id)
    text = turn.t(
        "📖 What should {station} hear? Write it in one message, at most {limit} characters. /cancel stops.",
        station=station.name,
        limit=turn.house.policy.visits.remark_letters,
    )
    return [*pressed.heard(turn), Send(turn.here, text)]


async def _not_too_many(turn: Turn) -> None:
    limit, who = turn.house.policy.visits.remarks_a_day, turn.who.id
    since = turn.event.at - timedelta(days=1)
    if who and await remarks.count_of(turn.conn, who, since=since) >= limit:
        raise await refusals.no(turn, TOO_MANY, limit=limit)


async def wait(turn: Turn, step: str, **what: int) -> None:
    """For the next message; a report that was begun waits meanwhile."""
    at, chat = turn.event.at, turn.event.chat.id
    wake = at + timedelta(minutes=turn.house.policy.limits.prompt_minutes)
    draft = {**await drafts.aside(turn), **what}
    await dialogues.put(turn.conn, Dialogue(chat, chat, step, at, at, wake, draft))


async def words(turn: Turn, dialogue: Dialogue) -> str:
    """What was written, or "" where it is something else and the waiting is over; refuses what is too long."""
    text, limit = turn.event.text.strip(), turn.house.policy.visits.remark_letters
    if turn.event.files or turn.event.location or not text:
        await drafts.back(turn, dialogue)
        return ""
    if len(text) > limit:
        raise await refusals.no(turn, TOO_LONG, limit=limit, count=len(text))
    return text


async def written(turn: Turn) -> Sequence[Outgoing]:
    """The remark is kept, and told to those who keep the station and to the community."""
    dialogue = await turn.dialogue()
    if dialogue is None or not turn.who.active:
        raise await refusals.not_allowed(turn)
    text = await words(turn, dialogue)
    if not text:
        return await acting.as_if_new(turn)
    await _not_too_many(turn)
    await drafts.back(turn, dialogue)
    station = await stations.get(turn.conn, int(dialogue.draft["station"]))
    if station is None:
        raise await refusals.no(turn, shown.GONE)
    who = await acting.somebody(turn)
    number = await remarks.write(turn.conn, who.id, station.id, text, at=turn.event.at)
    thanks = turn.t(
        "📖 Written into the book of {station}. Thank you! An answer comes to you here.", station=station.name
    )
    return [Send(turn.here, thanks), *await book_news.spread(turn, station, number, text)]


async def page(turn: Turn) -> Sequence[Outgoing]:
    """remarks:ID:OFFSET: older or newer ones, in place."""
    station, offset = await shown.station(turn), await pressed.number(turn, 2)
    await keeping.must_keep(turn, station.id)
    text, buttons = await _page(turn, station, offset)
    return [*pressed.heard(turn), Edit(turn.here, _slot(turn, station), text, buttons)]


def _slot(turn: Turn, station: Station) -> str:
    return f"book:{turn.event.chat.id}:{station.id}"


async def _page(turn: Turn, station: Station, offset: int) -> tuple[Html, Buttons]:
    found = await remarks.at_station(turn.conn, station.id, offset=offset, limit=A_PAGE + 1)
    lines = [_line(turn, number, each) for number, each in enumerate(found[:A_PAGE], start=offset + 1)]
    head = turn.t("📖 <b>{station}</b>: the suggestion book", station=station.name)
    nothing = [] if lines else [turn.t("Nothing is written in it yet.")]
    return Html("\n".join([head, *lines, *nothing])), _buttons(turn.t, station, offset, found)


def _line(turn: Turn, number: int, remark: Remark) -> Html:
    when = turn.t.when(remark.at, turn.house.zone, turn.now)
    name, text = remark.name or "?", book_news.short(remark.words, SHOWN)
    line = turn.t("{number}. {when} {name}: {words}", number=number, when=when, name=name, words=text)
    if not remark.answer:
        return line
    answer = book_news.short(remark.answer, SHOWN // 2)
    return Html(f"{line}\n{turn.t('   ↳ {name}: {words}', name=remark.answered_by or '?', words=answer)}")


def _buttons(t: Translator, station: Station, offset: int, found: Sequence[Remark]) -> Buttons:
    """Numbers of those without an answer, where there is more, and to write."""
    answers = tuple(
        Button(f"💬 {number}", f"bookreply:{each.id}")
        for number, each in enumerate(found[:A_PAGE], start=offset + 1)
        if not each.answer
    )
    newer = [Button(t.plain("◀ Newer"), f"remarks:{station.id}:{max(0, offset - A_PAGE)}")] if offset else []
    older = [Button(t.plain("Older ▶"), f"remarks:{station.id}:{offset + A_PAGE}")] if len(found) > A_PAGE else []
    pen = (Button(t.plain("✍️ Write"), f"bookwrite:{station.id}"),)
    return tuple(row for row in (answers, (*newer, *older), pen) if row)

"""/stations with words after it: a name, what it must have, one's favourites; each station opens below the list."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from bot.domain import wishes
from bot.domain.outgoing import Button, Buttons, Outgoing, Send
from bot.domain.people import Action, may
from bot.domain.place import Point
from handlers import acting, drafts, pressed, refusals
from handlers.i18n import Html, N
from handlers.stations import adding, face, finding, following, searching, shown, sight, use
from handlers.stations.face import View
from handlers.turn import Turn
from storage import dialogues, stations
from storage.dialogues import Dialogue
from storage.finder import Found

MOST = 10
A_ROW = 5

NOT_LIVE = N("This place stands still. To follow you I need a live location: 📎 → Location → Share live location.")


async def stations_for(turn: Turn) -> Sequence[Outgoing]:
    """/stations: the nearest; with words, whatever they ask for."""
    words = turn.event.arguments
    ordered = ORDERS.get(wishes.order(words))
    if ordered is not None:
        return await ordered(turn)
    return await _by_words(turn, words) if words else await finding.show(turn)


async def _by_words(turn: Turn, text: str) -> Sequence[Outgoing]:
    """Without a name a place is needed, which is asked for as ever."""
    await sight.may_look(turn)
    wish, here = wishes.read(text), await _here(turn)
    if not wish.name and here is None:
        return await finding.show(turn)
    admin = may(turn.who, Action.OVERSEE)
    found = await searching.search(turn, wish, here, count=MOST + 1, every=admin)
    if not found:
        raise await refusals.no(turn, N("😕 There is no station like “{words}”."), words=text[: wishes.LONGEST])
    title = turn.t("🔎 Stations for “{words}”:", words=text[: wishes.LONGEST])
    return [_list(turn, title, found)]


async def favourites(turn: Turn) -> Sequence[Outgoing]:
    """favours:…, or /stations ❤: one's own, by distance where the place is known, else by name."""
    await sight.may_look(turn)
    if not turn.who.roles:
        raise await refusals.not_allowed(turn)
    mine = await stations.several(turn.conn, await stations.favourites_of(turn.conn, turn.who.id))
    if not any(station.active for station in mine):
        raise await refusals.no(turn, N("No favourites yet. Open a station and tap ❤."))
    here = (await shown.view(turn, 1)).point if turn.event.press else await _here(turn)
    by_name = sorted((station for station in mine if station.active), key=lambda station: station.name)
    found = await searching.known(turn, by_name, here)
    return [*pressed.heard(turn), _list(turn, turn.t("❤ Your stations:"), found)]


async def follow(turn: Turn) -> Sequence[Outgoing]:
    """follow, or /stations follow: at once where a live location runs, else once it is shared."""
    await sight.may_look(turn)
    if not turn.who.active:
        raise await refusals.not_allowed(turn)
    last = await following.live(turn)
    if last is not None:
        return [*pressed.heard(turn), *await following.begin(turn, last)]
    dialogue = await turn.dialogue()
    if dialogue is not None and dialogue.step not in (finding.STEP, following.WAITED, drafts.STEP):
        raise await refusals.no(turn, finding.BUSY)
    chat, at = turn.event.chat.id, turn.event.at
    wake = at + timedelta(minutes=turn.house.policy.limits.place_minutes)
    await dialogues.put(turn.conn, Dialogue(chat, chat, following.WAITED, at, at, wake, await drafts.aside(turn)))
    text = turn.t("🏃 Share your live location: 📎 → Location → Share live location. I then show the next stations.")
    return [*pressed.heard(turn), Send(turn.here, text)]


async def shared(turn: Turn) -> Sequence[Outgoing]:
    """The live location that was waited for; a place that does not move is none; anything else is as if not asked."""
    dialogue, location, last = await turn.dialogue(), turn.event.location, finding.sent(turn)
    if last is not None and not last.live and turn.who.active:
        raise await refusals.no(turn, NOT_LIVE)
    if dialogue is not None:
        await drafts.back(turn, dialogue)
    if location is None or not location.live_period or last is None or not turn.who.active:
        return await acting.as_if_new(turn)
    await dialogues.remember_place(turn.conn, turn.event.chat.id, last)
    return await following.begin(turn, last)


async def open_page(turn: Turn) -> Sequence[Outgoing]:
    """found:ID: its page, below."""
    station = await shown.station(turn)
    view = View(await _here(turn), origin=turn.event.update_id)
    return [*pressed.heard(turn), await shown.send(turn, station, view)]


async def _here(turn: Turn) -> Point | None:
    """Where the person is, if they told us just now."""
    last = await dialogues.last_place(turn.conn, turn.event.chat.id)
    return last.point if last is not None and drafts.fresh(turn, last) else None


def _list(turn: Turn, title: Html, found: Sequence[Found]) -> Send:
    lines = [_line(turn, number, each) for number, each in enumerate(found[:MOST], start=1)]
    rest = [turn.t("There are more: say it more closely.")] if len(found) > MOST else []
    return Send(turn.here, Html("\n".join([title, *lines, *rest])), buttons=_numbers(found[:MOST]))


def _line(turn: Turn, number: int, found: Found) -> Html:
    return use.marked(turn, found.station, face.numbered(turn, number, found))


def _numbers(found: Sequence[Found]) -> Buttons:
    made = [Button(str(number), f"found:{each.station.id}") for number, each in enumerate(found, start=1)]
    return tuple(tuple(made[start : start + A_ROW]) for start in range(0, len(made), A_ROW))


ORDERS: Mapping[str, Callable[[Turn], Awaitable[Sequence[Outgoing]]]] = {
    wishes.MINE: favourites,
    wishes.ADD: adding.begin,
    wishes.FOLLOW: follow,
}

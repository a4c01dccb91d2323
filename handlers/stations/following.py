"""While a live location runs: one message that shows the next station for each need, edited as the rider moves."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import place
from bot.domain.outgoing import Address, Button, Buttons, Delete, Edit, Outgoing, Send
from bot.domain.place import Point, navigation_links
from bot.domain.stations import Amenity, Part
from bot.domain.wishes import OPEN
from handlers import acting, drafts, keyboard, pressed, reporting
from handlers.i18n import Html, N
from handlers.stations import face, sight
from handlers.turn import House, Turn
from storage import dialogues, follows, people
from storage.dialogues import LastPlace
from storage.finder import Found, Wish
from storage.follows import Follow

WAITED = "livelocation"
"""The step in which the live location is waited for."""
MAP = "map.amap"
LONGEST = 20
"""Characters of a name on a button."""


@dataclass(frozen=True)
class Need:
    """What a rider may want next: any of the amenities does."""

    sign: str
    label: str
    any_of: tuple[Amenity, ...]


NEEDS: Mapping[str, Need] = {
    "battery": Need("🔋", N("E-bike battery"), (Amenity.EBIKE_CHARGING, Amenity.BATTERY_SWAP)),
    "rest": Need("🪑", N("Rest"), (Amenity.SEATS,)),
    "phone": Need("🔌", N("Phone"), (Amenity.PHONE_CHARGING,)),
    "water": Need("🚰", N("Water"), (Amenity.WATER, Amenity.HOT_WATER)),
}
FIRST = ("battery", "rest")


async def live(turn: Turn, last: LastPlace | None = None) -> LastPlace | None:
    """The live location that the person shares now; `last` where it is known already."""
    last = last or await dialogues.last_place(turn.conn, turn.event.chat.id)
    if last is None or not last.live:
        return None
    runs = last.until > turn.event.at if last.until else drafts.fresh(turn, last)  # it is silent where nobody moves
    return last if runs else None


async def offer(turn: Turn, last: LastPlace | None = None) -> Buttons:
    """The button under a list of whoever shares a live location; `last` where it is known already."""
    if not turn.who.active or await live(turn, last) is None:
        return ()
    return ((Button(turn.t.plain(keyboard.FOLLOW), "follow"),),)


async def begin(turn: Turn, last: LastPlace) -> Sequence[Outgoing]:
    """A new message that follows; the one before it goes, so that there is never more than one."""
    before = await follows.get(turn.conn, turn.event.chat.id)
    gone = [Delete(turn.here, _slot(before))] if before else []
    latest = turn.event.at + timedelta(hours=turn.house.policy.follow.hours)
    until = min(latest, last.until or latest)
    origin, needs = turn.event.update_id, before.needs if before else FIRST
    follow = Follow(turn.event.chat.id, origin, needs, last.point, turn.event.at, "", until)
    text, buttons = await _shown(turn, follow)
    await follows.put(turn.conn, replace(follow, face=_digest(text, buttons)))
    return [*gone, Send(turn.here, text, buttons=buttons, slot=_slot(follow))]


async def moved(turn: Turn) -> Sequence[Outgoing]:
    """A live location goes on, or ends: remembered as ever, and the message that follows it goes along."""
    said = await reporting.moved(turn)
    location, follow = turn.event.location, await follows.get(turn.conn, turn.event.chat.id)
    if location is None or not turn.who.active:
        return said
    if follow is None:
        return [*said, *await _waited_for(turn)]
    if not location.live_period or turn.event.at >= follow.until:
        return [*said, *await stop(turn)]
    at, until = turn.event.at, min(follow.until, location.until or follow.until)
    if not _due(turn, follow, location.point):
        if until != follow.until:
            await follows.put(turn.conn, replace(follow, until=until))
        return said
    return [*said, *await _again(turn, replace(follow, point=location.point, shown_at=at, until=until))]


async def _waited_for(turn: Turn) -> Sequence[Outgoing]:
    """A live location that ran already when it was asked for, and now says where it is."""
    dialogue, last = await turn.dialogue(), await live(turn)
    if dialogue is None or dialogue.step != WAITED or last is None:
        return ()
    await drafts.back(turn, dialogue)
    return await begin(turn, last)


async def toggle(turn: Turn) -> Sequence[Outgoing]:
    """need:KEY: one need more, or less."""
    key, follow = acting.argument(turn), await follows.get(turn.conn, turn.event.chat.id)
    if follow is None or key not in NEEDS or not turn.who.active:
        raise await pressed.stale(turn)
    needs = tuple(each for each in NEEDS if (each in follow.needs) != (each == key))
    return [*pressed.heard(turn), *await _again(turn, replace(follow, needs=needs))]


async def enough(turn: Turn) -> Sequence[Outgoing]:
    """unfollow: the button under the message."""
    ended = await stop(turn)
    if not ended:
        raise await pressed.stale(turn)
    return [*pressed.heard(turn), *ended]


async def stop(turn: Turn) -> Sequence[Outgoing]:
    """Nothing where nobody was followed."""
    follow = await follows.get(turn.conn, turn.event.chat.id)
    if follow is None:
        return ()
    await follows.end(turn.conn, follow.telegram)
    return [Edit(turn.here, _slot(follow), turn.t(ENDED))]


async def end_when_over(conn: AsyncConnection, house: House, now: datetime) -> Sequence[Outgoing]:
    """Those whose live location is over, or who have been followed for long enough."""
    ended = await follows.over(conn, now)
    known = await people.by_telegram(conn, [follow.telegram for follow in ended]) if ended else {}
    said = []
    for follow in ended:
        await follows.end(conn, follow.telegram)
        person = known.get(follow.telegram)
        t = house.languages.to(person.language if person else "")
        said.append(Edit(Address(follow.telegram), _slot(follow), t(ENDED)))
    return said


ENDED = N("⏹ I follow you no more. Share your live location and send /stations follow to begin again.")


def _due(turn: Turn, follow: Follow, here: Point) -> bool:
    """After so many metres at once, else after so many seconds."""
    rules = turn.house.policy.follow
    late = turn.event.at - follow.shown_at >= timedelta(seconds=rules.seconds)
    return late or place.distance(follow.point, here) >= rules.metres


async def _again(turn: Turn, follow: Follow) -> Sequence[Outgoing]:
    """The message as it is now; nothing where it says the same."""
    text, buttons = await _shown(turn, follow)
    digest = _digest(text, buttons)
    await follows.put(turn.conn, replace(follow, face=digest))
    return [Edit(turn.here, _slot(follow), text, buttons)] if digest != follow.face else []


async def _shown(turn: Turn, follow: Follow) -> tuple[Html, Buttons]:
    t, found = turn.t, {key: await _next(turn, follow.point, NEEDS[key].any_of) for key in follow.needs if key in NEEDS}
    found = found or {"": await _next(turn, follow.point, ())}
    until = t.when(follow.until, turn.house.zone, turn.now)
    lines = [_line(turn, key, station) for key, station in found.items()]
    title = t("🏃 The next open stations as you ride, until {until}:", until=until)
    ways = {each.station.id: each for each in found.values() if each is not None}
    rows = [_way(turn, each) for each in ways.values()] if Part.PLACE in sight.parts(turn) else []
    toggles = tuple(
        Button(f"{'✅' if key in follow.needs else ''}{need.sign} {t.plain(need.label)}", f"need:{key}")
        for key, need in NEEDS.items()
    )
    enough = Button(t.plain("⏹ Enough"), "unfollow")
    return Html("\n".join([title, *lines])), (*rows, toggles[:2], toggles[2:], (enough,))


async def _next(turn: Turn, here: Point, any_of: Sequence[Amenity]) -> Found | None:
    """The nearest that is open and has any of them."""
    finder = turn.house.finder
    wishes = [Wish(here, frozenset({OPEN, amenity})) for amenity in any_of] or [Wish(here)]
    nearest = [found for wish in wishes for found in await finder.nearest(turn.conn, wish, turn.now, count=1)]
    return min(nearest, key=lambda found: found.metres, default=None)


def _line(turn: Turn, key: str, found: Found | None) -> Html:
    t, sign = turn.t, NEEDS[key].sign if key else "🏠"
    if found is None:
        return t("{sign} nothing open within 5 km", sign=sign)
    return t("{sign} {station}", sign=sign, station=Html(face.around(turn, found)))


def _way(turn: Turn, found: Found) -> tuple[Button, ...]:
    """There by one touch in the usual map, or by Telegram's own, from which any other opens."""
    link = next(link.url for link in navigation_links(found.station.point) if link.label == MAP)
    name = found.station.name if len(found.station.name) <= LONGEST else f"{found.station.name[: LONGEST - 1]}…"
    return Button(f"🧭 {name}", url=link), Button("📍", f"venue:{found.station.id}")


def _digest(text: Html, buttons: Buttons) -> str:
    return hashlib.sha256(f"{text}{buttons}".encode()).hexdigest()[:32]


def _slot(follow: Follow) -> str:
    return f"follow:{follow.telegram}:{follow.origin}"

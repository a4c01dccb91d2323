"""/redeem: staff enter who gets what for how many points; it counts once the courier has confirmed it in private."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outgoing import Address, Button, Buttons, Edit, Outgoing, Send
from bot.domain.people import Action, Person, reaches
from bot.domain.thanks import Reason
from handlers import acting, pressed, refusals, submitting
from handlers.i18n import Html, N, Translator
from handlers.turn import House, Refused, Turn
from storage import areas, audit, people, points, redemptions
from storage.audit import Deed
from storage.points import Entry
from storage.redemptions import Holder, Redemption, State

WITHOUT = re.compile(r"(?P<name>\S.*?)\s+(?P<amount>\d{1,6})", re.DOTALL)
TYPED = re.compile(r"(?P<name>\S.*?)\s+(?P<amount>\d{1,6})\s+(?P<words>\S.*)", re.DOTALL)
A_PAGE, SEARCH_BYTES, LONGEST = 6, 24, 100
OVER = N("This is over. Begin anew: /redeem")
ASKED = N("{name} has been asked already.")
WHAT_FOR = N("What for? Write it behind the points: /redeem {name} {points} gloves")
REDEEMED = N("Redeemed already, {when}: {words}, {points} points.")
DECLINED = N("You did not want it: {words}, {points} points. Nothing was spent.")
LATE = N("Too late: this is no longer open. Ask the staff to enter it again.")
SHORT = N("{name} has {points} points: not enough.")
ENDS: dict[State, str] = {
    State.DONE: N("✅ {name} has confirmed: {words}, {points} points"),
    State.DECLINED: N("✖️ {name} does not want it: {words}, {points} points"),
    State.EXPIRED: N("⌛ Not confirmed in time by {name}: {words}, {points} points"),
}


async def begin(turn: Turn) -> Sequence[Outgoing]:
    """/redeem, /redeem NAME, or /redeem NAME POINTS WHAT."""
    typed, who = TYPED.fullmatch(turn.event.arguments.strip()), await acting.somebody(turn)
    here, amount, words = turn.here, 0, ""
    if typed:
        amount, words = int(typed["amount"]), " ".join(typed["words"].split())[:LONGEST]
    if typed and not amount:
        raise await refusals.no(turn, N("At least one point, please."))
    draft = Redemption(0, None, amount, words, State.CHOOSING, who.id, here.chat, here.thread, turn.now, turn.now)
    search = _short(typed["name"] if typed else turn.event.arguments)
    found = await _holders(turn, search, 0)
    if not found:
        raise await _nobody(turn)
    one = await redemptions.begin(turn.conn, draft)
    named = [holder for holder in found if holder.name == search]
    if typed and (len(named) == 1 or len(found) == 1):
        return await _ask(turn, one, (named or found)[0].person, fresh=True)
    text, buttons = _whose(turn.t, one, found, (0, search))
    return [Send(turn.here, text, buttons=buttons, slot=_desk(one))]


async def _nobody(turn: Turn) -> Refused:
    """No courier of that name; or there is one, and it was not said what for."""
    typed = WITHOUT.fullmatch(turn.event.arguments.strip())
    if typed and (found := await _holders(turn, _short(typed["name"]), 0)):
        return await refusals.no(turn, WHAT_FOR, name=found[0].name, points=int(typed["amount"]))
    return await refusals.no(turn, N("No courier with points found. Try: /redeem NAME 50 gloves"))


def _short(search: str) -> str:
    return search.strip().encode()[:SEARCH_BYTES].decode(errors="ignore").strip()


def _desk(one: Redemption) -> str:
    return f"redeem:{one.id}:desk"


async def _holders(turn: Turn, search: str, page: int) -> list[Holder]:
    """A page of the couriers of the presser's areas, and one more where there are more."""
    within = None
    if not reaches(turn.who, Action.REDEEM, ()):
        every = await areas.tree(turn.conn)
        within = [area.id for area in every if reaches(turn.who, Action.REDEEM, area.path)]
    return await redemptions.holders(turn.conn, within, search, offset=page * A_PAGE, limit=A_PAGE + 1)


def _whose(t: Translator, one: Redemption, found: Sequence[Holder], at: tuple[int, str]) -> tuple[Html, Buttons]:
    page, search = at
    rows = [(Button(_label(t, each), f"redeemto:{one.id}:{each.person}"),) for each in found[:A_PAGE]]
    newer = [Button("◀", f"redeempage:{one.id}:{page - 1}:{search}")] if page else []
    older = [Button("▶", f"redeempage:{one.id}:{page + 1}:{search}")] if len(found) > A_PAGE else []
    turns = (*newer, *older)
    return t("🎁 Who gets something for their points?"), (*rows, turns) if turns else tuple(rows)


def _label(t: Translator, each: Holder) -> str:
    name = f"{each.name} ({each.company})" if each.company else each.name
    return t.plain("{name} · {points}", name=name, points=each.balance)


async def page(turn: Turn) -> Sequence[Outgoing]:
    """redeempage:ID:PAGE:SEARCH"""
    one, number = await _own(turn), await pressed.number(turn, 2)
    search = turn.event.press.data.split(":", 3)[3:] if turn.event.press else []
    at = number, _short(search[0] if search else "")
    text, buttons = _whose(turn.t, one, await _holders(turn, at[1], number), at)
    return [*pressed.heard(turn), Edit(turn.here, _desk(one), text, buttons)]


async def _own(turn: Turn) -> Redemption:
    """The one that the button carries, if its presser began it and nobody was asked yet."""
    one = await redemptions.find(turn.conn, await pressed.number(turn))
    if one is None or one.by != turn.who.id:
        raise await pressed.stale(turn)
    if one.state is State.ASKED:
        names = await people.names(turn.conn, [one.person])
        raise await refusals.no(turn, ASKED, name=names.get(one.person or 0, "?"))
    if one.state is not State.CHOOSING:
        raise await refusals.no(turn, OVER)
    return one


async def choose(turn: Turn) -> Sequence[Outgoing]:
    """redeemto:ID:PERSON: then what for, unless that was typed."""
    one, person = await _own(turn), await pressed.number(turn, 2)
    if one.amount:
        return [*pressed.heard(turn), *await _ask(turn, one, person)]
    courier = await _courier(turn, person)
    one = await redemptions.change(turn.conn, one.id, person=courier.id)
    have = await points.balance(turn.conn, courier.id)
    rows = [
        (Button(turn.t.plain("{gift} · {points}", gift=gift.label(turn.t.language), points=gift.points), data),)
        for place, gift in enumerate(turn.house.policy.points.rewards)
        if gift.points <= have and (data := f"redeemfor:{one.id}:{place}")
    ]
    text = turn.t("🎁 {name} has {points} points. What for?", name=courier.name, points=have)
    hint = turn.t("Something else: /redeem {name} 20 gloves", name=courier.name)
    return [*pressed.heard(turn), Edit(turn.here, _desk(one), Html(f"{text}\n{hint}"), tuple(rows))]


async def _courier(turn: Turn, person: int) -> Person:
    """Somebody else than whoever enters it, active, with points in the areas of whoever enters it."""
    found = await people.find(turn.conn, person)
    known = {each.person for each in await _holders(turn, found.name[:SEARCH_BYTES], 0)} if found else set()
    if found is None or found.id not in known or not found.active:
        raise await refusals.no(turn, N("They have no points to redeem here."))
    if found.id == turn.who.id:
        raise await refusals.no(turn, N("Not for yourself: a colleague enters that."))
    return found


async def give(turn: Turn) -> Sequence[Outgoing]:
    """redeemfor:ID:REWARD"""
    one, place = await _own(turn), await pressed.number(turn, 2)
    rewards = turn.house.policy.points.rewards
    if one.person is None or place >= len(rewards):
        raise await pressed.stale(turn)
    reward = rewards[place]
    one = await redemptions.change(turn.conn, one.id, amount=reward.points, words=reward.zh)
    return [*pressed.heard(turn), *await _ask(turn, one, one.person or 0)]


async def _ask(turn: Turn, one: Redemption, person: int, *, fresh: bool = False) -> list[Outgoing]:
    """The courier is asked; whoever entered it sees that. `fresh`: nothing was said to them yet."""
    courier = await _courier(turn, person)
    to, have = submitting.private_chat(courier), await points.balance(turn.conn, courier.id)
    if to is None:
        raise await refusals.no(turn, N("{name} cannot be reached on Telegram."), name=courier.name)
    if have < one.amount:
        raise await refusals.no(turn, SHORT, name=courier.name, points=have)
    minutes = turn.house.policy.points.redeem_minutes
    until = turn.now + timedelta(minutes=minutes)
    one = await redemptions.change(turn.conn, one.id, person=courier.id, state=State.ASKED, expires_at=until)
    values = {"name": courier.name, "words": one.words, "points": one.amount, "minutes": minutes}
    text = turn.t("⏳ {name} is asked in private: {words}, {points} points. {minutes} minutes to confirm.", **values)
    told: Outgoing = Send(turn.here, text, slot=_desk(one)) if fresh else Edit(turn.here, _desk(one), text)
    return [told, _question(turn, one, (courier, to), have)]


def _question(turn: Turn, one: Redemption, courier: tuple[Person, Address], have: int) -> Send:
    person, to = courier
    t, minutes = turn.to(person.language), turn.house.policy.points.redeem_minutes
    values = {"staff": turn.who.name, "words": one.words, "points": one.amount, "have": have, "minutes": minutes}
    text = t("🎁 {staff} enters: {words} for {points} of your {have} points. Right? ({minutes} minutes)", **values)
    yes = Button(t.plain("✅ Yes, redeem"), f"redeemyes:{one.id}")
    no = Button(t.plain("✖️ No"), f"redeemno:{one.id}")
    return Send(to, text, buttons=((yes, no),), slot=f"redeem:{one.id}:ask")


async def _asked(turn: Turn) -> Redemption:
    """The one that the courier is asked about, in time."""
    one = await redemptions.find(turn.conn, await pressed.number(turn))
    if one is None or not turn.who.id or one.person != turn.who.id:
        raise await pressed.stale(turn)
    if one.state is not State.ASKED or turn.event.at > one.expires_at:
        raise await _over(turn, one)
    return one


async def _over(turn: Turn, one: Redemption) -> Refused:
    """What became of it, for a courier who presses once more."""
    now = await redemptions.change(turn.conn, one.id)
    values: dict[str, object] = {"words": now.words, "points": now.amount}
    if now.state is State.DONE:
        at = await points.booked_at(turn.conn, _key(now)) or turn.now
        return await refusals.no(turn, REDEEMED, when=turn.t.when(at, turn.house.zone, turn.now), **values)
    return await (refusals.no(turn, DECLINED, **values) if now.state is State.DECLINED else refusals.no(turn, LATE))


def _key(one: Redemption) -> str:
    """Of its line in the ledger."""
    return f"redeem:{one.id}"


async def confirm(turn: Turn) -> Sequence[Outgoing]:
    """redeemyes:ID: the points are spent, if they are still there."""
    one = await _asked(turn)
    if not await redemptions.move(turn.conn, one.id, State.ASKED, State.DONE):
        raise await _over(turn, one)
    day, person = turn.now.astimezone(turn.house.zone).date(), turn.who.id
    entry = Entry(person, Reason.REDEEMED, -one.amount, _key(one), turn.now, day, words=one.words, by=one.by)
    if not await points.spend(turn.conn, entry):
        have = await points.balance(turn.conn, person)
        raise await refusals.no(turn, SHORT, name=turn.who.name, points=have)
    await audit.record(turn.conn, Deed.REDEEM, f"person:{person} {-one.amount} {one.words}", by=one.by, at=turn.now)
    return [*pressed.heard(turn, N("Enjoy it!")), *await _ended(turn.conn, turn.house, one, State.DONE)]


async def decline(turn: Turn) -> Sequence[Outgoing]:
    """redeemno:ID: nothing is spent."""
    one = await _asked(turn)
    if not await redemptions.move(turn.conn, one.id, State.ASKED, State.DECLINED):
        raise await _over(turn, one)
    return [*pressed.heard(turn), *await _ended(turn.conn, turn.house, one, State.DECLINED)]


async def _ended(conn: AsyncConnection, house: House, one: Redemption, to: State) -> list[Outgoing]:
    """Both messages say how it ended."""
    courier, staff = await people.get(conn, one.person or 0), await people.get(conn, one.by)
    values = {"name": courier.name, "words": one.words, "points": one.amount}
    language = staff.language if one.chat > 0 else await areas.language_in(conn, one.chat, one.thread)
    there = house.languages.to(language)
    said: list[Outgoing] = [Edit(Address(one.chat, one.thread), _desk(one), there(ENDS[to], **values))]
    chat = submitting.private_chat(courier)
    own = house.languages.to(courier.language)(ENDS[to], **values)
    return [*said, *([Edit(chat, f"redeem:{one.id}:ask", own)] if chat else [])]


async def expire(conn: AsyncConnection, house: House, now: datetime) -> list[Outgoing]:
    """What nobody confirmed in time."""
    late = await redemptions.overdue(conn, now)
    ended = [one for one in late if await redemptions.move(conn, one.id, State.ASKED, State.EXPIRED)]
    return [said for one in ended for said in await _ended(conn, house, one, State.EXPIRED)]

"""What the courier says to a reward that staff entered: yes, no, or nothing in time; both sides read how it ended."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outgoing import Address, Button, Edit, Outgoing, Send
from bot.domain.people import Person
from bot.domain.thanks import Reason
from bot.domain.thanks_policy import called
from handlers import pressed, refusals, submitting
from handlers.i18n import Html, N, Translator
from handlers.turn import House, Refused, Turn
from storage import areas, audit, people, points, redemptions
from storage.audit import Deed
from storage.points import Entry
from storage.redemptions import Redemption, State

NAMELESS = N("a rider")
GONE = N("Not enough points: nothing was redeemed.")
REDEEMED = N("Redeemed already, {when}: {words}, {points} points.")
DECLINED = N("You did not want it: {words}, {points} points. Nothing was spent.")
LATE = N("Too late: this is no longer open. Ask the staff to enter it again.")
NOES: dict[State, str] = {State.DECLINED: DECLINED, State.SHORT: GONE}
ENDS: dict[State, str] = {
    State.DONE: N("✅ {name} has confirmed: {words}, {points} points"),
    State.DECLINED: N("✖️ {name} does not want it: {words}, {points} points"),
    State.EXPIRED: N("⌛ Not confirmed in time by {name}: {words}, {points} points"),
    State.SHORT: N("🚫 {name} has confirmed, but has only {have} points now: {words}, {points} points. Not redeemed."),
}
OWN_ENDS: dict[State, str] = {
    State.DONE: N("✅ Redeemed: {words}, {points} points. You have {have} left."),
    State.DECLINED: N("✖️ You did not want it: {words}, {points} points. Nothing was spent."),
    State.EXPIRED: N("⌛ You did not confirm it in time: {words}, {points} points. Nothing was spent."),
    State.SHORT: N("🚫 You have only {have} points now: {words} costs {points}. Nothing was spent."),
}


def desk(one: Redemption) -> str:
    """The slot of the message where staff entered it."""
    return f"redeem:{one.id}:desk"


def _question_of(one: Redemption) -> str:
    return f"redeem:{one.id}:ask"


def question(turn: Turn, one: Redemption, courier: tuple[Person, Address], have: int) -> Send:
    """What the courier is asked in private."""
    person, to = courier
    t, minutes = turn.to(person.language), turn.house.policy.points.redeem_minutes
    words = called(turn.house.policy.points.rewards, one.words, t.language)
    values = {"staff": turn.who.name, "words": words, "points": one.amount, "have": have, "minutes": minutes}
    text = t("🎁 {staff} enters: {words} for {points} of your {have} points. Right? ({minutes} minutes)", **values)
    yes = Button(t.plain("✅ Yes, redeem"), f"redeemyes:{one.id}")
    no = Button(t.plain("✖️ No"), f"redeemno:{one.id}")
    return Send(to, text, buttons=((yes, no),), slot=_question_of(one))


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
    words = called(turn.house.policy.points.rewards, now.words, turn.t.language)
    values: dict[str, object] = {"words": words, "points": now.amount}
    if now.state is State.DONE:
        at = await points.booked_at(turn.conn, _key(now)) or turn.now
        return await refusals.no(turn, REDEEMED, when=turn.t.when(at, turn.house.zone, turn.now), **values)
    return await refusals.no(turn, NOES.get(now.state, LATE), **values)


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
        await redemptions.change(turn.conn, one.id, state=State.SHORT)
        return [*pressed.heard(turn, GONE), *await _ended(turn.conn, turn.house, one, State.SHORT)]
    await audit.record(turn.conn, Deed.REDEEM, f"person:{person} {-one.amount} {one.words}", by=one.by, at=turn.now)
    return [*pressed.heard(turn, N("Enjoy it!")), *await _ended(turn.conn, turn.house, one, State.DONE)]


async def decline(turn: Turn) -> Sequence[Outgoing]:
    """redeemno:ID: nothing is spent."""
    one = await _asked(turn)
    if not await redemptions.move(turn.conn, one.id, State.ASKED, State.DECLINED):
        raise await _over(turn, one)
    return [*pressed.heard(turn), *await _ended(turn.conn, turn.house, one, State.DECLINED)]


async def _ended(conn: AsyncConnection, house: House, one: Redemption, to: State) -> list[Outgoing]:
    """Both messages say how it ended, each to its reader; who was deleted meanwhile has no name."""
    courier, staff = await people.get(conn, one.person or 0), await people.get(conn, one.by)
    language = staff.language if one.chat > 0 else await areas.language_in(conn, one.chat, one.thread)
    at, have = Address(one.chat, one.thread), await points.balance(conn, courier.id)

    def said(t: Translator, text: str) -> Html:
        words, name = called(house.policy.points.rewards, one.words, t.language), courier.name or t.plain(NAMELESS)
        return t(text, name=name, words=words, points=one.amount, have=have)

    told: list[Outgoing] = [Edit(at, desk(one), said(house.languages.to(language), ENDS[to]))]
    chat = submitting.private_chat(courier)
    own = said(house.languages.to(courier.language), OWN_ENDS[to])
    return [*told, *([Edit(chat, _question_of(one), own)] if chat else [])]


async def expire(conn: AsyncConnection, house: House, now: datetime) -> list[Outgoing]:
    """What nobody confirmed in time."""
    late = await redemptions.overdue(conn, now)
    ended = [one for one in late if await redemptions.move(conn, one.id, State.ASKED, State.EXPIRED)]
    return [said for one in ended for said in await _ended(conn, house, one, State.EXPIRED)]

"""/redeem: staff enter who gets what for how many points; it counts once the courier confirms it (`confirming`)."""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.people import Action, Person, reaches
from bot.domain.thanks_policy import called
from handlers import acting, pressed, refusals, submitting
from handlers.i18n import Html, N, Translator
from handlers.thanks import confirming
from handlers.turn import Refused, Turn
from storage import areas, people, points, redemptions
from storage.redemptions import Holder, Redemption, State

UNITS = ("积分", "分", "points", "pts")  # that may follow the number
AMOUNT = rf"(?P<name>\S.*?)\s+(?P<amount>\d{{1,6}})(?:\s*(?:{'|'.join(UNITS)}))?"
WITHOUT = re.compile(AMOUNT, re.DOTALL | re.IGNORECASE)
TYPED = re.compile(AMOUNT + r"\s+(?P<words>\S.*)", re.DOTALL | re.IGNORECASE)
A_PAGE, SEARCH_BYTES, LONGEST = 6, 24, 100
NAME_WORDS = 3  # of a name, when the rest was not understood
OVER = N("This is over. Begin anew: /redeem")
ASKED = N("{name} has been asked already.")
UNREAD = N("“{rest}” was not understood: the points come after the name, then what for. /redeem {name} 50 gloves")
UNKNOWN = N("No courier with points found who is called “{name}”. Try: /redeem NAME 50 gloves")
WHAT_FOR = N("What for? Write it behind the points: /redeem {name} {points} gloves")
SHORT = N("{name} has {points} points: not enough.")


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
    named = [holder for holder in found if typed and holder.name == typed["name"].strip()]
    if typed and (len(named) == 1 or len(found) == 1):
        return await _ask(turn, one, (named or found)[0].person, fresh=True)
    text, buttons = _whose(turn.t, one, found, (0, search))
    return [Send(turn.here, text, buttons=buttons, slot=confirming.desk(one))]


async def _nobody(turn: Turn) -> Refused:
    """No courier of that name; or there is one, and the rest was not understood or not said."""
    arguments = turn.event.arguments.strip()
    unsaid, typed = WITHOUT.fullmatch(arguments), TYPED.fullmatch(arguments)
    if unsaid and (found := await _holders(turn, _short(unsaid["name"]), 0)):
        return await refusals.no(turn, WHAT_FOR, name=found[0].name, points=int(unsaid["amount"]))
    if not arguments:
        return await refusals.no(turn, N("No courier with points found. Try: /redeem NAME 50 gloves"))
    return await _unread(turn, arguments.split()) if not typed else await refusals.no(turn, UNKNOWN, name=typed["name"])


async def _unread(turn: Turn, words: Sequence[str]) -> Refused:
    """Names what was not understood: what follows the name, or all where there is no such name."""
    for count in range(min(len(words) - 1, NAME_WORDS), 0, -1):
        name, rest = " ".join(words[:count]), " ".join(words[count:])
        if await _holders(turn, _short(name), 0):
            return await refusals.no(turn, UNREAD, name=name, rest=rest)
    return await refusals.no(turn, UNKNOWN, name=" ".join(words))


def _short(search: str) -> str:
    return search.strip().encode()[:SEARCH_BYTES].decode(errors="ignore").strip()


async def _holders(turn: Turn, search: str, page: int) -> list[Holder]:
    """A page of the couriers of the presser's areas, and one more where there are more."""
    within = await _within(turn)
    return await redemptions.holders(turn.conn, within, search, offset=page * A_PAGE, limit=A_PAGE + 1)


async def _within(turn: Turn) -> list[int] | None:
    """The presser's areas; None: all."""
    if reaches(turn.who, Action.REDEEM, ()):
        return None
    return [area.id for area in await areas.tree(turn.conn) if reaches(turn.who, Action.REDEEM, area.path)]


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
    return [*pressed.heard(turn), Edit(turn.here, confirming.desk(one), text, buttons)]


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
    return [*pressed.heard(turn), Edit(turn.here, confirming.desk(one), Html(f"{text}\n{hint}"), tuple(rows))]


async def _courier(turn: Turn, person: int) -> Person:
    """Somebody else than whoever enters it, active, with points in the areas of whoever enters it."""
    found = await people.find(turn.conn, person)
    if found is None or await redemptions.holder(turn.conn, await _within(turn), person) is None:
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
    words = called(turn.house.policy.points.rewards, one.words, turn.t.language)
    values = {"name": courier.name, "words": words, "points": one.amount, "minutes": minutes}
    text = turn.t("⏳ {name} is asked in private: {words}, {points} points. {minutes} minutes to confirm.", **values)
    told: Outgoing = (
        Send(turn.here, text, slot=confirming.desk(one)) if fresh else Edit(turn.here, confirming.desk(one), text)
    )
    return [told, confirming.question(turn, one, (courier, to), have)]

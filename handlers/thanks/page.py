"""/points and the ⭐ key: what a courier has, what it was for, the rules, and whether their name may be shown."""

from collections.abc import Sequence

from bot.domain.outgoing import Button, Buttons, Edit, Outgoing, Send
from bot.domain.thanks import Reason, first_of_month, next_month, place_of
from bot.domain.thanks_policy import Points, called
from handlers import pressed
from handlers.i18n import Html, N, Translator
from handlers.turn import Turn
from storage import areas, naming, points
from storage.points import Entry

A_PAGE = 8
REASONS: dict[Reason, str] = {
    Reason.ACCEPTED: N("report taken"),
    Reason.FIRST: N("first report of the month"),
    Reason.PHOTO: N("good photo with its place"),
    Reason.SECOND: N("seconded"),
    Reason.CHECK_IN: N("check-in at a station"),
    Reason.UNDONE: N("taken back: the report came to nothing"),
    Reason.REDEEMED: N("redeemed"),
}


async def show(turn: Turn) -> Sequence[Outgoing]:
    """/points: the first page, as a message of its own."""
    origin = turn.event.message or turn.event.update_id
    text, buttons = await _page(turn, 0, origin)
    return [Send(turn.here, text, buttons=buttons, slot=_slot(turn, origin))]


async def page(turn: Turn) -> Sequence[Outgoing]:
    """Another page, in place; data "points:PAGE:ORIGIN"."""
    number, origin = await pressed.number(turn), await pressed.number(turn, 2)
    return [*pressed.heard(turn), await _edited(turn, number, origin)]


async def name(turn: Turn) -> Sequence[Outgoing]:
    """Whether the name may be shown in public; data "naming:0 or 1:ORIGIN"."""
    wanted, origin = await pressed.number(turn), await pressed.number(turn, 2)
    if wanted:
        await naming.show(turn.conn, turn.who.id)
    else:
        await naming.hide(turn.conn, turn.who.id, turn.now)
    said = N("Your name may be shown among the month's best.") if wanted else N("Your name stays out of public lists.")
    return [*pressed.heard(turn, said), await _edited(turn, 0, origin)]


async def rules(turn: Turn) -> Sequence[Outgoing]:
    """The published rules, in place; data "pointrules:ORIGIN"."""
    origin = await pressed.number(turn)
    back = Button(turn.t.plain("‹ My points"), f"points:0:{origin}")
    text = published(turn.t, turn.house.policy.points)
    return [*pressed.heard(turn), await pressed.edit(turn, _slot(turn, origin), text, ((back,),))]


def published(t: Translator, given: Points) -> Html:
    """What earns how many points, as the policy says."""
    earning = (
        (given.accepted, N("+{points} a hazard that the community takes (once each)")),
        (given.first_in_month, N("+{points} for the first of them in a month")),
        (given.good_photo, N("+{points} if its photo is clear and its place was sent by 📍 or GPS")),
        (given.second, N("+{points} for seconding somebody's report")),
        (given.check_in, N("+{points} for a check-in at a station")),
    )
    lines = [t(text, points=amount) for amount, text in earning if amount]
    lines.append(t("At most {points} points a day.", points=given.daily_cap))
    lines.append(t("What turns out untrue, is withdrawn or repeats your own report is taken back."))
    lines.append(
        t("Merged into somebody else's, a report that was taken keeps its points; any other counts as seconding.")
    )
    gifts = [t("🎁 {gift}: {points}", gift=one.label(t.language), points=one.points) for one in given.rewards]
    if gifts:
        gifts.append(t("Ask your community's staff: they enter it, you confirm it here."))
    best = t("🏅 On the 1st the first {places} of each community are honoured.", places=given.honour_places)
    return Html("\n".join([t("<b>How points are earned</b>"), *lines, "", *gifts, best]))


async def _edited(turn: Turn, number: int, origin: int) -> Edit:
    text, buttons = await _page(turn, number, origin)
    return await pressed.edit(turn, _slot(turn, origin), text, buttons)


def _slot(turn: Turn, origin: int) -> str:
    return f"points:{turn.event.chat.id}:{origin}"


async def _page(turn: Turn, number: int, origin: int) -> tuple[Html, Buttons]:
    found = await points.entries_of(turn.conn, turn.who.id, offset=number * A_PAGE, limit=A_PAGE + 1)
    shown = turn.who.id not in await naming.hidden(turn.conn, [turn.who.id])
    lines = [_line(turn, entry) for entry in found[:A_PAGE]] or [turn.t("Nothing yet: report a hazard to begin.")]
    text = Html("\n".join([*await _head(turn, shown=shown), "", *lines]))
    return text, _buttons(turn.t, (number, origin), more=len(found) > A_PAGE, shown=shown)


async def _head(turn: Turn, *, shown: bool) -> list[Html]:
    """Balance, this month, and the place in the community for those who show their name."""
    t, month = turn.t, first_of_month(turn.now.astimezone(turn.house.zone).date())
    have, gained = await points.balance(turn.conn, turn.who.id), await points.gained(turn.conn, turn.who.id, month)
    head = t("⭐ <b>{points}</b> points · this month {gained}", points=have, gained=gained)
    home = await points.home_of(turn.conn, turn.who.id, month) if shown else None
    area = await areas.get(turn.conn, home) if home else None
    scores = await points.scores(turn.conn, area.id, month, next_month(month)) if area else {}
    if area is None or scores.get(turn.who.id, 0) <= 0:
        return [head]
    place = place_of(turn.who.id, scores)
    return [head, t("🏅 {area}: place {place} this month", area=area.name, place=place)]


def _line(turn: Turn, entry: Entry) -> Html:
    t = turn.t
    when = t.when(entry.at, turn.house.zone, turn.now)
    gift = called(turn.house.policy.points.rewards, entry.words, t.language)
    about = f" #{entry.ticket}" if entry.ticket else f" {gift}" if entry.reason is Reason.REDEEMED else ""
    text = t("{amount} · {what}{about} · {when}", amount=f"{entry.amount:+d}", what=t.plain(REASONS[entry.reason]),
             about=about, when=when)  # fmt: skip
    if entry.amount and entry.amount < entry.worth:
        return t("{line} (of {points}: the day's limit was reached)", line=text, points=entry.worth)
    return text if entry.amount else t("{line} (the day's limit was reached)", line=text)


def _buttons(t: Translator, at: tuple[int, int], *, more: bool, shown: bool) -> Buttons:
    number, origin = at
    newer = [Button(t.plain("◀ Newer"), f"points:{number - 1}:{origin}")] if number else []
    older = [Button(t.plain("Older ▶"), f"points:{number + 1}:{origin}")] if more else []
    told = Button(t.plain("📖 Rules"), f"pointrules:{origin}")
    hide, bare = N("🙈 Hide my name in lists"), N("🙂 Show my name in lists")
    named = Button(t.plain(hide if shown else bare), f"naming:{0 if shown else 1}:{origin}")
    return tuple(row for row in ((*newer, *older), (told,), (named,)) if row)

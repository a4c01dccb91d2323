"""How a warning looks: to couriers, to its sender while it is prepared, and while it goes out. No reading here."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.outgoing import Address, Button, Buttons, Edit, Priority, Send
from bot.domain.people import Area
from bot.domain.thanks_policy import Broadcasts
from handlers.i18n import Html, N, Translator
from storage.broadcasts import Audience, Broadcast, State

A_PAGE = 6
CORRECTED_WITHIN = timedelta(days=1)
STATES: dict[State, str] = {
    State.DRAFT: N("📢 Not sent yet"),
    State.GOING: N("📤 Going out: {told} of {total} · seen {seen}"),
    State.DONE: N("✅ Sent to {total} · seen {seen}"),
    State.STOPPED: N("✋ Stopped: {told} of {total} were told · seen {seen}"),
    State.CORRECTING: N("↩️ Calling it a false alarm: {corrected} of {told}"),
    State.CORRECTED: N("↩️ A false alarm: all {corrected} who were told have heard so"),
}
NOBODY, NOBODY_HERE = N("Nobody can be reached that way. Choose others."), N("No courier here can be reached now.")
AGAIN: dict[Audience, str] = {
    Audience.ALL: N("⚠️ The same went to the same people ({ago})."),
    Audience.NEAR: N("⚠️ The same went out around here ({ago})."),
}
SOME_LOST = N("↩️ A false alarm: {corrected} have heard so, {lost} of those told can be reached no more")
CANCEL = N("✖️ Cancel this")


def desk(one: Broadcast) -> str:
    """The slot of the sender's message."""
    return f"cast:{one.id}:desk"


def copy(one: Broadcast, chat: int) -> str:
    """The slot of a courier's copy."""
    return f"cast:{one.id}:{chat}"


def notice(t: Translator, one: Broadcast, who: str) -> Html:
    """What a courier reads; `who`: the area that warns, "" where it is for all."""
    name = who or t.plain("the administration")
    return t("📢 <b>Notice from {who}</b>\n{text}", who=name, text=one.text(t.language))


def to_courier(t: Translator, one: Broadcast, who: str, chat: int) -> Send:
    seen = ((Button(t.plain("👌 Got it"), f"seen:{one.id}"),),)
    text, slot = notice(t, one, who), copy(one, chat)
    return Send(Address(chat), text, buttons=seen, slot=slot, silent=not one.rings, priority=Priority.DIGEST)


def correction(t: Translator, one: Broadcast, chat: int) -> Send:
    text = t("↩️ That notice was a false alarm. Sorry, and ride safely.")
    reply_to = copy(one, chat)
    return Send(Address(chat), text, reply_to_slot=reply_to, silent=not one.rings, priority=Priority.DIGEST)


def aimed(t: Translator, one: Broadcast, who: str, rules: Broadcasts) -> Html:
    """Whom it is for."""
    if one.audience is Audience.AREA:
        return t("couriers of {area}", area=who)
    if one.audience is Audience.NEAR:
        return t("couriers within {metres} m in the last {hours} hours", metres=one.radius, hours=rules.place_hours)
    return t("all couriers")


def whom(t: Translator, one: Broadcast, areas: tuple[Sequence[Area], int], *, everybody: bool) -> tuple[Html, Buttons]:
    """The question of the audience; `areas`: those that may be chosen, and the page of them."""
    every, page = areas
    shown = every[page * A_PAGE : (page + 1) * A_PAGE]
    near = Button(t.plain("📍 Near a place"), f"castnear:{one.id}")
    rows: list[tuple[Button, ...]] = [(near,)]
    rows += [(Button(f"🏘 {area.name}", f"castto:{one.id}:{area.id}"),) for area in shown]
    newer = [Button("◀", f"castpage:{one.id}:{page - 1}")] if page else []
    older = [Button("▶", f"castpage:{one.id}:{page + 1}")] if len(every) > (page + 1) * A_PAGE else []
    rows += [(*newer, *older)] if newer or older else []
    rows += [(Button(t.plain("👥 All couriers"), f"castto:{one.id}:0"),)] if everybody else []
    rows += [(_english(t, one), _cancel(t, one))]
    return Html(f"{_both(t, one)}\n\n{t('Who should read it?')}"), tuple(rows)


def _both(t: Translator, one: Broadcast) -> Html:
    """The text in each language that it has."""
    parts = [t("{text}", text=text) for text in (one.zh, one.en) if text]
    return t("📢 <blockquote>{text}</blockquote>", text=Html("\n—\n".join(parts)))


def radii(t: Translator, one: Broadcast, counted: Sequence[tuple[int, int]]) -> tuple[Html, Buttons]:
    """How far around; pairs of metres and how many couriers were there."""
    rows = [
        (Button(t.plain("{metres} m: {count}", metres=metres, count=count), f"castnear:{one.id}:{metres}"),)
        for metres, count in counted
    ]
    return t("How far around? (couriers who were there lately)"), (*rows, (_cancel(t, one),))


def preview(t: Translator, one: Broadcast, aim: Html, who: str, *, again: Html | None) -> tuple[Html, Buttons]:
    """How couriers will see it, and how many they are; `again`: how long ago the same went to the same."""
    lines = [_both(t, one), t("From: {who}", who=who or t.plain("the administration"))]
    lines.append(t("👥 To {aim}: <b>{count}</b>", aim=aim, count=one.total))
    lines += [t(AGAIN.get(one.audience, AGAIN[Audience.ALL]), ago=again)] if again else []
    lines += [] if one.total else [t(NOBODY if one.chat > 0 else NOBODY_HERE)]
    go = N("⚠️ Send it once more") if again else N("✅ Send to {count}")
    data = f"castgo:{one.id}:again" if again else f"castgo:{one.id}"
    bell = N("🔔 It rings") if one.rings else N("🔕 It is silent")
    rows: list[tuple[Button, ...]] = [(Button(t.plain(go, count=one.total), data),)] if one.total else []
    others = Button(t.plain("👥 Others"), f"castback:{one.id}") if one.chat > 0 else _english(t, one)
    rows += [(Button(t.plain(bell), f"castbell:{one.id}"), others), (_cancel(t, one),)]
    return Html("\n".join(lines)), tuple(rows)


def _english(t: Translator, one: Broadcast) -> Button:
    return Button(t.plain(N("✏️ Other English") if one.en else N("➕ English")), f"casten:{one.id}")


def _cancel(t: Translator, one: Broadcast) -> Button:
    return Button(t.plain(CANCEL), f"castno:{one.id}")


def too_late(one: Broadcast, now: datetime) -> bool:
    """Whether nobody minds any more that it was a false alarm."""
    return one.started_at is not None and now - one.started_at > CORRECTED_WITHIN


def status(t: Translator, one: Broadcast, aim: Html, now: datetime) -> Edit:
    """The sender's message while it goes and after."""
    lost = one.told - one.corrected
    counts = {"told": one.told, "total": one.total, "seen": one.seen, "corrected": one.corrected, "lost": lost}
    how = SOME_LOST if lost and one.state is State.CORRECTED else STATES[one.state]
    lines = [t("<b>{state}</b>", state=t.plain(how, **counts)), t("👥 {aim}", aim=aim), _both(t, one)]
    stop = ((Button(t.plain("✋ Stop it"), f"caststop:{one.id}"),),)
    alarm = ((Button(t.plain("↩️ False alarm: tell those {count}", count=one.told), f"castoops:{one.id}"),),)
    possible = alarm if one.told and not too_late(one, now) else ()
    rows = {State.GOING: stop, State.DONE: possible, State.STOPPED: possible}
    return Edit(Address(one.chat, one.thread), desk(one), Html("\n".join(lines)), rows.get(one.state, ()))

"""不属实: rejects a ticket for a reason that its courier reads, and may object to."""

from collections.abc import Sequence

from bot.domain import policy
from bot.domain.outgoing import Button, Outgoing, Send
from bot.domain.policy import Phrase
from bot.domain.ticket import Ticket, Verb
from handlers import acting, cards, follow_up, pressed, submitting, texts
from handlers.desk import endings, panel, prompts
from handlers.desk.prompts import Wanted
from handlers.i18n import N
from handlers.turn import Turn
from storage import people

STEP = "reject"
REJECTED = N("Rejected")


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """reject:N: why? By a button on the card, or in words under the prompt."""
    ticket = await acting.find(turn, acting.argument(turn))
    await acting.check(turn, ticket, Verb.REJECT)
    buttons = panel.phrases(turn.t, turn.house.policy.reject_reasons, f"rejectas:{ticket.id}")
    text = turn.t("{who}, why is #{number} rejected? Tap a reason on the card, or reply to this in words. The courier "
                  "will read it.", who=texts.mention(turn.who), number=ticket.id)  # fmt: skip
    wanted = Wanted(STEP, text, turn.t.plain("The reason"))
    opened = await panel.shown(turn, ticket, turn.t("🚫 Why is it rejected?"), buttons)
    return [*pressed.heard(turn), opened, *await prompts.begin(turn, ticket, wanted)]


async def choose(turn: Turn) -> Sequence[Outgoing]:
    """rejectas:N:KEY: a reason of the policy."""
    ticket = await acting.find(turn, acting.argument(turn))
    reason = policy.phrase(turn.house.policy.reject_reasons, acting.argument(turn, 2))
    if reason is None:
        raise await prompts.unknown(turn)
    said = await _reject(turn, ticket, reason)
    away = [*await panel.gone(turn, ticket), *await prompts.drop(turn, ticket)]
    return [*pressed.heard(turn, REJECTED), *away, *said]


async def written(turn: Turn) -> Sequence[Outgoing]:
    """The reason in words."""
    ticket, dialogue = await prompts.waiting(turn, STEP)
    other = await prompts.elsewhere(turn, ticket)
    if other is not None:
        return other
    text = await prompts.words(turn, ticket)
    said = await _reject(turn, ticket, Phrase("", text, text))
    return [*await prompts.finish(turn, dialogue), *said]


async def _reject(turn: Turn, ticket: Ticket, reason: Phrase) -> list[Outgoing]:
    changed = await acting.say(turn, ticket, Verb.REJECT, why=reason.label(turn.house.language))
    others = await endings.told(
        turn, changed, lambda t, title: t(endings.REJECTED, title=title, reason=reason.label(t.language))
    )
    return [*await cards.refresh(turn, changed), *await _told(turn, changed, reason), *others]


async def _told(turn: Turn, ticket: Ticket, reason: Phrase) -> list[Outgoing]:
    """The courier reads why, and may have it opened again."""
    reporter = await people.get(turn.conn, ticket.reporter)
    to = submitting.private_chat(reporter)
    if to is None:
        return []
    t = turn.to(reporter.language)
    title = texts.title(t, turn.house.policy, ticket)
    text = t("🚫 {title} was rejected: {reason}. If that is wrong, tap 👎 and it is looked at again.",
             title=title, reason=reason.label(t.language))  # fmt: skip
    bad = Button(t.plain(follow_up.UNSATISFIED), f"unsatisfied:{ticket.id}:{ticket.reopened}")
    return [Send(to, text, buttons=((bad,),), slot=follow_up.result_slot(ticket))]

"""不属实: rejects a ticket for a reason that its courier reads, and may object to."""

from collections.abc import Sequence

from bot.domain.outgoing import Button, Outgoing, Send
from bot.domain.policy import Phrase
from bot.domain.ticket import Ticket, Verb
from handlers import acting, cards, follow_up, submitting, texts
from handlers.desk import answers, endings, phrases
from handlers.desk.prompts import Wanted
from handlers.i18n import N
from handlers.turn import Turn
from storage import people

STEP = "reject"
OVER = N("❔ #{number} was rejected: this question needs no answer any more.")


async def ask(turn: Turn) -> Sequence[Outgoing]:
    """reject:N: why? By a button on the card, or in words under the prompt."""
    ticket = await acting.find(turn, acting.argument(turn))
    await acting.check(turn, ticket, Verb.REJECT)
    text = turn.t("{who}, why is #{number} rejected? Tap a reason on the card, or reply to this in words. The courier "
                  "will read it.", who=texts.mention(turn.who), number=ticket.id)  # fmt: skip
    wanted = Wanted(STEP, text, turn.t.plain("The reason"))
    return await phrases.ask(turn, ticket, KIND, hint=turn.t("🚫 Why is it rejected?"), wanted=wanted)


async def choose(turn: Turn) -> Sequence[Outgoing]:
    """rejectas:N:KEY: a reason of the policy."""
    return await phrases.choose(turn, KIND)


async def written(turn: Turn) -> Sequence[Outgoing]:
    """The reason in words."""
    return await phrases.written(turn, KIND)


async def _reject(turn: Turn, ticket: Ticket, reason: Phrase) -> list[Outgoing]:
    changed = await acting.say(turn, ticket, Verb.REJECT, why=reason.label(turn.house.language))
    others = await endings.told(
        turn, changed, lambda t, title: t(endings.REJECTED, title=title, reason=reason.label(t.language))
    )
    over = await answers.needless(turn, ticket, lambda t: t(OVER, number=ticket.id))
    return [*await cards.refresh(turn, changed), *over, *await _told(turn, changed, reason), *others]


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


KIND = phrases.Kind(STEP, "rejectas", lambda policy: policy.reject_reasons, N("Rejected"), _reject)

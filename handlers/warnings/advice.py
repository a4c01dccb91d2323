"""What to do at once where something is dangerous: said before anything else, to whoever stands there."""

from bot.domain.outgoing import Send
from bot.domain.policy import Category
from bot.domain.ticket import Severity
from handlers.i18n import Html, N
from handlers.turn import Turn

ANY = N(
    "‼️ Get yourself to safety first. Fire or gas: 119. Somebody hurt: 120. Danger from people: 110. "
    "Everything else: 12345."
)


def on(turn: Turn, category: Category | None) -> Html | None:
    """The policy's advice on such a report; for what is urgent without one, whom to call."""
    if category is None:
        return None
    given = category.advice.to(turn.t.language)
    if given:
        return turn.t("<b>{advice}</b>", advice=given)
    return turn.t("<b>{advice}</b>", advice=turn.t.plain(ANY)) if category.severity is Severity.URGENT else None


def before(turn: Turn, key: str, *, advised: str = "") -> list[Send]:
    """A message of its own where the kind is known and nothing was said on it yet; `advised`: what was."""
    words = on(turn, turn.house.policy.category(key)) if key != advised else None
    return [Send(turn.here, words)] if words else []


def in_words(turn: Turn) -> list[Send]:
    """Likewise for words that name something dangerous, whoever wrote them."""
    named = turn.house.policy.named_in(turn.event.text) if turn.event.text else None
    return before(turn, named.key) if named else []

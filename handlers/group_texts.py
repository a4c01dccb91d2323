"""What is said about a bound chat: whom it serves, who may act, what rights are missing."""

from bot.domain.people import Area
from handlers import people_texts
from handlers.i18n import Html, N, Translator
from storage.areas import Standing

# By our status in the chat: rights that we need there, by the Bot API's names (ChatMemberRestricted, …Administrator).
NEEDED: dict[str, dict[str, str]] = {
    "restricted": {"can_send_messages": N("send messages"), "can_send_photos": N("send photos")},
    "administrator": {"can_pin_messages": N("pin messages")},
}
UNSEEN = N(
    "ℹ️ I joined before I could note my rights here. I need to send messages and photos; if cards do not come, "
    "check that, or remove me and add me again."
)


def missing(standing: Standing | None) -> frozenset[str]:
    """The rights that our status calls for and that we do not have."""
    if standing is None:
        return frozenset()
    return frozenset(NEEDED.get(standing.status, {})) - standing.rights


def rights(t: Translator, standing: Standing, names: frozenset[str]) -> str:
    """The rights by name, plain."""
    return ", ".join(t.plain(text) for right, text in NEEDED[standing.status].items() if right in names)


def bound(t: Translator, area: Area, standing: Standing | None, *, topic: bool, anyone: bool) -> Html:
    """Everything that whoever bound a chat should know; `anyone` in it may act."""
    serves = t("✅ This topic now serves {area}.", area=people_texts.area(t, area)) if topic else None
    who = N("Everyone in this group may act on them.") if anyone else N("Only registered staff may act.")
    lines = [
        serves or t("✅ This group now serves {area}.", area=people_texts.area(t, area)),
        t("• Its tickets come here as cards. {who}", who=t(who)),
        t("• I read only commands and answers to me: privacy mode may stay on."),
        *_about_rights(t, standing),
    ]
    return Html("\n".join(lines))


def _about_rights(t: Translator, standing: Standing | None) -> list[Html]:
    if standing is None:
        return [t(UNSEEN)]
    lacking = missing(standing)
    return [t("⚠️ I still need the right to: {rights}.", rights=rights(t, standing, lacking))] if lacking else []

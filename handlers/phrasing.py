"""What is said by a button about a ticket: kept in the house's language, shown to everybody in theirs."""

from handlers import keyboard
from handlers.i18n import N, Translator
from handlers.turn import House

REASONS: dict[str, str] = {
    "undone": N("Nothing was done"),
    "half": N("Only half done"),
    "wrong": N("The wrong place"),
    "back": N("It is back again"),
}
"""Why a courier is not satisfied."""


def shown(t: Translator, house: House, text: str) -> str:
    """A button's words in the reader's language; what somebody wrote stays as it is."""
    for phrase in (*house.policy.questions, *house.policy.reject_reasons):
        if text in (phrase.zh, phrase.en):
            return phrase.label(t.language)
    key = reason(house, text)
    return t.plain(REASONS[key]) if key else text


def reason(house: House, text: str) -> str:
    """The key of the courier's reason that reads so in one of our languages, "" for other words."""
    return next((key for key, label in REASONS.items() if keyboard.says(text, label, house.languages)), "")

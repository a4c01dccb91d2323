"""The courier's keyboard: labels in the reader's language, each standing for a command."""

from bot.domain.outgoing import Key, Keys
from bot.domain.people import Person, Role
from handlers.i18n import LANGUAGES, Languages, N, Translator

STATIONS = N("🏠 Stations")
FOLLOW = N("🏃 Follow me")  # under a message, while a live location runs
ROWS: tuple[tuple[tuple[str, str], ...], ...] = (
    ((N("📷 Report"), "report"), (STATIONS, "stations")),
    ((N("📋 My reports"), "my"), (N("⭐ Points"), "points")),
)
CANCEL = N("✖️ Cancel")  # a key of the dialogues' own keyboards
COMMANDS = {label: command for row in ROWS for label, command in row} | {CANCEL: "cancel"}


def main(t: Translator, person: Person) -> Keys:
    """The keys of whoever reports; none for anybody else. Only what the bot can do already."""
    from handlers import routes  # routes names this module

    if Role.COURIER not in person.roles:
        return ()
    rows = (tuple(Key(t.plain(label)) for label, command in row if command in routes.COMMANDS) for row in ROWS)
    return tuple(row for row in rows if row)


def command_for(text: str, languages: Languages) -> str:
    """The command that a key's label stands for, in whichever language it was shown; "" for any other text."""
    if not text:
        return ""
    return next((command for label, command in COMMANDS.items() if says(text, label, languages)), "")


def says(text: str, label: str, languages: Languages) -> bool:
    """Whether the text is this label in one of our languages."""
    return text.strip() in {languages.to(language).plain(label) for language in LANGUAGES}

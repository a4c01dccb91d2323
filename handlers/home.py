"""What whoever belongs here sees in private: what they can do, their keyboard, their menu."""

from bot.domain.outgoing import Address, Outgoing, Send
from bot.domain.people import Person
from handlers import keyboard, menus, people_texts
from handlers.i18n import Html, Translator


def at_home(t: Translator, person: Person, headline: Html) -> list[Outgoing]:
    """What an active person sees: what they can do, their keyboard, their menu."""
    return told(t, person, Html(f"{headline}\n{people_texts.how(t, person)}"))


def told(t: Translator, person: Person, text: Html) -> list[Outgoing]:
    """A word to somebody in private, with the keyboard and the menu that are theirs now; nothing to the unmet."""
    menu = menus.menu(person, t)
    if menu is None:
        return []
    keys = keyboard.main(t, person)
    return [Send(menu.to, text, keys=keys, remove_keys=not keys), menu]


def address(person: Person) -> Address:
    """The private chat of somebody whom we have met."""
    return Address(person.telegram or 0)

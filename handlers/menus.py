"""The command menus: per kind of chat and language for everybody, and one person's own after their roles change."""

from collections.abc import Iterable

from bot.domain.outgoing import Address, Command, Menu
from bot.domain.people import Action, Area, Person, Role, may, reaches
from handlers.i18n import LANGUAGES, N, Translator
from handlers.turn import House

DESCRIPTIONS: dict[str, str] = {
    "report": N("Report a hazard"),
    "my": N("What became of my reports"),
    "points": N("My points and what they are for"),
    "stations": N("Stations near me: water, charging, a seat"),
    "admin": N("Figures at a glance"),
    "keep": N("The stations that you keep"),
    "posters": N("Posters with codes for the stations' doors"),
    "unconfirmed": N("Stations that nobody confirms"),
    "invite": N("Invite a courier or staff"),
    "people": N("Find people, suspend them"),
    "areas": N("Areas and their groups"),
    "export": N("Tickets, stations or people as a file"),
    "audit": N("Who did what"),
    "broadcast": N("Warn couriers"),
    "coverage": N("Which cells have a station within 15 minutes on foot"),
    "tasks": N("What is to be done here"),
    "duty": N("Who is on duty"),
    "stats": N("How it went: figures, tickets behind them, a file"),
    "map": N("How the cells are doing, on a map"),
    "task": N("One ticket with its whole history"),
    "redeem": N("Give a courier something for points"),
    "bind": N("Let this chat serve an area"),
    "unbind": N("End that"),
    "skip": N("Resolve without a photo"),
    "start": N("Begin"),
    "help": N("What I can do for you"),
    "language": N("中文 / English"),
    "cancel": N("Stop what we are doing"),
    "privacy": N("What is stored of you"),
    "delete_me": N("Delete me"),
}
AT_WORK = ("tasks", "stats", "task", "duty", "map", "broadcast", "redeem")
BY_ROLE: dict[Role, tuple[str, ...]] = {
    Role.COURIER: ("report", "my", "points"),
    Role.STAFF: AT_WORK,
    Role.LEAD: AT_WORK,
    Role.KEEPER: ("keep", "posters"),
    Role.ADMIN: (
        "admin",
        "tasks",
        "stats",
        "people",
        "invite",
        "areas",
        "unconfirmed",
        "posters",
        "export",
        "coverage",
        "audit",
        "broadcast",
        "redeem",
    ),
}
EVERYONE = ("stations", "help", "language", "cancel", "privacy", "delete_me")
GROUP = (*AT_WORK, "help", "language", "skip")
GROUP_ADMINS = ("bind", "unbind")

Scope = dict[str, str]
SCOPES: tuple[tuple[Scope, tuple[str, ...]], ...] = (
    ({"type": "all_private_chats"}, ("start", *EVERYONE)),
    ({"type": "all_group_chats"}, GROUP),
    ({"type": "all_chat_administrators"}, (*GROUP, *GROUP_ADMINS)),
)


def commands(house: House) -> list[tuple[Scope, str, tuple[Command, ...]]]:
    """What to set at the start: scope, language code ("" for every other language) and commands."""
    speakers = {"": house.language} | {language: language for language in LANGUAGES}
    return [
        (scope, code, described(house.languages.to(language), names))
        for scope, names in SCOPES
        for code, language in speakers.items()
    ]


def menu(person: Person, t: Translator) -> Menu | None:
    """The menu of a person's private chat; None for somebody whom we have not met on Telegram."""
    if person.telegram is None:
        return None
    return Menu(Address(person.telegram), described(t, own(person)))


def own(person: Person) -> tuple[str, ...]:
    """The commands of all the person's roles, then everyone's."""
    roles = (names for role, names in BY_ROLE.items() if role in person.roles)
    first = tuple(name for names in roles for name in names)
    return tuple(dict.fromkeys((*(first or ("start",)), *EVERYONE)))


def in_group(person: Person, area: Area) -> tuple[str, ...]:
    """The commands that are of use to the person in a group of the area."""
    staff = reaches(person, Action.WORK, area.path)
    bind = GROUP_ADMINS if may(person, Action.BIND) else ()
    return (*(AT_WORK if staff else ()), *bind, *(("skip", "language") if staff else ()), "cancel")


def described(t: Translator, names: Iterable[str]) -> tuple[Command, ...]:
    from handlers import routes  # routes names the handlers that use this module

    return tuple(Command(name, t.plain(DESCRIPTIONS[name])) for name in names if name in routes.COMMANDS)

"""How people, roles and areas are named in texts."""

from collections.abc import Mapping
from datetime import tzinfo

from bot.domain.people import Area, Grant, Level, Person, Role, Standing
from handlers.i18n import Html, N, Translator

ROLES: dict[Role, str] = {
    Role.COURIER: N("Courier"),
    Role.STAFF: N("Community staff"),
    Role.LEAD: N("Duty lead"),
    Role.ADMIN: N("Admin"),
    Role.KEEPER: N("Keeper of a station"),
}
STANDINGS: dict[Standing, str] = {
    Standing.STRANGER: N("Stranger"),
    Standing.APPLICANT: N("Applied"),
    Standing.ACTIVE: N("Active"),
    Standing.SUSPENDED: N("Suspended"),
    Standing.DECLINED: N("Declined"),
    Standing.DELETED: N("Deleted"),
}
SIGNS: dict[Standing, str] = {
    Standing.STRANGER: "▫️",
    Standing.APPLICANT: "📨",
    Standing.ACTIVE: "🟢",
    Standing.SUSPENDED: "⛔",
    Standing.DECLINED: "✖️",
    Standing.DELETED: "▫️",
}
LEVELS: dict[Level, str] = {
    Level.DISTRICT: N("District"),
    Level.STREET: N("Street"),
    Level.COMMUNITY: N("Community"),
}
HOW: dict[Role, str] = {
    Role.COURIER: N(
        "📷 Saw a hazard? Send a photo, then your location, then choose what it is. That is all.\n"
        "🔔 What becomes of it comes here, with a picture.\n"
        "📋 My reports shows everything that you sent."
    ),
    Role.STAFF: N("🛠 Tickets come to your community's group as cards: take one there, then resolve it with a photo."),
    Role.LEAD: N("🧭 You may do everything on your area's tickets, also those that others have taken."),
    Role.KEEPER: N("🏠 You keep a station: /keep shows it. When riders say that something is wrong, I ask you."),
    Role.ADMIN: N("🔑 You register people, bind groups and see every figure. In a group: /bind COMMUNITY."),
}


def name(t: Translator, person: Person) -> str:
    """Plain, for labels; values of t(…) are escaped there."""
    return person.name or t.plain("(name deleted)")


def role(t: Translator, given: Grant, areas: Mapping[int, str]) -> str:
    """ "Community staff (枣林西)": plain; `areas` are names by id."""
    called = t.plain(ROLES[given.role])
    return f"{called} ({areas.get(given.area, '?')})" if given.area else called


def area(t: Translator, shown: Area) -> Html:
    return t("<b>{name}</b> ({level})", name=shown.name, level=t.plain(LEVELS[shown.level]))


def how(t: Translator, person: Person) -> Html:
    """What each of the person's roles lets them do."""
    return Html("\n".join(t(text) for held, text in HOW.items() if held in person.roles))


def card(t: Translator, person: Person, areas: Mapping[int, str], *, reports: int, zone: tzinfo) -> Html:
    """All that an admin sees of a person."""
    roles = ", ".join(role(t, given, areas) for given in person.grants) or "–"
    lines = [
        t("👤 <b>{name}</b>", name=name(t, person)),
        t("Company: {company}", company=person.company or "–"),
        t("Phone: {phone}", phone=person.phone or t.plain("not given")),
        t("Roles: {roles}", roles=roles),
        t("Standing: {standing}", standing=t.plain(STANDINGS[person.standing])),
        t.n("{count} report", "{count} reports", reports),
    ]
    if person.joined_at:
        lines.append(t("Since {day}", day=f"{person.joined_at.astimezone(zone):%Y-%m-%d}"))
    if not person.reachable:
        lines.append(t("⚠️ Not reachable: has blocked the bot"))
    if person.telegram is None:
        lines.append(t("Imported; not yet met on Telegram"))
    return Html("\n".join(lines))

"""The first riders of a month in each community: told in its group and, with a certificate, in private; once."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import clocks
from bot.domain.outgoing import Address, Outgoing, Send
from bot.domain.people import Area, Person
from bot.domain.pictures import Certificate
from bot.domain.thanks import Honour, Reason, honoured, months_before, next_month
from bot.domain.ticket import Severity
from handlers import submitting
from handlers.i18n import Html, N, Translator
from handlers.turn import House
from storage import areas, honours, naming, people, points
from storage.areas import Binding

LATE_MONTHS = 3  # for which honours are caught up after the bot was away
MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
SHOWN = 10  # names in a group; everybody is told in private
MONTHS = (
    N("January"), N("February"), N("March"), N("April"), N("May"), N("June"),
    N("July"), N("August"), N("September"), N("October"), N("November"), N("December"),
)  # fmt: skip
WORDS = {  # the first of these that they did is what they are honoured for
    Reason.ACCEPTED: N(
        "{month}, {area}: {points} points for what was seen and reported in time; place {place}. With our thanks."
    ),
    Reason.SECOND: N(
        "{month}, {area}: {points} points for vouching for what others reported; place {place}. With our thanks."
    ),
    Reason.CHECK_IN: N(
        "{month}, {area}: {points} points for coming by the community's stations; place {place}. With our thanks."
    ),
}
OF_REPORTS = {Reason.ACCEPTED, Reason.FIRST, Reason.PHOTO}
LOOKED_OUT = N("Thank you for looking out for all of us!")
CAME_BY = N("Thank you for coming by so often!")


@dataclass(frozen=True)
class Month:
    """A month of an area, who is honoured for it and what each of them did."""

    first: date
    area: Area
    best: Sequence[Honour]
    deeds: Mapping[int, Set[Reason]]

    def deed(self, person: int) -> Reason:
        """What the person is honoured for."""
        done = self.deeds.get(person, set())
        return next((reason for reason in WORDS if reason in done and not done & OF_REPORTS), Reason.ACCEPTED)


async def honour(conn: AsyncConnection, house: House, now: datetime) -> list[Outgoing]:
    """One community's honours of one month that is over, or nothing where all have had theirs."""
    local = now.astimezone(house.zone)
    for month in months_before(local.date(), LATE_MONTHS):
        over = next_month(month)
        early = local.date() == over and local.hour < house.policy.points.honour_hour
        said = [] if early else await _next_area(conn, house, now, month)
        if said:
            return said
    return []


async def _next_area(conn: AsyncConnection, house: House, now: datetime, month: date) -> list[Outgoing]:
    if await honours.given(conn, month, honours.EVERY):
        return []
    for area_id in await points.areas_with(conn, month, next_month(month)):
        said = await _once(conn, house, now, (month, area_id))
        if said:
            return said
    await honours.give(conn, month, honours.EVERY, now)
    return []


async def _once(conn: AsyncConnection, house: House, now: datetime, what: tuple[date, int]) -> list[Outgoing]:
    first, area_id = what
    area, rules = await areas.get(conn, area_id), house.policy.points
    if area is None or not await honours.give(conn, first, area_id, now):
        return []
    scores = await points.scores(conn, area.id, first, next_month(first))
    best = honoured(scores, places=rules.honour_places, least=rules.honour_from)
    month = Month(first, area, best, await points.deeds(conn, area.id, first, next_month(first)))
    return [*await _in_groups(conn, house, now, month), *await _in_private(conn, house, now, month)] if best else []


async def _in_groups(conn: AsyncConnection, house: House, now: datetime, month: Month) -> list[Outgoing]:
    """Without the names of those who want none in public."""
    ids = [one.person for one in month.best]
    hidden, names = await naming.hidden(conn, ids), await people.names(conn, ids)
    shown = {id_: name for id_, name in names.items() if id_ not in hidden}
    chats = await areas.once_a_chat(conn, [month.area.id])
    return [_post(house, now, month, (chat, shown)) for chat in chats]


def _post(house: House, now: datetime, month: Month, to: tuple[Binding, dict[int, str]]) -> Send:
    chat, names = to
    t = house.languages.to(chat.language)
    lines = [_line(t, one, names.get(one.person, "")) for one in month.best[:SHOWN]]
    rest = len(month.best) - SHOWN
    lines += [t("… and {count} riders more", count=rest)] if rest > 0 else []
    head = t("🏅 <b>Pioneer riders · {area} · {month}</b>", area=month.area.name, month=_month(t, month.first))
    only_came = all(month.deed(one.person) is Reason.CHECK_IN for one in month.best)
    thanks = t(CAME_BY if only_came else LOOKED_OUT)
    return Send(Address(chat.chat, chat.thread), Html("\n".join([head, *lines, thanks])), silent=_silent(house, now))


def _line(t: Translator, one: Honour, name: str) -> Html:
    sign = MEDALS.get(one.place, f"{one.place}.")
    return t("{sign} {name} · {points}", sign=sign, name=name or t.plain("a rider"), points=one.points)


def _month(t: Translator, first: date) -> str:
    return t.plain("{month} {year}", year=first.year, month=t.plain(MONTHS[first.month - 1]))


def _silent(house: House, now: datetime) -> bool:
    return not clocks.rings(house.policy, Severity.NORMAL, now, house.zone)


async def _in_private(conn: AsyncConnection, house: House, now: datetime, month: Month) -> list[Outgoing]:
    said: list[Outgoing] = []
    for one in month.best:
        person = await people.get(conn, one.person)
        to, t = submitting.private_chat(person), house.languages.to(person.language)
        values = {
            "name": person.name,
            "area": month.area.name,
            "month": _month(t, month.first),
            "points": one.points,
            "place": one.place,
        }
        text = t(
            "🏅 Congratulations, {name}! Place {place} in {area} for {month}, with {points} points. Thank you!",
            **values,
        )
        words = t.plain(WORDS[month.deed(one.person)], **values)
        picture = _certificate(t, person, one, (month, words, now.astimezone(house.zone).date()))
        said += [Send(to, text, picture=picture, silent=_silent(house, now))] if to else []
    return said


def _certificate(t: Translator, person: Person, one: Honour, what: tuple[Month, str, date]) -> Certificate:
    month, words, today = what
    dated = t.plain("{day} {month}", day=today.day, month=_month(t, today))
    given = (t.plain("Pioneer rider"), person.name, words, one.place, month.area.name, dated)
    return Certificate(*given, instead=_instead(t, person))


def _instead(t: Translator, person: Person) -> tuple[str, ...]:
    """What a certificate calls them that cannot show the letters of their name."""
    of_company = (t.plain("{company} courier", company=person.company),) if person.company else ()
    return (*of_company, t.plain("Courier"))

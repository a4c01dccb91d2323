"""Who hears of a remark in a station's suggestion book: its keepers, the community; and of the answer: its writer.

Keepers answer by the button, staff of the community by a reply in their group.
"""

from bot.domain import clocks
from bot.domain.outgoing import Address, Button, Outgoing, Send
from bot.domain.stations import Station
from bot.domain.ticket import Severity
from handlers import cards, submitting, texts
from handlers.i18n import Html, N, Translator
from handlers.stations import keeping
from handlers.turn import Turn
from storage import areas, people, stations
from storage.areas import Binding
from storage.remarks import Remark

NEWS = N("📖 {station}, suggestion book\n{who}: {words}")
QUOTED = 60  # letters of the remark that an answer repeats


async def spread(turn: Turn, station: Station, number: int, words: str) -> list[Outgoing]:
    """To every keeper in private and to the community's chats; to the admins where there is neither."""
    keepers = await keeping.reachable(turn, await stations.keepers_of(turn.conn, station.id))
    about = (station, number, words)
    told = [_asking(turn, turn.to(one.language), to, about) for one, to in keepers if one.id != turn.who.id]
    bound = await areas.once_a_chat(turn.conn, [station.area]) if station.area else []
    told += [_telling(turn, each, about) for each in bound]
    if told:
        return [*told]
    every = [admin for admin in await cards.admins(turn) if admin.chat != turn.event.chat.id]
    return [_asking(turn, turn.to(one.language), Address(one.chat), (station, number, words)) for one in every]


def slot(number: int, to: Address) -> str:
    """Of the news about the remark of that number in a chat."""
    return f"remark:{number}:{to.chat}:{to.thread}" if to.thread else f"remark:{number}:{to.chat}"


def _telling(turn: Turn, binding: Binding, about: tuple[Station, int, str]) -> Send:
    (station, number, words), to = about, Address(binding.chat, binding.thread)
    t = turn.to(binding.language or turn.house.language)
    text = t("{news}\n↩️ Reply to this message to answer.", news=_news(turn, t, station, words))
    return Send(to, text, slot=slot(number, to), silent=_silent(turn))


def _asking(turn: Turn, t: Translator, to: Address, about: tuple[Station, int, str]) -> Send:
    station, number, words = about
    reply = Button(t.plain("💬 Answer"), f"bookreply:{number}")
    text = _news(turn, t, station, words)
    return Send(to, text, buttons=((reply,),), slot=slot(number, to), silent=_silent(turn))


def _news(turn: Turn, t: Translator, station: Station, words: str) -> Html:
    return t(NEWS, station=station.name, who=texts.who(t, turn.who), words=words)


def _silent(turn: Turn) -> bool:
    """At night it arrives without a sound."""
    return not clocks.rings(turn.house.policy, Severity.NORMAL, turn.now, turn.house.zone)


async def to_writer(turn: Turn, station: Station, remark: Remark, answer: str) -> list[Outgoing]:
    """The answer for whoever wrote the remark; nothing where they cannot be reached."""
    writer = await people.get(turn.conn, remark.person)
    to = submitting.private_chat(writer)
    if to is None:
        return []
    text = turn.to(writer.language)(
        "💬 {station} has answered your remark “{words}”:\n{answer}",
        station=station.name,
        words=short(remark.words, QUOTED),
        answer=answer,
    )
    return [Send(to, text, silent=_silent(turn))]


def short(text: str, letters: int) -> str:
    """In one line, and no longer than that."""
    line = " ".join(text.split())
    return line if len(line) <= letters else f"{line[: letters - 1]}…"

"""What a card looks like: caption, buttons, picture. Reads nothing; `Facts` brings everything."""

import html
import re
from dataclasses import dataclass

from bot.domain.clocks import Stage
from bot.domain.outgoing import Button, Buttons
from bot.domain.people import Person
from bot.domain.pictures import Stamped
from bot.domain.place import Point, navigation_links, show
from bot.domain.ticket import State, Ticket, Verb
from handlers import phrasing, texts
from handlers.i18n import Html, N, Translator
from handlers.ladder import face
from handlers.turn import House, Turn
from storage.subtasks import Subtask

TAKE, RELEASE, RESOLVE = N("🙋 Take"), N("↩️ Release"), N("✅ Resolve")
TRANSFER, MORE = N("🔀 Transfer"), N("⋯ More")
BUTTONS: dict[State, tuple[tuple[str, str], ...]] = {
    State.OPEN: ((TAKE, "take"), (TRANSFER, "transfer"), (MORE, "more")),
    State.ACKNOWLEDGED: ((RESOLVE, "resolve"), (RELEASE, "release"), (MORE, "more")),
    State.NEEDS_INFO: ((MORE, "more"),),
}
LEVELS = (N("the community"), N("the street"), N("the district"), N("the admins"))
SEVERITY_SIGNS = {"urgent": "🔴‼️", "normal": "🟠", "minor": "🔵"}
NOTES_SHOWN = 5
DESCRIPTION_SHOWN, NOTE_SHOWN = 240, 120  # characters
ROOM = 980  # of the 1024 that Telegram gives a caption: what it says of the state must never be cut off
_TAG = re.compile("<[^>]*>")


@dataclass(frozen=True)
class Facts:
    """Everything a card shows, read once for all the chats that have one.

    What came with the report besides photos: `others` counts recordings and videos, `papers` other files.
    """

    ticket: Ticket
    reporter: Person
    assignee: str
    cell: str
    community: str
    photos: tuple[str, ...]
    others: int
    notes: tuple[tuple[str, str], ...]
    stage: Stage = Stage.CALM
    seconded: int = 0
    noted: int = 0
    papers: int = 0
    parts: tuple[Subtask, ...] = ()


NOTED = frozenset(
    {"note", "add", Verb.RESOLVE, Verb.REOPEN, Verb.RELEASE, Verb.REJECT, Verb.ASK, Verb.ANSWER, Verb.TRANSFER}
)


def caption(t: Translator, house: House, shown: Facts, turn: Turn) -> Html:
    """The card's text: what, where, when, who, how long, and what was said about it, the newest of it for certain."""
    lines = [headline(t, house, shown.ticket), _place(t, shown), _reported(t, house, shown, turn)]
    lines += [t("💬 {text}", text=_short(shown.ticket.description, DESCRIPTION_SHOWN))] * bool(shown.ticket.description)
    lines += [t.n("🎙 {count} recording or video", "🎙 {count} recordings or videos", shown.others)] * bool(shown.others)
    lines += [t.n("📄 {count} file", "📄 {count} files", shown.papers)] * bool(shown.papers)
    lines += [t("🙋 {count} more reported it", count=shown.seconded)] * bool(shown.seconded)
    lines += [_progress(t, house, shown, turn)]
    lines += [_part(t, part) for part in shown.parts]
    notes = [t("📝 {name}: {text}", name=name or "—", text=_short(phrasing.shown(t, house, text), NOTE_SHOWN))
             for name, text in shown.notes]  # fmt: skip
    return Html("\n".join([*lines, *_newest(notes, ROOM - sum(map(_length, lines)))]))


def _part(t: Translator, part: Subtask) -> Html:
    """One piece of the work, ticked or not."""
    line = t("{tick} {title}", tick="☑️" if part.done else "⬜️", title=part.title)
    return t("{line} · {name}", line=line, name=part.name) if part.name else line


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _newest(notes: list[Html], room: int) -> list[Html]:
    """As many of the last notes as there is room for."""
    while notes and sum(map(_length, notes)) > room:
        notes = notes[1:]
    return notes


def _length(line: Html) -> int:
    """With its line break, in the UTF-16 units that Telegram counts."""
    return len(html.unescape(_TAG.sub("", line)).encode("utf-16-le")) // 2 + 1


def headline(t: Translator, house: House, ticket: Ticket) -> Html:
    kind = texts.category(house.policy, ticket.category)
    line = t(
        "{sign} <b>#{number} {emoji} {category}</b> · {state}",
        sign=SEVERITY_SIGNS[ticket.severity],
        number=ticket.id,
        emoji=kind.emoji,
        category=kind.label(t.language),
        state=texts.state(t, ticket),
    )
    again = t("reopened {count} times, level {level}", count=ticket.reopened, level=ticket.level)
    climbed = t("⬆️ escalated to {level}", level=t.plain(LEVELS[ticket.level]))
    return Html(f"{line} · {again}") if ticket.reopened else Html(f"{line} · {climbed}") if ticket.level else line


def _place(t: Translator, shown: Facts) -> Html:
    ticket = shown.ticket
    point = show(Point(ticket.lat, ticket.lon))
    if not shown.cell:
        return t("📍 not covered by any grid cell ({h3}) · <code>{point}</code>", h3=ticket.h3, point=point)
    line = t("📍 {cell} {community} · <code>{point}</code>", cell=shown.cell, community=shown.community, point=point)
    also = t("on the border of {codes}", codes=ticket.neighbours)
    return Html(f"{line} · {also}") if ticket.neighbours else line


def _reported(t: Translator, house: House, shown: Facts, turn: Turn) -> Html:
    when = t.when(shown.ticket.submitted_at, house.zone, turn.now)
    line = t("🕐 {when} · {who}", when=when, who=texts.who(t, shown.reporter))
    gone = t("cannot be reached any more")
    return line if shown.reporter.reachable else Html(f"{line} · {gone}")


def _progress(t: Translator, house: House, shown: Facts, turn: Turn) -> Html:
    ticket = shown.ticket
    awaited = face.progress(t, house, ticket, shown.stage, now=turn.now)
    if awaited is not None:
        taken = face.taken(t, house, ticket, name=shown.assignee, now=turn.now)
        return Html(f"{taken} · {awaited}") if taken else awaited
    if ticket.merged_into:
        return t("🔗 merged into #{number}", number=ticket.merged_into)
    ended = ticket.closed_at or ticket.resolved_at
    when = t.when(ended, house.zone, turn.now) if ended else ""
    if ticket.state is State.CLOSED:
        word = t("👍 satisfied") if ticket.satisfied else t("closed without a rating")
        return t("🏁 {name} · {when} · {word}", name=shown.assignee, when=when, word=word)
    return t("{state} {when} {name}", state=texts.state(t, ticket), when=when, name=shown.assignee)


def buttons(t: Translator, shown: Facts) -> Buttons:
    """What can be done to it now, then how to get there and all its photos."""
    ticket = shown.ticket
    rows = [tuple(Button(t.plain(label), f"{data}:{ticket.id}") for label, data in BUTTONS.get(ticket.state, ()))]
    if ticket.state in BUTTONS:
        rows.append(_ways(t, ticket))
    besides = shown.others + shown.papers
    files = len(shown.photos) + besides + shown.noted
    if files > 1 or besides:
        label = t.plain("🖼 Photos and recordings ({count})", count=files)
        rows.append((Button(label, f"photos:{ticket.id}"),))
    return tuple(row for row in rows if row)


def _ways(t: Translator, ticket: Ticket) -> tuple[Button, ...]:
    """Navigation: one map that opens without an app, and the app that most people here have."""
    wanted = {"map.amap": N("🧭 Amap"), "map.osm": N("🗺 Map")}
    links = {link.label: link.url for link in navigation_links(Point(ticket.lat, ticket.lon))}
    return tuple(Button(t.plain(label), url=links[key]) for key, label in wanted.items() if key in links)


def picture(t: Translator, house: House, shown: Facts) -> Stamped | None:
    """The photos over a strip: number and category; time, cell, coordinates."""
    if not shown.photos:
        return None
    ticket = shown.ticket
    local = ticket.submitted_at.astimezone(house.zone)
    where = f"{shown.cell} {shown.community}" if shown.cell else t.plain("not covered ({h3})", h3=ticket.h3)
    lines = (where, f"{local:%Y-%m-%d %H:%M}  {show(Point(ticket.lat, ticket.lon))}")
    return Stamped(shown.photos, texts.title(t, house.policy, ticket), lines, ticket.severity)

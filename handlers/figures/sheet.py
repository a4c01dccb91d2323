"""Figures as a workbook: the whole, by community, by cell, and the tickets behind each figure."""

import asyncio
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.figures import Duration, Figure, Figures, Period, Share, percent
from bot.domain.outgoing import SendFile
from bot.domain.sheets import book
from bot.domain.sheets.book import Sheet
from bot.domain.sheets.write import Format, Value
from handlers import export_files, texts
from handlers.figures import scope as scopes
from handlers.figures import view, words
from handlers.figures.scope import Scope
from handlers.i18n import N, Translator
from handlers.turn import Turn
from storage import areas, cells
from storage.figures import counting
from storage.figures.counting import Counted, Part

MOST_TICKETS = 10_000
"""Listed one by one; of more, there are only the figures (a second or so, in which nobody else's report is stored)."""
# What the sheets call each figure: the texts' names, without their signs, and those that only stand under a line.
NAMES: dict[Figure, str] = {
    Figure.NEW: N("new"),
    Figure.ACKNOWLEDGED: N("taken (first time)"),
    Figure.PROMPT: N("… within the goal"),
    Figure.CLOSED: N("closed in the period"),
    Figure.OPEN: N("open at the end"),
    Figure.OVERDUE: N("late now"),
    Figure.LATE: N("became late"),
    Figure.REOPENED: N("reopened again"),
    Figure.REJECTED: N("rejected and not reopened"),
    Figure.WITHDRAWN: N("withdrawn by the courier"),
    Figure.MERGED: N("merged into another"),
    Figure.COUNTED: N("new and valid"),
    Figure.DONE: N("… closed by now"),
    Figure.DUE_1: N("first day over"),
    Figure.CLOSED_1: N("… closed the same day"),
    Figure.DUE_2: N("second day over"),
    Figure.CLOSED_2: N("… closed in two days"),
    Figure.DUE_3: N("third day over"),
    Figure.CLOSED_3: N("… closed in three days"),
    Figure.RATED: N("rated"),
    Figure.CALLED_BACK: N("… soon enough"),
    Figure.SATISFIED: N("satisfied"),
    Figure.UNSATISFIED: N("dissatisfied"),
}
SHARES: dict[Share, str] = {
    Share.PROMPT: N("taken within the goal, %"),
    Share.CALLBACK: N("rated soon enough, %"),
    Share.SAME_DAY: N("closed the same day, %"),
    Share.TWO_DAYS: N("closed in two days, %"),
    Share.THREE_DAYS: N("closed in three days, %"),
    Share.CLOSING: N("closed over all, %"),
    Share.SATISFIED: N("satisfied, %"),
}
DURATIONS: dict[Duration, str] = {
    Duration.RESPONSE: N("until taken, minutes"),
    Duration.RESOLUTION: N("until closed, minutes"),
    Duration.CALLBACK: N("from the end to the courier's word, minutes"),
}


@dataclass(frozen=True)
class Gathered:
    """All that a workbook shows; `tickets` empty where there are too many. `areas` has what none covers as 0."""

    figures: Figures
    parts: Sequence[Part]
    tickets: Sequence[Counted]
    areas: Mapping[int, str]
    cells: Mapping[int, str]


async def sent(turn: Turn, period: Period, scope: Scope) -> SendFile:
    """The workbook, kept in the media store and ready to send."""
    found = await _gathered(turn, period, scope)
    out = io.BytesIO()
    await asyncio.to_thread(book.write, out, _sheets(turn, found), turn.now)
    sha256 = await export_files.keep(turn, Format.XLSX, out.getvalue())
    name = f"figures-{period.first:%Y%m%d}-{period.last:%Y%m%d}.xlsx"
    text = turn.t("📄 {area}, {days}", area=scope.name, days=view.days(turn.t, period, view.today(turn)))
    return SendFile(turn.here, sha256, "document", name=name, text=text, silent=True)


async def _gathered(turn: Turn, period: Period, scope: Scope) -> Gathered:
    seen = view.seen_through(turn, period, scope)
    found = await view.counted(turn, period, seen)
    parts = await counting.parts(turn.conn, seen)
    every = await counting.each(turn.conn, seen, limit=MOST_TICKETS + 1)
    names = await areas.names(turn.conn, [part.area for part in parts])
    codes = {cell.id: cell.code for cell in await cells.several(turn.conn, [part.cell for part in parts])}
    named = {0: turn.t.plain(scopes.NOT_COVERED), **names}
    return Gathered(found, parts, every if len(every) <= MOST_TICKETS else (), named, codes)


def added(parts: Sequence[Part], within: Collection[int]) -> dict[Figure, int]:
    """The counts of all parts that lie in those areas; 0 is what none covers."""
    inside = [part for part in parts if (part.area or 0) in within]
    return {figure: sum(part.counts[figure] for part in inside) for figure in Figure}


def _sheets(turn: Turn, found: Gathered) -> list[Sheet]:
    t = turn.t
    sheets = [_whole(turn, found), _by_area(t, found), _by_cell(t, found)]
    return [*sheets, _tickets(turn, found), _numbers(t, found)] if found.tickets else sheets


def _whole(turn: Turn, found: Gathered) -> Sheet:
    """A figure a row, with its goal where it has one."""
    t, goals, whole = turn.t, turn.house.policy.digests.goals, found.figures
    rows: list[Sequence[Value]] = [(t.plain(name), whole[figure]) for figure, name in NAMES.items()]
    for share, name in SHARES.items():
        value = whole.percent(share)
        goal = words.goal(goals, share) if share in words.SHARES else None
        rows.append((t.plain(name), None if value is None else words.cut(value), goal))
    for duration, name in DURATIONS.items():
        spread = whole.spreads.get(duration)
        each = (spread.mean, spread.median, spread.ninetieth) if spread else (None, None, None)
        labels = (t.plain("mean"), t.plain("median"), t.plain("90th percentile"))
        rows += [(f"{t.plain(name)}: {of}", _minutes(value)) for of, value in zip(labels, each, strict=True)]
    return Sheet(t.plain("All"), (t.plain("figure"), t.plain("value"), t.plain("goal")), rows)


def _minutes(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)


def _by_area(t: Translator, found: Gathered) -> Sheet:
    every = sorted({part.area for part in found.parts}, key=lambda area: (area is None, found.areas.get(area or 0, "")))
    rows = [(found.areas.get(area or 0, ""), *_row(added(found.parts, {area or 0}))) for area in every]
    return Sheet(t.plain("Communities"), (t.plain("community"), *_header(t)), rows)


def _by_cell(t: Translator, found: Gathered) -> Sheet:
    named = [
        (p.area is None, found.areas.get(p.area or 0, ""), found.cells.get(p.cell or 0, ""), p.counts)
        for p in found.parts
    ]
    rows = [(area, cell, *_row(counts)) for _, area, cell, counts in sorted(named, key=lambda row: row[:3])]
    return Sheet(t.plain("Cells"), (t.plain("community"), t.plain("cell"), *_header(t)), rows)


def _header(t: Translator) -> list[str]:
    return [t.plain(name) for name in (*NAMES.values(), *SHARES.values())]


def _row(counts: Mapping[Figure, int]) -> list[Value]:
    shares = (percent(counts, share) for share in SHARES)
    return [*(counts[f] for f in NAMES), *(None if share is None else words.cut(share) for share in shares)]


def _tickets(turn: Turn, found: Gathered) -> Sheet:
    """A ticket a row, and a 1 under each figure that it counts for."""
    t, policy = turn.t, turn.house.policy
    rows: list[Sequence[Value]] = [
        (
            one.ticket,
            found.areas.get(one.area or 0, ""),
            found.cells.get(one.cell or 0, ""),
            texts.category(policy, one.category).label(t.language),
            *(1 if figure in one.figures else None for figure in NAMES),
        )
        for one in found.tickets
    ]
    about = (t.plain("number"), t.plain("community"), t.plain("cell"), t.plain("category"))
    return Sheet(t.plain("Tickets"), (*about, *(t.plain(name) for name in NAMES.values())), rows)


def _numbers(t: Translator, found: Gathered) -> Sheet:
    """Under each figure the numbers of its tickets."""
    columns = [[one.ticket for one in found.tickets if figure in one.figures] for figure in NAMES]
    deepest = max(map(len, columns))
    rows: list[Sequence[Value]] = [
        [column[place] if place < len(column) else None for column in columns] for place in range(deepest)
    ]
    return Sheet(t.plain("Numbers"), [t.plain(name) for name in NAMES.values()], rows)

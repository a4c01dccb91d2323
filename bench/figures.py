"""Numbers from repeated measurements, and the tables that show them."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from time import perf_counter, thread_time
from typing import Any

from rich.console import Console
from rich.table import Table

MANY = 3  # notes; more are set as code


@dataclass(frozen=True)
class Spread:
    """Median, least and most of what was measured several times."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Result:
    """One table: a title, the heads of its columns, rows of text; `raw` is what a program may want to read."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    raw: Any = field(default=None)


def spread(values: Sequence[float]) -> Spread:
    """Of at least one value."""
    return Spread(statistics.median(values), min(values), max(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def repeated(work: Callable[[], object], times: int) -> tuple[list[float], list[float]]:
    """Milliseconds by the clock on the wall and of this thread's CPU, each run, after one that does not count."""
    work()
    walls, cpus = zip(*(_timed(work) for _ in range(times)), strict=True)
    return list(walls), list(cpus)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = perf_counter(), thread_time()
    work()
    return (perf_counter() - wall) * 1000, (thread_time() - cpu) * 1000


def span(values: Spread, digits: int = 0) -> str:
    """`1,700 (1,650-1,720)`."""
    return f"{values.median:,.{digits}f} ({values.low:,.{digits}f}-{values.high:,.{digits}f})"


def show(console: Console, result: Result) -> None:
    table = Table(title=result.title, title_justify="left")
    for place, head in enumerate(result.heads):
        table.add_column(head, justify="right" if place else "left", overflow="fold")
    for row in result.rows:
        table.add_row(*row)
    console.print(table, *result.notes, "", sep="\n")


def markdown(result: Result, circumstances: str) -> str:
    """The same table for a document, under a heading of the third level."""
    rule = ["---", *["---:"] * (len(result.heads) - 1)]
    lines = [f"| {' | '.join(row)} |" for row in (result.heads, rule, *result.rows)]
    notes = ["```", *result.notes, "```"] if len(result.notes) > MANY else result.notes
    return "\n".join([f"### {result.title}", circumstances, "", *lines, "", *notes]).rstrip()


def as_json(result: Result) -> dict[str, Any]:
    return asdict(result)

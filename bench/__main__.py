"""`python -m bench [PART ...]`: measure and show; --json writes figures, --write puts tables into a document."""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from rich.console import Console

from bench import (
    answers,
    burst,
    digests,
    figures,
    knocks,
    lists,
    machine,
    maps,
    month,
    photos,
    places,
    reports,
    starts,
    stations,
    tasks,
)
from bench.figures import Result


@dataclass(frozen=True)
class Wish:
    """How thorough to be."""

    quick: bool
    rounds: int

    @property
    def counted_rounds(self) -> int:
        return 1 if self.quick else self.rounds


MARKER = "<!-- what follows is written by: python -m bench --write docs/performance.md -->"
HEADING = "### "
Part = Callable[[Path, Wish], list[Result]]


def _answers(folder: Path, wish: Wish) -> list[Result]:
    return answers.measure(folder, rounds=wish.counted_rounds, count=500 if wish.quick else 3_000)


def _reports(folder: Path, wish: Wish) -> list[Result]:
    return reports.measure(folder, rounds=wish.counted_rounds, count=30 if wish.quick else 200)


def _starts(folder: Path, wish: Wish) -> list[Result]:
    return [starts.measure(folder, rounds=wish.counted_rounds)]


def _photos(_: Path, wish: Wish) -> list[Result]:
    return [photos.measure(quick=wish.quick)]


def _places(_: Path, wish: Wish) -> list[Result]:
    return [places.measure(quick=wish.quick)]


PARTS: Mapping[str, Part] = {
    "answers": _answers,
    "reports": _reports,
    "starts": _starts,
    "photos": _photos,
    "figures": lambda folder, wish: [digests.measure(folder, quick=wish.quick)],
    "lists": lambda folder, wish: [lists.measure(folder, quick=wish.quick)],
    "maps": lambda _, wish: [maps.measure(quick=wish.quick)],
    "places": _places,
    "tasks": lambda folder, wish: [tasks.measure(folder, quick=wish.quick)],
    "knocks": lambda folder, wish: [knocks.measure(folder, quick=wish.quick)],
    "burst": lambda folder, wish: [burst.measure(folder, quick=wish.quick)],
    "stations": lambda folder, wish: stations.measure(folder, quick=wish.quick),
    "month": lambda folder, wish: [month.measure(folder, quick=wish.quick)],
}
LONG = frozenset({"month"})
"""Parts that take hours, and are only measured where they are named."""


def main() -> int:
    """0; a part that cannot be measured raises."""
    wanted = _asked()
    console = Console(width=150 if not sys.stdout.isatty() else None)
    console.print(machine.described())
    found: list[Result] = []
    for name in wanted.parts or [part for part in PARTS if part not in LONG]:
        found += _measured(name, Wish(wanted.quick, wanted.rounds), console)
    if wanted.json:
        told = {"machine": machine.described(), "results": [figures.as_json(result) for result in found]}
        wanted.json.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    if wanted.write:
        _write(wanted.write, found)
    return 0


def _write(document: Path, found: list[Result]) -> None:
    """Each table takes the place of the one with its title; what was not measured now stays as it was."""
    before, _, after = document.read_text("utf-8").partition(MARKER)
    _, *sections = after.split(HEADING)
    tables = {section.partition("\n")[0]: HEADING + section.rstrip() for section in sections}
    tables |= {result.title: figures.markdown(result, machine.described()) for result in found}
    document.write_text("\n\n".join([f"{before}{MARKER}", *tables.values()]) + "\n", "utf-8")


def _measured(name: str, wish: Wish, console: Console) -> list[Result]:
    """In a folder of its own, on a real disk: a database in memory would commit for nothing."""
    with TemporaryDirectory(prefix="bench-", dir="/var/tmp") as folder:
        results = PARTS[name](Path(folder) / name, wish)
    for result in results:
        figures.show(console, result)
    return results


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    reader.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=", ".join(PARTS))
    reader.add_argument(
        "--quick", action="store_true", help="a look of a minute or two, good for nothing but that it runs"
    )
    reader.add_argument("--rounds", type=int, default=5)
    reader.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures")
    reader.add_argument("--write", type=Path, metavar="FILE", help="a Markdown document to put the tables into")
    return reader.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""The story on a terminal, or in a file: 100 columns, colour where there is any, nothing that needs it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from rich.box import ROUNDED
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from bot.story.blocks import blocks
from bot.story.bubbles import Beside, bubble
from bot.story.scribe import Line

WIDTH = 100
COLOURS = ("cyan", "green", "magenta", "yellow", "bright_blue", "bright_red", "bright_green", "bright_magenta")

LEGEND = (
    "A pretend Telegram with Telegram's limits, and the real bot, in a process of its own.",
    "The bot speaks on the left, people on the right. [接单] is a button, ☝ a press, → its answer,",
    "✎ a message edited in place (what is new of it), 🖼 a picture to open, ✓ what was checked.",
)


@dataclass
class Paper:
    """`name` says who an id is, `title` which chat; `shown` remembers each message as it was last printed."""

    console: Console
    name: Callable[[int], str]
    title: Callable[[int], str]
    shown: dict[tuple[int, int], str] = field(default_factory=dict)


def terminal() -> Console:
    """The standard output: at most 100 columns of it, exactly as many where it is no terminal."""
    console = Console(highlight=False, emoji=False, markup=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    return console


def legend(paper: Paper) -> None:
    """How to read it."""
    paper.console.print()
    for words in LEGEND:
        paper.console.print(Text(words, style="dim"))


def head(paper: Paper, title: str) -> None:
    """A line over the whole width."""
    paper.console.print()
    rule = "━" * max(3, paper.console.width - cell_len(title) - 5)
    paper.console.print(Text.assemble(("━━ ", "bold blue"), (title, "bold"), (f" {rule}", "bold blue")))


def chats(paper: Paper, lines: Sequence[Line]) -> None:
    """What the chats showed, block by block."""
    for block in blocks(lines, paper.shown):
        paper.console.print()
        paper.console.print(_framed(paper, block) if block[0].chat else _narrated(block))


def _framed(paper: Paper, block: list[Line]) -> RenderableType:
    colour = "grey50"
    title = paper.title(block[0].chat)
    rule = "─" * max(3, paper.console.width - cell_len(title) - 5)
    top = Text.assemble(("╭─ ", colour), (title, "bold"), (f" {rule}", colour))
    parts: list[RenderableType] = []
    for line in block:
        named = paper.name(line.who) if line.who else ""
        parts += [bubble(line, named, _colour(line.who)), Text("")]
    return Group(top, Beside("│ ", colour, Group(*parts[:-1])), Text("╰─", style=colour))


def _narrated(block: list[Line]) -> RenderableType:
    return Group(*(bubble(line, "", "yellow") for line in block))


def _colour(who: int) -> str:
    return COLOURS[crc32(str(who).encode()) % len(COLOURS)]


def proven(paper: Paper, facts: Sequence[str], seconds: float) -> None:
    """What was seen to be so."""
    paper.console.print()
    for fact in facts:
        paper.console.print(Text.assemble(("  ✓ ", "bold green"), fact))
    paper.console.print(Text(f"    {seconds:.1f} s", style="dim"))


def failed(paper: Paper, words: str) -> None:
    """What did not happen."""
    paper.console.print()
    paper.console.print(Text.assemble(("  ✗ ", "bold red"), (words, "red")))


def summary(paper: Paper, lines: Sequence[str], *, good: bool) -> None:
    """The last word."""
    colour = "green" if good else "red"
    paper.console.print()
    paper.console.print(Panel(Text("\n".join(lines)), box=ROUNDED, border_style=colour, expand=False))


def say(paper: Paper, words: str) -> None:
    """A word aside."""
    paper.console.print(words, soft_wrap=True)

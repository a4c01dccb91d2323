"""What one thing in a chat looks like on a terminal: a bar in the speaker's colour, words, buttons, pictures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from bot.story.scribe import Line

BOT = "bright_white"
RIGHT = 34  # columns that people's words are set to the right
NUMBER = r"#\d+"
SHORT = 24


@dataclass(frozen=True)
class Beside:
    """Content with a bar down its left side, `indent` columns from the edge."""

    bar: str
    style: str
    content: RenderableType
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.update_width(max(20, options.max_width - len(self.bar) - self.indent))
        for line in console.render_lines(self.content, room, pad=False):
            yield Segment(" " * self.indent)
            yield Segment(self.bar, Style.parse(self.style))
            yield from line
            yield Segment.line()


def bubble(line: Line, name: str, style: str) -> RenderableType:
    """The bot speaks on the left, people on the right under their names."""
    content = Group(*FACES[line.kind](line))
    if not line.who:
        return Beside("▌ ", BOT, content)
    return Beside("▌ ", style, Group(Text(name, style=f"bold {style}"), content), RIGHT)


def _said(line: Line) -> Iterator[Text]:
    if line.quoted and not line.album:
        yield Text(f"↩ {_short(line.quoted)}", style="dim italic")
    yield from _content(line)
    if line.keys:
        yield Text("⌨ ", style="dim") + _chips(line.keys, "bold black on grey70")


def _content(line: Line) -> Iterator[Text]:
    for picture in line.pictures:
        yield Text(f"🖼 {picture}", style="bold magenta")
    if line.text:
        words = Text(line.text)
        words.highlight_regex(NUMBER, "bold cyan")
        yield words
    for row in line.buttons:
        yield _chips(row, "bold white on blue")


def _edited(line: Line) -> Iterator[Text]:
    about = f": {_short(line.quoted)}" if line.quoted else ""
    yield Text(f"✎ edited in place{about}", style="dim italic")
    yield from _content(line)


def _deleted(line: Line) -> Iterator[Text]:
    yield Text(f"✂ deleted: {_short(line.text)}", style="dim italic")


def _pressed(line: Line) -> Iterator[Text]:
    press = Text("☝ ") + _chips((line.text,), "bold white on blue")
    yield press + Text(f"  → “{line.answer}”", style="italic") if line.answer else press


def _told(line: Line) -> Iterator[Text]:
    yield Text(line.text, style="yellow")


def _shell(line: Line) -> Iterator[Text]:
    yield Text("$ ", style="dim") + Text(line.text, style="bold")


FACES: dict[str, Callable[[Line], Iterator[Text]]] = {
    "said": _said,
    "edited": _edited,
    "deleted": _deleted,
    "pressed": _pressed,
    "told": _told,
    "shell": _shell,
}


def _chips(labels: tuple[str, ...], style: str) -> Text:
    """[接单] [退回]"""
    return Text(" ").join(Text(f"[{label}]", style=style) for label in labels)


def _short(text: str) -> str:
    first = text.splitlines()[0] if text else ""
    return first if len(first) <= SHORT else f"{first[:SHORT]}…"

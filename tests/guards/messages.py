"""What the handlers say, read from their source: every message that goes to the translator, and texts that do not.

Read from the syntax tree, not by Babel's extractor, which does not look into f-strings before Python 3.12.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HANDLERS = Path(__file__).parents[2] / "handlers"
CHINESE = re.compile(r"[一-鿿]")
SENTENCE = re.compile(r"^\W*[A-Z][a-z]+|[A-Za-z]{2,}[,.!?]? [A-Za-z]{2,}")
NEVER_SPOKEN = ("Error", "Exception")


@dataclass(frozen=True)
class Message:
    """A literal given to t(…), plain(…), n(…, …, count) or N(…). `many`: the plural, "" where there is none."""

    one: str
    many: str
    where: str


@dataclass(frozen=True)
class Source:
    """One module of the handlers."""

    name: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        return f"handlers/{self.name}:{getattr(node, 'lineno', 0)}"


@cache
def sources() -> list[Source]:
    """All modules of the handlers, parsed once."""
    files = sorted(HANDLERS.rglob("*.py"))
    return [Source(str(file.relative_to(HANDLERS)), ast.parse(file.read_text(encoding="utf-8"))) for file in files]


def _calls(source: Source) -> Iterator[tuple[str, ast.Call]]:
    """Calls of a translator: t("…"), turn.t("…"), t.plain("…"), t.n("…", "…", n), turn.to(x)("…"); and N("…")."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and node.args and (name := _called(node.func)):
            yield name, node


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id if function.id in ("t", "N") else ""
    if isinstance(function, ast.Attribute):
        return function.attr if function.attr in ("t", "plain", "n") else ""
    returned = isinstance(function, ast.Call) and isinstance(function.func, ast.Attribute)
    return "t" if returned and function.func.attr == "to" else ""  # type: ignore[attr-defined]


def _literals(argument: ast.expr) -> list[str] | None:
    """The texts that the argument can be; None where it is put together, [] where a name stands for one."""
    match argument:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            both = _literals(one), _literals(other)
            return None if None in both else [text for texts in both for text in texts or []]
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return []
        case ast.Call(func=ast.Attribute(attr="get")) | ast.Call(func=ast.Name(id="N")):
            return []
        case _:
            return None


def messages() -> list[Message]:
    """Every message, each once, in the order of the source."""
    found: dict[tuple[str, str], Message] = {}
    for source in sources():
        for name, call in _calls(source):
            for message in _said(source, name, call):
                found.setdefault((message.one, message.many), message)
    return list(found.values())


def _said(source: Source, name: str, call: ast.Call) -> list[Message]:
    where = source.at(call)
    if name == "n":
        one, many = (_literals(argument) or [""] for argument in call.args[:2])
        return [Message(one[0], many[0], where)] if one[0] else []
    return [Message(text, "", where) for text in _literals(call.args[0]) or []]


def put_together() -> list[str]:
    """Places where a message is built instead of written: no catalogue can have it."""
    return [
        source.at(call)
        for source in sources()
        for name, call in _calls(source)
        for argument in call.args[: 2 if name == "n" else 1]
        if _literals(argument) is None
    ]


def unmarked() -> list[tuple[str, str]]:
    """(where, text) of English texts that nobody marked for the translator."""
    return [found for source in sources() for found in _unmarked(source)]


def _unmarked(source: Source) -> Iterator[tuple[str, str]]:
    said = {id(part) for _, call in _calls(source) for argument in call.args for part in ast.walk(argument)}
    passed = said | _docstrings(source.tree) | _raised(source.tree)
    for node in ast.walk(source.tree):
        spoken = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed
        if spoken and SENTENCE.search(node.value):  # type: ignore[attr-defined]
            yield source.at(node), node.value  # type: ignore[attr-defined]


def chinese() -> list[tuple[str, str]]:
    """(where, text) of Chinese in the code itself, docstrings aside."""
    return [found for source in sources() for found in _chinese(source)]


def _chinese(source: Source) -> Iterator[tuple[str, str]]:
    passed = _docstrings(source.tree)
    for node in ast.walk(source.tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in passed else None
        if isinstance(text, str) and CHINESE.search(text):
            yield source.at(node), text


def _docstrings(tree: ast.Module) -> set[int]:
    """Ids of the strings that stand as statements."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _raised(tree: ast.Module) -> set[int]:
    """Ids of what is said to programmers: the arguments of exceptions."""
    raised = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise) and node.exc)
    loud = (exc for exc in raised if isinstance(exc, ast.Call) and ast.unparse(exc.func).endswith(NEVER_SPOKEN))
    return {id(part) for exc in loud for part in ast.walk(exc)}

"""Our modules as the guards see them: path, lines, syntax tree, and what each imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "storage")


@dataclass(frozen=True)
class Module:
    """One file; `path` is relative to the repository, with slashes."""

    path: str

    @cached_property
    def text(self) -> str:
        return (ROOT / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        """Dotted; a package without its __init__."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """The whole tree, walked once for all guards."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """Dotted names, wherever the import stands; "from a import b" gives "a.b"."""
        return tuple(name for node in self.nodes for name in _imported(node))


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def under(*folders: str) -> list[Module]:
    """Every module below the folders of the repository; each is read and parsed once, whoever asks."""
    files = (file for folder in folders for file in sorted((ROOT / folder).rglob("*.py")))
    return [_module(file.relative_to(ROOT).as_posix()) for file in files]


@cache
def _module(path: str) -> Module:
    return Module(path)


def inside(name: str, package: str) -> bool:
    """Whether the dotted name is the package or lies in it."""
    return name == package or name.startswith(f"{package}.")

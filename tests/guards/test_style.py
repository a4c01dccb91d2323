"""The house's measures of code: length of files and functions, nesting, parameters, state, and the top level."""

import ast
import subprocess
from collections.abc import Callable
from functools import cache

import pytest

from tests.guards.modules import ROOMS, ROOT, Module, under

LONGEST_FILE, LONGEST_FUNCTION, DEEPEST, MOST_POSITIONAL = 300, 40, 2, 4
OURS = [module for module in under(*ROOMS) if "/migrations/versions/" not in module.path]
DEEP = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.Match)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef
# functions over a measure, with what they measure: none may be added, and what was mended must go from here
LONG_SIGNATURES: dict[str, int] = {
    "bot/sandbox/acts.py:say": 5,
    "bot/sandbox/acts.py:service": 5,
    "bot/sandbox/seen.py:waited": 5,
    "bot/telegram/transport.py:do_request": 7,
    "handlers/drafts.py:_wake": 5,
    "handlers/due.py:_as": 5,
    "handlers/front.py:_turn": 5,
    "handlers/front.py:receive": 5,
    "handlers/handling.py:_to_courier": 5,
}
# bases that a library demands
BASES = {
    "BaseModel",
    "BaseRequest",
    "BaseSettings",
    "Enum",
    "HTMLParser",
    "IntEnum",
    "NamedTuple",
    "Protocol",
    "RetryAfter",
    "StrEnum",
    "TimedOut",
    "TypeDecorator",
    "TypedDict",
    "str",
}
# what may stand in the top level of the repository
TOP = {
    ".ci",
    ".dockerignore",
    ".env.example",
    ".gitattributes",
    ".github",
    ".gitignore",
    ".python-version",
    "CHANGELOG.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "README.zh.md",
    "bench",
    "bot",
    "compose.yaml",
    "deploy",
    "docs",
    "handlers",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
    "storage",
    "tests",
}


@cache
def functions() -> dict[str, Function]:
    """Every function of ours by "path:name", its elifs marked."""
    for module in OURS:
        mark_elifs(module)
    return {f"{m.path}:{node.name}": node for m in OURS for node in m.nodes if isinstance(node, FUNCTIONS)}


def depth(node: ast.AST) -> int:
    """How many blocks stand in each other below the node; an elif is on the level of its if."""
    inner = [depth(child) for child in ast.iter_child_nodes(node) if not isinstance(child, FUNCTIONS)]
    deepest = max(inner, default=0)
    return deepest + (isinstance(node, DEEP) and not _is_elif(node))


def _is_elif(node: ast.AST) -> bool:
    return bool(getattr(node, "elif_", False))


def mark_elifs(module: Module) -> None:
    """Notes on every If that it is the sole content of another's else."""
    for node in module.nodes:
        if isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node.orelse[0].elif_ = True  # type: ignore[attr-defined]


def test_a_file_is_short_enough_to_be_read() -> None:
    lines = {module.path: module.text.count("\n") for module in [*OURS, *under("tests")]}
    assert not {path: n for path, n in lines.items() if n > LONGEST_FILE}


def test_functions_are_short() -> None:
    assert not _over(LONGEST_FUNCTION, lambda f: (f.end_lineno or 0) - f.lineno + 1)


def test_blocks_are_nested_twice_at_most() -> None:
    assert not _over(DEEPEST, depth)


def test_functions_take_four_things_in_order_and_the_rest_by_name() -> None:
    assert _over(MOST_POSITIONAL, _positional) == LONG_SIGNATURES


def _over(limit: int, measure: Callable[[Function], int]) -> dict[str, int]:
    """What the functions over the limit measure, by "path:name"."""
    measured = {name: measure(function) for name, function in functions().items()}
    return {name: n for name, n in measured.items() if n > limit}


def _positional(function: Function) -> int:
    given = function.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def test_nothing_keeps_state_in_a_module() -> None:
    assert not [m.path for m in OURS for node in m.nodes if isinstance(node, ast.Global)]


def test_a_class_inherits_only_what_a_library_demands() -> None:
    classes = [(m.path, node) for m in OURS for node in m.nodes if isinstance(node, ast.ClassDef)]
    raised = {node.name for _, node in classes if _raises(node)}
    bases = [(path, _last_name(base)) for path, node in classes for base in node.bases]
    ours = [(path, base) for path, base in bases if base not in BASES | raised]
    assert not [(path, base) for path, base in ours if not base.endswith(("Error", "Exception"))]


def _last_name(base: ast.expr) -> str:
    return ast.unparse(base).split("[")[0].split(".")[-1]


def _raises(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith(("Exception", "Error")) for base in node.bases)


def test_the_top_level_holds_only_what_belongs_there() -> None:
    try:
        tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, timeout=20)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git here, so what belongs to the project is not known")
    top = {name.split("/")[0] for name in tracked.stdout.decode().split("\0") if name}
    assert not top - TOP


def test_nothing_names_a_place_outside_the_repository() -> None:
    """A clone alone must build, demo and test."""
    for module in [*under(*ROOMS), *under("tests")]:
        if not module.path.startswith("tests/guards/"):
            assert "/work/" not in module.text, module.path
            assert "/home/" not in module.text, module.path

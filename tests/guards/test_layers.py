"""Imports go one way; what each room may use is written down here."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.guards.modules import ROOMS, ROOT, Module, inside, under

OURS = under(*ROOMS)
# what a room may import besides the standard library
MAY = {
    "bot.domain": {"bot.domain"},
    "storage": {"bot.domain", "storage", "sqlalchemy", "orjson"},
    "handlers": {"bot.domain", "storage", "handlers"},
}
# and one module more than its room
MAY_TOO = {
    "bot.domain.cell_index": {"h3", "numpy", "shapely"},
    "bot.domain.geojson": {"shapely"},
    "bot.domain.maps.outlines": {"shapely"},
    "bot.domain.nearest": {"numpy"},
    "bot.domain.nearness": {"geographiclib", "numpy", "scipy"},
    "bot.domain.opening.calendar": {"holidays"},
    "bot.domain.places.rings": {"shapely"},
    "bot.domain.places.systems": {"prcoords"},
    "bot.domain.sheets.book": {"xlsxwriter"},
    "bot.domain.sheets.workbook": {"openpyxl"},
    "bot.domain.sheets.write": {"xlsxwriter"},
    "handlers.i18n": {"babel"},
    "handlers.front": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.turn": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.figures.digests": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.due": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.stations.clockwork": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.stations.reminding": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.desk.lapsing": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.delivery": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.colours": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.board": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.stations.following": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.ladder": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.ladder.due": {"structlog"},
    "handlers.thanks": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "handlers.warnings": {"sqlalchemy.ext.asyncio.AsyncConnection"},
    "storage.dumps": {"alembic"},
    "storage.messages": {"pydantic"},
    "storage.migrate": {"alembic"},
    "storage.migrations": {"alembic"},
}


def room_of(module: Module) -> str:
    return next((room for room in MAY if inside(module.name, room)), "the edge")


def foreign(module: Module) -> set[str]:
    """What the module imports and its room may not."""
    more = (names for name, names in MAY_TOO.items() if inside(module.name, name))
    allowed = MAY[room_of(module)].union(*more)
    used = {name for name in module.imports if name.split(".")[0] not in sys.stdlib_module_names}
    return {name for name in used if not any(inside(name, package) for package in allowed)}


def test_a_room_uses_only_what_it_may() -> None:
    found = {module.path: foreign(module) for module in OURS if room_of(module) != "the edge"}
    assert not {path: names for path, names in found.items() if names}


def test_every_exception_is_still_needed() -> None:
    known = {module.name: module for module in OURS}
    for name, packages in MAY_TOO.items():
        used = [use for module in known if inside(module, name) for use in known[module].imports]
        assert not [package for package in packages if not any(inside(use, package) for use in used)], name


def test_only_the_edge_to_telegram_imports_its_library() -> None:
    users = {m.name for m in OURS if any(inside(name, "telegram") for name in m.imports)}
    assert not {name for name in users if not inside(name, "bot.telegram")}


def test_the_package_itself_is_empty() -> None:
    for room in ("bot", "bot.domain", "bot.telegram", "handlers", "storage"):
        assert not (ROOT / room.replace(".", "/") / "__init__.py").read_text(), room


def test_the_sandbox_knows_nothing_of_the_bot() -> None:
    for module in under("bot/sandbox"):
        ours = {name for name in module.imports if name.split(".")[0] in ROOMS}
        assert all(inside(name, "bot.sandbox") for name in ours), module.path


def test_no_module_does_anything_but_define_when_imported() -> None:
    """A statement that only calls something opens, reads or prints when imported.

    SQLAlchemy's Index joins the table that it names; Alembic runs its env.py by importing it.
    """
    for module in OURS:
        calls = [node.lineno for node in module.tree.body if isinstance(node, ast.Expr) and _runs(node)]
        assert not calls or module.path == "storage/migrations/env.py", f"{module.path}: {calls}"


def _runs(statement: ast.Expr) -> bool:
    declares = isinstance(statement.value, ast.Call) and ast.unparse(statement.value.func) == "Index"
    return not isinstance(statement.value, ast.Constant) and not declares


def test_the_layers_hold_by_import_linter_too(tmp_path: Path) -> None:
    """Follows chains of imports, which the tables above do not."""
    # In a process of its own: it configures logging, and silences every logger that exists by then.
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--cache-dir", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_import_linter_knows_every_module_of_the_edge() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = {name for contract in contracts for name in contract.get("forbidden_modules", ()) if inside(name, "bot")}
    edge = {".".join(module.name.split(".")[:2]) for module in under("bot")} - {"bot", "bot.domain"}
    assert not edge - named

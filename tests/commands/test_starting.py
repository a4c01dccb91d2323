import gc
import importlib
import subprocess
import sys

import pytest

from bot import starting


def test_a_serving_process_loads_nothing_that_only_a_terminal_or_a_picture_needs():
    asked = {"click", "pygments", "rich", "PIL", "shapely", "scipy", "alembic", "apscheduler"}
    asked |= {"sqlalchemy.dialects.postgresql"}  # it is on SQLite by default
    code = (
        "import sys\n"
        "from bot import __main__, starting\n"
        "__main__._parser(['run'])\n"
        "with starting.lean():\n"
        "    import bot.app\n"
        f"print(sorted({asked!r} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_what_was_hidden_can_be_imported_afterwards(monkeypatch):
    monkeypatch.setattr(starting, "UNUSED", ("wave", "json"))
    sys.modules.pop("wave", None)
    with starting.lean():
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("wave")
        assert importlib.import_module("json"), "what is loaded already stays"
        assert not gc.isenabled()
    assert gc.isenabled()
    assert importlib.import_module("wave")


def test_garbage_is_looked_for_again_although_an_import_fails():
    with pytest.raises(ZeroDivisionError), starting.lean():
        raise ZeroDivisionError
    assert gc.isenabled()

"""The two READMEs and the changelog say what there is: settings, commands, pictures, files that are linked."""

import re

import pytest

from bot.__main__ import COMMANDS
from bot.settings import Settings
from tests.guards.modules import ROOT

READMES = ("README.md", "README.zh.md")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def settings_rows(name: str) -> list[tuple[str, str, str]]:
    """(name, default, meaning) as the table has them."""
    return re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$", text(name), re.MULTILINE)


def default(value: object) -> str:
    if value is None or value == frozenset():
        return "none"
    shown = getattr(value, "value", value)
    return f"`{shown:g}`" if isinstance(shown, float) else f"`{shown}`"


def test_the_table_of_settings_is_what_the_program_reads() -> None:
    fields = Settings.model_fields
    assert settings_rows("README.md") == [
        (name.upper(), default(field.default), field.description) for name, field in fields.items()
    ]


def test_the_chinese_table_names_the_same_settings_and_defaults() -> None:
    english = [(name, shown) for name, shown, _ in settings_rows("README.md")]
    chinese = [(name, "none" if shown in ("无", "内置") else shown) for name, shown, _ in settings_rows("README.zh.md")]
    assert chinese == english


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(name: str, command: str) -> None:
    assert re.search(rf"`{command}\b", text(name))


@pytest.mark.parametrize("name", READMES)
def test_whatever_a_readme_links_to_is_there(name: str) -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", text(name))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []

"""What operators are told about settings is what the program does."""

import re
from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings, read

ROOT = Path(__file__).parents[2]


def example() -> str:
    """`.env.example` as it must be: each description, then the setting with its default, all in comments."""
    lines = []
    for name, field in Settings.model_fields.items():
        default = (
            ""
            if field.default is None or field.default == frozenset()
            else getattr(field.default, "value", field.default)
        )
        number = f"{default:g}" if isinstance(default, float) else str(default)
        lines.append(f"# {field.description}\n#{name.upper()}={number}\n")
    return "\n".join(lines)


def test_the_example_names_every_setting_with_its_default() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == example()


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_example_itself_is_readable_once_its_comments_are_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    bare = tmp_path / "env"
    bare.write_text(re.sub(r"^#(?=[A-Z_]+=)", "", example(), flags=re.MULTILINE), encoding="utf-8")
    assert read(str(bare)) == read(None)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("BOT_API_URL", "telegram", "a URL with http:// or https://"),
        ("PROXY_URL", "ftp://x", "a URL with http:// or https:// or socks4:// or socks5://"),
        ("DATABASE_URL", "mysql://x", "a URL with sqlite+aiosqlite:// or postgresql+asyncpg://"),
        ("ADMIN_IDS", "1,me", "Telegram ids"),
        ("ADMIN_IDS", "-5", "Telegram ids"),
        ("TILE_URL", "https://tiles.example/{z}/{x}.png", "a URL with {z}, {x} and {y}"),
        ("TILE_URL", "file:///{z}/{x}/{y}", "a URL with {z}, {x} and {y}"),
        ("TIMEZONE", "Mars/Olympus", "the name of a time zone"),
        ("LANGUAGE", "fr", "'zh' or 'en'"),
        ("WORKERS", "0", "greater than or equal to 1"),
        ("GROUP_RATE", "-1", "greater than or equal to 0"),
        ("GROUP_RATE", "nan", "a finite number"),
        ("LISTEN", "8080", "HOST:PORT"),
        ("LOG_FORMAT", "xml", "'console' or 'json'"),
        ("WEBHOOK_SECRET", "a b", "1 to 256 letters"),
    ],
)
def test_an_unknown_value_is_refused_with_its_name_and_what_it_may_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as refused:
        read(None)
    (line,) = refused.value.args
    assert line.startswith(name)
    assert allowed in line
    assert name == "WEBHOOK_SECRET" or value in line


def test_every_wrong_setting_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKERS", "many")
    monkeypatch.setenv("LANGUAGE", "xx")
    with pytest.raises(BadSettings) as refused:
        read(None)
    assert len(refused.value.args) == 2


def test_an_empty_value_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKERS", "")
    monkeypatch.setenv("ADMIN_IDS", "")
    assert (read(None).workers, read(None).admin_ids) == (1, frozenset())


def test_admins_are_numbers_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_IDS", " 1, 22 ,")
    assert read(None).admin_ids == {1, 22}


def test_a_webhook_needs_its_url_and_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE", "webhook")
    with pytest.raises(BadSettings) as refused:
        read(None)
    assert [line.split()[0] for line in refused.value.args] == ["WEBHOOK_URL", "WEBHOOK_SECRET"]


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123456:secret-secret-secret")
    monkeypatch.setenv("WEBHOOK_SECRET", "secret-secret")
    assert "secret-secret" not in repr(read(None))

"""check: a line each, and the exit code that a health probe can use."""

import time
from email.utils import formatdate
from pathlib import Path

import pytest

from bot.commands.checking import Finding, Wrong, findings, skew, standing
from bot.policy import BUILT_IN
from bot.sandbox import Sandbox
from bot.settings import Settings
from storage import areas, migrate
from storage.engine import Store
from tests.commands.conftest import Line
from tests.commands.town import NOON, fill

NOW = time.time()


async def looked(box: Sandbox, tmp_path: Path, *chats: int, policy: Path | None = None) -> dict[str, Finding]:
    """What check finds with these chats bound."""
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    await migrate.up(url)
    store = Store(url)
    await fill(store, tmp_path / "media")
    async with store.write() as conn:
        for chat in chats:
            await areas.bind(conn, areas.Binding(chat, None, 2, "枣林西", "", away=False), NOON, by=None)
    await store.close()
    media = tmp_path / "media"
    settings = Settings(bot_token=box.token, bot_api_url=box.url, database_url=url, media_dir=media, policy_file=policy)
    return {finding.about: finding async for finding in findings(settings)}


async def test_all_is_well_where_everything_is_there(tmp_path: Path) -> None:
    async with Sandbox() as box:
        found = await looked(box, tmp_path, box.group("枣林西").id)
    assert set(found) == {"telegram", "clock", "database", "policy", "media", "font", "group"}
    assert [finding for finding in found.values() if not finding.good] == []


async def test_a_group_without_us_fails(tmp_path: Path) -> None:
    async with Sandbox() as box:
        found = await looked(box, tmp_path, box.group("枣林西", bot=None).id)
    assert not found["group"].good
    assert found["telegram"].good


@pytest.mark.parametrize(("area", "good"), [("枣林西社区", True), ("月亮社区", False)])
async def test_an_area_that_only_the_policy_knows_is_named(tmp_path: Path, area: str, good: bool) -> None:
    file = tmp_path / "policy.toml"
    text = BUILT_IN.read_text("utf-8") + f'\n[calendar.areas."{area}"]\ncounts_on_days_off = {{ minor = false }}\n'
    file.write_text(text, "utf-8")
    async with Sandbox() as box:
        found = await looked(box, tmp_path, box.group("枣林西").id, policy=file)
    assert found["policy"].good is good
    assert good or area in found["policy"].said


@pytest.mark.parametrize("seconds", [-4, 0, 4])
def test_a_clock_that_is_nearly_right_is_right(seconds: int) -> None:
    assert skew(formatdate(int(NOW), usegmt=True), int(NOW) + seconds)


@pytest.mark.parametrize(("seconds", "word"), [(-7, "behind"), (7, "ahead"), (3600, "3600 s ahead")])
def test_a_clock_that_is_more_than_five_seconds_off_is_told_which_way(seconds: int, word: str) -> None:
    with pytest.raises(Wrong, match=word):
        skew(formatdate(int(NOW), usegmt=True), int(NOW) + 0.5 + seconds)


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_an_answer_without_a_date_proves_nothing(date: str | None) -> None:
    with pytest.raises(Wrong):
        skew(date, NOW)


@pytest.mark.parametrize(
    ("member", "chat", "good"),
    [
        ({"status": "administrator"}, {"permissions": {"can_send_messages": False}}, True),
        ({"status": "member"}, {"permissions": {"can_send_messages": True}}, True),
        ({"status": "member"}, {}, True),
        ({"status": "member"}, {"permissions": {"can_send_messages": False}}, False),
        ({"status": "restricted", "is_member": True, "can_send_messages": True}, {}, True),
        ({"status": "restricted", "is_member": True, "can_send_messages": False}, {}, False),
        ({"status": "restricted", "is_member": False, "can_send_messages": True}, {}, False),
        ({"status": "left"}, {}, False),
        ({"status": "kicked"}, {}, False),
    ],
)
def test_a_bot_that_is_out_or_mute_is_found(member: dict[str, object], chat: dict[str, object], good: bool) -> None:
    if good:
        assert standing(member, chat) == member["status"]
    else:
        with pytest.raises(Wrong):
            standing(member, chat)


def test_without_anything_every_line_says_what_to_do_and_the_exit_is_1(line: Line, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("[", encoding="utf-8")
    (tmp_path / "file").touch()
    told = line("check", BOT_API_URL="http://127.0.0.1:1", POLICY_FILE="policy.toml", MEDIA_DIR="file/media")
    rows = told.out.splitlines()
    assert told.code == 1
    assert [row.split()[:2] for row in rows] == [
        *(["FAIL", about] for about in ("telegram", "clock", "database", "policy", "media")),
        ["ok", "font"],
    ]
    assert "BOT_TOKEN" in rows[0]
    assert "migrate" in rows[2]
    assert not (tmp_path / "data" / "bot.db").exists()
    assert line("check", BOT_API_URL="nonsense").code == 2


async def test_an_admin_who_has_not_pressed_start_is_named(tmp_path: Path) -> None:
    async with Sandbox() as box:
        here, away = box.person("在的"), box.person("没来过的")
        await here.starts()
        settings = Settings(
            _env_file=None,
            bot_token=box.token,
            bot_api_url=box.url,
            database_url=f"sqlite+aiosqlite:///{tmp_path}/bot.db",
            admin_ids=f"{here.id},{away.id}",
        )
        found = [one async for one in findings(settings) if one.about == "admin"]
    assert [(one.good, str(who.id) in one.said) for one, who in zip(found, (here, away), strict=True)] == [
        (True, True),
        (False, True),
    ]
    assert "Start" in found[1].said

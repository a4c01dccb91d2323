"""The demo's story, played once in full; and what becomes of a story that goes wrong."""

import asyncio
import io
import re
from pathlib import Path

import psutil
import pytest
from PIL import Image
from rich.cells import cell_len
from rich.console import Console

from bot.sandbox import Sandbox
from bot.story import blocks, pictures
from bot.story.play import Outcome, Place, play
from bot.story.scribe import Line
from bot.story.stage import Stage, expect
from bot.story.steps import STORY, Step
from tests.end_to_end import process


def on_paper(folder: Path) -> tuple[Place, io.StringIO]:
    written = io.StringIO()
    return Place(folder, folder / "demo", Console(file=written, width=100, markup=False, emoji=False)), written


async def test_every_step_of_the_story_happens_and_can_be_read(tmp_path: Path) -> None:
    place, written = on_paper(tmp_path)
    outcome = await play(place)
    text = written.getvalue()
    assert outcome.good, outcome.failure
    assert outcome.steps == len(STORY) + 1
    assert outcome.seconds < 90, "twenty or so, on a machine that has nothing else to do"
    assert [step.en for step in STORY if step.en not in text] == []
    assert max(map(cell_len, text.splitlines())) <= 100
    assert "\x1b" not in text
    kept = {f"demo/{path.name}" for path in place.pictures.iterdir()}
    assert kept == set(re.findall(r"demo/[\w-]+\.jpg", text))
    assert len(kept) == outcome.pictures
    for path in place.pictures.iterdir():
        with Image.open(path) as picture:
            picture.load()


async def _lie(stage: Stage) -> None:
    expect(stage, len(stage.box.calls) == 0, "nobody called")
    expect(stage, len(stage.box.calls) == 1, "somebody called")


async def _never(_: Stage) -> None:
    raise TimeoutError


@pytest.mark.parametrize(("wrong", "words"), [(_lie, "not so: somebody called"), (_never, "“Wrong” took too long")])
async def test_what_does_not_happen_ends_the_story_and_is_said(
    tmp_path: Path,
    wrong: "Step.play",
    words: str,  # type: ignore[name-defined]
) -> None:
    place, written = on_paper(tmp_path)
    outcome = await play(place, (Step("错了", "Wrong", wrong), *STORY))
    assert (outcome.good, outcome.steps, outcome.failure) == (False, 0, words)
    assert f"✗ {words}" in written.getvalue()
    assert STORY[0].en not in written.getvalue()


def test_an_outcome_is_good_only_when_every_step_was_played() -> None:
    assert Outcome(2, 2, 1.0, "", 0, 0, 0).good
    assert not Outcome(1, 2, 1.0, "", 0, 0, 0).good


async def test_the_demo_can_be_broken_off_and_leaves_nothing_running(tmp_path: Path) -> None:
    async with Sandbox() as box:
        env = process.environment(box, tmp_path)
        demo = await process.start(env, tmp_path, "demo")
        await demo.says("The bot speaks on the left")
        assert await demo.stop() == 1
    assert "Traceback" not in demo.log.read_text()


def test_the_pictures_of_an_earlier_story_go_and_others_stay(tmp_path: Path) -> None:
    for name in ("07-card.jpg", "holiday.jpg"):
        (tmp_path / name).write_bytes(b"jpeg")
    album = pictures.Album(tmp_path, {"a": b"one", "b": b"one", "c": b"two"}.__getitem__)
    bot = {"from": {"is_bot": True}, "caption": "🟠 #7 🕳 井盖", "photo": []}
    names = [album.keep(file_id, bot) for file_id in "abc"]
    assert names == [f"{tmp_path.name}/01-card.jpg", f"{tmp_path.name}/01-card.jpg", f"{tmp_path.name}/02-card.jpg"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["01-card.jpg", "02-card.jpg", "holiday.jpg"]


def test_of_an_edit_only_what_is_new_is_shown_and_of_several_the_last() -> None:
    said = Line(-1, 0, "#7 open\nhere", message=5, buttons=(("take",),))
    edits = [
        Line(-1, 0, f"#7 {state}\nhere", "edited", message=5, buttons=(("take",),)) for state in ("asked", "taken")
    ]
    (block,) = blocks.blocks([said, *edits], {})
    assert [(line.kind, line.text, line.buttons) for line in block] == [
        ("said", "#7 open\nhere", (("take",),)),
        ("edited", "#7 taken", ()),
    ]


def test_each_press_is_shown_with_its_own_answer() -> None:
    lines = [
        *(Line(-1, who, "take", "pressed") for who in (1, 2)),
        *(Line(-1, who, words, "answered") for who, words in ((2, "yours"), (1, "too late"))),
    ]
    (block,) = blocks.blocks(lines, {})
    assert [(line.who, line.answer) for line in block] == [(1, "too late"), (2, "yours")]


def test_chats_are_told_one_after_the_other_but_not_across_a_word_of_the_narrator() -> None:
    chats = [1, 2, 1, 0, 1]
    told = blocks.blocks([Line(chat, 0, "x", message=n) for n, chat in enumerate(chats)], {})
    assert [[line.chat for line in block] for block in told] == [[1, 1], [2], [0], [1]]


async def test_nobody_is_left_when_the_story_is_cancelled(tmp_path: Path) -> None:
    place, _ = on_paper(tmp_path)
    started: asyncio.Queue[int] = asyncio.Queue()

    async def start(stage: Stage) -> None:
        await stage.bot.start()
        await started.put(stage.bot.child.pid if stage.bot.child else 0)
        await asyncio.Event().wait()

    playing = asyncio.create_task(play(place, (Step("", "", start),)))
    bot = await started.get()
    assert psutil.pid_exists(bot)
    playing.cancel()
    await asyncio.wait([playing])
    assert playing.cancelled()
    assert not psutil.pid_exists(bot)

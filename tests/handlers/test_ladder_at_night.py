"""The ladder and the hours in which nobody is to be woken."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.domain.policy import Local, Quiet, WorkCalendar
from tests.handlers.climbing import WEST, Scene, knocks, made, passes
from tests.handlers.room import START, Room


@pytest.fixture
async def scene(room: Room) -> Scene:
    return await made(room)


async def test_at_night_what_is_urgent_rings_and_everything_else_waits_for_the_morning(scene: Scene) -> None:
    room = scene.room
    room.now = START + timedelta(hours=11, minutes=40)  # 21:40
    await scene.reports()
    await passes(room, minutes=40)
    assert scene.heard() == (1, 0, 0, 0)
    number = await scene.reports("燃气")
    await passes(room, minutes=8)
    assert "还没人接" in scene.west.last_text
    assert not scene.west.last.said.silent  # type: ignore[union-attr]
    await passes(room, hours=1)
    assert f"#{number} ⛽ 燃气" in scene.told(scene.district)[-1]
    assert not [m for m in scene.west.messages[1:] if "#1 " in m.plain]


async def test_a_clock_that_the_night_stopped_goes_on_in_the_morning(scene: Scene) -> None:
    room = scene.room
    room.now = START + timedelta(hours=11, minutes=40)  # 21:40: 10 of its 30 minutes are left at 22:00
    await scene.reports()
    room.now = START + timedelta(hours=21, minutes=3, seconds=59)
    await knocks(room)
    assert scene.heard() == (1, 0, 0, 0)
    await passes(room, seconds=1)
    assert "#1 井盖 还没人接，请在 07:10 前接单" in scene.west.last_text


async def test_both_clocks_climb_each_its_own_ladder(scene: Scene) -> None:
    """Nobody takes the gas all night: every chat hears of the one clock, then of the other."""
    room = scene.room
    room.now = START + timedelta(hours=12)
    number = await scene.reports("燃气")
    for _ in range(60):
        await passes(room, minutes=10)
    story = await scene.story(number)
    both = ["group", "lead", "street", "district"]
    assert [line for line in story if line.startswith("late")] == [
        *(f"late acknowledge:{rung}" for rung in both[:2]),
        *(f"late resolve:{rung}" for rung in both),
    ]
    assert story.count("escalate") == 2
    assert scene.heard() == (4, 2, 2, 2)  # the card, late at ten minutes, warned and late at two hours


async def test_what_came_due_by_day_without_the_bot_does_not_ring_at_night(scene: Scene) -> None:
    room = scene.room
    await scene.reports()
    room.now = START + timedelta(hours=13)  # 23:00
    await knocks(room)
    assert scene.heard() == (1, 0, 0, 0)
    room.now = START + timedelta(hours=21)
    await knocks(room)
    assert scene.heard() == (2, 1, 1, 1)


async def test_an_area_that_gets_up_later_is_left_alone_longer(room: Room) -> None:
    late = Local(Quiet(time(20), time(11)))
    mine = replace(room.house.policy, calendar=WorkCalendar(areas={WEST[2]: late}))
    room.house = replace(room.house, policy=mine)
    scene = await made(room)
    await scene.reports()
    assert "请在 11:30 前接单" in scene.west.last_text
    assert scene.west.last.said.silent  # type: ignore[union-attr]
    await passes(room, minutes=83)
    assert scene.heard() == (1, 0, 0, 0)
    await passes(room, minutes=1)
    assert scene.heard() == (2, 0, 0, 0)

"""Stations keep themselves true: a rider says what is wrong, the keeper answers with a button, the next one is told."""

from bot.sandbox.person import Person
from bot.sandbox.seen import Message, until
from bot.story.reports import ANJUYUAN
from bot.story.riding import OPEN_ALL_NIGHT
from bot.story.stage import PATIENCE, Stage, becomes, expect, hears, press

NEXT_ONE = "铁路新村充电棚"


async def name_a_keeper(stage: Stage) -> None:
    """The admin finds the station by name and says who keeps it."""
    boss, yang = stage.cast.boss, stage.cast.yang
    await boss.sends(f"/stations {OPEN_ALL_NIGHT}")
    await hears(boss, OPEN_ALL_NIGHT)
    for label in ("1", "🛠 管理", "👤 站长", "指定站长"):
        await press(stage, boss, label, await _with(stage, boss, label))
    await boss.sends("Yang Fan")
    await press(stage, boss, "Yang Fan", await _with(stage, boss, "Yang Fan "))
    await hears(yang, OPEN_ALL_NIGHT)
    expect(stage, True, "Yang Fan keeps it from now on, and was told")


async def _with(stage: Stage, who: Person, label: str) -> Message:
    """The newest message that has such a button."""

    def newest() -> Message | None:
        return next((one for one in reversed(who.messages) if any(label in text for text in one.buttons)), None)

    return await until(stage.box.world, newest, PATIENCE, f"no button {label} within {PATIENCE:.0f} s")


async def charger_broken(stage: Stage) -> None:
    """Battery low, the charger is broken: two touches, and the keeper is asked at once."""
    cast = stage.cast
    page = await _page_of(stage)
    links = [button.get("url", "") for row in page.rows for button in row]
    expect(stage, any("amap" in link for link in links), "one touch starts navigation")
    start = stage.box.mark()
    for label in ("有问题", "充电坏了"):
        await press(stage, cast.zhao, label, await _with(stage, cast.zhao, label))
    asked = await hears(cast.yang, "charger broken", since=start)
    await press(stage, cast.yang, "It is so", asked)
    await hears(cast.zhao, "站长已核实", since=start)
    expect(stage, True, "赵强 hears that the keeper has confirmed it")
    await _sent_elsewhere(stage)


async def _page_of(stage: Stage) -> Message:
    zhao = stage.cast.zhao
    start = stage.box.mark()
    await zhao.taps("附近驿站")
    listed = await hears(zhao, "附近驿站（直线距离）", since=start)
    place = next(line.split(".")[0] for line in listed.text.splitlines() if OPEN_ALL_NIGHT in line)
    await press(stage, zhao, place, listed)
    return await _with(stage, zhao, "有问题")


async def _sent_elsewhere(stage: Stage) -> None:
    """The next rider asks for charging."""
    ma = stage.cast.ma
    await ma.taps("附近驿站")
    await hears(ma, "您在哪里")
    await ma.taps("📍", location=ANJUYUAN)
    listed = await hears(ma, "附近驿站（直线距离）")
    await press(stage, ma, "充电", listed)
    await becomes(stage, lambda: OPEN_ALL_NIGHT not in listed.text, f"马晓东 is not sent to {OPEN_ALL_NIGHT}")
    expect(stage, NEXT_ONE in listed.text, f"but to {NEXT_ONE}, which charges")

"""The story begins: a grid is drawn, chats are bound, couriers join."""

import asyncio
from importlib.resources import as_file, files

from bot.sandbox.person import Person
from bot.story.stage import PATIENCE, Stage, becomes, expect, fail, hears, press

CELLS = 18


async def draw_the_grid(stage: Stage) -> None:
    """Import the sample's cells by the real command, then start the bot."""
    with as_file(files("bot.sample").joinpath("cells.geojson")) as path:
        code, printed = await stage.bot.command("import", "cells", str(path), "--crs", "wgs84")
    stage.scribe.tell("python -m bot import cells bot/sample/cells.geojson --crs wgs84", kind="shell")
    stage.scribe.tell(printed.strip())
    expect(stage, code == 0 and f"{CELLS} new" in printed, f"{CELLS} grid cells of two communities are in")
    seconds = await stage.bot.start()
    stage.scribe.tell("python -m bot run", kind="shell")
    expect(stage, stage.box.called("getMe") != [], f"the bot is up and asks for updates after {seconds:.1f} s")


async def bind_the_chats(stage: Stage) -> None:
    """The admin brings the bot into three groups and says whom each serves."""
    cast = stage.cast
    await cast.boss.starts()
    await hears(cast.boss, "王敏")
    for group, area in ((cast.west, "枣林西"), (cast.east, "培黎社区"), (cast.street, "安宁西路街道")):
        group.adds_bot()
        await group.waits_for("/bind", PATIENCE)
        await cast.boss.sends(f"/bind {area}", chat=group)
        await group.waits_for("已绑定", PATIENCE)
        expect(stage, area in group.last_text, f"the group {group.inner.title} serves {area}")


async def apply(stage: Stage) -> None:
    """Two couriers apply at the same time; the admin lets both in."""
    cast = stage.cast
    await asyncio.gather(_apply_with_phone(cast.ma), _apply_in_words(cast.yang))
    for courier, name, welcome in ((cast.ma, "马晓东", "欢迎您"), (cast.yang, "Yang Fan", "Welcome")):
        await _let_in(stage, courier, name, welcome)
    expect(stage, any("上报隐患" in key for key in cast.ma.keyboard), "马晓东 has the courier's keyboard, in Chinese")
    expect(stage, any("Report" in key for key in cast.yang.keyboard), "Yang Fan has it in English")


async def _let_in(stage: Stage, courier: Person, name: str, welcome: str) -> None:
    boss = stage.cast.boss
    card = await hears(boss, f"姓名：{name}", since=0)
    await press(stage, boss, "通过", card)
    await hears(courier, welcome)
    await becomes(stage, lambda: not card.buttons, f"the application of {name} is approved, its buttons are gone")


async def _apply_with_phone(ma: Person) -> None:
    await ma.starts()
    await ma.presses("申请加入", await hears(ma, "移动网格员"))
    await hears(ma, "1/3")
    await ma.sends("马晓东")
    await ma.presses("美团", await hears(ma, "2/3"))
    await hears(ma, "3/3")
    await ma.taps("手机号")
    await hears(ma, "谢谢您")


async def _apply_in_words(yang: Person) -> None:
    await yang.starts()
    await yang.presses("Apply", await hears(yang, "mobile grid workers"))
    await hears(yang, "1/3")
    await yang.sends("Yang Fan")
    await hears(yang, "2/3")
    await yang.sends("Lanzhou Noodle Express")
    await hears(yang, "3/3")
    await yang.taps("Skip")
    await hears(yang, "Thank you")


async def invite(stage: Stage) -> None:
    """A third courier comes by a link that works once."""
    boss, zhao = stage.cast.boss, stage.cast.zhao
    await boss.sends("/invite 骑手")
    offer = await hears(boss, "🎟")
    expect(stage, offer.file_id is not None, "the invitation has its QR code")
    link = next((word for word in offer.text.split() if "t.me/" in word), "") or fail("no link in the invitation")
    await zhao.opens(link)
    await hears(zhao, "欢迎您")
    await hears(boss, "赵强 通过您的邀请加入了")
    await zhao.opens(link)
    await hears(zhao, "已经有这个身份")
    expect(stage, any("上报隐患" in key for key in zhao.keyboard), "赵强 is a courier; nobody had to approve him")

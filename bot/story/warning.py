"""The admin warns the couriers of a community, and sees who has read it."""

from bot.story.stage import Stage, becomes, expect, hears, press


async def warn(stage: Stage) -> None:
    """/broadcast: to whom, a preview, and then everybody who rides there is told."""
    boss, ma = stage.cast.boss, stage.cast.ma
    await boss.sends("/broadcast 今晚降温，北滨河路桥面结冰，请慢行")
    desk = await hears(boss, "发给谁", since=boss.mark)
    await press(stage, boss, "枣林西社区", desk)
    await becomes(stage, lambda: "枣林西社区的骑手" in desk.text, "the preview says whom it reaches, and how many")
    expect(stage, not any("桥面结冰" in one.text for one in ma.messages), "nothing goes out before it is confirmed")
    start = stage.box.mark()
    await press(stage, boss, "发给", desk)
    notice = await hears(ma, "桥面结冰", since=start)
    expect(stage, "枣林西社区" in notice.text, "马晓东 reads it, and whose warning it is")
    await press(stage, ma, "收到", notice)
    await becomes(stage, lambda: "收到 1" in desk.text, "王敏 sees that one of them has read it")

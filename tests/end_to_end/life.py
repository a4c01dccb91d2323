"""A whole life, from a stranger's application to the rating of their first report."""

from bot.sandbox.person import Person
from bot.sandbox.seen import until
from tests.end_to_end import scene
from tests.end_to_end.scene import Scene

VERBS = ["submit", "acknowledge", "resolve", "rate"]


async def live(street: Scene) -> Person:
    """Apply, be approved, report, be taken care of, rate; everybody waits for what they see before they go on."""
    rider = street.box.person("新骑手")
    await _joins(street, rider)
    await scene.report(street, rider)
    card = await street.group.waits_for("#1")
    handler = street.staff[0]
    press = await handler.presses("接单", on=card)
    assert "已接单" in (await press.answer()).text
    await rider.waits_for("已接单")
    await until(street.box.world, lambda: "办结" in "".join(card.buttons) or None, 5, "the card was not edited")
    await handler.presses("办结", on=card)
    prompt = await street.group.waits_for("请回复本条消息")
    await handler.sends_photo(scene.picture(1000), chat=street.group, reply_to=prompt)
    await rider.waits_for("您满意吗")
    await rider.presses("满意")
    await rider.waits_for("已结案")
    return rider


async def _joins(street: Scene, rider: Person) -> None:
    await rider.starts()
    await rider.waits_for("")
    await rider.presses("申请加入")
    await rider.waits_for("1/3")
    await rider.sends("王小明")
    await rider.waits_for("2/3")
    await rider.sends("美团")
    await rider.waits_for("3/3")
    await rider.taps("跳过")
    await rider.waits_for("申请已提交")
    application = await street.admin.waits_for("王小明", since=0)
    await street.admin.presses("通过", on=application)
    await rider.waits_for("欢迎您")

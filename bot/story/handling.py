"""What the community does: a race, a proof, a bad job that comes back, a word to the courier."""

import asyncio

from bot.sandbox.person import Person
from bot.sandbox.seen import Message
from bot.story.pictures import sample
from bot.story.stage import PATIENCE, Stage, becomes, expect, fail, hears, press, said


async def race(stage: Stage) -> None:
    """Two members of staff press 接单 at the same moment."""
    zhou, sun = stage.cast.zhou, stage.cast.sun
    card = await stage.cast.west.waits_for("#1", PATIENCE)
    first, second = await asyncio.gather(press(stage, zhou, "接单", card), press(stage, sun, "接单", card))
    await stage.cast.west.waits_for("已接单", PATIENCE, since=zhou.mark)
    winner, loser, told = (zhou, sun, second) if "由" in second.text else (sun, zhou, first)
    expect(stage, first.text != second.text, f"one of them has it: {name(winner)}")
    expect(stage, name(winner) in told.text, f"{name(loser)} is told who: “{told.text}”")
    expect(stage, name(winner) in card.text, "the card says it too, edited in place")
    await hears(stage.cast.ma, f"{name(winner)} 已接单")
    expect(stage, said(stage.cast.west.messages, "#1") == 1, "and the group got no further message")


def name(person: Person) -> str:
    return str(person.user["first_name"])


def _taker(stage: Stage, card: Message) -> Person:
    staff = (stage.cast.zhou, stage.cast.sun)
    return next((one for one in staff if name(one) in card.text), None) or fail(f"nobody took {card.text!r}")


async def resolve(stage: Stage) -> None:
    """办结: the bot asks for a photo, and shows before and after to everybody concerned."""
    west, ma = stage.cast.west, stage.cast.ma
    card = await west.waits_for("#1", PATIENCE)
    start = stage.box.mark()
    prompt = await _prove(stage, _taker(stage, card), card, "charging-line-after")
    result = await hears(ma, "满意吗", since=start)
    shown = await west.waits_for("已办结，用时", PATIENCE, since=start)
    expect(stage, result.file_id is not None, "马晓东 gets before and after, side by side, and is asked")
    expect(stage, shown.file_id is not None and shown.reply_to == card.id, "the group gets it too, under the card")
    await becomes(stage, lambda: prompt.deleted, "the prompt is gone again")
    await press(stage, ma, "👍", result)
    await hears(ma, "已结案")
    await becomes(stage, lambda: "👍 满意" in card.text and not card.buttons, "#1 is closed, and its card says why")


async def _prove(stage: Stage, who: Person, card: Message, photo: str) -> Message:
    """Press 办结 and answer the prompt with a photo; the prompt."""
    group = stage.cast.west
    await press(stage, who, "办结", card)
    prompt = await group.waits_for("请回复本条消息", PATIENCE, since=who.mark)
    await who.sends_photo(sample(photo), chat=group, reply_to=prompt)
    return prompt


async def reopen(stage: Stage) -> None:
    """A bad job: 不满意 opens it again, one level up."""
    cast = stage.cast
    card = await cast.west.waits_for("#2", PATIENCE)
    start = stage.box.mark()
    await press(stage, cast.sun, "接单", card)
    await cast.west.waits_for("已接单", PATIENCE, since=start)
    await _prove(stage, cast.sun, card, "manhole-before")
    result = await hears(cast.zhao, "满意吗", since=start)
    await press(stage, cast.zhao, "👎", result)
    why = await hears(cast.zhao, "哪里没处理好")
    above = await cast.street.waits_for("#2", PATIENCE)
    await press(stage, cast.zhao, "根本没处理", why)
    await hears(cast.zhao, "谢谢反馈")
    await _fresh_cards(stage, card, above)


async def _fresh_cards(stage: Stage, old: Message, above: Message) -> None:
    west = stage.cast.west

    def once_below() -> bool:
        fresh = [one for one in west.messages if "#2" in one.text and _to_take(one)]
        return len(fresh) == 1 and fresh[0].id > old.id

    await becomes(stage, once_below, "#2 has a fresh card in the community's group, to be taken again")
    await becomes(stage, lambda: "新卡片" in old.text and not _to_take(old), "the old one rests and points to it")
    await becomes(stage, lambda: _to_take(above), "one level up, the street's duty has a card of its own")
    await becomes(stage, lambda: "根本没处理" in above.text, "and on it what the courier says is wrong")


def _to_take(card: Message) -> bool:
    return any("接单" in label for label in card.buttons)


async def note(stage: Stage) -> None:
    """A reply to the card that begins with @骑手 reaches the courier; the courier's reply comes back to the card."""
    liu, yang, east = stage.cast.liu, stage.cast.yang, stage.cast.east
    card, start = await east.waits_for("#3", PATIENCE), stage.box.mark()
    await liu.sends("@骑手 请问在哪栋楼前面？", chat=east, reply_to=card)
    question = await hears(yang, "请问在哪栋楼前面", since=start)
    expect(stage, question.text.startswith("💬 刘洋"), "Yang Fan reads who asks, and about which report")
    receipt = next(one for one in yang.messages if "#3" in one.text and "received" in one.text)
    await yang.sends("Building 4, beside the east gate", reply_to=receipt)
    await hears(yang, "Noted")
    await east.waits_for("Building 4", PATIENCE, since=start)
    expect(stage, "Building 4" in card.text, "the answer stands on the card")

"""The power goes in mid-report, and everything is still there; then the books, and an orderly end."""

import re
import time

from bot.sandbox.person import Person
from bot.story.pictures import walk_around
from bot.story.reports import PEILI_SOUTH
from bot.story.stage import PATIENCE, Stage, expect, hears, press, said

TOO_MANY = 429
TICKETS = {"马晓东": {1}, "赵强": {2}, "Yang Fan": {3, 4}}


async def kill_in_mid_report(stage: Stage) -> None:
    """kill -9 between photo and place; what people do meanwhile waits at Telegram."""
    yang, liu, east, box = stage.cast.yang, stage.cast.liu, stage.cast.east, stage.box
    card = await east.waits_for("#3", PATIENCE)
    start = box.mark()
    await yang.sends_photo(walk_around("charging-line-before")[-1])
    await hears(yang, "Where is it?")
    await box.settles(timeout=PATIENCE)
    code = await stage.bot.kill()
    stage.scribe.tell(f"💥 kill -9 (exit code {code}); nobody is told, people go on")
    await yang.taps("📍", location=PEILI_SOUTH)
    waiting = len(box.world.updates.waiting)
    seconds = await stage.bot.start()
    stage.scribe.tell(f"the bot is back after {seconds:.1f} s; {waiting} update waited at Telegram")
    expect(stage, waiting == 1, "what was sent to the dead bot waited at Telegram")
    await _finish(stage, start)
    await press(stage, liu, "接单", card)
    await east.waits_for("刘洋", PATIENCE, since=start)


async def _finish(stage: Stage, start: int) -> None:
    yang, east = stage.cast.yang, stage.cast.east
    question = await hears(yang, "What is it?", since=start)
    expect(stage, "1 photo" in question.text, "the draft is still there, with its photo")
    await press(stage, yang, "Illegal charging line", question)
    receipt = await hears(yang, "#4", since=start)
    expect(stage, "培黎-03" in receipt.text, "the report is finished as if nothing had happened: #4 in 培黎-03")
    await east.waits_for("#4", PATIENCE)
    await stage.box.settles(timeout=PATIENCE)
    asked, received = said(yang.messages, "Where is it?"), said(yang.messages, "#4")
    once = (asked, received, said(east.messages, "#4")) == (1, 1, 1)
    expect(stage, once, "nothing came twice: one question, one receipt, one card")


async def the_books(stage: Stage) -> None:
    """Everybody's own list, and the admin's figures: four tickets and not one more."""
    cast, found = stage.cast, {}
    for courier in (cast.ma, cast.zhao, cast.yang):
        listed = await _listed(courier)
        found[str(courier.user["first_name"])] = listed
    expect(stage, found == TICKETS, "/my lists #1 to #4, each with its own reporter, none twice")
    await cast.boss.sends("/admin")
    overview = await hears(cast.boss, "概况")
    expect(stage, "失败" not in overview.text or "失败 0" in overview.text, "no message was refused by Telegram")


async def _listed(courier: Person) -> set[int]:
    """The numbers that /my shows."""
    await courier.sends("/my")
    page = await hears(courier, "📋")
    return {int(number) for number in re.findall(r"#(\d+)", page.text)}


async def stop(stage: Stage) -> None:
    """SIGTERM: it finishes what it holds and goes."""
    began = time.monotonic()
    code = await stage.bot.stop()
    stage.scribe.tell("kill -TERM", kind="shell")
    expect(stage, code == 0, f"SIGTERM: it ended by itself after {time.monotonic() - began:.1f} s with exit code 0")
    _by_the_book(stage)


def _by_the_book(stage: Stage) -> None:
    calls = stage.box.calls
    wrong = [f"{call.method}: {call.description}" for call in stage.box.violations]
    expect(stage, not wrong, f"all {len(calls)} calls were valid by the Bot API's specification {wrong or ''}".strip())
    slowed = sum(call.code == TOO_MANY for call in calls)
    refused = [f"{call.method}: {call.description}" for call in calls if not call.ok and call.code != TOO_MANY]
    expect(stage, not refused, f"no call was refused, {slowed} were slowed down and came later {refused or ''}".strip())
    errors = stage.bot.complaints()
    expect(stage, not errors, f"the bot's log tells of no error {errors[:2] or ''}".strip())

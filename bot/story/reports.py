"""Three reports by three kinds of place: a location, a geotag, coordinates in an album's caption."""

from datetime import UTC, datetime, timedelta

from bot.sandbox.group import Group
from bot.sandbox.seen import Message
from bot.story.pictures import as_file, sample, walk_around
from bot.story.stage import PATIENCE, Stage, becomes, expect, hears, said

# places of the sample, degrees WGS-84
ANJUYUAN = (36.103659, 103.722619)  # 枣林西-06
KEJIAOLI = (36.105402, 103.723145)  # 枣林西-10
WENHUAGONG = (36.102117, 103.730025)  # 培黎-02
PEILI_SOUTH = (36.101647, 103.732793)  # 培黎-03


async def three_touches(stage: Stage) -> None:
    """Photo, place, kind."""
    ma = stage.cast.ma
    await ma.sends_photo(sample("charging-line-before"))
    await hears(ma, "在哪里")
    await ma.taps("📍", location=ANJUYUAN)
    question = await hears(ma, "是什么问题")
    await ma.presses("飞线充电", question)
    receipt = await hears(ma, "#1")
    expect(stage, "枣林西-06" in receipt.text, "the receipt shows #1 and the cell 枣林西-06")
    await _card(stage, stage.cast.west, "#1")
    elsewhere = [*stage.cast.east.messages, *stage.cast.street.messages]
    expect(stage, not said(elsewhere, "#1"), "no other group is told")
    expect(stage, any("上报隐患" in key for key in ma.keyboard), "the main keyboard is back")


async def _card(stage: Stage, group: Group, number: str) -> Message:
    card = await group.waits_for(number, PATIENCE)
    good = card.file_id is not None and any("接单" in label for label in card.buttons)
    expect(stage, good, f"{group.inner.title} has the card of {number}: a picture, and 接单 to press")
    return card


async def geotag(stage: Stage) -> None:
    """One touch: a photo sent as a file brings its place, its caption says what it is."""
    zhao, taken = stage.cast.zhao, datetime.now(UTC) - timedelta(minutes=2)
    photo = as_file("manhole-before", *KEJIAOLI, taken)
    await zhao.sends_document(photo, "IMG_2041.jpg", mime_type="image/jpeg", caption="井盖")
    receipt = await hears(zhao, "#2")
    expect(stage, "枣林西-10" in receipt.text, "one message was enough: #2 in 枣林西-10, read from the file's GPS")
    await _card(stage, stage.cast.west, "#2")


async def album(stage: Stage) -> None:
    """Three photos and a caption in English with coordinates."""
    yang, east = stage.cast.yang, stage.cast.east
    place = f"{WENHUAGONG[0]}, {WENHUAGONG[1]}"
    await yang.sends_album(walk_around("fire-lane-before"), f"Fire lane blocked by parked cars {place}")
    receipt = await hears(yang, "#3")
    expect(stage, "培黎-02" in receipt.text, "the album is one ticket, #3 in 培黎-02")
    card = await east.waits_for("#3", PATIENCE)
    await becomes(stage, lambda: any("（3）" in label for label in card.buttons), "its card grew to all three photos")
    expect(stage, said(east.messages, "#3") == 1, "the other community has one card, in its own group")
    expect(stage, not said(stage.cast.west.messages, "#3"), "and nobody else")

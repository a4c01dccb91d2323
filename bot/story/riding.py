"""What a rider gets back: stations that are open, on the way, and shown to others in any chat."""

from importlib.resources import as_file, files

from bot.story.reports import ANJUYUAN
from bot.story.stage import PATIENCE, Stage, becomes, expect, hears, press

STATIONS = 12
NORTH = (36.108, 103.7226)  # 500 m further on
OPEN_ALL_NIGHT = "幸福巷暖心小站"  # whenever the story is played


async def find_a_station(stage: Stage) -> None:
    """Stations come as a file while the bot runs; a rider asks for what is open round the clock."""
    with as_file(files("bot.sample").joinpath("stations.csv")) as path:
        code, printed = await stage.bot.command("import", "stations", str(path), "--crs", "wgs84")
    stage.scribe.tell("python -m bot import stations bot/sample/stations.csv --crs wgs84", kind="shell")
    stage.scribe.tell(printed.strip())
    expect(stage, code == 0 and f"{STATIONS} new" in printed, f"{STATIONS} stations are in, the running bot knows them")
    zhao = stage.cast.zhao
    await zhao.taps("附近驿站")
    await hears(zhao, "您在哪里")
    await zhao.taps("📍", location=ANJUYUAN)
    listed = await hears(zhao, "附近驿站（直线距离）")
    await press(stage, zhao, "24 小时", listed)
    found = await hears(zhao, OPEN_ALL_NIGHT)
    expect(stage, found.id == listed.id, f"one touch filters the list in place: {OPEN_ALL_NIGHT} never closes")
    await press(stage, zhao, "🗺 地图", listed)
    await becomes(stage, lambda: listed.file_id is not None, "another one makes it a map with the same numbers")


async def ride_along(stage: Stage) -> None:
    """A live location: one message that shows the next station, edited as the rider moves."""
    zhao = stage.cast.zhao
    live = await zhao.sends_location(*ANJUYUAN, live_period=3600)
    await zhao.sends("/stations follow")
    shown = await hears(zhao, "边骑边看")
    before = shown.text
    await zhao.moves(live, *NORTH)
    await hears(zhao, "边骑边看")
    expect(stage, shown.text != before, "500 m further on the same message shows other distances")
    await zhao.sends("/cancel")
    await hears(zhao, "已停止跟随")


async def show_it_to_others(stage: Stage) -> None:
    """Inline mode, in a chat that the bot is not even in."""
    yang, ma = stage.cast.yang, stage.cast.ma
    riders = stage.box.group("安宁骑手互助群", creator=ma, members=[yang], bot=None)
    stage.scribe.tell("Yang Fan types in 安宁骑手互助群: @sandbox_grid_bot water 24h")
    found = await yang.searches("water 24h", at=ANJUYUAN, timeout=PATIENCE)
    expect(stage, found.titles[0].startswith(OPEN_ALL_NIGHT), f"the first of {len(found.titles)} is {OPEN_ALL_NIGHT}")
    sent = await yang.chooses(OPEN_ALL_NIGHT, found, chat=riders)
    links = [button.get("url", "") for row in sent.rows for button in row]
    expect(stage, len(links) == len([link for link in links if link.startswith("https://")]), "its buttons lead there")
    expect(
        stage, "0931" not in sent.text and "扫码开门" not in sent.text, "no phone and no door are shown to strangers"
    )

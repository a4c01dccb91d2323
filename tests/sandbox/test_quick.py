"""The light mode, and the sandbox as a process of its own."""

import asyncio
import sys

import orjson
import telegram

from bot.sandbox import Sandbox


async def test_light_answers_are_valid_and_counted(picture, web):
    async with Sandbox(light=True) as box:
        async with web.post(f"{box.url}/sandbox/updates", json=[{"poll_answer": None}, {"update_id": 9}]) as response:
            assert (await response.json())["waiting"] == 2
        async with telegram.Bot(box.token, f"{box.url}/bot", f"{box.url}/file/bot") as bot:
            assert (await bot.send_message(77, "x")).chat.id == 77
            assert (await bot.send_photo(-5, picture())).chat.type == "supergroup"
            album = [telegram.InputMediaPhoto(picture()), telegram.InputMediaPhoto(picture())]
            assert len(await bot.send_media_group(1, album)) == 1
            file = await bot.get_file("any")
            assert len(await file.download_as_bytearray()) == file.file_size
            assert await bot.answer_callback_query("1")
            assert len(await bot.get_updates(timeout=0)) == 2
        async with web.get(f"{box.url}/sandbox/counters") as response:
            told = await response.json()
        assert told["calls"]["sendMessage"] == 1
        assert box.calls == []


async def test_it_runs_by_hand(web):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    try:
        url = (await process.stdout.readline()).decode().strip()
        token = (await process.stdout.readline()).decode().split()[1]
        async with web.get(f"{url}/bot{token}/getMe") as response:
            assert orjson.loads(await response.read())["result"]["is_bot"] is True
        async with web.get(f"{url}/sandbox/nothing") as response:
            assert response.status == 404
    finally:
        process.terminate()
    assert await process.wait() == 0
    await process.stdout.read()

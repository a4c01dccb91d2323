"""Limits, faults, and a Telegram that is away."""

import asyncio

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.errors import Refusal
from bot.sandbox.limits import Limits, take


@pytest.fixture
async def li(box):
    made = box.person("李")
    await made.starts()
    return made


class Hands:
    """A clock that is set by hand."""

    now = 0.0


def paced():
    return Limits(clock=lambda: Hands.now)


def refused_for(limits, chat, **how):
    try:
        take(limits, chat, **how)
    except Refusal as refusal:
        return int(refusal.description.removeprefix("Too Many Requests: retry after "))
    return 0


def test_a_chat_takes_five_at_once_then_one_a_second():
    Hands.now = 0.0
    limits = paced()
    assert [refused_for(limits, 1, group=False) for _ in range(7)] == [0, 0, 0, 0, 0, 1, 1]
    Hands.now = 1.0
    assert [refused_for(limits, 1, group=False) for _ in range(2)] == [0, 1]


def test_a_group_takes_twenty_a_minute():
    Hands.now = 0.0
    limits = paced()
    waits = []
    for _ in range(21):
        waits.append(refused_for(limits, -1, group=True))
        Hands.now += 1
    assert waits == [0] * 20 + [40]
    Hands.now = 60.0
    assert refused_for(limits, -1, group=True) == 0


def test_all_chats_together_take_thirty_a_second():
    Hands.now = 0.0
    limits = paced()
    assert [refused_for(limits, chat, group=False) for chat in range(1, 32)] == [0] * 30 + [1]
    Hands.now = 1.0
    assert refused_for(limits, 99, group=False) == 0


def test_an_album_counts_each_of_its_pictures():
    Hands.now = 0.0
    limits = paced()
    assert refused_for(limits, 1, group=False, cost=5) == 0
    assert refused_for(limits, 1, group=False) == 1


async def test_edits_count_and_a_429_names_its_wait_over_http(web):
    async with Sandbox(limits=True) as box:
        li = box.person()
        await li.starts()
        url = f"{box.url}/bot{box.token}/"
        for _ in range(5):
            async with web.post(url + "sendMessage", json={"chat_id": li.id, "text": "x"}) as response:
                assert response.status == 200
        edit = {"chat_id": li.id, "message_id": li.last.id, "text": "y"}
        async with web.post(url + "editMessageText", json=edit) as response:
            told = await response.json()
        assert (response.status, told["parameters"]) == (429, {"retry_after": 1})
        async with web.post(url + "sendChatAction", json={"chat_id": li.id, "action": "typing"}) as response:
            assert response.status == 200
        assert box.violations == []


async def test_a_fault_answers_in_place_of_telegram_so_many_times(box, call, li):
    fault = box.fault("sendMessage", status=429, retry_after=3, times=2)
    answers = [await call("sendMessage", chat_id=li.id, text="x") for _ in range(3)]
    assert [one["ok"] for one in answers] == [False, False, True]
    assert answers[0]["parameters"] == {"retry_after": 3}
    assert (fault.used, [one.text for one in li.messages[1:]]) == (2, ["x"])


async def test_a_fault_can_be_a_page_of_html_or_pick_its_calls(box, call, web, li):
    box.fault("*", status=502, html=True, when=lambda params: params.get("text") == "bad")
    assert (await call("sendMessage", chat_id=li.id, text="good"))["ok"]
    body = {"chat_id": li.id, "text": "bad"}
    async with web.post(f"{box.url}/bot{box.token}/sendMessage", json=body) as response:
        assert (response.status, response.content_type) == (502, "text/html")


async def test_a_fault_can_pick_a_chat_however_the_client_writes_numbers(box, call, li):
    fault = box.fault("sendMessage", status=500, when=lambda params: params["chat_id"] == li.id)
    assert not (await call("sendMessage", data={"chat_id": str(li.id), "text": "x"}))["ok"]
    assert fault.used == 1
    assert (await call("sendMessage", data={"chat_id": str(li.id), "text": "x"}))["ok"]
    assert [one.params["chat_id"] for one in box.called("sendMessage")] == [li.id, li.id]


@pytest.mark.parametrize(
    ("what", "arrived"),
    [
        ({"reset": "before"}, False),
        ({"reset": "after"}, True),
        ({"timeout": 0.01}, False),
        ({"timeout": 0.01, "effect": True}, True),
    ],
)
async def test_a_connection_is_cut_before_or_after_the_effect(box, call, li, what, arrived):
    box.fault("sendMessage", **what)
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=li.id, text="x")
    assert (li.messages[-1].text == "x") is arrived
    assert (await call("sendMessage", chat_id=li.id, text="y"))["ok"]


async def test_a_502_can_come_after_the_effect(box, call, li):
    box.fault("sendMessage", status=502, effect=True)
    assert not (await call("sendMessage", chat_id=li.id, text="x"))["ok"]
    assert li.last_text == "x"


async def test_a_download_can_fail(box, call, web, li, picture):
    sent = await li.sends_photo(picture())
    path = (await call("getFile", file_id=sent.file_id))["result"]["file_path"]
    box.fault("download", status=500)
    async with web.get(f"{box.url}/file/bot{box.token}/{path}") as response:
        assert response.status == 500
    async with web.get(f"{box.url}/file/bot{box.token}/{path}") as response:
        assert await response.read() == box.file(sent.file_id)


async def test_away_cuts_every_line_and_back_mends_it(box, call, li):
    await call("getUpdates", offset=-1)
    await call("getUpdates", offset=box.world.updates.next_id)
    poll = asyncio.create_task(call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    box.away()
    with pytest.raises(aiohttp.ClientError):
        await asyncio.wait_for(poll, 2)
    with pytest.raises(aiohttp.ClientError):
        await call("getMe")
    await li.sends("meanwhile")
    box.back()
    assert (await call("getUpdates"))["result"][0]["message"]["text"] == "meanwhile"


async def test_settling_means_that_nothing_waits_and_nothing_is_called(box, call, next_updates):
    await box.person().sends("x")
    with pytest.raises(AssertionError, match="1 updates wait"):
        await box.settles(quiet=0.01, timeout=0.05)
    await next_updates()
    await box.settles(quiet=0.01)

"""The whole edge against the sandbox: what people do arrives as events, what we say is accepted."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from PIL import Image
from telegram.error import Forbidden

from bot.domain.incoming import Event, FileKind
from bot.domain.outgoing import Address, Album, Answer, Button, Command, Delete, Edit, Menu, Send
from bot.domain.pictures import Original
from bot.sandbox.box import Sandbox
from bot.telegram import polling, raw
from bot.telegram.api import Api
from bot.telegram.calls import Known, Sent, call, outcome
from bot.telegram.errors import Fate, fate
from bot.telegram.parse import event
from bot.telegram.raw import Raw

PICTURE = Original("ab")
TAKE = ((Button("接单", data="ticket:7:take"),),)


def jpeg(colour: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running
        assert not running.violations


@pytest.fixture
async def line(box: Sandbox) -> AsyncIterator[Api]:
    async with Api(box.token, root=box.url) as opened:
        yield opened


async def heard(line: Api, count: int) -> list[Event]:
    """The next events, by the real polling loop."""
    stop, kept = asyncio.Event(), list[Raw]()

    async def store(batch: list[Raw]) -> None:
        kept.extend(batch)
        if len(kept) >= count:
            stop.set()

    await asyncio.wait_for(polling.poll(line, store, stop, wait=2), 5)
    found = [event(raw.load(each.body), datetime.now(UTC)) for each in kept]
    return [each for each in found if each is not None]


async def say(line: Api, message, **how) -> tuple[Sent, ...]:
    made = call(message, **how)
    return outcome(await line.call(made.method, made.params, files=made.files))


async def test_what_people_do_arrives(box, line):
    rider = box.person("王强")
    await rider.sends("/start abc")
    await rider.sends_photo(jpeg("red"), "井盖")
    await rider.sends_location(36.1037, 103.7226, accuracy=20)
    start, photo, place = await heard(line, 3)
    assert (start.command, start.arguments, start.sender.id) == ("start", "abc", rider.id)
    assert (photo.text, photo.files[0].kind) == ("井盖", FileKind.PHOTO)
    assert (place.location.point.lat, place.location.accuracy) == (36.1037, 20)
    assert Image.open(io.BytesIO(await line.download(photo.files[0].id))).size == (64, 48)


async def test_what_we_say_is_accepted_edited_and_pressed(box, line):
    rider = box.person("王强")
    await rider.sends("/start")
    await heard(line, 1)
    to = Address(rider.id)
    (text,) = await say(line, Send(to, "<b>工单</b> #7", buttons=TAKE))
    (photo,) = await say(line, Send(to, "已提交", picture=PICTURE), files=[jpeg("red")])
    (again,) = await say(line, Send(to, "再次", picture=PICTURE), files=[photo.file_id])
    album = await say(line, Album(to, (PICTURE, PICTURE)), files=[jpeg("red"), photo.file_id])
    assert [photo.kind, again.kind, *(each.kind for each in album)] == ["photo"] * 4
    await say(line, Edit(to, "s", "新", buttons=TAKE), known=Known(text.message))
    await say(line, Edit(to, "s", "新", picture=PICTURE), known=Known(photo.message, "photo"), files=[jpeg("blue")])
    await say(line, Edit(to, "s", "更新"), known=Known(photo.message, "photo"))
    await say(line, Delete(to, "s"), known=Known(again.message))
    await say(line, Menu(to, (Command("report", "上报"),)))
    pressing = asyncio.ensure_future(rider.presses("接单"))
    *_, press = await heard(line, 2)  # the unconfirmed /start comes again
    await say(line, Answer(press.press.id, "已接单"))
    await pressing
    assert press.press.data == "ticket:7:take"


async def test_a_saying_into_a_closed_door_names_its_fate(box, line):
    rider = box.person("王强")
    await rider.sends("/start")
    rider.blocks_bot()
    with pytest.raises(Forbidden) as caught:
        await say(line, Send(Address(rider.id), "hi"))
    assert fate(caught.value).fate is Fate.BLOCKED


async def test_a_text_may_become_a_picture(box, line):
    rider = box.person("王强")
    await rider.sends("/start")
    (text,) = await say(line, Send(Address(rider.id), "卡片"))
    edit = Edit(Address(rider.id), "s", "卡片", picture=PICTURE)
    (now,) = await say(line, edit, known=Known(text.message), files=[jpeg("red")])
    assert (now.message, now.kind) == (text.message, "photo")

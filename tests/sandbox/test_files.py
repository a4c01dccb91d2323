"""Files of every size, up and down."""

import io

import aiohttp
import orjson
import pytest
from PIL import Image


@pytest.fixture
async def li(box):
    made = box.person("李")
    await made.starts()
    return made


@pytest.fixture
def upload(box, web, li):
    """Sends bytes as a photo or document by multipart, returns the answer."""

    async def post(data, kind="photo", **fields):
        form = aiohttp.FormData({"chat_id": str(li.id)} | fields)
        form.add_field(kind, io.BytesIO(data), filename="a.jpg", content_type="image/jpeg")
        async with web.post(f"{box.url}/bot{box.token}/send{kind.capitalize()}", data=form) as response:
            return orjson.loads(await response.read())

    return post


def drawn(width, height):
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "file must be non-empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "file is too big"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (drawn(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (drawn(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
    ],
    ids=["empty", "11 MB", "no picture", "too large", "too long"],
)
async def test_photos_beyond_telegrams_limits_are_refused(upload, box, data, complaint):
    assert (await upload(data))["description"] == f"Bad Request: {complaint}"
    assert len(box.violations) == 1


async def test_a_multipart_call_carries_json_and_text(upload, li, picture):
    keyboard = orjson.dumps({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}).decode()
    sent = await upload(picture(), caption="<b>x</b>", parse_mode="HTML", reply_markup=keyboard)
    assert sent["result"]["caption_entities"][0]["type"] == "bold"
    assert li.last.buttons == ["a"]


async def test_documents_go_up_to_50_mb_and_down_to_20(upload, call, li):
    big = await upload(b"x" * (21 * 1024 * 1024), "document")
    answer = await call("getFile", file_id=big["result"]["document"]["file_id"])
    assert answer["description"] == "Bad Request: file is too big"


async def test_no_file_at_all_is_told(call, li):
    assert "parameter photo of sendPhoto is required" in (await call("sendPhoto", chat_id=li.id))["description"]


async def test_an_unknown_file_or_path_is_told(call, box, web):
    assert "wrong file_id" in (await call("getFile", file_id="x"))["description"]
    async with web.get(f"{box.url}/file/bot{box.token}/photos/none.jpg") as response:
        assert response.status == 404


async def test_a_decompression_bomb_is_kept_as_it_came(box, li):
    data = drawn(10_000, 9_000)
    message = await li.sends_photo(data)
    assert box.file(message.file_id) == data

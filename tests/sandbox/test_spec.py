"""Calls are held against the Bot API's specification."""

import pytest

from bot.sandbox import spec


@pytest.fixture(scope="module")
def api():
    return spec.load()


def test_the_carried_copy_is_the_whole_of_bot_api_10_3(api):
    assert (api.version, len(api.methods), len(api.types)) == ("Bot API 10.3", 185, 400)


def test_every_type_that_a_field_names_exists(api):
    named = {
        name.replace("Array of ", "")
        for thing in [*api.methods.values(), *api.types.values()]
        for field in thing["fields"]
        for name in field["types"]
    }
    assert named - set(spec.PRIMITIVES) <= set(api.types)


KEYBOARD = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"chat_id": 1, "text": "a"}),
        ("sendMessage", {"chat_id": "@town", "text": "a", "reply_markup": KEYBOARD}),
        ("sendMessage", {"chat_id": "1", "text": "a", "disable_notification": "true", "message_thread_id": "7"}),
        ("sendMessage", {"chat_id": 1, "text": "12", "reply_markup": '{"force_reply": true}'}),
        ("sendLocation", {"chat_id": 1, "latitude": 36, "longitude": "103.5"}),
        ("setMyCommands", {"commands": [{"command": "a", "description": "b"}], "scope": {"type": "default"}}),
        ("getMe", {}),
    ],
)
def test_a_right_call_passes(api, method, params):
    assert spec.check_call(api, method, params).keys() == params.keys()


@pytest.mark.parametrize(
    ("method", "params", "complaint"),
    [
        ("sendMessage", {"chat_id": 1}, "parameter text of sendMessage is required"),
        ("sendMessage", {"chat_id": 1, "text": "a", "txet": "b"}, "sendMessage has no parameter txet"),
        ("sendMessage", {"chat_id": 1, "text": 5}, "sendMessage.text must be String"),
        ("sendMessage", {"chat_id": 1.5, "text": "a"}, "sendMessage.chat_id must be Integer or String"),
        ("sendMessage", {"chat_id": True, "text": "a"}, "sendMessage.chat_id must be Integer or String"),
        ("sendMessage", {"chat_id": 1, "text": "a", "protect_content": 1}, "must be Boolean"),
        ("sendMessage", {"chat_id": 1, "text": "a", "message_thread_id": "x"}, "must be Integer"),
        ("sendMessage", {"chat_id": 1, "text": "a", "entities": [{"type": "bold"}]}, "parameter offset of"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [{}]}}, "must be an array of"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "data": "b"}]]}},
            "[0][0] has no parameter data",
        ),
        (
            "sendMessage",
            {
                "chat_id": 1,
                "text": "a",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "好" * 22}]]},
            },
            "BUTTON_DATA_INVALID",
        ),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": {"force_reply": False}}, "must be True"),
        (
            "sendMediaGroup",
            {"chat_id": 1, "media": [{"type": "photo"}]},
            "parameter media of sendMediaGroup.media[0] is required",
        ),
        ("editMessageMedia", {"media": {"type": "photo"}}, "parameter media of editMessageMedia.media is required"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "must have 0-200 characters"),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat"}}, "parameter chat_id of"),
        ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "must have 1-256 characters"),
    ],
)
def test_a_wrong_call_is_told_what_is_wrong(api, method, params, complaint):
    with pytest.raises(spec.Refusal) as refusal:
        spec.check_call(api, method, params)
    assert complaint in refusal.value.description
    assert (refusal.value.code, refusal.value.violation) == (400, True)


async def test_an_unknown_method_is_404_and_a_violation(call, box):
    answer = await call("sendMesage", chat_id=1, text="a")
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert [one.method for one in box.violations] == ["sendMesage"]


async def test_a_method_of_the_spec_that_is_not_played_says_so(call, box):
    answer = await call("getMyStarBalance")
    assert answer["description"] == "Bad Request: the sandbox does not play this method"
    assert box.calls[-1].method == "getMyStarBalance"


async def test_a_wrong_token_is_401(box, web):
    async with web.get(f"{box.url}/bot1:other/getMe") as response:
        assert response.status == 401


async def test_a_method_name_is_read_in_any_case(call):
    assert (await call("GETME"))["result"]["username"] == "sandbox_grid_bot"


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"a"'])
async def test_a_body_that_is_no_json_object_is_refused(box, web, body):
    headers = {"Content-Type": "application/json"}
    async with web.post(f"{box.url}/bot{box.token}/getMe", data=body, headers=headers) as response:
        assert response.status == 400


async def test_what_the_world_refuses_is_no_violation(call, box):
    assert (await call("sendMessage", chat_id=5, text="a"))["description"] == "Bad Request: chat not found"
    assert box.violations == []

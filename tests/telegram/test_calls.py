import pytest

from bot.domain.outgoing import (
    Address,
    Album,
    Answer,
    Button,
    Choice,
    Command,
    Delete,
    Edit,
    InlineAnswer,
    Key,
    Leave,
    Menu,
    Outgoing,
    Send,
    SendFile,
    Venue,
)
from bot.domain.pictures import Original, Qr
from bot.domain.place import Point
from bot.sandbox import parts, spec
from bot.telegram.api import Upload
from bot.telegram.calls import Known, Sent, call, outcome

CHAT, TOPIC = Address(7), Address(-100, 4)
TAKE = ((Button("接单", data="ticket:7:take"), Button("地图", url="https://x.cn")),)
PICTURE = Original("ab")
QUIET = {"link_preview_options": {"is_disabled": True}, "parse_mode": "HTML"}
KEYBOARD = {
    "inline_keyboard": [[{"text": "接单", "callback_data": "ticket:7:take"}, {"text": "地图", "url": "https://x.cn"}]]
}
ASKS = ((Key("📍 发送位置", asks="location"), Key("📞", asks="contact")), (Key("跳过"),))

TABLE: list[tuple[Outgoing, dict, str, dict, dict]] = [
    (Send(CHAT, "hi"), {}, "sendMessage", {"chat_id": 7, "text": "hi", **QUIET}, {}),
    (
        Send(TOPIC, "hi", buttons=TAKE, silent=True, reply_to=3),
        {"reply_to": 9},
        "sendMessage",
        {
            "chat_id": -100,
            "message_thread_id": 4,
            "text": "hi",
            **QUIET,
            "disable_notification": True,
            "reply_parameters": {"message_id": 9, "allow_sending_without_reply": True},
            "reply_markup": KEYBOARD,
        },
        {},
    ),
    (
        Send(CHAT, "where?", keys=ASKS),
        {},
        "sendMessage",
        {
            "chat_id": 7,
            "text": "where?",
            **QUIET,
            "reply_markup": {
                "keyboard": [
                    [
                        {"text": "📍 发送位置", "request_location": True},
                        {"text": "📞", "request_contact": True},
                    ],
                    [{"text": "跳过"}],
                ],
                "resize_keyboard": True,
                "is_persistent": True,
            },
        },
        {},
    ),
    (
        Send(CHAT, "x", remove_keys=True),
        {},
        "sendMessage",
        {"chat_id": 7, "text": "x", **QUIET, "reply_markup": {"remove_keyboard": True}},
        {},
    ),
    (
        Send(CHAT, "x", force_reply="结果照片"),
        {},
        "sendMessage",
        {
            "chat_id": 7,
            "text": "x",
            **QUIET,
            "reply_markup": {"force_reply": True, "selective": True, "input_field_placeholder": "结果照片"},
        },
        {},
    ),
    (
        Send(CHAT, "cap", picture=PICTURE),
        {"files": [b"jpeg"]},
        "sendPhoto",
        {"chat_id": 7, "caption": "cap", "parse_mode": "HTML"},
        {"photo": Upload(b"jpeg", "photo.jpg")},
    ),
    (
        Send(CHAT, "", picture=Qr("x")),
        {"files": ["AgAC"]},
        "sendPhoto",
        {"chat_id": 7, "photo": "AgAC"},
        {},
    ),
    (Send(CHAT, "no picture", picture=PICTURE), {}, "sendMessage", {"chat_id": 7, "text": "no picture", **QUIET}, {}),
    (
        SendFile(CHAT, "ab", "voice", text="t"),
        {"files": [b"Ogg"]},
        "sendVoice",
        {"chat_id": 7, "caption": "t", "parse_mode": "HTML"},
        {"voice": Upload(b"Ogg", "voice.ogg")},
    ),
    (
        SendFile(CHAT, "ab", "document", name="报表.xlsx"),
        {"files": [b"PK"]},
        "sendDocument",
        {"chat_id": 7},
        {"document": Upload(b"PK", "报表.xlsx")},
    ),
    (SendFile(CHAT, "ab", "video"), {"files": ["BAAC"]}, "sendVideo", {"chat_id": 7, "video": "BAAC"}, {}),
    (
        Venue(CHAT, Point(36.1, 103.7), "驿站", "1 号"),
        {},
        "sendVenue",
        {"chat_id": 7, "latitude": 36.1, "longitude": 103.7, "title": "驿站", "address": "1 号"},
        {},
    ),
    (
        Album(TOPIC, (PICTURE, PICTURE), "two"),
        {"files": [b"1", "AgAC"], "reply_to": 5},
        "sendMediaGroup",
        {
            "chat_id": -100,
            "message_thread_id": 4,
            "reply_parameters": {"message_id": 5, "allow_sending_without_reply": True},
            "media": [
                {"type": "photo", "media": "attach://picture0", "caption": "two", "parse_mode": "HTML"},
                {"type": "photo", "media": "AgAC"},
            ],
        },
        {"picture0": Upload(b"1", "picture0.jpg")},
    ),
    (
        Album(CHAT, (PICTURE,), "one"),
        {"files": ["AgAC"]},
        "sendPhoto",
        {"chat_id": 7, "caption": "one", "parse_mode": "HTML", "photo": "AgAC"},
        {},
    ),
    (
        Edit(CHAT, "s", "new", buttons=TAKE),
        {"known": Known(12)},
        "editMessageText",
        {"chat_id": 7, "message_id": 12, "text": "new", **QUIET, "reply_markup": KEYBOARD},
        {},
    ),
    (
        Edit(CHAT, "s", "new"),
        {"known": Known(12, "photo")},
        "editMessageCaption",
        {"chat_id": 7, "message_id": 12, "caption": "new", "parse_mode": "HTML"},
        {},
    ),
    (
        Edit(CHAT, "s", "new", picture=PICTURE),
        {"known": Known(12, "photo"), "files": [b"jpeg"]},
        "editMessageMedia",
        {
            "chat_id": 7,
            "message_id": 12,
            "media": {"type": "photo", "media": "attach://picture", "caption": "new", "parse_mode": "HTML"},
        },
        {"picture": Upload(b"jpeg", "picture.jpg")},
    ),
    (Delete(CHAT, "s"), {"known": Known(12)}, "deleteMessage", {"chat_id": 7, "message_id": 12}, {}),
    (
        Answer("q", "长" * 300, alert=True),
        {},
        "answerCallbackQuery",
        {"callback_query_id": "q", "text": "长" * 199 + "…", "show_alert": True},
        {},
    ),
    (Answer("q"), {}, "answerCallbackQuery", {"callback_query_id": "q"}, {}),
    (
        InlineAnswer(
            "q",
            (Choice("s1", "桃园 · 230 m", "开放至 18:00", "<b>桃园</b>", (TAKE[0][1:],)),),
            15,
            "10",
            "📍",
            "p_here",
        ),
        {},
        "answerInlineQuery",
        {
            "inline_query_id": "q",
            "results": [
                {
                    "type": "article",
                    "id": "s1",
                    "title": "桃园 · 230 m",
                    "description": "开放至 18:00",
                    "input_message_content": {"message_text": "<b>桃园</b>", **QUIET},
                    "reply_markup": {"inline_keyboard": [[{"text": "地图", "url": "https://x.cn"}]]},
                }
            ],
            "cache_time": 15,
            "is_personal": True,
            "next_offset": "10",
            "button": {"text": "📍", "start_parameter": "p_here"},
        },
        {},
    ),
    (
        InlineAnswer("q"),
        {},
        "answerInlineQuery",
        {"inline_query_id": "q", "results": [], "cache_time": 0, "is_personal": True},
        {},
    ),
    (
        Menu(CHAT, (Command("report", "上报"),)),
        {},
        "setMyCommands",
        {"scope": {"type": "chat", "chat_id": 7}, "commands": [{"command": "report", "description": "上报"}]},
        {},
    ),
    (Menu(CHAT, ()), {}, "deleteMyCommands", {"scope": {"type": "chat", "chat_id": 7}}, {}),
    (Leave(TOPIC), {}, "leaveChat", {"chat_id": -100}, {}),
]


@pytest.mark.parametrize(("message", "known", "method", "params", "files"), TABLE)
def test_everything_that_may_be_said_has_its_call(message, known, method, params, files):
    made = call(message, **known)
    assert (made.method, made.params, made.files) == (method, params, files)


@pytest.fixture(scope="module")
def rules() -> spec.Spec:
    return spec.load()


@pytest.mark.parametrize("row", TABLE)
def test_every_call_is_valid_by_the_bot_apis_specification(row, rules):
    made = call(row[0], **row[1])
    fields = {field["name"] for field in rules.methods[made.method]["fields"]}
    uploads = {
        name: parts.Upload(name, file.name, "image/jpeg", file.content)
        for name, file in made.files.items()
        if name in fields
    }
    spec.check_call(rules, made.method, made.params | uploads)


@pytest.mark.parametrize(
    ("message", "known"),
    [
        (Send(CHAT, "x", buttons=((Button("x", data="长" * 22),),)), {}),
        (Send(CHAT, "x", buttons=((Button("x"),),)), {}),
        (Send(TOPIC, "x", keys=ASKS), {}),
        (Edit(CHAT, "s", "x"), {}),
        (Delete(CHAT, "s"), {}),
        (SendFile(CHAT, "ab", "voice"), {}),
    ],
)
def test_what_no_caller_should_have_made_is_refused(message, known):
    with pytest.raises(ValueError):
        call(message, **known)


def test_long_words_are_cut_to_their_place():
    text = "<b>" + "长" * 5000 + "</b>"
    assert call(Send(CHAT, text)).params["text"] == "<b>" + "长" * 4095 + "…</b>"
    assert call(Send(CHAT, text), files=["AgAC"]).params["caption"] == "<b>" + "长" * 1023 + "…</b>"


SIZES = [{"file_id": "s", "width": 90, "height": 60}, {"file_id": "l", "width": 900, "height": 600}]


@pytest.mark.parametrize(
    ("result", "sent"),
    [
        (True, ()),
        ({"message_id": 4, "text": "x"}, (Sent(4, "text", None),)),
        ({"message_id": 4, "photo": SIZES}, (Sent(4, "photo", "l"),)),
        ({"message_id": 4, "voice": {"file_id": "v"}}, (Sent(4, "voice", "v"),)),
        ({"message_id": 4, "animation": {"file_id": "g"}, "document": {"file_id": "g"}}, (Sent(4, "animation", "g"),)),
        (
            [{"message_id": 4, "photo": SIZES}, {"message_id": 5, "photo": SIZES}],
            (Sent(4, "photo", "l"), Sent(5, "photo", "l")),
        ),
    ],
)
def test_of_an_answer_the_message_and_its_file_are_kept(result, sent):
    assert outcome(result) == sent

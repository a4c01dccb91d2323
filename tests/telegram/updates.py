"""Updates as Telegram sends them, one a kind; `USERNAME` is our bot's."""

from typing import Any

USERNAME = "GridBot"
RIDER = {"id": 5_000_000_001, "is_bot": False, "first_name": "王", "last_name": "强", "language_code": "zh-hans"}
PRIVATE = {"id": 5_000_000_001, "type": "private", "first_name": "王", "last_name": "强"}
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "枣林西社区", "is_forum": True}
HIDDEN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
SIZES = [
    {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 960, "file_size": 200_000},
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 67, "file_size": 1200},
]


def message(**parts: Any) -> dict[str, Any]:
    base = {"message_id": 11, "from": RIDER, "chat": PRIVATE, "date": 1_760_000_000}
    return {"update_id": 77, "message": base | parts}


def in_group(**parts: Any) -> dict[str, Any]:
    return message(**({"chat": GROUP} | parts))


TEXT = message(text="枣林西路井盖破损\n二楼 😀")
COMMAND = message(text="/Report@gridbot 井盖  ", entities=[{"type": "bot_command", "offset": 0, "length": 15}])
PHOTO = message(photo=SIZES, caption="/report 井盖", media_group_id="13579")
DOCUMENT = message(
    document={"file_id": "d", "file_unique_id": "d", "file_name": "a.jpg", "mime_type": "image/jpeg", "file_size": 9}
)
VOICE = message(voice={"file_id": "v", "file_unique_id": "v", "duration": 3, "mime_type": "audio/ogg", "file_size": 5})
VIDEO = message(video={"file_id": "m", "file_unique_id": "m", "width": 640, "height": 480, "duration": 3})
GIF = message(
    animation={"file_id": "g", "file_unique_id": "g", "width": 64, "height": 48, "duration": 3},
    document={"file_id": "g", "file_unique_id": "g"},
)
LOCATION = message(location={"latitude": 36.1037, "longitude": 103.7226, "horizontal_accuracy": 12.5})
LIVE = {
    "update_id": 78,
    "edited_message": message(
        edit_date=1_760_000_060, location={"latitude": 36.1, "longitude": 103, "live_period": 900}
    )["message"],
}
VENUE = message(
    location={"latitude": 36.1, "longitude": 103.7},
    venue={"location": {"latitude": 36.1, "longitude": 103.7}, "title": "驿站", "address": "1 号"},
)
CONTACT = message(contact={"phone_number": "+8613800000000", "first_name": "王", "user_id": 5_000_000_001})
FORWARDED = message(
    text="在吗",
    forward_origin={"type": "user", "date": 1_750_000_000, "sender_user": {**RIDER, "id": 5_000_000_002}},
)
SECRETLY = message(
    text="在吗", forward_origin={"type": "hidden_user", "date": 1_750_000_000, "sender_user_name": "某人"}
)
TOPIC = in_group(
    text="/tasks",
    message_thread_id=4,
    is_topic_message=True,
    reply_to_message={"message_id": 4, "date": 1_760_000_000, "chat": GROUP},
)
REPLY = in_group(
    text="好了",
    message_thread_id=9,
    reply_to_message={"message_id": 9, "date": 1_760_000_000, "chat": GROUP, "text": "工单"},
)
ADMIN = in_group(text="/bind 枣林西", **{"from": HIDDEN}, sender_chat=GROUP)
CHANNEL = in_group(text="你好", **{"from": CHANNEL_BOT}, sender_chat={"id": -1009, "type": "channel", "title": "频道"})
MIGRATED = message(chat={"id": -55, "type": "group", "title": "枣林西社区"}, migrate_to_chat_id=-1001234567890)
STICKER = message(
    sticker={
        "file_id": "s",
        "file_unique_id": "s",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    }
)
PRESS = {
    "update_id": 79,
    "callback_query": {
        "id": "4382bfdwdsb323b2d9",
        "from": RIDER,
        "chat_instance": "x",
        "data": "ticket:7:acknowledge",
        "message": {"message_id": 12, "chat": GROUP, "date": 1_760_000_000, "text": "工单 #7"},
    },
}
OLD_PRESS = {
    "update_id": 80,
    "callback_query": PRESS["callback_query"] | {"message": {"message_id": 12, "chat": GROUP, "date": 0}},
}
MEMBER = {
    "update_id": 81,
    "my_chat_member": {
        "chat": GROUP,
        "from": RIDER,
        "date": 1_760_000_000,
        "old_chat_member": {"user": HIDDEN, "status": "member"},
        "new_chat_member": {
            "user": HIDDEN,
            "status": "administrator",
            "can_be_edited": False,
            "is_anonymous": False,
            "can_manage_chat": True,
            "can_delete_messages": True,
            "can_manage_video_chats": False,
            "can_restrict_members": False,
            "can_promote_members": False,
            "can_change_info": False,
            "can_invite_users": True,
            "can_post_stories": False,
            "can_edit_stories": False,
            "can_delete_stories": False,
        },
    },
}
INQUIRY = {
    "update_id": 82,
    "inline_query": {
        "id": "7712",
        "from": RIDER,
        "query": "充电",
        "offset": "10",
        "chat_type": "group",
        "location": {"latitude": 36.1, "longitude": 103.7},
    },
}
HANDLED = (TEXT, COMMAND, PHOTO, DOCUMENT, VOICE, VIDEO, GIF, LOCATION, LIVE, VENUE, CONTACT, TOPIC, REPLY, ADMIN)
HANDLED += (FORWARDED, SECRETLY, CHANNEL, MIGRATED, STICKER, PRESS, OLD_PRESS, MEMBER)
UNHANDLED = (
    message(text="hi", **{"from": RIDER | {"is_bot": True}}),
    message(text="/report@OtherBot"),
    message(new_chat_members=[RIDER]),
    in_group(pinned_message={"message_id": 1, "chat": GROUP, "date": 0}),
    in_group(text="news", is_automatic_forward=True, sender_chat=GROUP),
    message(text="桃园驿站", via_bot={"id": 42, "is_bot": True, "first_name": "我们", "username": "gridbot"}),
    {"update_id": 1, "channel_post": {"message_id": 1, "chat": GROUP, "date": 1, "text": "x"}},
    {"update_id": 1, "poll_answer": {"poll_id": "1", "option_ids": []}},
    {"update_id": 1, "callback_query": {"id": "1", "from": RIDER, "chat_instance": "x", "data": "inline"}},
    {"update_id": 1},
)

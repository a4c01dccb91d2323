"""Inline mode: somebody types after the bot's name, sees results that a client could show, and sends one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

RESULT = {"type": "article", "id": "1", "title": "桃园驿站", "input_message_content": {"message_text": "<b>桃园</b>"}}
HTML = {"message_text": "<b>桃园</b>", "parse_mode": "HTML"}
LINK = {"inline_keyboard": [[{"text": "导航", "url": "https://x.cn"}]]}
Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
async def ask(box, call, next_updates) -> AsyncIterator[Ask]:
    """ask(person, words, answer): the words are typed, the bot answers so; what is seen then, and the call's result."""

    async def asked(person: Any, words: str, answer: dict[str, Any], **how: Any) -> tuple[Any, Any]:
        asking = asyncio.create_task(person.searches(words, timeout=1, **how))
        [update] = await next_updates(timeout=5)
        told = await call("answerInlineQuery", inline_query_id=update["inline_query"]["id"], **answer)
        seen = await asking if told["ok"] else asking.cancel()
        return seen, (told, update["inline_query"])

    return asked


async def test_a_chosen_result_is_sent_in_the_askers_name_by_way_of_the_bot(box, ask, next_updates):
    li = box.person()
    group = box.group(members=[li], bot="member")
    await next_updates()
    said = RESULT | {"input_message_content": HTML, "reply_markup": LINK}
    found, (told, query) = await ask(li, "充电", {"results": [said]}, at=(36.1, 103.7))
    assert told["ok"]
    assert (query["query"], query["location"]["latitude"], query["from"]["id"]) == ("充电", 36.1, li.id)
    sent = await li.chooses("桃园", found, chat=group)
    assert (sent.text, sent.buttons, sent.raw["from"]["id"]) == ("桃园", ["导航"], li.id)
    assert sent.raw["entities"][0]["type"] == "bold"
    [update] = await next_updates()  # privacy mode does not hide what was sent by way of the bot
    assert update["message"]["via_bot"]["username"] == box.world.bot["username"]
    with pytest.raises(AssertionError, match="no result"):
        await li.chooses("培黎", found)


async def test_a_page_leads_to_the_next_and_a_button_to_the_bot(box, ask):
    button = {"text": "📍", "start_parameter": "p_here"}
    found, _ = await ask(
        box.person(), "", {"results": [RESULT], "next_offset": "10", "button": button, "cache_time": 0}
    )
    assert (found.titles, found.more, found.button, found.link) == (["桃园驿站"], "10", "📍", "p_here")


@pytest.mark.parametrize(
    "answer",
    [
        {"results": [RESULT, RESULT]},
        {"results": [RESULT | {"id": str(n)} for n in range(51)]},
        {"results": [RESULT | {"id": "长" * 22}]},
        {"results": [RESULT | {"title": " "}]},
        {"results": [RESULT | {"title": 7}]},
        {"results": [RESULT | {"input_message_content": {"message_text": ""}}]},
        {"results": [RESULT | {"input_message_content": {"message_text": "<b>x", "parse_mode": "HTML"}}]},
        {"results": [RESULT | {"reply_markup": {"inline_keyboard": [[{"text": "x"}]]}}]},
        {"results": [RESULT | {"type": "nothing"}]},
        {"results": [], "button": {"text": "x", "start_parameter": "a b"}},
        {"results": [], "button": {"text": " ", "start_parameter": "a"}},
        {"results": [], "button": {"text": "x"}},
        {"results": [], "next_offset": "x" * 65},
        {"results": [], "cache_time": -1},
        {},
    ],
)
async def test_what_no_client_could_show_is_a_violation(box, ask, answer):
    _, (told, _) = await ask(box.person(), "x", answer)
    assert (told["ok"], told["error_code"]) == (False, 400)
    assert len(box.violations) == 1


async def test_a_query_is_answered_once_and_not_late(box, ask, call):
    _, (_, query) = await ask(box.person(), "x", {"results": []})
    for number in (query["id"], "5"):
        again = await call("answerInlineQuery", inline_query_id=number, results=[])
        assert "query is too old" in again["description"]
    assert box.violations == []

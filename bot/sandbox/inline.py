"""Inline mode: what a client shows of the bot's results, and what it sends when one is chosen."""

import re
from dataclasses import dataclass

from bot.sandbox import markup, media
from bot.sandbox.errors import Json, broken
from bot.sandbox.parts import Asked
from bot.sandbox.world import Chat, World

MOST_RESULTS = 50
LONGEST_ID, LONGEST_OFFSET = 64, 64  # bytes
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
CONTENT = "input_message_content"


@dataclass(frozen=True)
class Found:
    """The answer to an inline query as its asker sees it."""

    raw: Json

    @property
    def results(self) -> list[Json]:
        """Each an InlineQueryResult."""
        found: list[Json] = self.raw["results"]
        return found

    @property
    def titles(self) -> list[str]:
        return [str(one.get("title", "")) for one in self.results]

    @property
    def button(self) -> str:
        """What stands above the results, "" where nothing does."""
        return str(self.raw.get("button", {}).get("text", ""))

    @property
    def link(self) -> str:
        """The payload of /start that the button brings."""
        return str(self.raw.get("button", {}).get("start_parameter", ""))

    @property
    def more(self) -> str:
        """The offset that the client sends when the asker has scrolled to the end, "" at the end."""
        return str(self.raw.get("next_offset", ""))


def check(asked: Asked) -> None:
    """Refusal where no client could show the results, or send one of them. The spec has looked at the types."""
    results = asked["results"]
    if len(results) > MOST_RESULTS:
        raise broken("RESULTS_TOO_MUCH")
    ids = [one["id"] for one in results]
    if len(set(ids)) < len(ids):
        raise broken("RESULT_ID_DUPLICATE")
    if not all(1 <= len(one.encode()) <= LONGEST_ID for one in ids):
        raise broken("RESULT_ID_INVALID")
    if len(asked.get("next_offset", "").encode()) > LONGEST_OFFSET:
        raise broken("NEXT_OFFSET_INVALID")
    if asked.get("cache_time", 300) < 0:
        raise broken("cache_time must not be negative")
    _check_button(asked.get("button"))
    for one in results:
        _check_result(one)


def _check_button(button: Json | None) -> None:
    if button is None:
        return
    if not button["text"].strip():
        raise broken("the button's text must be non-empty")
    if not PAYLOAD.fullmatch(button.get("start_parameter", "x")) or len(button) != 2:
        raise broken("START_PARAM_INVALID")


def _check_result(result: Json) -> None:
    """Articles are what the sandbox plays."""
    if result["type"] != "article":
        raise broken(f"the sandbox does not play results of type {result['type']}")
    if not result["title"].strip():
        raise broken("ARTICLE_TITLE_EMPTY")
    _content(result)
    markup.check(result.get("reply_markup"), Chat(0, "private", ""))


def _content(result: Json) -> Json:
    """text and entities of the message that the result becomes."""
    said = result[CONTENT]
    if "message_text" not in said:
        raise broken("the sandbox plays text messages only")
    given = {name: said[name] for name in ("parse_mode", "entities") if name in said}
    return media.text(given | {"text": said["message_text"]})


def chosen(world: World, found: Found, title: str) -> Json:
    """The message's content; AssertionError where no result has the title."""
    result = next((one for one in found.results if title in one["title"]), None)
    if result is None:
        raise AssertionError(f"no result {title!r}; there are {found.titles}")
    keyboard = {"reply_markup": result["reply_markup"]} if "reply_markup" in result else {}
    return _content(result) | keyboard | {"via_bot": world.bot}

"""Everything that the handlers say exists in every language, with the same values and the same markup."""

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po

from handlers.i18n import LANGUAGES, LOCALE, Translator, books, load
from tests.guards.messages import Message, chinese, messages, put_together, unmarked

SPOKEN = messages()
TAG = re.compile(r"</?[a-z][^<>]*>")
COMMAND = re.compile(r"/[a-z_]{2,}\b")
TRANSLATED = [language for language in LANGUAGES if language != "en"]
# tags of the Bot API's HTML style that our texts may use
TAGS = {"a", "b", "blockquote", "code", "i", "s", "u"}
# Chinese that is data: key words people write, names of languages, dates
KEY_WORDS = {
    "骑手",
    "快递员",
    "工作人员",
    "社区工作人员",
    "负责人",
    "@骑手",
    "年",
    "月",
    "日",
    "分",
    "积分",
    "其他",
    "中文",
    "中文 / English",
}
PLACE_WORDS = "北南东西纬经度分秒"
COLUMNS = re.compile(r"\(property [a-z]+ or [一-鿿]+\)")  # an English text that names a Chinese column
# English that nobody reads: a stand-in category's name, a language's own name, a line of the audit trail
NOT_SPOKEN = {"Other", "English", "registered staff", "Refused", "not looked at; tried again later"}
PLURALS = (0, 1, 2, 5, 101)


def catalogue(book: Path) -> Catalog:
    with book.open("rb") as file:
        return read_po(file, locale=book.parts[-3], abort_invalid=True)


@cache
def entries(language: str) -> dict[str, Entry]:
    """By the singular."""
    return {_first(entry.id): entry for book in books(language) for entry in catalogue(book) if entry.id}


def _first(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def _forms(entry: Entry) -> tuple[str, ...]:
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_has_a_translation(language: str) -> None:
    known = entries(language)
    silent = [m for m in SPOKEN if not all(_forms(known[m.one]) or ("",) if m.one in known else ("",))]
    assert not silent, "\n".join(f"{m.where}: {m.one!r}" for m in silent)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess_or_left_over(language: str) -> None:
    known = entries(language)
    assert not [one for one, entry in known.items() if entry.fuzzy]
    assert not known.keys() - {message.one for message in SPOKEN}
    assert not [book for book in books(language) if catalogue(book).obsolete]
    assert not list(LOCALE.rglob("*.part"))


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_translated_in_two_books(language: str) -> None:
    every = Counter(_first(entry.id) for book in books(language) for entry in catalogue(book) if entry.id)
    assert not [text for text, times in every.items() if times > 1]


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_are_plurals_in_both(language: str) -> None:
    known = entries(language)
    different = [m for m in SPOKEN if m.one in known and bool(m.many) is isinstance(known[m.one].id, str)]
    assert not different, different


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_shows_the_same_values_tags_and_commands(language: str) -> None:
    for one, entry in entries(language).items():
        for form in _forms(entry):
            assert fields(form) == fields(one), form
            assert Counter(TAG.findall(form)) == Counter(TAG.findall(one)), form
            assert set(COMMAND.findall(TAG.sub("", form))) == set(COMMAND.findall(TAG.sub("", one))), form


def test_a_value_is_named_and_nothing_else() -> None:
    for text in (text for message in SPOKEN for text in (message.one, message.many)):
        for _, name, spec, conversion in Formatter().parse(text):
            assert name is None or (name.isidentifier() and not spec and not conversion), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_renders_as_markup_that_telegram_takes(language: str) -> None:
    t = load_once(language)
    bad = [text for message in SPOKEN for text in rendered(t, message) if not is_sound(text)]
    assert not bad


def is_sound(text: str) -> bool:
    """Says something, has every value, and tags that Telegram knows in the right order."""
    markup = Markup()
    markup.feed(text)
    markup.close()
    return bool(text.strip()) and "{" not in text and not markup.wrong and not markup.open


def rendered(t: Translator, message: Message) -> list[str]:
    """The message with a value for each field that would break the markup if it were not escaped."""
    values = dict.fromkeys(fields(message.one) | fields(message.many), "<Li & 李>")
    if not message.many:
        return [t(message.one, **values)]
    values.pop("count", None)
    return [t.n(message.one, message.many, count, **values) for count in PLURALS]


@cache
def load_once(language: str) -> Translator:
    return load(language)


class Markup(HTMLParser):
    """Notes tags that are unknown or closed in the wrong order, and what stays open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.wrong += [] if tag in TAGS else [tag]

    def handle_endtag(self, tag: str) -> None:
        self.wrong += [] if self.open and self.open.pop() == tag else [tag]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_count_is_shown_whatever_it_is(language: str) -> None:
    counted = [message for message in SPOKEN if message.many]
    assert counted
    for message in counted:
        for count, text in zip(PLURALS, rendered(load_once(language), message), strict=True):
            assert str(count) in text


def test_english_knows_one_from_many() -> None:
    t = load_once("en")
    wrong = [m.one for m in SPOKEN if m.many and t.n(m.one, m.many, 1) == t.n(m.one, m.many, 2).replace("2", "1")]
    assert not wrong


# what the buttons must say, as users and testers know them
LABELS = {
    "Apply": "申请加入",
    "Approve": "通过",
    "Decline": "拒绝",
    "Skip": "跳过",
    "📷 Report": "📷 上报隐患",
    "🏠 Stations": "🏠 附近驿站",
    "📋 My reports": "📋 我的上报",
    "⭐ Points": "⭐ 积分",
    "📍 Send location": "📍 发送位置",
    "↩️ Withdraw": "撤回",
    "➕ Add": "补充",
    "🙋 Take": "接单",
    "✅ Resolve": "办结",
    "↩️ Release": "退回",
    "👍 Satisfied": "👍 满意",
    "👎 Not satisfied": "👎 不满意",
}


@pytest.mark.parametrize(("english", "label"), LABELS.items())
def test_buttons_say_what_they_are_known_by(english: str, label: str) -> None:
    assert label in load_once("zh").plain(english)
    assert english in {message.one for message in SPOKEN}


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_the_keyboard_differ_from_each_other(language: str) -> None:
    labels = [load_once(language).plain(label) for label in LABELS]
    assert len(set(labels)) == len(labels)


def test_texts_are_written_not_put_together() -> None:
    assert not put_together()


def test_nothing_english_is_said_past_the_translator() -> None:
    forgotten = [(where, text) for where, text in unmarked() if text not in NOT_SPOKEN]
    assert not forgotten, forgotten


def test_nothing_chinese_stands_in_the_code_but_key_words() -> None:
    found = [(where, text) for where, text in chinese() if not known_words(text)]
    assert not found, found


def known_words(text: str) -> bool:
    return text in KEY_WORDS or PLACE_WORDS in text or bool(COLUMNS.search(text))

"""HTML in, text and entities out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import entities
from bot.sandbox.errors import Refusal


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("<b>a</b>b", "ab", [("bold", 0, 1)]),
        ("<strong>a</strong> <em>b</em>", "a b", [("bold", 0, 1), ("italic", 2, 1)]),
        ("🙂<u>井盖</u>", "🙂井盖", [("underline", 2, 2)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("&lt;b&gt; &amp; &quot; &#21271; &nbsp;", '<b> & " 北 &nbsp;', []),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ('<a href="https://a.cn/?b&amp;c">x</a>', "x", [("text_link", 0, 1)]),
        ("<a>x</a>", "x", []),
        ("<pre><code class='language-py'>x</code></pre>", "x", [("pre", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("  <b> a </b>\n", "a", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
    ],
)
def test_html_is_read_as_telegram_reads_it(source, text, found):
    plain, made = entities.parse(source, "HTML")
    assert (plain, [(one["type"], one["offset"], one["length"]) for one in made]) == (text, found)


def test_a_link_keeps_its_target_and_code_its_language():
    _, made = entities.parse(
        '<a href="https://a.cn/?b&amp;c">x</a> <pre><code class="language-py">y</code></pre>', "HTML"
    )
    assert made[0]["url"] == "https://a.cn/?b&c"
    assert made[1]["language"] == "py"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<div>x</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("井<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x", 'can\'t find end tag corresponding to start tag "b"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_bad_html_is_refused_in_telegrams_words(source, complaint):
    with pytest.raises(Refusal) as refusal:
        entities.parse(source, "HTML")
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_a_parse_mode_that_is_not_played_is_refused():
    with pytest.raises(Refusal, match="unsupported parse_mode"):
        entities.parse("*a*", "MarkdownV2")


def test_commands_links_mentions_and_hashtags_are_found():
    found = entities.spotted("/task@a_bot 7 https://a.cn/x @some_one #井盖 #12 a/b")
    assert [one["type"] for one in found] == ["bot_command", "url", "mention", "hashtag"]


@given(st.text(alphabet="ab<>/&; \n井🙂", max_size=30))
def test_whatever_is_typed_is_read_or_refused_and_entities_stay_inside(source):
    try:
        plain, made = entities.parse(source, "HTML")
    except Refusal:
        return
    assert all(one["offset"] >= 0 and one["offset"] + one["length"] <= entities.units(plain) for one in made)


@given(st.text(min_size=1).filter(lambda text: text.strip() == text and "\0" not in text))
def test_escaped_text_comes_back_as_it_was(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert entities.parse(f"<b>{escaped}</b>", "HTML")[0] == text

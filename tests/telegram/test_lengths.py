from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st

from bot.sandbox import entities
from bot.telegram.lengths import fit, short, units

WORDS = st.text(st.characters(exclude_characters="<>&", exclude_categories=["Cs"]), max_size=12)
PIECES = st.recursive(
    WORDS | st.sampled_from(["&lt;", "&amp;", "&#128512;", "&#x1F600;", "😀", "井盖"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.tuples(st.sampled_from(["b", "i", "code", 'a href="https://x.cn/?a=1&amp;b=2"', "blockquote"]), inner).map(
            lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>"
        ),
    ),
    max_leaves=12,
)


class Reader(HTMLParser):
    """Visible text by the standard library, which knows nothing of our own counting; fails on crossed tags."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.open = "", []
        self.feed(markup)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def width(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(PIECES, st.integers(1, 60))
@example("<b>ab&amp;c</b>", 3)
@example("😀😀", 2)
def test_what_is_cut_is_whole_html_within_the_limit(markup, limit):
    whole, cut = Reader(markup), Reader(fit(markup, limit))
    assert not cut.open
    assert width(cut.text) <= limit
    if width(whole.text) <= limit:
        assert fit(markup, limit) == markup
    else:
        assert cut.text.endswith("…")
        assert whole.text.startswith(cut.text[:-1])
        assert width(cut.text) >= limit - 1


@given(PIECES)
def test_the_sandbox_can_parse_what_was_cut(markup):
    entities.parse(fit(markup, 20), "HTML")


@given(st.text(), st.integers(1, 30))
def test_plain_text_is_cut_between_characters(text, limit):
    cut = short(text, limit)
    assert units(cut) <= limit
    assert cut == text or text.startswith(cut[:-1])
    assert cut == text or units(text) > limit


def test_tags_and_entities_weigh_nothing_and_one():
    markup = "<b>" + "&lt;" * 4096 + "</b>"
    assert fit(markup, 4096) == markup
    assert fit("<b>" + "&lt;" * 4097 + "</b>", 4096) == "<b>" + "&lt;" * 4095 + "…</b>"

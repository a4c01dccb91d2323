"""Texts in each reader's language: gettext catalogues read from their .po files, English as the message id.

`t("Ticket {number}", number=12)` gives HTML with every value escaped; `t.plain(...)` is for labels and alerts,
which are no HTML. `N("…")` marks a text that a table holds for later.
"""

import gettext
import html
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cached_property
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).with_name("locale")
LANGUAGES = ("zh", "en")
# What turns the rest of a line around: a name must not rewrite the text that it stands in.
TURNING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class Html(str):
    """A value that is HTML already: not escaped again."""

    __slots__ = ()


def N(message: str) -> str:  # noqa: N802  (gettext's customary marker)
    """Marks a message for extraction, unchanged."""
    return message


def _escaped(value: object) -> object:
    if isinstance(value, Html) or not isinstance(value, str):
        return value
    return html.escape(value.translate(TURNING), quote=False)


@dataclass(frozen=True)
class Translator:
    language: str
    catalogue: gettext.NullTranslations

    def __call__(self, message: str, /, **values: object) -> Html:
        return Html(self._fill(self.catalogue.gettext(message), {k: _escaped(v) for k, v in values.items()}))

    def n(self, one: str, many: str, count: int, /, **values: object) -> Html:
        """The form for `count`, which the text may show as {count}."""
        filled = {k: _escaped(v) for k, v in values.items()} | {"count": count}
        return Html(self._fill(self.catalogue.ngettext(one, many, count), filled))

    def plain(self, message: str, /, **values: object) -> str:
        return self._fill(self.catalogue.gettext(message), values)

    @staticmethod
    def _fill(text: str, values: dict[str, object]) -> str:
        return text.format(**values) if values else text

    def when(self, moment: datetime, zone: tzinfo, now: datetime) -> str:
        """A local time, short: only the clock today, with the day otherwise."""
        local = moment.astimezone(zone)
        if local.date() == now.astimezone(zone).date():
            return f"{local:%H:%M}"
        return f"{self.day(local.date())} {local:%H:%M}"

    def day(self, day: date, *, year: bool = False) -> str:
        """Month and day."""
        if self.language == "zh":
            return f"{day.year}年{day.month}月{day.day}日" if year else f"{day.month}月{day.day}日"
        return f"{day:%d %b %Y}" if year else f"{day:%d %b}"


@dataclass(frozen=True)
class Languages:
    """Every language that we have; `default` serves whoever speaks none of them."""

    default: str

    @cached_property
    def _translators(self) -> dict[str, Translator]:
        return {language: load(language) for language in LANGUAGES}

    def best(self, *wanted: str) -> str:
        """The first of the wanted tags ("zh-hans", "en") that we have, else the default."""
        short = (tag.replace("_", "-").split("-")[0].lower() for tag in wanted if tag)
        return next((tag for tag in short if tag in LANGUAGES), self.default)

    def to(self, *wanted: str) -> Translator:
        return self._translators[self.best(*wanted)]


def books(language: str) -> list[Path]:
    """The language's .po files: messages.po, and one for each package of handlers that keeps its own."""
    return sorted((LOCALE / language / "LC_MESSAGES").glob("*.po"))


def load(language: str) -> Translator:
    whole = Catalog(locale=language)
    for message in sorted(_messages(language), key=_first):  # write_mo sorts: with what is sorted it is quicker
        whole[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translator(language, gettext.GNUTranslations(compiled))


def _messages(language: str) -> Iterator[Message]:
    for book in books(language):
        with book.open("rb") as file:
            yield from read_po(file, locale=language)


def _first(message: Message) -> str:
    """The text without its plural."""
    return str(message.id if isinstance(message.id, str) else message.id[0])

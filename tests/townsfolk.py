"""The people of the town and the chats that they meet in, as tests talk of them."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image

from bot.sandbox.group import Group
from bot.sandbox.person import Person
from bot.sandbox.seen import Answer, Message, Press
from tests.photos import made

HERE = (36.1025, 103.7225)
_NUMBER = re.compile(r"#(\d+)")
_CARD = "^(?:🔴‼️|🟠|🔵) #{} "


@dataclass
class Place:
    """A group, and the tickets' cards in it."""

    group: Group

    @property
    def said(self) -> list[Message]:
        """What the bot said here and did not take back, oldest first."""
        return [one for one in self.group.messages if one.from_bot(self.group.world)]

    @property
    def last_text(self) -> str:
        return self.group.last_text

    def cards(self, ticket: int) -> list[Message]:
        """Every card of the ticket, oldest first."""
        return [one for one in self.said if re.search(_CARD.format(ticket), one.text)]

    def card(self, ticket: int) -> Message:
        """Its newest card here."""
        found = self.cards(ticket)
        assert found, f"no card of #{ticket} here, only {[one.text for one in self.said]}"
        return found[-1]

    def saying(self, text: str) -> list[Message]:
        return [one for one in self.said if text in one.text]


@dataclass
class Actor:
    """A person who acts and waits until the bot has answered everything; `person` acts and does not wait."""

    person: Person
    settles: Callable[[], Awaitable[None]]
    answers: list[Answer] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        """Whatever the pretend Telegram lets a person do or see; what is done is waited for."""
        found = getattr(self.person, name)
        if not (callable(found) and name.startswith(("sends", "starts", "taps", "moves", "edits", "opens", "reacts"))):
            return found

        async def act(*args: Any, **how: Any) -> Any:
            place = how.get("chat")
            done = await found(*args, **how | ({"chat": place.group} if isinstance(place, Place) else {}))
            await self.settles()
            return done

        return act

    @property
    def said(self) -> list[Message]:
        """What the bot said to this person in private, oldest first."""
        return [one for one in self.person.messages if one.from_bot(self.person.world)]

    def saying(self, text: str) -> list[Message]:
        return [one for one in self.said if text in one.text]

    async def presses(self, label: str, on: Message | None = None) -> Answer:
        """The button on the message, or on the newest in private that has it; returns what was answered."""
        return await self._answered(await self.person.presses(label, on))

    async def presses_data(self, data: str, on: Message) -> Answer:
        """A forged button."""
        return await self._answered(await self.person.presses_data(data, on))

    async def _answered(self, press: Press) -> Answer:
        await self.settles()
        self.answers.append(await press.answer(0.1))
        return self.answers[-1]

    async def reports(
        self, category: str = "井盖", *, at: tuple[float, float] = HERE, photo: bytes | None = None
    ) -> int:
        """Photo, place, kind: three touches; the new ticket's number, read from the receipt."""
        await self.sends_photo(photo or picture(len(self.person.messages)))
        await self.taps("📍", location=at)
        await self.presses(category)
        return self.receipt_number

    @property
    def receipt_number(self) -> int:
        found = _NUMBER.search(self.person.last_text)
        assert found, f"no number in {self.person.last_text!r}"
        return int(found[1])

    def receipt(self, ticket: int) -> Message:
        """The message that confirmed the report, as it is now."""
        told = re.compile(rf"(?m)^(?:✅|↩️) #{ticket} ")
        hits = [one for one in self.said if told.search(one.text) and not one.raw.get("photo")]
        assert hits, f"no receipt of #{ticket}"
        return hits[0]


@cache
def picture(number: int = 0) -> bytes:
    """A small JPEG that no other number below 4096 has."""
    image = Image.new("RGB", (96, 72), (40, 40, 40))
    for bit in range(12):
        if number >> bit & 1:
            image.paste((230, 200, 40), (bit % 4 * 24, bit // 4 * 24, bit % 4 * 24 + 16, bit // 4 * 24 + 16))
    file = BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()


def file_photo(at: tuple[float, float] | None = None, taken: datetime | None = None, *, number: int = 0) -> bytes:
    """A JPEG with EXIF: where and when (an aware time) it was taken."""
    tags: dict[int, object] = {}
    if taken is not None:
        tags = {0x9003: f"{taken:%Y:%m:%d %H:%M:%S}", 0x9011: f"{taken:%z}"[:3] + ":" + f"{taken:%z}"[3:]}
    block = made.exif(gps=made.gps_at(*at) if at else None, tags=tags)
    out = BytesIO()
    Image.open(BytesIO(picture(number))).save(out, "JPEG", exif=block)
    return out.getvalue()

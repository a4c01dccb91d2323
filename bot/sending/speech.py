"""Says one message: finds its slots and pictures, calls Telegram, and reports what must be remembered."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain import pictures
from bot.domain.outgoing import Address, Album, Answer, Delete, Edit, InlineAnswer, Outgoing, Pin, Send, SendFile, Unpin
from bot.domain.pictures import Picture
from bot.photos import Darkroom
from bot.telegram import calls
from bot.telegram.api import Api
from bot.telegram.errors import Fate, TelegramError, Verdict, fate
from storage import slots
from storage.engine import Store
from storage.outbox import Row
from storage.slots import Slot

File = calls.File


class Unspeakable(Exception):
    """It can never be said, and why: no such slot, no such picture, a value that no call takes."""


class Lost(Exception):
    """The message to edit is no longer there, and that is known: whoever deals with it has been told before."""


@dataclass(frozen=True, slots=True)
class Mouth:
    """What saying something needs."""

    api: Api
    darkroom: Darkroom
    store: Store


@dataclass(frozen=True, slots=True)
class Report:
    """How it went; `verdict` None: said. `keep`, `forget`: file_ids by picture key. `lost_thread`: a gone topic."""

    verdict: Verdict | None = None
    error: str = ""
    filled: Slot | None = None
    lost_slot: str = ""
    lost_thread: int | None = None
    keep: Mapping[str, str] = field(default_factory=dict)
    forget: Sequence[str] = ()


def addressed(message: Outgoing, row: Row) -> Outgoing:
    """The message to the chat that the row names now: a group may have become another since it was written."""
    if isinstance(message, Answer | InlineAnswer) or message.to.chat == row.chat:
        return message
    return replace(message, to=Address(row.chat, message.to.thread))


def with_edit(message: Outgoing, edit: Outgoing) -> Outgoing:
    """A message that has not gone yet, as its waiting edit wants it."""
    if not (isinstance(message, Send) and isinstance(edit, Edit)):
        return message
    return replace(message, text=edit.text, buttons=edit.buttons, picture=edit.picture or message.picture)


def file_keys(message: Outgoing) -> tuple[str, ...]:
    """Under which names the uploads of its files are remembered; () where it has none."""
    if isinstance(message, SendFile) and message.drawn:
        return (pictures.key(message.drawn),)
    if isinstance(message, SendFile):
        return (f"{message.kind[:1]}{message.sha256[:63]}",)
    return tuple(map(pictures.key, _pictures(message)))


async def gather(mouth: Mouth, message: Outgoing) -> tuple[File, ...]:
    """The file_ids that Telegram has, bytes for the rest; raises Unspeakable."""
    keys = file_keys(message)
    async with mouth.store.glance() as conn:
        uploaded = await slots.uploaded(conn, keys)
    missing = [place for place, key in enumerate(keys) if key not in uploaded]
    made = {place: await _make(mouth, message, place) for place in missing}
    return tuple(made.get(place, uploaded.get(key, "")) for place, key in enumerate(keys))


async def say(mouth: Mouth, message: Outgoing, files: Sequence[File]) -> Report:
    """Call Telegram, at most once more where what it minds can be left out. Never raises."""
    try:
        known, reply_to = await _find(mouth, message)
        return await _try(mouth, _Attempt(message, known, reply_to, tuple(files)))
    except (Unspeakable, Lost) as error:
        if isinstance(message, Delete | Pin | Unpin):
            return Report()  # what is not there need not be deleted, nor be at the top
        return Report(Verdict(Fate.GONE if isinstance(error, Lost) else Fate.BAD), str(error))


@dataclass(frozen=True, slots=True)
class _Attempt:
    message: Outgoing
    known: calls.Known | None
    reply_to: int | None
    files: tuple[File, ...]
    lost_thread: int | None = None
    forget: tuple[str, ...] = ()


async def _try(mouth: Mouth, attempt: _Attempt) -> Report:
    try:
        return _said(attempt, await _call(mouth, attempt))
    except TelegramError as error:
        verdict, text = fate(error), str(error)
    mend = _MENDS.get(verdict.fate)
    again = await mend(mouth, attempt) if mend else None
    if again is not None:
        return await _try(mouth, again)
    return _failed(attempt, verdict, text)


async def _call(mouth: Mouth, attempt: _Attempt) -> object:
    try:
        call = calls.call(attempt.message, known=attempt.known, reply_to=attempt.reply_to, files=attempt.files)
    except ValueError as error:
        raise Unspeakable(str(error)) from error
    return await mouth.api.call(call.method, call.params, files=call.files or None)


def _said(attempt: _Attempt, result: object) -> Report:
    message = attempt.message
    sent = calls.outcome(result)
    filled = None
    if sent and isinstance(message, Send | Edit) and message.slot:
        filled = Slot(message.slot, message.to.chat, sent[0].message, sent[0].kind)
    new = zip(file_keys(message), attempt.files, sent, strict=False) if attempt.files and _lasts(message) else ()
    keep = {key: one.file_id for key, file, one in new if isinstance(file, bytes) and one.file_id}
    lost = message.slot if isinstance(message, Delete) else ""
    return Report(None, "", filled, lost, attempt.lost_thread, keep, attempt.forget)


def _failed(attempt: _Attempt, verdict: Verdict, text: str) -> Report:
    helpless = isinstance(attempt.message, Pin | Unpin) and verdict.fate in _UNPINNED
    if verdict.fate is Fate.NOT_MODIFIED or helpless:
        return Report(forget=attempt.forget)
    if verdict.fate is Fate.GONE and isinstance(attempt.message, Edit | Delete):
        gone = None if isinstance(attempt.message, Delete) else verdict
        return Report(gone, text, lost_slot=attempt.message.slot, forget=attempt.forget)
    return Report(verdict, text, lost_thread=attempt.lost_thread, forget=attempt.forget)


async def _without_thread(_: Mouth, attempt: _Attempt) -> _Attempt | None:
    message = attempt.message
    if isinstance(message, Answer | InlineAnswer) or message.to.thread is None:
        return None
    group = replace(message, to=Address(message.to.chat))
    return replace(attempt, message=group, lost_thread=message.to.thread)


async def _without_reply(_: Mouth, attempt: _Attempt) -> _Attempt | None:
    message = attempt.message
    if attempt.reply_to is None and not getattr(message, "reply_to", None):
        return None
    if isinstance(message, Send):
        message = replace(message, reply_to=None)
    return replace(attempt, message=message, reply_to=None)


async def _with_bytes(mouth: Mouth, attempt: _Attempt) -> _Attempt | None:
    if all(isinstance(file, bytes) for file in attempt.files):
        return None
    made = [await _make(mouth, attempt.message, place) for place in range(len(attempt.files))]
    return replace(attempt, files=tuple(made), forget=file_keys(attempt.message))


_UNPINNED = frozenset({Fate.BAD, Fate.GONE, Fate.BLOCKED, Fate.REPLY_GONE})
"""Why a message cannot be pinned or taken down, most often for want of that right: it stays where it is."""

_Mend = Callable[[Mouth, _Attempt], Awaitable[_Attempt | None]]
_MENDS: dict[Fate, _Mend] = {
    Fate.THREAD_GONE: _without_thread,
    Fate.REPLY_GONE: _without_reply,
    Fate.PICTURE_GONE: _with_bytes,
}


def _lasts(message: Outgoing) -> bool:
    """Whether what was uploaded for it may be asked for again."""
    return all(map(pictures.lasts, _pictures(message)))


def _pictures(message: Outgoing) -> tuple[Picture, ...]:
    if isinstance(message, Album):
        return message.pictures
    picture = message.picture if isinstance(message, Send | Edit) else None
    return (picture,) if picture else ()


async def _make(mouth: Mouth, message: Outgoing, place: int) -> bytes:
    try:
        if isinstance(message, SendFile):
            return await _file(mouth, message)
        return await mouth.darkroom.render(_pictures(message)[place])
    except Exception as error:  # whatever a decoder throws: the words are sent without the picture, see Sender
        raise Unspeakable(f"no picture: {type(error).__name__}: {error}") from error


async def _file(mouth: Mouth, message: SendFile) -> bytes:
    return await (mouth.darkroom.printed(message.drawn) if message.drawn else mouth.darkroom.load(message.sha256))


async def _find(mouth: Mouth, message: Outgoing) -> tuple[calls.Known | None, int | None]:
    """The message that an edit or deletion means, and the one that a message replies to."""
    slot = message.slot if isinstance(message, Edit | Delete | Pin | Unpin) else ""
    reply = message.reply_to_slot if isinstance(message, Send | SendFile | Album) else ""
    if not slot and not reply:
        return None, None
    async with mouth.store.glance() as conn:
        found = await slots.find(conn, [name for name in (slot, reply) if name])
    known, replied = _alive(found.get(slot)), _alive(found.get(reply))
    if slot in found and known is None:
        raise Lost(f"what stood in the slot {slot} was deleted")
    if slot and known is None:
        raise Unspeakable(f"nothing stands in the slot {slot}")
    reply_to = replied.message_id if replied and replied.chat == message.to.chat else None  # type: ignore[union-attr]
    return calls.Known(known.message_id, known.kind) if known else None, reply_to


def _alive(slot: Slot | None) -> Slot | None:
    return slot if slot is not None and slot.kind != slots.GONE else None

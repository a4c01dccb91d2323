"""From the lines of a step to what is worth reading: one block a chat, one edit a message, only what changed of it."""

from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from dataclasses import replace
from itertools import groupby

from bot.story.scribe import Line

Texts = MutableMapping[tuple[int, int], str]


def blocks(lines: Sequence[Line], before: Texts) -> Iterator[list[Line]]:
    """Lines by chat, in the order in which the chats come up; the narrator's words part them.

    `before` remembers what each message said when it was last shown.
    """
    for narrated, stretch in groupby(lines, lambda line: line.chat == 0):
        chosen = list(stretch)
        if narrated:
            yield chosen
            continue
        for chat in dict.fromkeys(line.chat for line in chosen):
            block = _readable([line for line in chosen if line.chat == chat], before)
            yield from [block] if block else []


def _readable(lines: list[Line], before: Texts) -> list[Line]:
    whole = _as_albums(_without_superseded(_with_answers(lines)))
    return [line for line in (_changes(line, before) for line in whole) if line is not None]


def _with_answers(lines: list[Line]) -> list[Line]:
    """Presses with what was answered to them, in words at least: people have one finger, so the order tells whose."""
    whose = sorted({line.who for line in lines if line.kind == "answered"})
    answers = {who: iter([line.text for line in lines if line.kind == "answered" and line.who == who]) for who in whose}
    kept = [line for line in lines if line.kind != "answered"]
    return [replace(line, answer=_next(answers, line.who)) if line.kind == "pressed" else line for line in kept]


def _next(answers: dict[int, Iterator[str]], who: int) -> str:
    text = next(answers.get(who, iter(())), "")
    return text if any(sign.isalnum() for sign in text) else ""


def _without_superseded(lines: list[Line]) -> Iterator[Line]:
    """Of several edits of a message the last, with the last picture that came with any."""
    last = {line.message: place for place, line in enumerate(lines) if line.kind == "edited"}
    for place, line in enumerate(lines):
        if line.kind != "edited" or last[line.message] == place:
            yield line


def _as_albums(lines: Iterable[Line]) -> Iterator[Line]:
    """An album is one bubble with all its pictures."""
    for album, parts in groupby(lines, lambda line: line.album):
        if not album:
            yield from parts
            continue
        first, *others = list(parts)
        yield replace(first, pictures=(*first.pictures, *(name for part in others for name in part.pictures)))


def _changes(line: Line, before: Texts) -> Line | None:
    """Of an edited text the lines that are new; None where nothing to be seen has changed."""
    if line.kind not in ("said", "edited"):
        return line
    key = (line.chat, line.message)
    known = before.get(key, "").splitlines()
    face = "\n".join([line.text, *line.pictures, *map(str, line.buttons)])
    before[key] = face
    if line.kind == "said":
        return line
    fresh = [part for part in line.text.splitlines() if part and part not in known]
    pictures = tuple(name for name in line.pictures if name not in known)
    buttons = () if all(str(row) in known for row in line.buttons) else line.buttons
    nothing = not (fresh or pictures or buttons) and len(face.splitlines()) == len(known)
    about = "" if not line.text or line.text.splitlines()[0] in fresh else line.text
    changed = replace(line, text="\n".join(fresh), pictures=pictures, buttons=buttons, quoted=about)
    return None if nothing else changed

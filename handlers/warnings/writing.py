"""/broadcast: what is to be said, and to whom; nothing goes out before its preview was confirmed."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain import clocks, legible, place
from bot.domain.outgoing import Address, Buttons, Edit, Outgoing, Send
from bot.domain.people import Action, Area, Role, may, reaches
from bot.domain.place import Point
from bot.domain.ticket import Severity
from handlers import acting, asking, drafts, keyboard, pressed, refusals
from handlers.desk import prompts
from handlers.i18n import Html, N
from handlers.turn import Refused, Turn
from handlers.warnings import aiming, face
from storage import areas, broadcasts, dialogues, people
from storage.broadcasts import Audience, Broadcast, State
from storage.dialogues import Dialogue

TEXT, ENGLISH, PLACE = "cast", "cast_en", "cast_near"
PATIENCE = timedelta(minutes=15)
BUSY = N("Please finish what we are doing first, or /cancel it.")
AUTHOR = N("Only {name}, who wrote this warning, can send or change it.")
WORDS_ONLY = N("📷 A notice is words only: what came with them is not sent on.")
OLD = N("This was written more than a day ago and never sent. Begin a new one: /broadcast")
OVER = N("This warning was sent or dropped already. Begin a new one: /broadcast")


async def begin(turn: Turn) -> Sequence[Outgoing]:
    """/broadcast [text]: in a bound group for its area, in private for whom one chooses."""
    words = turn.event.arguments.strip()
    if not turn.event.private and turn.area is None:
        raise await refusals.no(turn, N("This group serves no area, so it has nobody to warn."))
    if not turn.event.private and not words:
        raise await refusals.no(turn, N("Please write it behind the command: /broadcast Ice on the bridge"))
    if words:
        return await _with_text(turn, words)
    dialogue = await turn.dialogue()
    if dialogue is not None and dialogue.step not in (TEXT, ENGLISH, PLACE, drafts.STEP):
        raise await refusals.no(turn, BUSY)
    await wait(turn, TEXT, {})
    text = turn.t("📢 What should couriers know? Write it in Chinese (English comes after). /cancel stops.")
    return [Send(turn.here, text)]


async def wait(turn: Turn, step: str, draft: dict[str, int]) -> None:
    chat, at = turn.event.chat.id, turn.event.at
    kept = {**draft, **await drafts.aside(turn)}
    await dialogues.put(turn.conn, Dialogue(chat, chat, step, at, at, turn.now + PATIENCE, kept))


async def waiting(turn: Turn) -> Dialogue | None:
    """Where whoever speaks is in a dialogue in this chat."""
    person = turn.event.sender.id if turn.event.sender else 0
    return await dialogues.get(turn.conn, person, turn.event.chat.id)


async def needless(turn: Turn, one: Broadcast) -> list[Outgoing]:
    """It is sent or dropped: its text in English is not waited for any more, and the prompt for it goes."""
    dialogue = await waiting(turn)
    if dialogue is None or dialogue.step != ENGLISH or dialogue.draft.get("broadcast") != one.id:
        return []
    return await prompts.finish(turn, dialogue)


async def _waited_for(turn: Turn) -> Broadcast | None:
    """The draft that the dialogue is about; the dialogue is over. None where that was sent or dropped meanwhile."""
    dialogue = await turn.dialogue()
    if dialogue is None:
        return None
    await drafts.back(turn, dialogue)
    one = await broadcasts.find(turn.conn, int(dialogue.draft.get("broadcast", 0)))
    return one if one and one.state is State.DRAFT and one.by == turn.who.id else None


async def text(turn: Turn) -> Sequence[Outgoing]:
    """What was asked for: the text itself."""
    words = await asked_for(turn)
    await _waited_for(turn)
    return await _with_text(turn, words)


async def asked_for(turn: Turn) -> str:
    """The words of a message. An album is refused: its other pictures, which come alone, would begin a report."""
    if turn.event.album:
        raise await refusals.no(turn, N("Please write it as text. /cancel stops."))
    return await _words(turn, turn.event.text)


def left_behind(turn: Turn) -> list[Outgoing]:
    """What came with the words goes nowhere, and that is said."""
    return [Send(turn.here, turn.t(WORDS_ONLY), reply_to=turn.event.message)] if turn.event.files else []


async def _words(turn: Turn, given: str) -> str:
    """Any lines of text, but not more than the policy lets pass; refuses anything else and goes on waiting."""
    longest = turn.house.policy.broadcasts.longest
    words = legible.text(given)
    if not words:
        raise await refusals.no(turn, N("Please write it as text. /cancel stops."))
    if len(words) > longest:
        raise await refusals.no(turn, N("That is too long: at most {count} characters."), count=longest)
    return words


async def _with_text(turn: Turn, given: str) -> Sequence[Outgoing]:
    words, who = await _words(turn, given), await acting.somebody(turn)
    rings = clocks.rings(turn.house.policy, Severity.NORMAL, turn.now, turn.house.zone)
    here = turn.here
    draft = Broadcast(0, State.DRAFT, who.id, here.chat, here.thread, turn.now, words, rings=rings)
    one = await broadcasts.begin(turn.conn, draft)
    if turn.area is not None and not turn.event.private:
        one = await broadcasts.change(turn.conn, one.id, audience=Audience.AREA, area=turn.area.id)
        shown, buttons = await aiming.preview(turn, one)
    else:
        shown, buttons = await _question(turn, one)
    return [*left_behind(turn), Send(turn.here, shown, buttons=buttons, slot=face.desk(one))]


async def _question(turn: Turn, one: Broadcast, page: int = 0) -> tuple[Html, Buttons]:
    everybody = Role.ADMIN in turn.who.roles
    return face.whom(turn.t, one, (await _own_areas(turn), page), everybody=everybody)


async def _own_areas(turn: Turn) -> list[Area]:
    every = await areas.tree(turn.conn)
    return [area for area in every if reaches(turn.who, Action.BROADCAST, area.path)]


async def own(turn: Turn) -> Broadcast:
    """The draft that the button carries, if it is the presser's and still a draft."""
    one = await broadcasts.find(turn.conn, await pressed.number(turn))
    if one is None or not may(turn.who, Action.BROADCAST):
        raise await pressed.stale(turn)
    if one.by != turn.who.id:
        here = (one.chat, one.thread) == (turn.here.chat, turn.here.thread)
        raise await (_not_the_author(turn, one) if here else pressed.stale(turn))
    if one.state is not State.DRAFT:
        raise await refusals.no(turn, OVER)
    if turn.now - one.at > timedelta(days=1):
        no = await refusals.no(turn, OLD)
        raise Refused(*no.said, _dropped(turn, one))
    return one


def _dropped(turn: Turn, one: Broadcast) -> Edit:
    return Edit(Address(one.chat, one.thread), face.desk(one), turn.t("✖️ Dropped. Nobody was told."))


async def _not_the_author(turn: Turn, one: Broadcast) -> Refused:
    names = await people.names(turn.conn, [one.by])
    return await refusals.no(turn, AUTHOR, name=names.get(one.by, "?"))


async def page(turn: Turn) -> Sequence[Outgoing]:
    """castpage:ID:PAGE, castback:ID: whom to tell, once more."""
    one = await own(turn)
    number = await pressed.number(turn, 2) if acting.argument(turn, 2) else 0
    shown, buttons = await _question(turn, one, number)
    return [*pressed.heard(turn), Edit(turn.here, face.desk(one), shown, buttons)]


async def drop(turn: Turn) -> Sequence[Outgoing]:
    """castno:ID: nothing goes out."""
    one = await own(turn)
    await broadcasts.change(turn.conn, one.id, state=State.STOPPED)
    return [*pressed.heard(turn), *await needless(turn, one), _dropped(turn, one)]


async def asked_below(turn: Turn, one: Broadcast) -> list[Outgoing]:
    """The question of the audience (in a group: the preview) as a new message; the old one loses its buttons."""
    shown, buttons = await (_question if turn.event.private else aiming.preview)(turn, one)
    old = Edit(turn.here, face.desk(one), turn.t("👇 See below."))
    return [old, Send(turn.here, shown, buttons=buttons, slot=face.desk(one))]


async def choose(turn: Turn) -> Sequence[Outgoing]:
    """castto:ID:AREA (0: all couriers)."""
    one, wanted = await own(turn), await pressed.number(turn, 2)
    area = await areas.get(turn.conn, wanted) if wanted else None
    if (wanted and area is None) or not aiming.may_tell(turn, area):
        raise await refusals.not_allowed(turn)
    audience = Audience.AREA if area else Audience.ALL
    nowhere = {"lat": None, "lon": None, "radius": None}  # where a place was chosen before
    one = await broadcasts.change(turn.conn, one.id, audience=audience, area=area.id if area else None, **nowhere)
    shown, buttons = await aiming.preview(turn, one)
    return [*pressed.heard(turn), Edit(turn.here, face.desk(one), shown, buttons)]


async def near(turn: Turn) -> Sequence[Outgoing]:
    """castnear:ID asks for the place; castnear:ID:METRES chooses how far around it."""
    one = await own(turn)
    if acting.argument(turn, 2):
        return await _around(turn, one, await pressed.number(turn, 2))
    await wait(turn, PLACE, {"broadcast": one.id})
    return [*pressed.heard(turn), question(turn)]


def question(turn: Turn) -> Send:
    """For the place of danger."""
    text = turn.t("Where is it? Send the place, coordinates or a link.")
    return Send(turn.here, text, keys=asking.place_keys(turn.t))


async def came(turn: Turn) -> Sequence[Outgoing]:
    """The place of danger."""
    point = _sent(turn)
    if point is None:
        raise await refusals.no(turn, N("Please send the place: 📍, coordinates or a map link. /cancel stops."))
    one = await _waited_for(turn)
    if one is None:
        raise await refusals.no(turn, OVER)
    area = await aiming.area_at(turn, point)
    if not aiming.may_tell(turn, area):
        raise await refusals.no(turn, N("That place is not in your area."))
    changed = {"lat": point.lat, "lon": point.lon, "area": area.id if area else None}
    one = await broadcasts.change(turn.conn, one.id, audience=Audience.NEAR, **changed)
    shown, buttons = face.radii(turn.t, one, await aiming.counted(turn, one))
    keys = keyboard.main(turn.t, turn.who)
    noted = Send(turn.here, await asking.place_name(turn, point, None), keys=keys, remove_keys=not keys)
    old = Edit(turn.here, face.desk(one), turn.t("👇 See below."))
    return [noted, old, Send(turn.here, shown, buttons=buttons, slot=face.desk(one))]


def _sent(turn: Turn) -> Point | None:
    event = turn.event
    if event.location is not None:
        return event.location.point
    read = place.read(event.text) if event.text else None
    return read.point if read else None


async def _around(turn: Turn, one: Broadcast, metres: int) -> Sequence[Outgoing]:
    if one.audience is not Audience.NEAR or metres not in turn.house.policy.broadcasts.radii_metres:
        raise await pressed.stale(turn)
    one = await broadcasts.change(turn.conn, one.id, radius=metres)
    shown, buttons = await aiming.preview(turn, one)
    return [*pressed.heard(turn), Edit(turn.here, face.desk(one), shown, buttons)]


async def bell(turn: Turn) -> Sequence[Outgoing]:
    """castbell:ID: with a sound, or without."""
    one = await own(turn)
    one = await broadcasts.change(turn.conn, one.id, rings=not one.rings)
    shown, buttons = await aiming.preview(turn, one)
    return [*pressed.heard(turn), Edit(turn.here, face.desk(one), shown, buttons)]

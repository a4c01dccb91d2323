"""The questions of a report, each short enough for a glance at a red light."""

from collections.abc import Sequence

from bot.domain.draft import Draft, Need
from bot.domain.draft import missing as draft_missing
from bot.domain.outgoing import Button, Buttons, Delete, Edit, Key, Keys, Outgoing, Send
from bot.domain.place import Point, Source
from bot.domain.ticket import Severity
from handlers import keyboard
from handlers.i18n import Html, N, Translator
from handlers.turn import Turn
from storage import areas

SEND_LOCATION = N("📍 Send location")
OUTSIDE = N("📍 outside every grid cell: the admins will look at it")
STILL = N("✅ Still like this")
THERE, HERE = N("📷 Where the photo was taken"), N("📍 Where I am")
WHERE = N("Where is it? Tap 📍, or send coordinates or a map link.")
WITHOUT = N("🚨 Report without a photo")
A_ROW = 3
INLINE = (Need.CATEGORY, Need.OLD, Need.FAR, Need.UNSEEN)


def missing(turn: Turn, draft: Draft) -> Need:
    """What the draft needs next; what is urgent may go without a photo: a smell has none, and none is worth a risk."""
    need = draft_missing(draft, turn.house.policy.limits, turn.event.at)
    return Need.UNSEEN if need is Need.PHOTO and urgent(turn, draft) else need


def urgent(turn: Turn, draft: Draft) -> bool:
    category = turn.house.policy.category(draft.category)
    return category is not None and category.severity is Severity.URGENT


async def ask(turn: Turn, draft: Draft, need: Need) -> Outgoing:
    """The question for what is missing."""
    t, slot = turn.t, _slot(turn, draft)
    if need is Need.PHOTO:
        return Send(turn.here, t("Noted. Now send a photo of it."), keys=keyboard.main(t, turn.who))
    if need is Need.PLACE:
        return Send(turn.here, _photo_kept(t, draft), keys=place_keys(t))
    if need is Need.CATEGORY:
        return Send(turn.here, await _what(turn, draft), buttons=categories(turn), slot=slot)
    return Send(turn.here, *_doubt(turn, draft, need), slot=slot)


def place_keys(t: Translator) -> Keys:
    """The keys of every question for a place."""
    return ((Key(t.plain(SEND_LOCATION), "location"),), (Key(t.plain(keyboard.CANCEL)),))


def _photo_kept(t: Translator, draft: Draft) -> Html:
    if not draft.photos:
        return t(WHERE)
    kept = t.n("📷 {count} photo kept.", "📷 {count} photos kept.", len(draft.photos))
    return Html(f"{kept}\n{t(WHERE)}")


async def _what(turn: Turn, draft: Draft) -> Html:
    point = draft.point or Point(0, 0)
    kept = turn.t.n("📷 {count} photo", "📷 {count} photos", len(draft.photos))
    return Html(f"{kept} · {await place_name(turn, point, draft.accuracy)}\n{turn.t('What is it?')}")


def _doubt(turn: Turn, draft: Draft, need: Need) -> tuple[Html, Buttons]:
    t = turn.t
    drop = Button(t.plain(keyboard.CANCEL), f"draft:{need}:no")
    if need is Need.UNSEEN:
        go = Button(t.plain(WITHOUT), "draft:unseen:yes")
        return t("Noted. Send a photo only if you are safe."), ((go,), (drop,))
    if need is Need.OLD:
        keep = Button(t.plain(STILL), "draft:old:yes")
        return t("This photo was taken more than a day ago. Is it still like this?"), ((keep,), (drop,))
    photo = Button(t.plain(THERE), "draft:far:photo")
    here = Button(t.plain(HERE), "draft:far:here")
    text = t("The photo was taken {metres} m from where you are. Which place is it?", metres=round(draft.off))
    return text, ((photo,), (here,), (drop,))


def categories(turn: Turn) -> Buttons:
    """One button a category, three a row."""
    made = [
        Button(f"{category.emoji} {category.label(turn.t.language)}", f"category:{category.key}")
        for category in turn.house.policy.categories
    ]
    return tuple(tuple(made[i : i + A_ROW]) for i in range(0, len(made), A_ROW))


async def again(turn: Turn, draft: Draft, need: Need) -> Sequence[Outgoing]:
    """One more photo of an album: the question that stands is counted up in place, where Telegram lets us edit it."""
    if need is not Need.CATEGORY:
        return ()
    return [Edit(turn.here, _slot(turn, draft), await _what(turn, draft), categories(turn))]


def settled(turn: Turn, draft: Draft, *, dropped: bool = False) -> list[Outgoing]:
    """Takes the buttons from the question that was answered, or that comes again further down."""
    if draft.asked not in INLINE:
        return []
    return [Edit(turn.here, _slot(turn, draft), turn.t(keyboard.CANCEL) if dropped else _taken(turn, draft))]


def withdrawn(turn: Turn, draft: Draft) -> list[Outgoing]:
    """Takes away the question that stands, where it has buttons."""
    return [Delete(turn.here, _slot(turn, draft))] if draft.asked in INLINE else []


def _taken(turn: Turn, draft: Draft) -> Html:
    """The answer; where there is none, something else was sent meanwhile and is kept."""
    t, category = turn.t, turn.house.policy.category(draft.category)
    if draft.asked == Need.UNSEEN:
        return t(WITHOUT) if draft.asked in draft.accepted else t("📝 Noted.")
    if draft.asked in draft.accepted:
        return t(STILL if draft.asked == Need.OLD else THERE if draft.source == Source.EXIF else HERE)
    if draft.asked == Need.CATEGORY and category is not None:
        return t("✔️ {answer}", answer=category.label(t.language))
    return t("📝 Noted.")


async def located(turn: Turn, draft: Draft) -> Send:
    """Says where that is, and brings the main keyboard back."""
    name = await place_name(turn, draft.point or Point(0, 0), draft.accuracy)
    return Send(turn.here, name, keys=keyboard.main(turn.t, turn.who))


async def photo_next(turn: Turn, point: Point, accuracy: float | None) -> Send:
    """A place came first: for a report, or to find a station near it."""
    name = await place_name(turn, point, accuracy)
    minutes = turn.house.policy.limits.place_minutes
    text = turn.t("Send a photo within {minutes} minutes to report something here.", minutes=minutes)
    near = Button(turn.t.plain(keyboard.STATIONS), "stations")
    live = turn.event.location is not None and turn.event.location.live_period
    follow = (Button(turn.t.plain(keyboard.FOLLOW), "follow"),) if live else ()
    return Send(turn.here, Html(f"{name}\n{text}"), buttons=((near, *follow),))


async def place_name(turn: Turn, point: Point, accuracy: float | None) -> Html:
    """The cell and community of a point, or that nobody covers it."""
    cell = (await turn.house.atlas.assign(turn.conn, point, accuracy)).cell
    if cell is None:
        return turn.t(OUTSIDE)
    area = await areas.get(turn.conn, cell.area_id)
    return turn.t("📍 {cell} {community}", cell=cell.code, community=area.name if area else "")


def _slot(turn: Turn, draft: Draft) -> str:
    return f"draft:{turn.event.chat.id}:{draft.question}"

"""Figures as a text short enough for a phone, and for a caption."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.figures import Duration, Figure, Figures, Share, Spot
from bot.domain.place import Point, navigation_links
from bot.domain.policy import Goals
from handlers import texts
from handlers.figures import view
from handlers.figures.scope import Scope
from handlers.i18n import Html, N, Translator
from handlers.turn import House

FIGURES: dict[Figure, str] = {
    Figure.NEW: N("🆕 New"),
    Figure.CLOSED: N("✅ Closed"),
    Figure.OPEN: N("📂 Open"),
    Figure.OVERDUE: N("⏰ Late now"),
    Figure.LATE: N("⌛ Became late"),
    Figure.REOPENED: N("🔁 Reopened"),
    Figure.REJECTED: N("🚫 Rejected"),
    Figure.WITHDRAWN: N("↩️ Withdrawn"),
    Figure.MERGED: N("🔗 Merged"),
    Figure.UNSATISFIED: N("👎 Dissatisfied"),
}
SHARES: dict[Share, str] = {
    Share.SAME_DAY: N("Same day"),
    Share.TWO_DAYS: N("In two days"),
    Share.THREE_DAYS: N("In three days"),
    Share.CLOSING: N("Closed over all"),
    Share.SATISFIED: N("Satisfied"),
}
MAP, CIRCLED = "map.amap", 20
"""The usual map, as stations' links lead to it; circled numbers that Unicode has in a row."""
ASIDE = (Figure.LATE, Figure.REOPENED, Figure.REJECTED, Figure.MERGED, Figure.WITHDRAWN)


@dataclass(frozen=True)
class Shown:
    """Figures with what their text names besides: who they are of, cells by id, numbers of what is late now."""

    figures: Figures
    scope: Scope
    today: date
    over: bool
    cells: dict[int, str]
    late: Sequence[int] = ()


def goal(goals: Goals, share: Share) -> float:
    return float(getattr(goals, share))


def text(t: Translator, house: House, shown: Shown) -> Html:
    """At most some fifteen lines; what there is nothing of is left out."""
    found, goals = shown.figures, house.policy.digests.goals
    lines = [
        _head(t, shown),
        _counts(t, found),
        _late(t, shown),
        _response(t, found, goals),
        _callback(t, found, goals),
        _shares(t, found, goals, (Share.SAME_DAY, Share.TWO_DAYS, Share.THREE_DAYS)),
        _shares(t, found, goals, (Share.CLOSING, Share.SATISFIED)),
        _aside(t, found),
        _categories(t, house, found),
        _spots(t, shown),
    ]
    return Html("\n".join(line for line in lines if line))


def _head(t: Translator, shown: Shown) -> Html:
    period = shown.figures.period
    title = t("📊 <b>{area} · {kind}</b>", area=shown.scope.name, kind=t.plain(view.NAMES[period.kind]))
    when = view.days(t, period, shown.today)
    when = when if shown.over else t.plain("{days}, so far", days=when)
    return Html(f"{title}\n{t('{title}', title=when)}")


def _counts(t: Translator, found: Figures) -> Html:
    return t(
        "🆕 New <b>{new}</b> · ✅ closed <b>{closed}</b> · 📂 open <b>{open}</b>",
        new=found[Figure.NEW],
        closed=found[Figure.CLOSED],
        open=found[Figure.OPEN],
    )


def _late(t: Translator, shown: Shown) -> Html:
    count = shown.figures[Figure.OVERDUE]
    if not count:
        return Html("")
    numbers = " ".join(f"#{number}" for number in shown.late)
    more = " …" if 0 < len(shown.late) < count else ""
    return Html(f"{t('⏰ <b>Late now: {count}</b>', count=count)} {numbers}{more}".rstrip())


def lasted(t: Translator, seconds: int) -> Html:
    at = view.EPOCH
    return texts.duration(t, at, at + timedelta(seconds=seconds))


def _mark(*, reached: bool) -> str:
    return "✅" if reached else "❗"


def _response(t: Translator, found: Figures, goals: Goals) -> Html:
    spread = found.spreads.get(Duration.RESPONSE)
    if spread is None:
        return Html("")
    return t(
        "⚡ Taken after {mean} on average {mark}, half within {median}, nine of ten within {ninetieth}",
        mean=lasted(t, spread.mean),
        mark=_mark(reached=spread.mean <= goals.response_minutes * 60),
        median=lasted(t, spread.median),
        ninetieth=lasted(t, spread.ninetieth),
    )


def _callback(t: Translator, found: Figures, goals: Goals) -> Html:
    spread, share = found.spreads.get(Duration.CALLBACK), found.percent(Share.CALLBACK)
    if spread is None or share is None:
        return Html("")
    return t(
        "☎️ Couriers heard {median} after the end (half of them), within {minutes} min: {share}",
        median=lasted(t, spread.median),
        minutes=goals.callback_minutes,
        share=percent(share),
    )


def percent(share: float | None) -> str:
    """ "58%", "96.9%"; cut, so that nothing looks like a goal that was just missed."""
    return "–" if share is None else f"{cut(share):g}%"


def cut(share: float) -> float:
    return int(share * 10) / 10


def _shares(t: Translator, found: Figures, goals: Goals, shares: Sequence[Share]) -> Html:
    parts = []
    for share in shares:
        value = found.percent(share)
        mark = "" if value is None else _mark(reached=value >= goal(goals, share))
        parts.append(t("{name} {count}", name=t.plain(SHARES[share]), count=f"{percent(value)}{mark}"))
    return Html("🏁 " + " · ".join(parts)) if any(found.percent(share) is not None for share in shares) else Html("")


def _aside(t: Translator, found: Figures) -> Html:
    return Html(" · ".join(t("{name} {count}", name=t.plain(FIGURES[f]), count=found[f]) for f in ASIDE if found[f]))


def _categories(t: Translator, house: House, found: Figures) -> Html:
    named = [
        t("{name} {count}", name=texts.category(house.policy, key).label(t.language), count=count)
        for key, count in found.categories
    ]
    return Html("🏷 " + " · ".join(named)) if named else Html("")


def _spots(t: Translator, shown: Shown) -> Html:
    """Places with many new tickets, each a link to the map; by their cell, else by their coordinates."""
    spots = shown.figures.spots
    names = numbered([shown.cells.get(spot.cell or 0, f"{spot.lat:.4f},{spot.lon:.4f}") for spot in spots])
    named = [
        t('<a href="{url}">{name}</a> {count}', url=_map(spot), name=name, count=spot.count)
        for spot, name in zip(spots, names, strict=True)
    ]
    return Html(f"{t('📍 Hot spots:')} " + " · ".join(named)) if named else Html("")


def _map(spot: Spot) -> str:
    return next(link.url for link in navigation_links(Point(spot.lat, spot.lon)) if link.label == MAP)


def numbered(names: Sequence[str]) -> list[str]:
    """Those that stand there more than once with a number each: 枣林西-01①, 枣林西-01②; above twenty 枣林西-01 (21)."""
    often, met, told = Counter(names), Counter[str](), []
    for name in names:
        met[name] += 1
        sign = chr(ord("①") + met[name] - 1) if met[name] <= CIRCLED else f" ({met[name]})"
        told.append(f"{name}{sign}" if often[name] > 1 else name)
    return told

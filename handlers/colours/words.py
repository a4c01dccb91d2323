"""How a cell is doing, in words: a letter besides the colour, and the reasons in one sentence."""

from bot.domain.colours import Colour, Tally
from handlers.i18n import Html, N, Translator
from storage.colours import Shade

SIGNS: dict[Colour, str] = {Colour.RED: "🟥", Colour.YELLOW: "🟨", Colour.GREEN: "🟩"}
NAMES: dict[Colour, str] = {Colour.RED: N("red"), Colour.YELLOW: N("yellow"), Colour.GREEN: N("green")}
LETTERS: dict[Colour, str] = {Colour.RED: N("R"), Colour.YELLOW: N("Y"), Colour.GREEN: N("G")}


def reasons(t: Translator, counted: Tally) -> Html:
    """ "5 open, of them 2 late, 1 urgent": only what there is."""
    worse = (
        (counted.late, t("{count} late", count=counted.late)),
        (counted.urgent, t("{count} urgent", count=counted.urgent)),
        (counted.reopened, t("{count} reopened", count=counted.reopened)),
        (counted.repeated, t("{count} at the same spot again", count=counted.repeated)),
    )
    said = ", ".join(words for count, words in worse if count)
    whole = t("{count} open", count=counted.open)
    return t("{whole}, of them {worse}", whole=whole, worse=Html(said)) if said else whole


def line(t: Translator, code: str, shade: Shade) -> Html:
    """One cell of a list."""
    return t(
        "{sign} <b>{cell}</b> {colour} ({points} points): {reasons}",
        sign=SIGNS[shade.colour],
        cell=code,
        colour=t.plain(NAMES[shade.colour]),
        points=shade.points,
        reasons=reasons(t, shade.tally),
    )

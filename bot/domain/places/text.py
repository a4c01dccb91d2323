"""Reading a place from what somebody wrote or pasted."""

from bot.domain.places import links, numbers
from bot.domain.places.points import Place, Source

LONGEST = 4096
"""Characters that are looked at: the longest text that Telegram carries. Every pattern is linear in it."""


def read(text: str) -> Place | None:
    """The place a text names, in WGS-84; None where it names none.

    A map link or geo: URI comes first, then 北纬36.1037 东经103.7226 (degrees, minutes, seconds too), then a bare
    pair `36.1037,103.7226`. Latitude and longitude the wrong way round are mended where only that makes sense.
    Phone numbers, prices, dates and order numbers are not places: a bare pair needs three decimals each.
    """
    said = numbers.plain(text[:LONGEST])
    linked = links.read(said)
    if linked:
        return linked
    rest = links.URL.sub(" ", said)
    point = numbers.labelled(rest) or numbers.pair(rest)
    return Place(point, None, Source.TEXT) if point else None


def short_link(text: str) -> bool:
    """Holds the text a map's link that only the map's server can resolve (maps.app.goo.gl ...), and no place besides?

    We open no links, so whoever sent it should be asked for a location instead.
    """
    said = numbers.plain(text[:LONGEST])
    return read(said) is None and any(links.to_a_map(link) for link in links.links(said))

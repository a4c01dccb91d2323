"""How large each kind of map is, and what it shows: the drawer and whoever chooses its shapes must agree."""

from collections.abc import Sequence

from bot.domain import pictures
from bot.domain.maps.view import Edges, Spot, View, fit, world

WIDTH = 800
"""Pixels: on a phone a picture is some 400 wide, so letters of 24 pixels are read as 12."""
STATIONS = (WIDTH, 600)
STATION_EDGES = Edges(left=70, top=90, right=70, bottom=80)
CELL_EDGES = Edges(left=30, top=30, right=30, bottom=70)
LOWEST, HIGHEST = 420, 1000


def of_stations(spots: Sequence[Spot]) -> View:
    """Around whoever asks and the stations listed; never nearer than 400 metres across."""
    return fit(spots, STATIONS, STATION_EDGES, least=400.0)


def of_spots(spots: Sequence[pictures.Spot]) -> View:
    """The same, of a picture's spots."""
    return of_stations([(spot.lat, spot.lon) for spot in spots])


def of_cells(spots: Sequence[Spot]) -> View:
    """As high as the spots need (at least one, for instance the two corners of all), within limits."""
    xs, ys = zip(*(world(spot) for spot in spots), strict=True)
    wide = WIDTH - CELL_EDGES.left - CELL_EDGES.right
    across = max(xs) - min(xs)
    high = wide * (max(ys) - min(ys)) / across if across else 0.0
    whole = round(high) + CELL_EDGES.top + CELL_EDGES.bottom
    return fit(spots, (WIDTH, max(LOWEST, min(HIGHEST, whole))), CELL_EDGES, least=200.0)

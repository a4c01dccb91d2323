"""What a file may bring, and what the database holds: SQLite takes a text of any length, PostgreSQL does not."""

import json

import pytest

from bot import policy
from bot.domain import geojson, roster, station_list
from bot.domain.place import Crs
from storage import cells, schema
from storage.engine import Store

SQUARE = [[103.70, 36.10], [103.71, 36.10], [103.71, 36.11], [103.70, 36.11], [103.70, 36.10]]


@pytest.mark.parametrize(
    ("limit", "column"),
    [
        (policy.MOST_SIGNS, schema.tickets.c.category),
        (geojson.LONGEST["code"], schema.cells.c.code),
        (geojson.LONGEST_PATH, schema.areas.c.code),
        (roster.LONGEST, schema.people.c.name),
        (roster.LONGEST, schema.people.c.company),
        *((station_list.LIMITS[name], schema.stations.c[name]) for name in ("code", "name", "address", "phone")),
    ],
    ids=str,
)
def test_what_is_let_in_is_as_long_as_its_column(limit, column):
    assert limit == column.type.length


def test_names_of_areas_and_cells_fit_their_columns():
    assert min(schema.areas.c.name.type.length, schema.cells.c.name.type.length) >= geojson.LONGEST_TEXT


async def test_a_cell_with_the_longest_texts_that_are_let_in_is_stored(store: Store) -> None:
    texts = {"district": "区" * 100, "street": "街" * 100, "community": "社" * 53}
    texts |= {"code": "c" * geojson.LONGEST["code"], "name": "名" * geojson.LONGEST_TEXT}
    feature = {
        "type": "Feature",
        "properties": texts,
        "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
    }
    file = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    async with store.write() as conn:
        assert await cells.put(conn, geojson.read_cells(file, Crs.WGS84)) == 1

"""Make the sample again: `python -m bot.sample.make [FOLDER]`. The same input makes the same files."""

import sys
from pathlib import Path

from bot.domain.geojson import write_cells
from bot.sample.pictures import pictures
from bot.sample.stations import stations
from bot.sample.streets import cells

QUALITY = 78


def make(folder: Path) -> None:
    """Write cells.geojson, stations.csv and photos/ into the folder."""
    made = cells()
    (folder / "photos").mkdir(parents=True, exist_ok=True)
    (folder / "cells.geojson").write_bytes(write_cells(made))
    (folder / "stations.csv").write_text(stations(made), encoding="utf-8", newline="\n")
    for name, picture in pictures():
        picture.save(folder / "photos" / f"{name}.jpg", quality=QUALITY, optimize=True, progressive=True)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)

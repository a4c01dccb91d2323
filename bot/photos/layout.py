"""Where the photos go: pure geometry in pixels. A box is (left, top, width, height)."""

Box = tuple[int, int, int, int]
GAP = 6
MOST = 10  # photos in a Telegram album
ROWS: dict[int, tuple[int, ...]] = {
    1: (1,),
    2: (2,),
    3: (1, 2),
    4: (2, 2),
    5: (2, 3),
    6: (3, 3),
    7: (1, 3, 3),
    8: (2, 3, 3),
    9: (3, 3, 3),
    10: (2, 4, 4),
}
HERO = 16 / 9  # a photo alone in its row
TILE = 4 / 3


def mosaic(count: int, width: int) -> list[Box]:
    """A box for each of 1 to 10 photos, in rows that fill the width."""
    boxes: list[Box] = []
    top = 0
    for columns in ROWS[count]:
        edges = _edges(columns, width)
        height = round((edges[0][1] - edges[0][0]) / (HERO if columns == 1 else TILE))
        boxes.extend((left, top, right - left, height) for left, right in edges)
        top += height + GAP
    return boxes


def panel(count: int, width: int, height: int) -> list[Box]:
    """A box for each of 1 to 10 photos that together fill width x height: one above the other, then in two columns."""
    columns = 1 if count <= 2 else 2
    deep = -(-count // columns)
    boxes: list[Box] = []
    for number, (top, bottom) in enumerate(_edges(deep, height)):
        across = min(columns, count - number * columns)
        boxes.extend((left, top, right - left, bottom - top) for left, right in _edges(across, width))
    return boxes


def _edges(parts: int, length: int) -> list[tuple[int, int]]:
    """Start and end of equal parts with gaps between them; the last ends at `length` exactly."""
    step = (length + GAP) / parts
    return [(round(part * step), round((part + 1) * step) - GAP) for part in range(parts)]

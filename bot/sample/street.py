"""A lane between blocks of flats, with hills behind: where two of the pictures are taken."""

from random import Random

from PIL import Image

from bot.sample.canvas import HEIGHT, WIDTH, Look, Spot, ellipse, gradient, line, polygon, rectangle

HORIZON = 330.0
VANISH = (690.0, HORIZON)


def lane() -> Image.Image:
    """The lane, empty; the same each time."""
    canvas = gradient((150, 186, 222), (236, 232, 220))
    random = Random(7)  # noqa: S311 - a drawing
    _hills(canvas, random)
    rectangle(canvas, (0, HORIZON + 12), (WIDTH, HEIGHT), Look((168, 160, 148)))
    _houses(canvas, random)
    _ground(canvas, random)
    _trees(canvas, random)
    return canvas


def _hills(canvas: Image.Image, random: Random) -> None:
    """The dry loess hills that end every view in Lanzhou."""
    for height, colour in ((120, (178, 172, 168)), (78, (160, 148, 132))):
        ridge = [(x, HORIZON - height + random.uniform(-22, 22)) for x in range(0, WIDTH + 80, 80)]
        polygon(canvas, [(0, HORIZON + 20), *ridge, (WIDTH + 80, HORIZON + 20)], Look(colour, 255, 2))


def _houses(canvas: Image.Image, random: Random) -> None:
    """Blocks of flats to both sides, smaller towards the end of the lane."""
    for side in (-1, 1):
        for n in range(5, 0, -1):
            _house(canvas, side, n, random)


def _house(canvas: Image.Image, side: int, n: int, random: Random) -> None:
    near, far = 1.15 / n, 1.15 / (n + 1)
    x_near, x_far = VANISH[0] + side * 640 * near, VANISH[0] + side * 640 * far
    top_near, top_far = HORIZON - 470 * near, HORIZON - 470 * far
    foot_near, foot_far = HORIZON + 190 * near, HORIZON + 190 * far
    shade = random.randint(-14, 14) + (10 if side > 0 else -22)
    wall = (192 + shade, 170 + shade, 150 + shade)
    polygon(canvas, [(x_near, top_near), (x_far, top_far), (x_far, foot_far), (x_near, foot_near)], Look(wall))
    front = (wall[0] - 26, wall[1] - 26, wall[2] - 22)
    outer = x_near + side * 260 * near
    polygon(canvas, [(x_near, top_near), (outer, top_near), (outer, foot_near), (x_near, foot_near)], Look(front))
    for floor in range(6):
        for bay in range(4):
            _window(canvas, (x_near, x_far, near, far), (floor, bay), random)


def _window(
    canvas: Image.Image, wall: tuple[float, float, float, float], place: tuple[int, int], random: Random
) -> None:
    x_near, x_far, near, far = wall
    floor, bay = place

    def at(along: float, up: float) -> Spot:
        scale = near + (far - near) * along
        return x_near + (x_far - x_near) * along, HORIZON + (190 - 660 * up) * scale

    left, right, low, high = 0.08 + bay * 0.235, 0.22 + bay * 0.235, 0.11 + floor * 0.148, 0.2 + floor * 0.148
    dark = random.randint(58, 104)
    glass = (dark, dark + 12, dark + 26)
    polygon(canvas, [at(left, low), at(right, low), at(right, high), at(left, high)], Look(glass))
    line(canvas, [at(left, low), at(right, low)], 3 * near, Look((226, 220, 210)))


def _trees(canvas: Image.Image, random: Random) -> None:
    for side, depth in ((-1, 0.34), (1, 0.3), (-1, 0.5), (1, 0.56)):
        x, foot = VANISH[0] + side * 560 * depth, HORIZON + 225 * depth
        line(canvas, [(x, foot), (x, foot - 200 * depth)], 16 * depth, Look((82, 64, 50)))
        for _ in range(46):
            spot = (x + random.gauss(0, 66) * depth, foot - (290 + random.gauss(0, 60)) * depth)
            green = random.randint(0, 50)
            ellipse(canvas, spot, (30 * depth, 25 * depth), Look((60 + green, 96 + green, 52 + green // 2), 205))


def _ground(canvas: Image.Image, random: Random) -> None:
    """Pavement, kerbs, asphalt with its patches, a worn white line on either side."""
    x, y = VANISH
    polygon(canvas, [(x - 60, y + 22), (x + 60, y + 22), (WIDTH + 900, HEIGHT), (-1000, HEIGHT)], Look((176, 168, 156)))
    polygon(canvas, [(x - 36, y + 22), (x + 36, y + 22), (WIDTH + 330, HEIGHT), (-430, HEIGHT)], Look((214, 208, 196)))
    polygon(canvas, [(x - 34, y + 22), (x + 34, y + 22), (WIDTH + 290, HEIGHT), (-390, HEIGHT)], Look((92, 92, 95)))
    rectangle(canvas, (0, y + 22), (WIDTH, 90), Look((226, 222, 212), 60, 30))
    for _ in range(420):
        depth = random.random() ** 1.6
        spot = (random.uniform(-200, WIDTH + 200), y + 60 + (HEIGHT - y - 40) * depth)
        shade = random.choice((70, 76, 108, 116))
        ellipse(canvas, spot, (70 * depth + 6, 9 * depth + 1), Look((shade, shade, shade + 2), 36, 4))
    for side in (-1, 1):
        foot = (x + side * 740, HEIGHT)
        polygon(
            canvas,
            [(x + side * 28, y + 26), (x + side * 30, y + 26), (foot[0] + 26, HEIGHT), foot],
            Look((222, 220, 210), 190),
        )
    polygon(canvas, [(0, HEIGHT), (0, 640), (330, 560), (520, 600), (300, HEIGHT)], Look((40, 42, 52), 110, 30))

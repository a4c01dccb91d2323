"""How people there are: when they report, how long they take, what they choose. Shares between 0 and 1."""

import math
from datetime import datetime, timedelta
from random import Random

from bot.simulation.plan import ZONE

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0

# Reports by hour of the day: meals, and the dark hours in between.
BY_HOUR = (3, 1, 1, 1, 1, 2, 6, 14, 20, 24, 34, 52, 50, 32, 22, 20, 24, 44, 56, 48, 32, 20, 12, 6)
CATEGORIES = {
    "井盖": 14, "飞线充电": 9, "消防通道": 9, "路面": 16, "燃气": 2, "电线": 5,
    "高空坠物": 3, "积水结冰": 8, "路灯": 10, "垃圾": 12, "护栏标识": 6, "其他": 6,
}  # fmt: skip
HOT_CELLS, TO_HOT = 0.05, 0.3  # a twentieth of the cells has nearly a third of the reports
IN_THREE_STEPS = 0.4  # photo, then place, then category; the others say all of it in a caption
WITHDRAWS, SECONDS, ANSWERS, RATES = 0.02, 0.3, 0.85, 0.75
UNSATISFIED, OBJECTS, SAYS_WHY = 0.06, 0.2, 0.5

FORGOTTEN, RACES, HANDS_OVER, CLIMBS, REJECTS, MERGES = 0.03, 0.04, 0.02, 0.015, 0.03, 0.01
RELEASES, ASKS, NO_PHOTO_YET, LEAD_HELPS, TICKS_OFF, OPENS = 0.03, 0.04, 0.05, 0.6, 0.7, 0.3
FROM, TO = 8, 20  # the hours in which staff work; what is urgent they do at any time
PROMPT_GONE = 20 * MINUTE


def soon(dice: Random, mean: float) -> float:
    """Seconds, exponentially spread, a second at least."""
    return 1.0 + dice.expovariate(1 / mean)


def long(dice: Random, median: float) -> float:
    """Seconds, log-normal: most are near the median, some take days."""
    return 60.0 + dice.lognormvariate(math.log(median), 1.1)


def at_work(moment: float, dice: Random) -> float:
    """That moment, or some time in the first hours of the next morning where it lies outside the hours of work."""
    local = datetime.fromtimestamp(moment, ZONE)
    if FROM <= local.hour < TO:
        return moment
    day = local + timedelta(days=local.hour >= TO)
    morning = day.replace(hour=FROM, minute=0, second=0, microsecond=0)
    return morning.timestamp() + dice.random() * 2 * HOUR


def pace(dice: Random) -> float:
    """How slow a community is: a third of the usual up to twice as slow."""
    return float(2 ** dice.uniform(-1.6, 1))

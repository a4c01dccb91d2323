"""Who plays: an admin, three couriers, staff of two communities, a street office; names and groups are made up."""

from dataclasses import dataclass

from bot.sandbox import Sandbox
from bot.sandbox.group import Group
from bot.sandbox.person import Person

EAST, WEST, STREET = "培黎社区工作群", "枣林西社区工作群", "安宁西路街道值班群"


@dataclass(frozen=True)
class Cast:
    """Couriers ride: `ma` and `zhao` read Chinese, `yang` English. `zhou` and `sun` work in `west`, `liu` in `east`."""

    boss: Person
    ma: Person
    yang: Person
    zhao: Person
    zhou: Person
    sun: Person
    liu: Person
    duty: Person
    west: Group
    east: Group
    street: Group


def gather(box: Sandbox) -> Cast:
    """Everybody, in groups that the bot has not joined yet."""
    boss, duty = box.person("王敏"), box.person("何站长")
    zhou, sun, liu = box.person("周凯"), box.person("孙丽"), box.person("刘洋")
    return Cast(
        boss=boss,
        ma=box.person("马晓东"),
        yang=box.person("Yang Fan", "en"),
        zhao=box.person("赵强"),
        zhou=zhou,
        sun=sun,
        liu=liu,
        duty=duty,
        west=box.group(WEST, creator=boss, members=[zhou, sun], bot=None),
        east=box.group(EAST, creator=boss, members=[liu], bot=None),
        street=box.group(STREET, creator=boss, members=[duty], bot=None),
    )


ROLES = {
    "boss": "admin",
    "ma": "courier",
    "yang": "courier",
    "zhao": "courier",
    "zhou": "staff",
    "sun": "staff",
    "liu": "staff",
    "duty": "duty lead",
}


def role_of(cast: Cast, person_id: int) -> str:
    """What the person is in the town, "" for nobody of ours."""
    return next((role for name, role in ROLES.items() if getattr(cast, name).id == person_id), "")

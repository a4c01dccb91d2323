"""The policy file: what is built in, and what is said about a bad one."""

from datetime import time
from pathlib import Path

import pytest

from bot.domain.policy import Clock, Limits
from bot.domain.ticket import Severity
from bot.policy import BUILT_IN, BadPolicy, load

CATEGORY = '[[categories]]\nkey = "a"\nzh = "甲"\nen = "A"\nemoji = "🕳"\n'
QUESTION = '[[questions]]\nkey = "{}"\nzh = "甲"\nen = "A"\n'
CLOCKS = "".join(f"{name} = {{ acknowledge = 1, resolve = 2 }}\n" for name in ("urgent", "normal", "minor"))
REST = f"[quiet]\nstart = 22:00:00\nend = 07:00:00\n[clocks]\n{CLOCKS}"
GOOD = f"{REST}{CATEGORY}"


def written(tmp_path: Path, text: str | bytes) -> Path:
    file = tmp_path / "policy.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_the_built_in_policy_has_the_defaults_of_the_mission() -> None:
    built_in = load()
    assert built_in == load(BUILT_IN)
    assert built_in.clocks == {
        Severity.URGENT: Clock(10, 120),
        Severity.NORMAL: Clock(30, 24 * 60),
        Severity.MINOR: Clock(120, 72 * 60),
    }
    assert (built_in.quiet.start, built_in.quiet.end) == (time(22), time(7))
    assert (built_in.limits.place_minutes, built_in.limits.live_minutes) == (10, 5)
    assert (built_in.limits.prompt_minutes, built_in.limits.invite_days) == (15, 7)
    assert (built_in.limits.close_after_hours, built_in.limits.photos_a_ticket) == (72, 10)


def test_what_a_file_leaves_out_has_a_default(tmp_path: Path) -> None:
    policy = load(written(tmp_path, GOOD))
    assert (policy.limits, policy.companies, policy.members_are_staff) == (Limits(), (), True)
    assert [category.severity for category in policy.categories] == [Severity.NORMAL]


def without(part: str, *, instead: str = "") -> str:
    assert part in GOOD
    return GOOD.replace(part, instead)


BAD: dict[str, tuple[str | bytes, str]] = {
    "is no TOML": ("[quiet\n", "line 1"),
    "is no UTF-8": ("# 井盖".encode("gb18030"), "utf-8"),
    "is empty": ("", "categories"),
    "has no quiet hours": (without("[quiet]\nstart = 22:00:00\nend = 07:00:00\n"), "quiet"),
    "has a quiet hour that is none": (without("22:00:00", instead='"late"'), "quiet.start"),
    "has no categories": (f"categories = []\n{REST}", "categories: there are none"),
    "names one key twice": (GOOD + CATEGORY, "categories.1.key: two categories have the key 'a'"),
    "has a key with a colon": (without('"a"', instead='"a:b"'), "categories.0.key"),
    "has a key that no button can carry": (without('"a"', instead=f'"{"a" * 56}"'), "categories.0.key"),
    "has a key that no ticket can hold": (
        without('"a"', instead=f'"{"a" * 33}"'),
        "categories.0.key: 1 to 32 characters",
    ),
    "has a key with what no database holds": (without('"a"', instead='"a\\u0000"'), "categories.0.key"),
    "has a question with a colon in its key": (f"{GOOD}{QUESTION.format('a:b')}", "questions.0.key"),
    "has one question twice": (GOOD + 2 * QUESTION.format("a"), "questions.1.key: two have the key 'a'"),
    "has a reason that says nothing": (
        f'{GOOD}[[reject_reasons]]\nkey = "a"\nzh = ""\nen = "A"\n',
        "reject_reasons.0: zh",
    ),
    "has an empty key": (without('"a"', instead='""'), "categories.0.key"),
    "has a label that says nothing": (without('zh = "甲"', instead='zh = " "'), "categories.0: zh and en"),
    "lacks a label": (without('en = "A"\n'), "categories.0.en"),
    "has an unknown severity": (GOOD + 'severity = "mild"\n', "categories.0.severity"),
    "has an unknown kind": (GOOD + 'kind = "joke"\n', "categories.0.kind"),
    "lacks a clock": (without("minor = { acknowledge = 1, resolve = 2 }\n"), "clocks.minor: is needed"),
    "has a clock of nobody": (without("minor =", instead="mild ="), "clocks.mild"),
    "has half a clock": (without("acknowledge = 1, ", instead=""), "clocks.urgent.acknowledge"),
    "has a clock that never ticks": (without("resolve = 2", instead="resolve = 0"), "clocks.urgent.resolve"),
    "counts backwards": (GOOD + "[limits]\nplace_minutes = -1\n", "limits.place_minutes: must be above 0, not -1"),
    "has words for numbers": (GOOD + '[limits]\nplace_minutes = "ten"\n', "limits.place_minutes"),
    "counts points below nothing": (GOOD + "[points]\naccepted = -1\n", "points.accepted: must not be below 0"),
    "honours at no hour": (GOOD + "[points]\nhonour_hour = 24\n", "points.honour_hour: must be 0 to 23"),
    "spares an unknown reason": (GOOD + '[points]\nhonest_reasons = ["x"]\n', "points.honest_reasons"),
    "gives a reward for nothing": (
        GOOD + '[points]\nrewards = [{ zh = "水", en = "Water", points = 0 }]\n',
        "points.rewards.0.points",
    ),
    "warns within no metres": (GOOD + "[broadcasts]\nradii_metres = [0]\n", "broadcasts.radii_metres.0"),
    "misspells a limit": (GOOD + "[limits]\nplace_minuts = 3\n", "limits.place_minuts: nothing has this name"),
    "misspells a field": (GOOD + 'word = ["b"]\n', "categories.0.word:"),
    "misspells a section": (f"company = []\n{GOOD}", "company: nothing has this name"),
    "has one company for a list": (f'companies = "美团"\n{GOOD}', "companies"),
    "lets what is urgent wait": (
        GOOD + "[calendar]\ncounts_on_days_off = { urgent = false }\n",
        "calendar.counts_on_days_off.urgent",
    ),
    "lets it wait somewhere": (
        GOOD + '[calendar.areas."甲"]\ncounts_on_days_off = { urgent = false }\n',
        "calendar.areas.甲.counts_on_days_off.urgent",
    ),
    "keeps another country's days": (GOOD + '[calendar]\nholidays = "XX"\n', "calendar.holidays"),
    "turns off a digest that is none": (GOOD + '[digests]\noff = ["yearly"]\n', "digests.off.0"),
    "names no place at all": (GOOD + "[digests]\nspot = 0\n", "digests.spot: must be above 0, not 0"),
    "wants to be called back at once": (
        GOOD + "[digests.goals]\ncallback_minutes = 0\n",
        "digests.goals.callback_minutes: must be above 0",
    ),
    "wants more than all": (GOOD + "[digests.goals]\nclosing = 101\n", "digests.goals.closing: 0 to 100 per cent"),
    "warns when it is late": (GOOD + "[ladder]\nwarn = 100\n", "ladder.warn: 1 to 99 per cent"),
    "gives no card at all": (GOOD + "[ladder]\ncards_at_once = 0\n", "ladder.cards_at_once"),
    "has a ladder without rungs": (GOOD + "[ladder]\nrungs = []\n", "ladder.rungs: there are none"),
    "has a rung to nobody": (GOOD + '[ladder]\nrungs = [{ to = "mayor" }]\n', "ladder.rungs.0.to"),
    "has a rung twice": (
        GOOD + '[ladder]\nrungs = [{ to = "group" }, { to = "group", percent = 50 }]\n',
        "ladder.rungs.1.to: group is there twice",
    ),
    "has a rung before its time": (
        GOOD + '[ladder]\nrungs = [{ to = "group", minutes = -1 }]\n',
        "ladder.rungs.0: cannot come before the ticket is late",
    ),
    "has its rungs upside down": (
        GOOD + '[ladder]\nrungs = [{ to = "group", percent = 50 }, { to = "lead" }]\n',
        "ladder.rungs.1: comes before the one below it",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_name_and_the_place(name: str, tmp_path: Path) -> None:
    text, place = BAD[name]
    file = written(tmp_path, text)
    with pytest.raises(BadPolicy) as refused:
        load(file)
    assert str(file) in str(refused.value)
    assert place in str(refused.value)


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy) as refused:
        load(written(tmp_path, without('"a"', instead='""').replace("resolve = 2", "resolve = 0") + "x = 1\n"))
    for place in ("categories.0.key", "categories.0.x", "clocks.urgent", "clocks.normal", "clocks.minor"):
        assert place in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match=r"missing\.toml"):
        load(tmp_path / "missing.toml")

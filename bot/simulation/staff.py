"""Those who handle the tickets: three in each community's group, its lead, and whoever is on duty above."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from bot.simulation import habits
from bot.simulation.ground import GROUP, STREET_CHAT, WORKERS, Ground, Who
from bot.simulation.habits import HOUR, MINUTE
from bot.simulation.plan import Plan
from bot.simulation.telegram import Message
from bot.simulation.updates import Agenda, photo

URGENT, _PHOTO = "🔴", "照片"  # how an urgent card begins; what the prompt for a proof asks for


@dataclass
class Staff:
    """`taking`: who has last taken a ticket; `wanting`: who has opened a card's further choices, and for which."""

    ground: Ground
    agenda: Agenda
    taking: dict[int, Who] = field(default_factory=dict)
    wanting: dict[str, tuple[Who, str]] = field(default_factory=dict)
    proving: dict[tuple[int, int], Who] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        return self.ground.plan

    def hears(self, message: Message, at: float) -> None:
        """What somebody in the group does about a message, new or changed."""
        kind = _kind(message)
        before = self.kinds.get(message.slot, "")
        if message.slot:
            self._remember(message.slot, kind)
        if self._chosen(message, at):
            return
        react = _REACTIONS.get(kind)
        if react is not None and (kind != before or kind in _EACH_TIME):
            react(self, message, at, self.plan.dice("staff", message.slot, kind, int(at)))

    def _remember(self, slot: str, kind: str) -> None:
        if kind:
            self.kinds[slot] = kind
        else:
            self.kinds.pop(slot, None)

    def press(self, who: Who, message: Message, data: str, at: float) -> None:
        self.agenda.presses(who, message.chat, at, on=message.id, data=data)

    def someone(self, chat: int, dice: Random) -> Who:
        """Of those who work in that chat."""
        if chat <= STREET_CHAT:
            return self.ground.above(min(STREET_CHAT - chat, self.ground.streets - 1))
        return self.ground.worker(GROUP - chat, dice.randrange(WORKERS))

    def when(self, message: Message, at: float, dice: Random) -> float:
        """At work, or at once for what is urgent, when somebody wakes up."""
        if message.text.startswith(URGENT) and dice.random() < 0.8:
            return at
        return habits.at_work(at, dice)

    def slowness(self, chat: int) -> float:
        return habits.pace(self.plan.dice("pace", chat))

    def opens(self, who: Who, message: Message, verb: str, at: float) -> None:
        """⋯ More, or 转派, to choose `verb` from what appears."""
        self.wanting[message.slot] = (who, verb)
        opener = "transfer" if verb == "give" else "more"
        self.press(who, message, f"{opener}:{_number(message.data[0])}", at)

    def _chosen(self, message: Message, at: float) -> bool:
        """Whether what somebody wanted from the card's further choices is on it now: then it is pressed."""
        who, verb = self.wanting.get(message.slot, (None, ""))
        offered = [data for data in message.data if data.partition(":")[0] == verb]
        if who is None or not offered:
            return False
        del self.wanting[message.slot]
        if verb in _LEADS_ON:
            self.wanting[message.slot] = (who, _LEADS_ON[verb])
        dice = self.plan.dice("choice", message.slot, verb, int(at))
        self.press(who, message, dice.choice(offered), at + habits.soon(dice, 8))
        return True


_LEADS_ON = {"reject": "rejectas", "ask": "asks", "merge": "mergeto"}
_EACH_TIME = frozenset({"open", "prompt"})


def _kind(message: Message) -> str:
    """What its first button says; a prompt has none."""
    if message.asks:
        return "prompt"
    return message.data[0].partition(":")[0] if message.data else ""


def _number(data: str) -> int:
    return int(data.split(":")[1])


def _take(self: Staff, message: Message, at: float, dice: Random) -> None:
    """An open card: somebody takes it, or does something else with it, or everybody forgets it."""
    if message.chat <= STREET_CHAT and dice.random() >= habits.LEAD_HELPS:
        return
    who = self.someone(message.chat, dice)
    due = self.when(message, at + habits.soon(dice, 15 * MINUTE) * self.slowness(message.chat), dice)
    chance = dice.random()
    for share, verb in _INSTEAD:
        chance -= share
        if chance < 0:
            _instead(self, who, message, (verb, due))
            return
    self.taking[_number(message.data[0])] = who
    self.press(who, message, message.data[0], due)
    if dice.random() < habits.RACES:
        self.press(self.someone(message.chat, dice), message, message.data[0], due + 1)


_INSTEAD = (
    (habits.FORGOTTEN, ""),
    (habits.HANDS_OVER, "give"),
    (habits.CLIMBS, "escalate"),
    (habits.REJECTS, "reject"),
    (habits.MERGES, "merge"),
)


def _instead(self: Staff, who: Who, message: Message, what: tuple[str, float]) -> None:
    verb, due = what
    if verb:
        self.opens(who, message, verb, due)


def _handle(self: Staff, message: Message, at: float, dice: Random) -> None:
    """A taken card: whoever has it goes there, and mostly comes back with a photo."""
    number = _number(message.data[0])
    who = self.taking.get(number) or self.someone(message.chat, dice)
    chance = dice.random()
    if chance < habits.RELEASES:
        self.press(who, message, f"release:{number}", self.when(message, at + habits.soon(dice, HOUR), dice))
    elif chance < habits.RELEASES + habits.ASKS:
        self.opens(who, message, "ask", self.when(message, at + habits.soon(dice, 10 * MINUTE), dice))
    else:
        due = self.when(message, at + habits.long(dice, 3 * HOUR) * self.slowness(message.chat), dice)
        self.proving[message.chat, number] = who
        self.press(who, message, message.data[0], due)


def _prove(self: Staff, message: Message, at: float, dice: Random) -> None:
    """The prompt for a photo of the result: now, or not before tomorrow."""
    number = _number(message.slot)
    who = self.proving.pop((message.chat, number), None) if _PHOTO in message.text else None
    if who is None:
        return
    if dice.random() < habits.NO_PHOTO_YET:
        later = self.when(message, at + habits.PROMPT_GONE + habits.soon(dice, 6 * HOUR), dice)
        self.proving[message.chat, number] = who
        self.press(who, message, f"resolve:{number}", later)
        return
    name = f"d{number}-{message.id}"
    self.agenda.says(who, message.chat, at + habits.soon(dice, 3 * MINUTE), photo=photo(name), reply_to=message.id)


def _tick_off(self: Staff, message: Message, at: float, dice: Random) -> None:
    """The cells to look at today: the community's lead has been there."""
    own = GROUP - message.chat
    for data in message.data:
        if 0 <= own < self.ground.communities and dice.random() < habits.TICKS_OFF:
            due = habits.at_work(at + habits.soon(dice, 3 * HOUR), dice)
            self.press(self.ground.lead(own), message, data, due)


def _open(self: Staff, message: Message, at: float, dice: Random) -> None:
    """A list of what waits: somebody opens one of them."""
    if dice.random() < habits.OPENS:
        self.press(self.someone(message.chat, dice), message, dice.choice(message.data), at + habits.soon(dice, MINUTE))


_REACTIONS: dict[str, Callable[[Staff, Message, float, Random], None]] = {
    "take": _take,
    "resolve": _handle,
    "prompt": _prove,
    "check": _tick_off,
    "open": _open,
}

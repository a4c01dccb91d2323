"""The routes of what staff do with a ticket beyond taking and resolving it."""

from handlers.desk import (
    assigning,
    escalating,
    merging,
    panel,
    questions,
    rejecting,
    reopening,
    seconding,
    splitting,
    transferring,
)
from handlers.routing import Route

PRESSES: dict[str, Route] = {
    "more": Route(panel.more, group=True),
    "card": Route(panel.back, group=True),
    "ask": Route(questions.ask, group=True),
    "asks": Route(questions.choose, group=True),
    "reject": Route(rejecting.ask, group=True),
    "rejectas": Route(rejecting.choose, group=True),
    "transfer": Route(transferring.ask, group=True),
    "give": Route(transferring.give, group=True),
    "merge": Route(merging.ask, group=True),
    "mergeto": Route(merging.choose, group=True),
    "second": Route(seconding.second),
    "reopen": Route(reopening.reopen, group=True),
    "assign": Route(assigning.ask, group=True),
    "assignto": Route(assigning.give, group=True),
    "split": Route(splitting.ask, group=True),
    "part": Route(splitting.another, group=True),
    "tick": Route(splitting.tick, group=True),
    "unpart": Route(splitting.drop, group=True),
    "whose": Route(splitting.whose, group=True),
    "parter": Route(splitting.give, group=True),
    "escalate": Route(escalating.escalate, group=True),
}

STEPS: dict[str, Route] = {
    questions.STEP: Route(questions.written, group=True),
    merging.STEP: Route(merging.written, group=True),
    splitting.STEP: Route(splitting.written, group=True),
    rejecting.STEP: Route(rejecting.written, group=True),
}

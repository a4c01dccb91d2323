"""The routes of what staff do with a ticket beyond taking and resolving it."""

from handlers.desk import escalating, merging, panel, questions, rejecting, seconding, transferring
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
    "escalate": Route(escalating.escalate, group=True),
}

STEPS: dict[str, Route] = {
    questions.STEP: Route(questions.written, group=True),
    merging.STEP: Route(merging.written, group=True),
    rejecting.STEP: Route(rejecting.written, group=True),
}

"""The routes about stations."""

from handlers.routing import Route
from handlers.stations import (
    asked,
    book_answers,
    choosing_routes,
    finding,
    following,
    inline,
    keep_routes,
    questions,
    shown,
    visit_routes,
    wrong,
)
from handlers.turn import Turn
from storage import cards

INQUIRY = Route(inline.answer)
MOVED = Route(following.moved)
ANSWERED = Route(book_answers.replied, group=True)


async def answers_remark(turn: Turn) -> bool:
    """Whether the message replies to news of a suggestion book."""
    slot = await cards.slot_of(turn.conn, turn.event.chat.id, turn.event.reply_to)
    return slot.startswith("remark:")


COMMANDS: dict[str, Route] = {
    **visit_routes.COMMANDS,
    "stations": Route(asked.stations_for),
    **keep_routes.COMMANDS,
}

PRESSES: dict[str, Route] = {
    "stations": Route(finding.show),
    "near": Route(finding.turn_to),
    "textonly": Route(finding.text_only),
    "station": Route(finding.page),
    "favour": Route(finding.favour),
    "unfavour": Route(finding.favour),
    "venue": Route(finding.on_the_map),
    "stationphoto": Route(shown.picture),
    "wrong": Route(wrong.choose),
    "said": Route(wrong.say),
    "unsaid": Route(wrong.unsay),
    "itisso": Route(questions.so),
    "inorder": Route(questions.fine),
    **keep_routes.PRESSES,
    **visit_routes.PRESSES,
    **choosing_routes.PRESSES,
}

STEPS: dict[str, Route] = {
    finding.STEP: Route(finding.came),
    **keep_routes.STEPS,
    **visit_routes.STEPS,
    **choosing_routes.STEPS,
}

"""The routes about being at a station."""

from handlers.routing import Route
from handlers.stations import book, book_answers, door

PRESSES: dict[str, Route] = {
    "here": Route(door.check_in),
    "book": Route(book.show),
    "write": Route(book.write),
    "remarks": Route(book.page),
    "reply": Route(book_answers.begin),
}

STEPS: dict[str, Route] = {
    door.STEP: Route(door.came),
    book.STEP: Route(book.written),
    book_answers.STEP: Route(book_answers.given),
}

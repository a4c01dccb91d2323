"""The routes about being at a station."""

from handlers.routing import Route
from handlers.stations import book, book_answers, coming, door, planning, posters, week

COMMANDS: dict[str, Route] = {
    "posters": Route(posters.several),
}

PRESSES: dict[str, Route] = {
    "here": Route(door.check_in),
    "book": Route(book.show),
    "bookwrite": Route(book.write),
    "remarks": Route(book.page),
    "bookreply": Route(book_answers.begin),
    "acts": Route(week.show),
    "join": Route(week.join),
    "leave": Route(week.leave),
    "coming": Route(coming.show),
    "calloff": Route(coming.ask),
    "off": Route(coming.call_off),
    "poster": Route(posters.one),
    "plan": Route(planning.begin),
    "planned": Route(planning.press),
}

STEPS: dict[str, Route] = {
    door.STEP: Route(door.came),
    book.STEP: Route(book.written),
    planning.STEP: Route(planning.write),
    book_answers.STEP: Route(book_answers.given),
}

"""The routes of a group's own lists: what it has to do, and what became of a ticket."""

from handlers.board import duty, pinned, story, tasks
from handlers.routing import Route

COMMANDS: dict[str, Route] = {
    "tasks": Route(tasks.show, group=True),
    "task": Route(story.show, group=True),
    "duty": Route(duty.show, group=True),
}

PRESSES: dict[str, Route] = {
    "board": Route(pinned.press, group=True),
    "tasks": Route(tasks.turn_to, group=True),
    "task": Route(story.open_, group=True),
    "duty": Route(duty.change, group=True),
    "offpost": Route(duty.remove, group=True),
}

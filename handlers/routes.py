"""Every route there is, as tables: commands, keys of the keyboard, presses, steps of dialogues, and what is left."""

from bot.domain.incoming import Event
from bot.domain.people import Action
from handlers import (
    about,
    admin,
    applying,
    approvals,
    areas_tree,
    exchange,
    export_files,
    follow_up,
    groups,
    handling,
    invites,
    keyboard,
    language,
    leaving,
    my_reports,
    notes,
    objecting,
    people,
    reporting,
    welcome,
)
from handlers.board import routes as board
from handlers.colours import routes as colours
from handlers.coverage import routes as coverage
from handlers.desk import routes as desk
from handlers.figures import routes as figures
from handlers.ladder import routes as ladder
from handlers.routing import Route
from handlers.stations import routes as stations
from handlers.thanks import routes as thanks
from handlers.turn import Turn
from handlers.warnings import routes as warnings
from storage import cards, dialogues

COMMANDS: dict[str, Route] = {
    **figures.COMMANDS,
    **coverage.COMMANDS,
    **board.COMMANDS,
    **colours.COMMANDS,
    **stations.COMMANDS,
    **thanks.COMMANDS,
    **warnings.COMMANDS,
    "start": Route(welcome.start),
    "help": Route(about.show_help, group=True),
    "language": Route(language.ask, group=True),
    "cancel": Route(about.cancel, group=True),
    "privacy": Route(leaving.privacy),
    "delete_me": Route(leaving.delete_me),
    "report": Route(reporting.begin, Action.REPORT),
    "my": Route(my_reports.show, Action.SEE_OWN),
    "bind": Route(groups.bind, private=False, group=True),
    "unbind": Route(groups.unbind, private=False, group=True),
    "skip": Route(handling.skip, private=True, group=True),
    "admin": Route(admin.overview, Action.OVERSEE),
    "invite": Route(invites.invite, Action.INVITE),
    "people": Route(people.show, Action.MANAGE_PEOPLE),
    "areas": Route(areas_tree.show, Action.SEE_AREAS),
    "audit": Route(admin.trail, Action.OVERSEE),
    "export": Route(export_files.ask, Action.OVERSEE),
}

PRESSES: dict[str, Route] = {
    **figures.PRESSES,
    **ladder.PRESSES,
    **coverage.PRESSES,
    **board.PRESSES,
    **colours.PRESSES,
    **stations.PRESSES,
    **thanks.PRESSES,
    **desk.PRESSES,
    **warnings.PRESSES,
    "apply": Route(applying.begin, Action.APPLY),
    "company": Route(applying.company),
    "approve": Route(approvals.approve, Action.APPROVE),
    "decline": Route(approvals.decline, Action.APPROVE),
    "lang": Route(language.choose, group=True),
    "forget": Route(leaving.forget),
    "uninvite": Route(invites.revoke, Action.INVITE),
    "people": Route(people.page, Action.MANAGE_PEOPLE),
    "person": Route(people.person, Action.MANAGE_PEOPLE),
    "suspend": Route(people.suspend, Action.MANAGE_PEOPLE),
    "unsuspend": Route(people.unsuspend, Action.MANAGE_PEOPLE),
    "bindas": Route(groups.bind_as, Action.BIND, private=False, group=True),
    "areas": Route(areas_tree.page, Action.SEE_AREAS),
    "members": Route(areas_tree.members_are_staff, Action.SEE_AREAS),
    "crs": Route(exchange.choose_system, Action.OVERSEE),
    "import": Route(exchange.load, Action.OVERSEE),
    "export": Route(export_files.make, Action.OVERSEE),
    "category": Route(reporting.choose_category, Action.REPORT),
    "draft": Route(reporting.settle, Action.REPORT),
    "my": Route(my_reports.page, Action.SEE_OWN),
    "mine": Route(my_reports.one, Action.SEE_OWN),
    "take": Route(handling.take, group=True),
    "release": Route(handling.release, group=True),
    "resolve": Route(handling.ask_for_proof, group=True),
    "photos": Route(handling.photos, group=True),
    "withdraw": Route(follow_up.withdraw),
    "add": Route(follow_up.add),
    "satisfied": Route(follow_up.satisfied),
    "unsatisfied": Route(objecting.unsatisfied),
    "why": Route(objecting.why),
    "shows": Route(objecting.shows),
}

STEPS: dict[str, Route] = {
    **stations.STEPS,
    **thanks.STEPS,
    **desk.STEPS,
    **warnings.STEPS,
    "name": Route(applying.name),
    "company": Route(applying.company),
    "phone": Route(applying.phone),
    "draft": Route(reporting.more, Action.REPORT),
    "adding": Route(follow_up.added),
    "why": Route(objecting.why),
    "proof": Route(handling.proof, group=True),
    "proven": Route(handling.more_proof, group=True),
}


async def find(turn: Turn) -> Route | None:
    """The route of an event; None where a group's talk is none of our business."""
    event = turn.event
    if event.inquiry:
        return stations.INQUIRY
    if event.press:
        return PRESSES.get(event.press.data.split(":")[0], Route(about.stale_button, group=True))
    command = event.command or keyboard.command_for(event.text, turn.house.languages)
    if command in COMMANDS and not event.edited:
        return COMMANDS[command]
    if event.private and event.command and not event.edited:
        return Route(about.unknown_command)
    return await (_in_private(turn) if event.private else _in_group(turn))


async def _in_private(turn: Turn) -> Route | None:
    event = turn.event
    if event.edited:
        return stations.MOVED if event.location else None
    if exchange.offered(event, turn.who):
        return Route(exchange.offer, Action.OVERSEE)
    dialogue, ticket = await turn.dialogue(), await _replied_to(turn)
    if ticket and (dialogue is None or ticket != str(dialogue.draft.get("ticket", ""))):
        return Route(notes.reply)
    if dialogue is not None:
        return STEPS[dialogue.step]
    return Route(reporting.more, Action.REPORT) if _reports(event) else Route(about.small_talk)


async def _replied_to(turn: Turn) -> str:
    """The number of the ticket whose message was replied to, "" for none: a reply means it, whatever else waits."""
    event = turn.event
    slot = await cards.slot_of(turn.conn, event.chat.id, event.reply_to) if event.reply_to else ""
    return slot.split(":")[1] if slot.startswith("ticket:") else ""


def _reports(event: Event) -> bool:
    return bool(event.files or event.location or event.text)


async def _in_group(turn: Turn) -> Route | None:
    event = turn.event
    if event.edited or event.sender is None or not (event.reply_to or event.album):
        return None
    if event.reply_to and await stations.answers_remark(turn):
        return stations.ANSWERED
    dialogue = await dialogues.get(turn.conn, event.sender.id, event.chat.id)
    if dialogue is not None:
        return STEPS[dialogue.step]
    return Route(notes.reply, group=True) if await _replied_to(turn) else None


async def about_chat(turn: Turn) -> list:  # type: ignore[type-arg]
    """What happens to a chat itself: we join, leave, lose rights, it moves."""
    return list(await groups.standing(turn))

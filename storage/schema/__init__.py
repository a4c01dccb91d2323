"""Every table, in SQLAlchemy Core. History is only ever added to; times are aware UTC."""

from storage.schema.base import Id, Moment, metadata
from storage.schema.boxes import DEAD, DONE, FOLDED, UNREACHABLE, WAITING, dead_letters, inbox, outbox, slots, uploads
from storage.schema.broadcasts import broadcasts, recipients
from storage.schema.desk import seconds, subtasks
from storage.schema.figures import digests
from storage.schema.follows import follows
from storage.schema.groups import cell_colours, checks, duties, folded, sheets
from storage.schema.people import audit, dialogues, grants, invites, last_places, people
from storage.schema.places import areas, bindings, cells, standings, versions
from storage.schema.stations import (
    activities,
    activity_breaks,
    checkins,
    door_scans,
    duty_roster,
    favourites,
    keepers,
    remarks,
    signups,
    station_filters,
    station_questions,
    station_words,
    stations,
)
from storage.schema.thanks import cursors, honours, points, read_rows, redemptions, unnamed
from storage.schema.tickets import attachments, cards, history, media, rungs, tickets

__all__ = [
    "DEAD",
    "DONE",
    "FOLDED",
    "UNREACHABLE",
    "WAITING",
    "Id",
    "Moment",
    "activities",
    "activity_breaks",
    "areas",
    "attachments",
    "audit",
    "bindings",
    "broadcasts",
    "cards",
    "cell_colours",
    "cells",
    "checkins",
    "checks",
    "cursors",
    "dead_letters",
    "dialogues",
    "digests",
    "door_scans",
    "duties",
    "duty_roster",
    "favourites",
    "folded",
    "follows",
    "grants",
    "history",
    "honours",
    "inbox",
    "invites",
    "keepers",
    "last_places",
    "media",
    "metadata",
    "outbox",
    "people",
    "points",
    "read_rows",
    "recipients",
    "redemptions",
    "remarks",
    "rungs",
    "seconds",
    "sheets",
    "signups",
    "slots",
    "standings",
    "station_filters",
    "station_questions",
    "station_words",
    "stations",
    "subtasks",
    "tickets",
    "unnamed",
    "uploads",
    "versions",
]

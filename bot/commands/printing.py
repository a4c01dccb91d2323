"""Posters for the doors of stations, as one PDF."""

import asyncio
from collections.abc import Sequence
from typing import IO

from bot.commands.common import Failed, Misused
from bot.domain.stations import Station
from bot.photos.print import paper
from bot.photos.text import Fonts
from bot.settings import Settings
from bot.telegram.api import Api
from bot.telegram.errors import TelegramError
from handlers.i18n import Languages
from handlers.stations import posters


async def username(settings: Settings) -> str:
    """The bot's own, which the codes name; Misused without a token, Failed where Telegram does not tell it."""
    if settings.bot_token is None:
        raise Misused("BOT_TOKEN is missing: the codes on the posters name the bot")
    try:
        async with Api(settings.bot_token, root=settings.bot_api_url, proxy=settings.proxy_url) as api:
            return str((await api.me()).get("username", ""))
    except TelegramError as error:
        raise Failed(f"{settings.bot_api_url}: {error}") from error


async def print_all(settings: Settings, stations: Sequence[Station], username: str, *, out: IO[bytes]) -> int:
    """Draws page by page, so that thousands need no more memory than one; returns how many."""
    t = Languages(settings.language).to(settings.language)
    pages = (posters.poster(t, username, station) for station in stations)
    return await asyncio.to_thread(paper.to_pdf, out, pages, Fonts())

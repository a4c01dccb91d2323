"""check: whatever the bot needs to run, a line each."""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import insert, make_url

from bot import policy
from bot.database import cause, errors, newer, shown
from bot.settings import Settings
from bot.telegram import transport
from bot.telegram.api import Api
from bot.telegram.errors import BadRequest, Forbidden
from storage import areas, migrate, schema
from storage.engine import Store
from storage.migrations import HEAD

SKEW = 5.0
"""Seconds that our clock may differ from Telegram's: what "within 10 minutes" means hangs on it."""
LEAST_FREE = 500_000_000
"""Bytes: a few hundred photos as phones take them."""
_PRESENT = {"creator", "administrator", "member", "restricted"}
_PATIENCE = aiohttp.ClientTimeout(total=15)


class Wrong(Exception):
    """Something is not as it should be; the message says what."""


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, whether it is good, and what was seen."""

    about: str
    good: bool
    said: str


Look = Callable[[Settings], Awaitable[str]]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`check` has no options."""
    commands.add_parser("check", help="say whether everything is as it should be").set_defaults(run=check)


async def check(settings: Settings, _: argparse.Namespace) -> int:
    """Prints a line for each thing; 1 where any of them fails."""
    good = True
    async for finding in findings(settings):
        good &= finding.good
        print(f"{'ok' if finding.good else 'FAIL':<5}{finding.about:<10}{finding.said}", flush=True)
    return 0 if good else 1


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Everything there is to check, one after the other."""
    for about, look in LOOKS.items():
        yield await _found(about, look(settings))
    for admin in sorted(settings.admin_ids) if settings.bot_token else ():
        yield await _found("admin", _admin(settings, admin))
    for binding in await _bindings(settings) if settings.bot_token else ():
        found = await _found("group", _group(settings, binding))
        yield replace(found, said=f"{binding.title or 'untitled'} ({binding.chat}): {found.said}")


async def _found(about: str, said: Awaitable[str]) -> Finding:
    try:
        return Finding(about, True, await said)
    except Exception as error:  # whatever it is, it is what this line has to say, and the next thing is looked at
        return Finding(about, False, cause(error))


def _api(settings: Settings) -> Api:
    if settings.bot_token is None:
        raise Wrong("BOT_TOKEN is missing")
    return Api(settings.bot_token, root=settings.bot_api_url, proxy=settings.proxy_url)


async def _telegram(settings: Settings) -> str:
    async with _api(settings) as api:
        me = await api.me()
    inline = "" if me.get("supports_inline_queries") else ", inline mode is off: /setinline at @BotFather"
    return f"@{me.get('username')} at {settings.bot_api_url}{inline}"


async def _clock(settings: Settings) -> str:
    """By the Date of an answer, whatever the answer is; it has whole seconds, so half a second is added."""
    request = transport.AiohttpRequest(proxy=settings.proxy_url)
    await request.initialize()
    try:
        asked = time.time()
        async with request.session.head(settings.bot_api_url, allow_redirects=False, timeout=_PATIENCE) as answer:
            date = answer.headers.get("Date")
        answered = time.time()
    except (aiohttp.ClientError, TimeoutError) as error:
        raise transport.translate(error) from None
    finally:
        await request.shutdown()
    return skew(date, (asked + answered) / 2)


def skew(date: str | None, ours: float) -> str:
    """How far `ours` (seconds since the epoch) is from the header's time; Wrong where that is too far."""
    try:
        theirs = parsedate_to_datetime(date or "").timestamp() + 0.5
    except ValueError:
        raise Wrong("the answer has no date to compare with") from None
    if abs(ours - theirs) > SKEW:
        raise Wrong(f"{abs(ours - theirs):.0f} s {'ahead' if ours > theirs else 'behind'}: set this machine's clock")
    return "right to the second or so"


async def _database(settings: Settings) -> str:
    """A write that is taken back; a SQLite file that is not there is not made."""
    url = settings.database_url
    _refuse_missing(url)
    version = await migrate.current(url)
    if version is not None and not migrate.knows(version):
        raise Wrong(f"{shown(url)} {newer(version)}")
    if version != HEAD:
        raise Wrong(f"{shown(url)} is at version {version}, not {HEAD}: run migrate")
    store = Store(url)
    try:
        await _write(store)
    finally:
        await store.close()
    return f"{shown(url)}, version {HEAD}, writable"


def _refuse_missing(url: str) -> None:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and not Path(parts.database or "").is_file():
        raise Wrong(f"{shown(url)} is not there yet: run migrate")


async def _write(store: Store) -> None:
    async with store.write() as conn:
        await conn.execute(insert(schema.versions).values(what="check", version=0))
        await conn.rollback()


async def _policy(settings: Settings) -> str:
    loaded = policy.load(settings.policy_file)
    unknown = await _nowhere(settings, loaded.calendar.areas)
    if unknown:
        raise Wrong(f"calendar.areas: there is no {'、'.join(unknown)} in the tree of areas")
    return f"{settings.policy_file or 'built in'}, {len(loaded.categories)} categories"


async def _nowhere(settings: Settings, named: Iterable[str]) -> list[str]:
    """Areas of the policy that no code and no name in the database matches, where there is a database."""
    try:
        _refuse_missing(settings.database_url)
    except Wrong:
        return []
    if not named or await migrate.current(settings.database_url) != HEAD:
        return []
    store = Store(settings.database_url)
    try:
        async with store.read() as conn:
            tree = await areas.tree(conn)
    finally:
        await store.close()
    known = {area.code for area in tree} | {area.name for area in tree}
    return [name for name in named if name not in known]


async def _media(settings: Settings) -> str:
    """Made where missing, as `run` would."""
    folder = settings.media_dir
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"check")
        os.fsync(file.fileno())
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        raise Wrong(f"{folder}: only {free / 1e6:.0f} MB free")
    return f"{folder}, writable, {free / 1e9:.1f} GB free"


async def _font(_: Settings) -> str:
    from bot.photos import text

    font = text.installed()
    if not font.is_file():
        raise Wrong(f"{font} is missing")
    return font.name


LOOKS: dict[str, Look] = {
    "telegram": _telegram,
    "clock": _clock,
    "database": _database,
    "policy": _policy,
    "media": _media,
    "font": _font,
}


async def _bindings(settings: Settings) -> list[areas.Binding]:
    """Every chat that is bound; none where there is no database yet."""
    try:
        _refuse_missing(settings.database_url)
        return await _all_bound(Store(settings.database_url))
    except Wrong:
        return []
    except errors(settings.database_url):  # said before, by the look at the database
        return []


async def _all_bound(store: Store) -> list[areas.Binding]:
    try:
        async with store.read() as conn:
            return [one for bound in (await areas.bindings_by_area(conn)).values() for one in bound]
    finally:
        await store.close()


async def _admin(settings: Settings, admin: int) -> str:
    """Whether somebody whom ADMIN_IDS names has ever written to us: Telegram lets us write to nobody else."""
    async with _api(settings) as api:
        try:
            chat = await api.call("getChat", {"chat_id": admin})
        except (BadRequest, Forbidden):
            raise Wrong(f"{admin} cannot be reached: they must open the bot and press Start") from None
    return f"{chat.get('first_name', '')} ({admin})".strip()


async def _group(settings: Settings, binding: areas.Binding) -> str:
    """Whether we are in it and may write there."""
    async with _api(settings) as api:
        me = await api.me()
        member = await api.call("getChatMember", {"chat_id": binding.chat, "user_id": me["id"]})
        chat = await api.call("getChat", {"chat_id": binding.chat})
    return standing(member, chat)


def standing(member: dict[str, Any], chat: dict[str, Any]) -> str:
    """Our status there; Wrong where we are out, or mute (ChatMember and ChatFullInfo of the Bot API)."""
    status = str(member.get("status"))
    if status not in _PRESENT or member.get("is_member") is False:
        raise Wrong(f"the bot is not in it ({status})")
    everyone = (chat.get("permissions") or {}).get("can_send_messages", True)
    speaks = {"restricted": member.get("can_send_messages", False), "member": everyone}.get(status, True)
    if not speaks:
        raise Wrong("the bot may not write there")
    return status

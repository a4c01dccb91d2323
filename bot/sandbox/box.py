"""The sandbox: a Bot API on loopback, and the handles by which tests and the demo play Telegram's people."""

import asyncio
import itertools
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import orjson
from aiohttp import web

from bot.sandbox import acts, asking, chats, faults, quick, server, spec, webhook
from bot.sandbox.errors import Json
from bot.sandbox.group import SUPERGROUP, Group
from bot.sandbox.limits import Limits
from bot.sandbox.person import Person
from bot.sandbox.seen import until
from bot.sandbox.world import Chat, World

TOKEN = "4242:sandbox"  # noqa: S105 - opens nothing but the sandbox
BOT: Json = {"id": 4242, "is_bot": True, "first_name": "移动网格员", "username": "sandbox_grid_bot"}


class Sandbox:
    """A pretend Telegram on http://127.0.0.1:{port}; `async with` starts and stops it."""

    def __init__(
        self, *, limits: bool | Limits = False, light: bool = False, port: int = 0, host: str = "127.0.0.1"
    ) -> None:
        self.world = World(bot=dict(BOT))
        self.desk = server.Desk(self.world, spec.load(), TOKEN, webhook.Webhook(self._reply))
        self.desk.limits = (limits if isinstance(limits, Limits) else Limits()) if limits else None
        self.token = TOKEN
        self.light = light
        self.counters = quick.Counters()
        self._address = (host, port)
        self._runner: web.ServerRunner | None = None
        self._people = itertools.count(1_000_001)
        self._clock: Callable[[], datetime] = self.world.clock

    async def __aenter__(self) -> "Sandbox":
        serve = _short(self) if self.light else partial(server.serve, self.desk)
        handler = partial(quick.control, self.world.updates, self.counters, serve)
        self._runner = web.ServerRunner(web.Server(handler, access_log=None), shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, *self._address).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.world.updates.close()
        await webhook.stop(self.desk.hook)
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """The root to give to the bot as BOT_API_URL."""
        if self._runner is None:
            raise RuntimeError("the sandbox is not running")
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    # ---- the town

    def person(
        self,
        first_name: str = "李",
        language: str | None = "zh",
        *,
        last_name: str | None = None,
        username: str | None = None,
        phone: str | None = None,
    ) -> Person:
        """Somebody who never wrote to the bot yet."""
        number = next(self._people)
        more = {"last_name": last_name, "username": username, "language_code": language}
        user = {"id": number, "is_bot": False, "first_name": first_name}
        user |= {name: value for name, value in more.items() if value is not None}
        self.world.people[number] = user
        chats.private(self.world, number)
        return Person(self.world, user, phone or f"+8613{number:09d}")

    def group(
        self,
        title: str = "枣林西社区",
        *,
        members: list[Person] | None = None,
        creator: Person | None = None,
        forum: bool = False,
        supergroup: bool = False,
        bot: str | None = "member",
    ) -> Group:
        """A group whose creator adds the bot as a "member" or "administrator", or not at all (None)."""
        creator = creator or self.person("群主")
        wide = forum or supergroup
        number = (SUPERGROUP if wide else -5_000_000) - next(self.world.numbers)
        inner = Chat(number, "supergroup" if wide else "group", title, forum=forum)
        if not wide:
            inner.numbers = self.world.messages
        inner.members = {one.id: {"status": "member"} for one in members or []}
        inner.members[creator.id] = {"status": "creator", "is_anonymous": False}
        self.world.chats[number] = inner
        group = Group(self.world, inner, creator)
        if bot:
            group.adds_bot() if bot == "member" else group.promotes_bot()
        return group

    def file(self, file_id: str) -> bytes:
        """The bytes of a file that somebody sent."""
        return self.world.files[file_id].data

    # ---- the time

    @property
    def now(self) -> datetime:
        """What dates the messages; set it to stop the clock, to None to let it run again."""
        return self.world.clock()

    @now.setter
    def now(self, value: datetime | None) -> None:
        self.world.clock = self._clock if value is None else lambda: value

    # ---- the line between bot and Telegram

    @property
    def calls(self) -> list[server.Call]:
        """Every call but successful polls, oldest first."""
        return self.desk.calls

    @property
    def violations(self) -> list[server.Call]:
        """Calls that the spec forbids; a test wants none."""
        return self.desk.violations

    def called(self, method: str) -> list[server.Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    @property
    def privacy(self) -> bool:
        """Privacy mode (on at first, as BotFather has it)."""
        return self.world.privacy

    @privacy.setter
    def privacy(self, value: bool) -> None:
        self.world.privacy = value

    @property
    def repeat_updates(self) -> bool:
        """Whether every new update is delivered twice, in different batches."""
        return self.world.updates.repeat

    @repeat_updates.setter
    def repeat_updates(self, value: bool) -> None:
        self.world.updates.repeat = value

    def inject(self, raw: Json | bytes) -> None:
        """Queue an update as it is; a dict gets an update_id if it has none, bytes stay what they are."""
        if isinstance(raw, bytes):
            self.world.updates.add_raw(raw)
        else:
            acts.learn(self.world, raw)
            self.world.updates.add_all([raw])

    def fault(self, method: str = "*", **what: Any) -> faults.Fault:
        """Let the next calls go wrong; see Fault for the words. "download" is a file's download."""
        made = faults.Fault(method, **what)
        self.desk.faults.append(made)
        return made

    def away(self) -> None:
        """Every connection is cut until `back`."""
        self.world.updates.go(True)

    def back(self) -> None:
        self.world.updates.go(False)

    # ---- waiting

    def mark(self) -> int:
        """This moment, for `since=` of the waits."""
        return self.world.step

    async def waits_for_call(self, method: str, count: int = 1, timeout: float = 5) -> server.Call:  # noqa: ASYNC109
        """The count-th call of a method."""

        def look() -> server.Call | None:
            return self.called(method)[count - 1] if len(self.called(method)) >= count else None

        return await until(self.world, look, timeout, f"{method} was not called {count} times within {timeout} s")

    async def settles(self, quiet: float = 0.2, timeout: float = 10) -> None:  # noqa: ASYNC109
        """Until all updates are taken and no call came for `quiet` seconds; AssertionError if it never rests."""
        end = time.monotonic() + timeout
        seen = -1
        while self.world.updates.waiting or seen != len(self.calls):
            if time.monotonic() > end:
                raise AssertionError(f"{len(self.world.updates.waiting)} updates wait; {len(self.calls)} calls came")
            seen = len(self.calls)
            await asyncio.sleep(quiet)

    def commands(self, scope: Json | None = None, language: str = "") -> list[Json]:
        """What setMyCommands set for a scope and a language."""
        return self.world.commands.get(asking.scope_key(scope, language), [])

    async def _reply(self, method: str, params: Json) -> None:
        """Play the method that the bot named in its answer to a webhook's update."""
        await server.reply(self.desk, method, params)


def _short(box: Sandbox) -> quick.Serve:
    """The short path of the light mode."""
    return partial(quick.serve, box.world.updates, box.counters, orjson.dumps(box.world.bot))

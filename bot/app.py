"""The composition root: settings become a running bot. The only place that starts tasks."""

import asyncio
import functools
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import clock, database, fetch, loops, policy
from bot.clock import Clock
from bot.domain.hours import Calendar
from bot.domain.outgoing import Address, Outgoing
from bot.domain.policy import Policy
from bot.fetch import Fetcher
from bot.handling import Desk, Doors
from bot.intake import Intake
from bot.leading import Lead
from bot.photos import Darkroom
from bot.photos import store as media
from bot.photos.maps.tile_server import Server, Tiles
from bot.sender import Sender
from bot.sending.pacing import Rates
from bot.sending.speech import Mouth
from bot.sending.verdicts import Delivery
from bot.settings import Intake as Way
from bot.settings import Settings
from bot.telegram import polling, webhook
from bot.telegram.api import Api
from bot.telegram.errors import InvalidToken, TelegramError
from bot.times import Times
from bot.worker import Worker
from handlers import delivery, due, front, menus
from handlers.i18n import Languages
from handlers.turn import House
from storage import lease
from storage.cells import Atlas
from storage.engine import Store
from storage.finder import Finder

GRACE = 9.0  # seconds for finishing what is held; the contract says 10
_TRY_AGAIN, _MOMENT = 2.0, 0.3
_log = structlog.get_logger()


class BadToken(Exception):
    """There is no BOT_TOKEN, or Telegram does not know it."""


class Stopped(Exception):
    """Told to stop before it had begun."""


@dataclass(frozen=True, slots=True)
class App:
    """A bot, ready to serve."""

    settings: Settings
    api: Api
    store: Store
    house: House
    sender: Sender
    worker: Worker
    intake: Intake
    clock: Clock
    lead: Lead
    stop: asyncio.Event
    finish: asyncio.Event = field(default_factory=asyncio.Event)
    fall_silent: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def build(settings: Settings, stop: asyncio.Event, *, times: Times | None = None) -> AsyncIterator[App]:
    """Open everything; waits for a database and a Telegram that are away. BadToken, Stopped; BadPolicy; Unusable."""
    if settings.bot_token is None:
        raise BadToken("BOT_TOKEN is missing")
    rules = policy.load(settings.policy_file)
    await _migrated(settings.database_url, stop)
    async with AsyncExitStack() as opened:
        store = Store(settings.database_url)
        opened.push_async_callback(store.close)
        tiles = _tiles(settings)
        if tiles is not None:
            opened.push_async_callback(tiles.close)
        darkroom = Darkroom(settings.media_dir, zone=ZoneInfo(settings.timezone), tiles=tiles)
        opened.callback(darkroom.close)
        api = Api(settings.bot_token, root=settings.bot_api_url, proxy=settings.proxy_url)
        await opened.enter_async_context(api)
        house = furnish(settings, rules, username=await _username(api, stop))
        yield _join(settings, Mouth(api, darkroom, store), house, stop, times=times or Times())


async def _migrated(url: str, stop: asyncio.Event) -> None:
    """The database in its newest version; a server that is away is waited for. Unusable, Stopped."""
    while not stop.is_set():
        try:
            await database.up(url)
        except database.Away as error:
            _log.warning("the database is away", error=str(error))
        else:
            return
        await loops.stopped(stop, _TRY_AGAIN)
    raise Stopped


def furnish(settings: Settings, rules: Policy, *, username: str) -> House:
    """What every handler finds around it."""
    zone = ZoneInfo(settings.timezone)
    return House(
        policy=rules,
        zone=zone,
        days=Calendar(zone, off=rules.calendar.off, working=rules.calendar.working),
        language=settings.language.value,
        languages=Languages(settings.language.value),
        admins=settings.admin_ids,
        username=username,
        atlas=Atlas(),
        finder=Finder(zone),
        token=functools.partial(secrets.token_urlsafe, 24),
        load=functools.partial(media.load, settings.media_dir),
        keep=functools.partial(media.save, settings.media_dir),
        drop=functools.partial(media.drop, settings.media_dir),
        group_rate=settings.group_rate,
    )


def _tiles(settings: Settings) -> Tiles | None:
    """The map server that the operator has named; its tiles are kept beside the photos, and in no backup."""
    if settings.tile_url is None:
        return None
    folder = settings.media_dir / "tiles"
    return Tiles(Server(settings.tile_url, settings.tile_attribution, folder, settings.proxy_url))


def _join(settings: Settings, mouth: Mouth, house: House, stop: asyncio.Event, *, times: Times) -> App:
    """Who wakes whom: intake the worker, the worker and the clock the sender."""
    api, store = mouth.api, mouth.store
    topic, message = functools.partial(_topic_gone, house), functools.partial(_message_gone, house)
    hears = Delivery(functools.partial(_unreachable, house), delivery.moved, topic, message)
    rates = Rates(settings.send_rate, settings.chat_rate, settings.group_rate)
    sender = Sender(mouth, hears, rates, times=times)
    desk = Desk(store, house, Doors(front.meet, front.wants_files, front.receive, front.failed), times)
    fetcher = Fetcher(api, mouth.darkroom, asyncio.Semaphore(fetch.AT_ONCE))
    worker = Worker(desk, fetch=functools.partial(fetch.files, fetcher), said=sender.wake)
    intake = Intake(store, worker.offer, worker.room, at_once=worker.at_once, again=worker.load, times=times)
    lead = Lead(lease.of(store))
    knocks = Clock(store, house, due.DUE, sender.wake, times, lead.leads)
    return App(settings, api, store, house, sender, worker, intake, knocks, lead, stop)


async def serve(app: App) -> None:
    """Take updates in, handle them and speak until `app.stop`; then finish what is held, within GRACE seconds."""
    await app.worker.load()
    await app.lead.look()
    run_worker = functools.partial(app.worker.run, app.finish)
    leading = loops.keep("lead", functools.partial(app.lead.run, app.fall_silent))
    speaking = loops.keep("sender", functools.partial(app.lead.while_ours, app.sender.run, app.fall_silent))
    working = [loops.keep(f"worker {number}", run_worker) for number in range(app.settings.workers)]
    writing = loops.keep("intake", app.intake.run)
    menu = loops.keep("menus", functools.partial(_after_start, functools.partial(_set_menus, app)))
    warming = loops.keep("stations", functools.partial(_after_start, functools.partial(_warm, app)))
    ticking = loops.keep("clock", functools.partial(clock.run, app.clock, app.stop, sweep=app.worker.load))
    try:
        await _take_in(app)
    finally:
        await _finish(app, writing, [*working, ticking], speaking)
        await loops.end([writing, *working, ticking, speaking, leading, menu, warming])
        await app.lead.leave()


async def _take_in(app: App) -> None:
    """Until told to stop, or the token is refused: no waiting mends that."""
    settings = app.settings
    if settings.intake is Way.POLLING:
        _log.info("serving", intake="polling", bot=app.house.username)
        try:
            await polling.poll(app.api, app.intake.store, app.stop)
        except InvalidToken as error:
            raise BadToken("BOT_TOKEN is refused by Telegram") from error
        return
    await _until_heard(app, _listen, "the webhook is not set: Telegram is away")


async def _listen(app: App) -> None:
    settings = app.settings
    host, _, port = settings.listen.rpartition(":")
    hook = {"url": settings.webhook_url or "", "secret": settings.webhook_secret or ""}
    async with webhook.listen(app.api, app.intake.store, host=host, port=int(port), **hook) as bound:
        _log.info("serving", intake="webhook", bot=app.house.username, port=bound)
        await app.stop.wait()


async def _until_heard(app: App, work: Callable[[App], Awaitable[None]], complaint: str) -> None:
    """Once more after each time that Telegram is away, until it is done or we are to stop."""
    while not app.stop.is_set():
        try:
            await work(app)
        except TelegramError as error:
            _log.warning(complaint, error=str(error))
            await loops.stopped(app.stop, _TRY_AGAIN)
        else:
            return


async def _finish(
    app: App, writing: asyncio.Task[None], working: list[asyncio.Task[None]], speaking: asyncio.Task[None]
) -> None:
    """One after the other, so that each still finds the next one at work."""
    app.stop.set()
    try:
        async with asyncio.timeout(GRACE):
            app.intake.stop()
            await asyncio.wait({writing})
            app.finish.set()
            app.worker.nudge()
            await asyncio.wait(working)
            app.fall_silent.set()
            app.sender.wake()
            await asyncio.wait({speaking})
    except TimeoutError:
        _log.warning("not everything was finished in time; it goes on at the next start")
    else:
        _log.info("finished")


async def _after_start(work: Callable[[], Awaitable[None]]) -> None:
    """What nobody waits for yet comes after the first poll."""
    await asyncio.sleep(_MOMENT)
    await work()


async def _set_menus(app: App) -> None:
    """Each command menu, per scope and language; from the beginning where Telegram goes away meanwhile."""
    await _until_heard(app, _name_commands, "the menus are not set: Telegram is away")


async def _name_commands(app: App) -> None:
    for scope, code, commands in menus.commands(app.house):
        listed = [{"command": each.name, "description": each.description} for each in commands]
        await app.api.call("setMyCommands", {"scope": scope, "language_code": code, "commands": listed})


async def _warm(app: App) -> None:
    """The stations into memory, for the first who asks for one not to wait."""
    async with app.store.read() as conn:
        await app.house.finder.warm(conn, datetime.now(UTC))


async def _unreachable(house: House, conn: AsyncConnection, chat: int, now: datetime) -> Sequence[Outgoing]:
    return await delivery.unreachable(conn, house, chat, now)


async def _topic_gone(house: House, conn: AsyncConnection, lost: Address, now: datetime) -> Sequence[Outgoing]:
    return await delivery.topic_gone(conn, house, lost, now)


async def _message_gone(house: House, conn: AsyncConnection, slot: str, now: datetime) -> Sequence[Outgoing]:
    return await delivery.message_gone(conn, house, slot, now)


async def _username(api: Api, stop: asyncio.Event) -> str:
    """Ours, by getMe. A Telegram that is away is waited for."""
    while not stop.is_set():
        try:
            return str((await api.me()).get("username", ""))
        except InvalidToken as error:
            raise BadToken("BOT_TOKEN is refused by Telegram") from error
        except TelegramError as error:
            _log.warning("Telegram is away", error=str(error))
        await loops.stopped(stop, _TRY_AGAIN)
    raise Stopped

"""What an operator can choose: environment variables or `.env`, each checked, each described."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")
_SECRET = 256
_SHOWN = 60


class BadSettings(Exception):
    """One line for each setting that cannot be used: its name, what it was, what it may be."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)


class Intake(StrEnum):
    POLLING = "polling"
    WEBHOOK = "webhook"


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


def _url(value: str, schemes: tuple[str, ...]) -> str:
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"a URL with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return value.rstrip("/")


def _tiles(value: str) -> str:
    missing = [part for part in ("{z}", "{x}", "{y}") if part not in value]
    if missing or not urlsplit(value).hostname or urlsplit(value).scheme not in ("http", "https"):
        raise ValueError("a URL with {z}, {x} and {y}, such as https://tiles.example/{z}/{x}/{y}.png")
    return value


def _http(value: str) -> str:
    return _url(value, ("http", "https"))


def _proxy(value: str) -> str:
    return _url(value, ("http", "https", "socks4", "socks5"))


def _database(value: str) -> str:
    try:
        driver = make_url(value).drivername
    except ArgumentError:
        driver = ""
    if driver not in DRIVERS:
        raise ValueError(f"a URL with {' or '.join(f'{name}://' for name in DRIVERS)}")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise ValueError("the name of a time zone, such as Asia/Shanghai") from None
    return value


def _ids(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and 0 < int(part) < 2**52 for part in parts):
        raise ValueError("Telegram ids: whole numbers, separated by commas")
    return frozenset(map(int, parts))


def _token(value: str) -> str:
    number, colon, secret = value.partition(":")
    if not (colon and number.isascii() and number.isdigit() and secret and secret.isprintable() and " " not in value):
        raise ValueError("a token as @BotFather gives it, such as 123456:ABC-DEF")
    return value


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) < 65536:
        raise ValueError("HOST:PORT, such as 127.0.0.1:8080")
    return value


def _secret(value: str) -> str:
    if len(value) > _SECRET or not all(c.isascii() and (c.isalnum() or c in "_-") for c in value):
        raise ValueError("1 to 256 letters, digits, _ and -")
    return value


Url = Annotated[str, AfterValidator(_http)]
Rate = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]


class Settings(BaseSettings):
    """Every setting. An empty value counts as none given."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    bot_token: Annotated[str, AfterValidator(_token)] | None = Field(
        None, repr=False, description="from @BotFather; `run` cannot do without, `demo` needs none"
    )
    bot_api_url: Url = Field("https://api.telegram.org", description="root of the Bot API")
    proxy_url: Annotated[str, AfterValidator(_proxy)] | None = Field(
        None, description="HTTP or SOCKS5 proxy for Telegram"
    )
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite+aiosqlite:///data/bot.db", description="or `postgresql+asyncpg://…`"
    )
    media_dir: Path = Field(
        Path("data/media"),
        description="photos, content-addressed; exports, imports, unreported photos for seven days (`keep_files_days`)",
    )
    admin_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(_ids)] = Field(
        frozenset(), description="Telegram ids that are admins from the start, comma-separated"
    )
    tile_url: Annotated[str, AfterValidator(_tiles)] | None = Field(
        None,
        description="map tiles below the map of stations: a URL with {z}, {x} and {y}, WGS-84; "
        "the server learns roughly where who asks is, and nothing is fetched where none is given",
    )
    tile_attribution: str = Field(
        "© OpenStreetMap contributors", description="whose tiles these are, drawn in the map's corner"
    )
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        "Asia/Shanghai", description="of every time shown and every working hour"
    )
    language: Language = Field(
        Language.ZH, description="of anyone whose client's language we do not have, and of groups; `zh` or `en`"
    )
    policy_file: Path | None = Field(
        None, description="categories, severities, clocks, ladder, colours (TOML); built in where none is given"
    )
    intake: Intake = Field(Intake.POLLING, description="`polling` or `webhook`")
    webhook_url: Url | None = Field(None, description="where Telegram shall bring updates; `webhook` needs it")
    webhook_secret: Annotated[str, AfterValidator(_secret)] | None = Field(
        None, repr=False, description="what Telegram must say with each update; `webhook` needs it"
    )
    listen: Annotated[str, AfterValidator(_listen)] = Field(
        "127.0.0.1:8080", description="where the webhook listens: plain HTTP, behind your proxy"
    )
    workers: Annotated[int, Field(ge=1, le=64)] = Field(1, description="concurrent handling lanes in this process")
    send_rate: Rate = Field(30, description="messages a second over all; `0` = unpaced")
    chat_rate: Rate = Field(1, description="messages a second per private chat (bursts of 5 pass); `0` = unpaced")
    group_rate: Rate = Field(20, description="messages a minute per group; `0` = unpaced")
    log_format: LogFormat = Field(LogFormat.CONSOLE, description="`console` or `json`")


def read(env_file: str | None = ".env") -> Settings:
    """The settings of this process; BadSettings names everything that is wrong."""
    given: dict[str, Any] = {"_env_file": env_file}  # as a mapping: the library's types do not name it
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise BadSettings(*(_line(dict(one)) for one in error.errors())) from None
    missing = list(_missing(settings))
    if missing:
        raise BadSettings(*missing)
    return settings


def _missing(settings: Settings) -> Iterator[str]:
    needed = ("webhook_url", "webhook_secret") if settings.intake is Intake.WEBHOOK else ()
    for name in needed:
        if getattr(settings, name) is None:
            yield f"{name.upper()} is missing: INTAKE=webhook needs it"


def _line(error: Mapping[str, Any]) -> str:
    name = str(error["loc"][0]).upper()
    was = "(not shown)" if name in {"BOT_TOKEN", "WEBHOOK_SECRET"} else repr(str(error["input"])[:_SHOWN])
    return f"{name} is {was}; it must be {_allowed(error)}"


def _allowed(error: Mapping[str, Any]) -> str:
    if error["type"] == "enum":
        return str(error["ctx"]["expected"])
    message = str(error["msg"]).removeprefix("Value error, ")
    return message.removeprefix("Input should be ")

"""Structured lines on standard error: for a human's eyes, or JSON for a machine's. Never a token."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.telegram.errors import scrub

QUIET = ("aiosqlite", "apscheduler", "httpx", "aiohttp.access", "alembic")


def configure(*, json: bool) -> None:
    """Send our lines, and those of every library from INFO up, to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _without_tokens,
    ]
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if json else _console()
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    _adopt_libraries([*shared, structlog.stdlib.ProcessorFormatter.remove_processors_meta, render])


def _console() -> Any:
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), sort_keys=False)


def _adopt_libraries(processors: list[Any]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=processors))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _without_tokens(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in line.items():
        if isinstance(value, str):
            line[name] = scrub(value)
        elif isinstance(value, BaseException):
            line[name] = scrub(repr(value))
    return line

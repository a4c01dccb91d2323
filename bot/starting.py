"""A quick start: a process that only serves loads nothing that it never uses, and looks for no garbage meanwhile."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

UNUSED = ("click", "pygments", "rich")
"""What structlog and httpx load where they find it: coloured tracebacks and a command line."""


@contextmanager
def lean() -> Iterator[None]:
    """Inside, UNUSED cannot be imported anew, and cyclic garbage is not looked for: imports make next to none."""
    hidden = [name for name in UNUSED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: "do not look for it"
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        for name in hidden:
            del sys.modules[name]


def settle() -> None:
    """What is loaded stays for good: later searches for garbage pass it by."""
    gc.collect()
    gc.freeze()

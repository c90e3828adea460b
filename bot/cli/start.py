"""What every command does first: read the settings, say how to log."""

from __future__ import annotations

import gc
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.faults import Fault

if TYPE_CHECKING:
    from bot.settings import Settings


def settings(**given: object) -> Settings:
    """The settings of the environment, with the options of the command line on top; None is an option not given.

    Raises:
        Fault: a value cannot be used; the message names each setting and what it accepts. Or the settings file cannot
            be read.
    """
    from pydantic import ValidationError

    from bot.settings import Settings, variable

    try:
        options = {name: value for name, value in given.items() if value is not None}
        return Settings(**options)  # type: ignore[arg-type]  # Pydantic checks them; a fault is named below.
    except ValidationError as invalid:
        wrong = [
            (f"{variable(str(e['loc'][0]))}: " if e["loc"] else "") + e["msg"].removeprefix("Value error, ")
            for e in invalid.errors()
        ]
        # The value itself is not shown: a database's address holds a password.
        raise Fault("\n       ".join([*wrong, "docs/settings.md explains each setting"])) from None
    except (PermissionError, UnicodeDecodeError) as error:
        why = "is for another user: work as the one it belongs to" if isinstance(error, OSError) else "is not in UTF-8"
        raise Fault(f"the settings file {str(Path('.env').resolve())!r} {why}") from None


def _places(logger: object, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as its type and the places it passed; never its message, which may quote what a person wrote."""
    if given := event.pop("exc_info", None):
        error = given if isinstance(given, BaseException) else sys.exception()
        frames = traceback.extract_tb(error.__traceback__ if error else None)
        event["error"] = type(error).__name__ if error else ""
        event["places"] = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def logs(level: str) -> None:
    """Log to stderr: lines for people at a terminal, JSON elsewhere; events and fields, never what people write."""
    import logging

    import structlog

    live = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _places,
            structlog.dev.ConsoleRenderer() if live else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def collect_seldom() -> None:
    """For a process that serves: most of what is loaded stays for good, and a turn leaves hardly any cycles.

    Looking for them as often as by default takes a twelfth of a busy process's time (measured).
    """
    gc.set_threshold(50_000, 20, 20)


def keep_what_is_loaded() -> None:
    """For a process that serves, once it is ready: all there is by now stays for good, and is not looked through again.

    Looking through everything holds up all that is going on for 130 ms of the processor's time, and afterwards for 25
    (measured with every channel loaded); a platform waits as long for its acknowledgement.
    """
    gc.collect()
    gc.freeze()

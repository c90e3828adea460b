"""What all routes of the console share."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.console.pages import Pages
from bot.console.sessions import Sessions
from bot.console.settings import ConsoleSettings
from bot.desk import Desk
from storage.port import Storage


@dataclass(frozen=True, slots=True)
class Console:
    storage: Storage
    desk: Callable[[], Desk]
    """What is done at the desk, while the service answers."""
    settings: ConsoleSettings
    pages: Pages
    sessions: Sessions
    clock: Callable[[], float] = field(default=time.time)

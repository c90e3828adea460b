"""What all routes of the console share."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

from bot.allowance import Allowance
from bot.browser.requests import origin
from bot.console.gate import Gate
from bot.console.identity import Identities
from bot.console.journeys import Journeys
from bot.console.live import Streams
from bot.console.pages import Pages
from bot.console.passwords import Passwords
from bot.console.presence import Presence
from bot.console.sessions import Sessions
from bot.console.settings import ConsoleSettings
from bot.desk import Desk
from bot.endorsing import Endorsing
from bot.intake import Intake
from bot.merging import Merging
from bot.promising import Promising
from bot.referring import Referring
from bot.rostering import Rostering
from bot.search import Search
from bot.writing.port import Writer
from storage.port import Storage


@dataclass(frozen=True, slots=True)
class Console:
    storage: Storage
    desk: Callable[[], Desk]
    """What is done at the desk, while the service answers."""
    settings: ConsoleSettings
    pages: Pages
    sessions: Sessions
    passwords: Passwords
    gate: Gate
    attempts: Allowance
    """Sign-ins and invitations tried, by where from."""
    journeys: Journeys
    provider: Identities | None
    """None when people sign in by passwords alone."""
    presence: Presence
    streams: Streams
    search: Search | None
    """None where nothing is searched."""
    briefs: Writer | None
    """Summarises and translates; None without a language model."""
    clock: Callable[[], float] = field(default=time.time)
    seen: dict[tuple[int | None, str, int | None], float] = field(default_factory=dict)
    """When this process last wrote down that an account saw something of a case."""

    def origin(self, request: Request) -> str:
        """Where people reach us, without a path."""
        return origin(request, self.settings.public_url)

    def endorsing(self) -> Endorsing:
        return Endorsing(self.storage, self.desk().wake, clock=self.clock)

    def merging(self) -> Merging:
        return Merging(self.storage.desk, self.desk().wake, clock=self.clock)

    def promising(self) -> Promising:
        return Promising(self.storage.desk, self.desk().wake, clock=self.clock)

    def referring(self) -> Referring:
        return Referring(self.storage, self.desk().wake, clock=self.clock)

    def rostering(self) -> Rostering:
        return Rostering(self.storage.desk, clock=self.clock)

    def intake(self) -> Intake:
        return Intake(self.storage.desk, self.desk().wake, clock=self.clock)

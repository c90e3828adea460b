"""What a route of the console is: its address, who may call it, what the audit log says of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from bot.console.console import Console
from bot.console.visit import Needs

Answer = Callable[[Console, Request], Awaitable[Response]]
"""`bot.console.visit.current` says who asks; the form of a POST was sent by a page of ours."""


@dataclass(frozen=True, slots=True)
class Route:
    """There is no other way into the console: what is not in a table cannot be called."""

    method: Literal["GET", "POST"]
    path: str
    """Below the console's root: "/queue", "/case/{code}"."""
    needs: Needs
    answer: Answer
    saw: str = ""
    """What the audit log says when this was answered well, "" for nothing; what is done to a case has its history."""
    tab: str = ""
    """Wording of its entry in the head of every page, "" for none."""
    live: bool = False
    """Called by a page that stands open, not by a person: nobody stays signed in by it."""

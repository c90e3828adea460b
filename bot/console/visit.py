"""Who asks: what the guard found out about a request before anything answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

from bot.browser.requests import wanted
from bot.rights import may
from dialogs.words import AVAILABLE, spoken
from storage.desk.port import Account


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser, signed in or not."""

    token: str
    """What its cookie holds; a new one for a browser that came without."""
    account: Account | None
    new: bool
    """Its cookie is still to be set."""


Needs = Literal["anybody", "account"] | str
"""Whoever comes; whoever is signed in, whatever their role; or one of the verbs of `bot.rights.MAY`."""


def allowed(account: Account | None, needs: Needs) -> bool:
    match needs:
        case "anybody":
            return True
        case "account":
            return account is not None
        case verb:
            return account is not None and may(account, verb)


def visit(request: Request) -> Visit:
    found = request.state.visit
    assert isinstance(found, Visit)
    return found


def current(request: Request) -> Account:
    """Who is signed in; only on routes that need an account."""
    account = visit(request).account
    assert account is not None, f"{request.url.path} is open to anybody, its table says"
    return account


def language(request: Request) -> str:
    """The first language of who is signed in, else the browser's first; always one we have."""
    account = visit(request).account
    mine = next((code for code in account.languages if code in AVAILABLE), "") if account else ""
    return mine or spoken(wanted(request))


def about(request: Request, case: int) -> None:
    """Which case this is about, for the audit log."""
    request.state.case = case


def shows(request: Request, what: str) -> None:
    """Put down what the answer shows, whichever route it answers, for the audit log."""
    request.state.shows = what


def shown(request: Request) -> str:
    """What was put down; "" for nothing."""
    return str(getattr(request.state, "shows", ""))

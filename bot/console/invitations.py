"""Invitations: the only way an account begins, from the console or from `needs desk invite`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from bot.codes import digest, secret
from bot.console.settings import ROOT
from storage.desk.port import Account, DeskStorage, NewAccount, Role

LASTS = 7 * 24 * 3600.0
"""Seconds."""
NAME = 80
"""Characters of a name."""
ROLES: tuple[Role, ...] = get_args(Role)


class Unusable(ValueError):
    """An account cannot be made of this; `why` is "email", "name" or "role"."""

    def __init__(self, why: Literal["email", "name", "role"]) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Invited:
    account: Account
    path: str
    """Of the link, from the service's address on; it opens once, and what we keep does not tell it."""


def role_of(text: str) -> Role:
    """Raises Unusable for what is no role."""
    for role in ROLES:
        if role == text:
            return role
    raise Unusable("role")


async def invite(
    storage: DeskStorage, email: str, name: str, role: str, *, now: float, team: str = "", languages: Sequence[str] = ()
) -> Invited:
    """A new account, or a new link for one that is there: its password no longer opens, its sessions end.

    Raises:
        Unusable: nothing was done.
    """
    known, called, opens = role_of(role), " ".join(name.split()), secret(20)
    if not called or len(called) > NAME:
        raise Unusable("name")
    new = NewAccount(_address(email), called, known, digest(opens), now + LASTS, now, team, tuple(languages))
    return Invited(await storage.invite(new), f"{ROOT}/join/{opens}")


def _address(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise Unusable("email") from error
    return found.normalized.lower()

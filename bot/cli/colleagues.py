"""What `needs doctor` says of the desk: whether anybody works there, and whether their provider answers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bot.cli.finding import Finding

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.desk.port import DeskStorage

INVITE = "`needs desk invite ADDRESS --name NAME --role lead` makes the first account"


async def colleagues(desk: DeskStorage) -> Finding:
    """Who could answer a call for a person."""
    from bot.rights import may

    people = await desk.accounts()
    working = [one for one in people if may(one, "take")]
    if not working:
        return Finding("Desk", "to do", f"nobody answers when a person is asked for; {INVITE}")
    return Finding("Desk", "ok", f"{len(people)} accounts, {len(working)} of them take cases")


async def provider(settings: Settings) -> Finding | None:
    """Whether the provider of NEEDS_OIDC_ISSUER describes itself under that name; None when none is set."""
    if not settings.oidc_issuer:
        return None
    from bot.console.identity import Unreachable
    from bot.console.provider import Provider
    from bot.console.settings import OidcSettings

    told = OidcSettings(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret.get_secret_value())
    try:
        await Provider(told, time.time).ask(f"{settings.public_url}/desk/oidc/back")
    except Unreachable as fault:
        says = f"{settings.oidc_issuer} is no provider we can use ({fault}); compare NEEDS_OIDC_ISSUER with its pages"
        return Finding("Sign-in", "problem", says)
    if not settings.public_url:
        return Finding("Sign-in", "to do", "the provider answers; set NEEDS_PUBLIC_URL: it sends people back there")
    return Finding("Sign-in", "ok", f"register {settings.public_url}/desk/oidc/back at {settings.oidc_issuer}")

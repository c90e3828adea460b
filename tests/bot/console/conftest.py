"""The console as it is served: under the web chat's headers and limits, on the real database, called over HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import get_args

import httpx
import pytest
from argon2 import PasswordHasher

from bot.adapters.web.adapter import WebAdapter
from bot.adapters.web.settings import Mounted, WebSettings
from bot.codes import digest
from bot.console.app import build
from bot.console.identity import Identities
from bot.console.passwords import Passwords
from bot.console.settings import BODY, ROOT, ConsoleSettings
from bot.desk import Desk
from dialogs.forms import FORMS
from storage import open_storage
from storage.desk.port import Account, NewAccount, Role
from storage.port import Storage
from tests.bot.adapters.web.scripted import Desk as Script
from tests.bot.adapters.web.scripted import Papers

ROLES: tuple[Role, ...] = get_args(Role)
SEAL = re.compile(r'name="seal" value="([^"]+)"')
COOKIE = "desk"


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Browser:
    """Follows redirections, keeps cookies, sends the forms of the page it saw last."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.page = ""

    async def get(self, path: str, **how: str) -> httpx.Response:
        response = await self.client.get(ROOT + path, headers=how)
        self.page = response.text
        return response

    async def post(self, path: str, **fields: str) -> httpx.Response:
        """As a form of the last page; the seal is the page's unless given."""
        values = {"seal": self.seal, "key": "a-form"} | fields
        response = await self.client.post(ROOT + path, data=values)
        self.page = response.text
        return response

    @property
    def seal(self) -> str:
        found = SEAL.search(self.page)
        return found.group(1) if found else ""

    @property
    def token(self) -> str:
        return self.client.cookies.get(COOKIE) or ""


Open = Callable[..., Awaitable[Browser]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    storage = await open_storage(tmp_path / "data")
    yield storage
    await storage.close()


@pytest.fixture
def settings(tmp_path: Path) -> ConsoleSettings:
    return ConsoleSettings("", "desk@example.org", tmp_path)


@pytest.fixture
def provider() -> Identities | None:
    """Of who signs in with the account of an organisation; None is that of the settings."""
    return None


@pytest.fixture
async def opened(
    storage: Storage, settings: ConsoleSettings, provider: Identities | None, tmp_path: Path, clock: Clock
) -> AsyncIterator[Open]:
    """Makes browsers: `await opened()` is nobody, `await opened("lead")` somebody who is signed in."""
    desk = Desk(storage.desk, FORMS["request"], lambda row: None, clock=clock)
    console = build(
        storage,
        lambda: desk,
        settings,
        clock=clock,
        provider=provider,
        passwords=quick_passwords(),
        pause=nothing,
    )
    web = WebSettings("127.0.0.1", 0, settings.public_url, "", "", "", False, tmp_path)
    script = Script(storage)
    app = WebAdapter(storage, web, Papers(), beside=[Mounted(ROOT, console, BODY)]).app(script.accept)
    async with AsyncExitStack() as stack:

        async def open(role: Role | None = None, address: str = "198.51.100.7") -> Browser:
            transport = httpx.ASGITransport(app, client=(address, 4000), raise_app_exceptions=False)
            base = settings.public_url or "http://localhost"
            client = httpx.AsyncClient(transport=transport, base_url=base, follow_redirects=True)
            await stack.enter_async_context(client)
            if role:
                account = await account_of(storage, role, clock)
                token = f"{role}-".ljust(43, "x")
                await storage.desk.sign_in(digest(token), account.id, clock(), clock() + 7200)
                client.cookies.set(COOKIE, token)
            return Browser(client)

        yield open


def quick_passwords() -> Passwords:
    """Hashes of the real kind that cost a millisecond."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


async def nothing(seconds: float) -> None:
    """In place of the time a sign-in takes."""


async def account_of(storage: Storage, role: Role, clock: Clock) -> Account:
    """Somebody in this role, invited when there is nobody yet."""
    return await storage.desk.account_of(f"{role}@example.org") or await storage.desk.invite(
        NewAccount(f"{role}@example.org", role.title(), role, digest(f"invites {role}"), clock() + 3600, clock())
    )

"""Signing in and out, as browsers do it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import structlog

from bot.codes import digest
from bot.console.gate import FREE, LONGEST_REST, REST, TAKES, Gate, rest
from bot.console.sessions import IDLE, LONGEST, OFTEN
from bot.console.settings import ROOT, ConsoleSettings
from storage.desk.port import Account, NewAccount
from storage.port import Storage
from tests.bot.console.conftest import Browser, Clock, Open, quick_passwords

PASSWORD = "four words in a row"
WRONG = "another four words"


@pytest.fixture
async def ana(storage: Storage, clock: Clock) -> Account:
    """An officer who has set a password."""
    await storage.desk.invite(NewAccount("ana@desk.example", "Ana", "officer", "x", clock() + 60, clock()))
    joined = await storage.desk.join("x", await quick_passwords().hash(PASSWORD), clock())
    assert joined
    return joined


async def signs_in(browser: Browser, password: str, email: str = "ana@desk.example", **fields: str) -> int:
    await browser.get("/sign-in")
    return (await browser.post("/sign-in", email=email, password=password, **fields)).status_code


async def inside(browser: Browser) -> bool:
    return (await browser.get("/me")).url.path == "/desk/me"


async def seen(storage: Storage) -> list[str]:
    return [view.what for view in await storage.desk.views()]


async def test_somebody_comes_in_and_goes_out(opened: Open, storage: Storage, ana: Account) -> None:
    """However the address is written; afterwards the cookie of before opens nothing, and the log says both."""
    browser = await opened()
    assert await signs_in(browser, PASSWORD, " Ana@Desk.example") == 200
    assert await inside(browser)
    token = browser.token
    assert (await browser.post("/sign-out")).url.path == "/desk/sign-in"
    browser.client.cookies.set("desk", token)
    assert not await inside(browser)
    assert await seen(storage) == ["signed-out", "signed-in"]


async def test_a_planted_cookie_is_not_signed_in(opened: Open, ana: Account) -> None:
    """Signing in gives a new secret: whoever knew the one of before has nothing."""
    browser, thief = await opened(), await opened()
    await browser.get("/sign-in")
    planted = browser.token
    await signs_in(browser, PASSWORD)
    assert browser.token != planted
    thief.client.cookies.set("desk", planted)
    assert not await inside(thief)


async def test_the_database_does_not_hold_what_the_browser_holds(opened: Open, storage: Storage, ana: Account) -> None:
    """Whoever reads the database can sign in as nobody: of the secret there is a digest, of the password a hash."""
    browser = await opened()
    await signs_in(browser, PASSWORD)
    thief = await opened()
    thief.client.cookies.set("desk", digest(browser.token))
    assert not await inside(thief)
    assert ana.password.startswith("$argon2id$")


@pytest.mark.parametrize("public", ["", "https://desk.example.org"])
async def test_cookies_are_shut(opened: Open, settings: ConsoleSettings, public: str) -> None:
    """Not for scripts, not for other sites, and over https for nothing else."""
    response = await (await opened()).get("/sign-in")
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert ("Secure" in cookie, "__Host-desk=" in cookie) == ((settings.https,) * 2)


@pytest.fixture
def settings(request: pytest.FixtureRequest, settings: ConsoleSettings) -> ConsoleSettings:
    public = getattr(request.node, "callspec", None) and request.node.callspec.params.get("public", "")
    return ConsoleSettings(public or "", settings.contact, settings.secret_folder)


async def test_headers_allow_no_foreign_script(opened: Open) -> None:
    """The console is served under the chat's policy, and its pages hold no script or style of their own."""
    response = await (await opened("lead")).get("/people")
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["cache-control"] == "no-store"
    assert not re.search(r"<style|<script(?![^>]* src=)|\son\w+=|\sstyle=", response.text)


async def test_nothing_tells_who_has_an_account(opened: Open, storage: Storage, ana: Account, clock: Clock) -> None:
    """A wrong password, a resting account, an invited one, a removed one and nobody's address: the same page."""
    for email in ("invited", "removed"):
        new = NewAccount(f"{email}@desk.example", "Bo", "officer", email, clock() + 60, clock())
        account = await storage.desk.invite(new)
    await storage.desk.join("removed", await quick_passwords().hash(PASSWORD), clock())
    await storage.desk.remove_account(account.id, account.id, clock())
    pages = []
    for email, password in (("ana", WRONG), ("nobody", PASSWORD), ("invited", ""), ("removed", PASSWORD)):
        browser = await opened()
        assert await signs_in(browser, password, f"{email}@desk.example") == 403
        pages.append(re.sub(rf'name="(seal|key)" value="[^"]*"|{email}', "", browser.page))
    for _ in range(FREE):
        await signs_in(browser, WRONG)
    assert await signs_in(browser, PASSWORD) == 403
    pages.append(re.sub(r'name="(seal|key)" value="[^"]*"|ana', "", browser.page))
    assert len({page.replace("ana", "") for page in pages}) == 1


async def test_an_account_rests_after_five_wrong_passwords(opened: Open, ana: Account, clock: Clock) -> None:
    """A quarter of an hour, also for the right one; then twice as long, until somebody signs in."""
    browser = await opened()
    for _ in range(FREE):
        assert await signs_in(browser, WRONG) == 403
    assert await signs_in(browser, PASSWORD) == 403
    clock.now += REST + 1
    assert await signs_in(browser, WRONG) == 403
    clock.now += REST + 1
    assert await signs_in(browser, PASSWORD) == 403
    clock.now += REST
    assert await signs_in(browser, PASSWORD) == 200
    await browser.post("/sign-out")
    assert await signs_in(browser, WRONG) == 403
    assert await signs_in(browser, PASSWORD) == 200


async def test_no_password_opens_what_has_none() -> None:
    """Not even the one that is looked at in its place."""
    passwords = quick_passwords()
    assert not await passwords.opens("", "nobody has this password")
    assert not await passwords.opens("not a hash", WRONG)
    assert await passwords.opens(await passwords.hash(WRONG), WRONG)


def test_rests_grow() -> None:
    assert [rest(n) for n in (0, 4, 5, 6, 7)] == [0, 0, REST, 2 * REST, 4 * REST]
    assert rest(1000) == LONGEST_REST


async def test_a_hundred_attempts_at_once_are_a_hundred(storage: Storage, ana: Account, clock: Clock) -> None:
    """Attempts are counted before they are tried: whoever sends many in one moment tries five passwords."""
    tried: list[str] = []

    class Watched:
        async def opens(self, hash: str, password: str) -> bool:
            tried.extend([password] if hash else [])
            return True

    async def pause(seconds: float) -> None: ...

    gate = Gate(storage.desk, Watched(), clock, pause=pause)  # type: ignore[arg-type]
    found = await asyncio.gather(*(gate.enter(ana.email, f"{n}") for n in range(100)))
    assert sum(account is not None for account in found) == FREE


@pytest.mark.parametrize("email", ["ana@desk.example", "nobody@desk.example"])
async def test_every_attempt_takes_as_long(storage: Storage, ana: Account, clock: Clock, email: str) -> None:
    """What was not spent looking is waited for, so that a clock tells nothing."""
    paused: list[float] = []

    async def pause(seconds: float) -> None:
        paused.append(seconds)

    watch = iter((10.0, 10.125))
    gate = Gate(storage.desk, quick_passwords(), clock, watch=lambda: next(watch), pause=pause)
    await gate.enter(email, WRONG)
    assert paused == [TAKES - 0.125]


async def test_one_address_tries_only_so_often(opened: Open, ana: Account) -> None:
    """Thirty times, over all accounts; another address is not concerned."""
    browser = await opened()
    states = [await signs_in(browser, WRONG, f"{n}@desk.example") for n in range(31)]
    assert states == [403] * 30 + [429]
    assert await signs_in(await opened(address="203.0.113.9"), PASSWORD) == 200


async def test_a_session_ends_when_nobody_is_there(opened: Open, ana: Account, clock: Clock) -> None:
    """Two hours after the last page, and twelve hours after signing in however busy somebody is."""
    browser = await opened()
    await signs_in(browser, PASSWORD)
    clock.now += IDLE - 1
    assert await inside(browser)
    clock.now += IDLE + 1
    assert not await inside(browser)
    await signs_in(browser, PASSWORD)
    began = clock.now
    while clock.now + IDLE / 2 < began + LONGEST:
        clock.now += IDLE / 2
        assert await inside(browser)
    clock.now = began + LONGEST + 1
    assert not await inside(browser)


async def test_being_there_is_noted_now_and_then(opened: Open, ana: Account, clock: Clock, storage: Storage) -> None:
    """Not by every page: reading costs no write."""
    browser = await opened()
    await signs_in(browser, PASSWORD)
    notes: list[float] = []
    prolong = type(storage.desk).prolong

    async def counted(self: object, session: str, until: float, longest: float) -> None:
        notes.append(until)
        await prolong(self, session, until, longest)  # type: ignore[arg-type]

    type(storage.desk).prolong = counted  # type: ignore[method-assign]
    try:
        for _ in range(7):
            await inside(browser)
            clock.now += OFTEN / 3
    finally:
        type(storage.desk).prolong = prolong  # type: ignore[method-assign]
    assert len(notes) <= 3


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("/desk/audit", "/desk/audit"),
        ("//evil.example/desk/", "/desk/me"),
        ("https://evil.example/desk/me", "/desk/me"),
        ("/desk/\\evil.example", "/desk/me"),
        ("/desk//evil.example", "/desk/me"),
        ("/r/secret", "/desk/me"),
    ],
)
async def test_one_goes_on_to_a_page_of_ours(
    opened: Open, storage: Storage, ana: Account, clock: Clock, wanted: str, shown: str
) -> None:
    """To the page that was wanted; a link cannot lead away after the sign-in."""
    await storage.desk.change_account(ana.id, "focal-point", "", ())
    browser = await opened()
    await browser.get("/sign-in")
    response = await browser.post("/sign-in", email=ana.email, password=PASSWORD, next=wanted)
    assert response.url.host == "localhost"
    assert response.url.path == shown


async def test_a_removed_colleague_is_out_at_once(opened: Open, storage: Storage, ana: Account, clock: Clock) -> None:
    browser = await opened()
    await signs_in(browser, PASSWORD)
    await storage.desk.remove_account(ana.id, ana.id, clock())
    assert not await inside(browser)
    assert await signs_in(browser, PASSWORD) == 403


async def test_a_form_of_an_ended_session_is_not_done(opened: Open, storage: Storage, clock: Clock) -> None:
    """The page says so, and that the words are still there; a script is told in its own way."""
    browser = await opened("lead")
    await browser.get("/people")
    clock.now += LONGEST + 1
    response = await browser.post("/people", email="bo@desk.example", name="Bo", role="officer")
    assert (response.status_code, "You are signed out" in response.text) == (401, True)
    assert await storage.desk.account_of("bo@desk.example") is None
    assert (await browser.get("/me", Accept="application/json")).json() == {"error": "signed-out"}


async def test_an_upload_that_is_too_big_is_told(opened: Open) -> None:
    """A hundred megabytes are refused before they are read, with a page that says what is allowed."""
    browser = await opened("lead")
    await browser.get("/me")
    size = {"Content-Length": str(100 * 1024 * 1024), "Content-Type": "application/x-www-form-urlencoded"}
    response = await browser.client.post("/desk/me/language", content=b"seal=", headers=size)
    assert response.status_code == 413
    assert "10 MB" in response.text


async def test_nothing_long_is_read_of_a_stranger(opened: Open) -> None:
    """Nor what does not say how long it is: who has no account fills neither memory nor disk."""
    browser = await opened()
    await browser.get("/sign-in")
    assert (await browser.post("/sign-in", email="x" * 20_000, password=WRONG)).status_code == 413
    assert (await browser.post("/sign-in", email="x" * 2_000, password=WRONG)).status_code == 403

    async def pieces() -> AsyncIterator[bytes]:
        yield f"seal={browser.seal}&email=a&password=b".encode()

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await browser.client.post("/desk/sign-in", content=pieces(), headers=form)).status_code == 413


async def test_the_log_knows_nobody(opened: Open, ana: Account) -> None:
    """Neither addresses nor names nor passwords, whatever happens at the door."""
    with structlog.testing.capture_logs() as logged:
        browser = await opened()
        for email, password in ((ana.email, WRONG), ("nobody@desk.example", WRONG), (ana.email, PASSWORD)):
            await signs_in(browser, password, email)
        await browser.get(f"/join/{'s' * 27}")
    assert [entry["event"] for entry in logged] == ["password_refused"]
    assert not re.search(r"desk\.example|Ana|words|sssss", str(logged))


async def test_the_bare_address_leads_in(opened: Open) -> None:
    """As people type it, without a slash: to the queue, to one's account, or to the door."""
    for role, path in (("officer", "/desk/queue"), ("focal-point", "/desk/me"), (None, "/desk/sign-in")):
        assert (await (await opened(role)).get("")).url.path == path


@pytest.mark.parametrize("path", ["/say", f"{ROOT}/sign-in"])
async def test_who_goes_in_mid_form_is_no_fault_of_ours(opened: Open, path: str) -> None:
    """Nothing is raised, which a server would log as an error: on a phone it happens all day."""
    browser = await opened()
    transport = browser.client._transport
    assert isinstance(transport, httpx.ASGITransport)
    form = b"application/x-www-form-urlencoded"
    headers = [(b"host", b"localhost"), (b"content-type", form), (b"content-length", b"100")]
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "scheme": "http", "headers": headers, "client": ("198.51.100.7", 4000),
        "server": ("localhost", 80), "http_version": "1.1", "root_path": "", "asgi": {"version": "3.0"},
    }  # fmt: skip
    coming = iter(({"type": "http.request", "body": b"text=Lion", "more_body": True}, {"type": "http.disconnect"}))

    async def receive() -> Any:
        return next(coming)

    answered: list[Any] = []

    async def send(message: Any) -> None:
        answered.append(message)

    await transport.app(scope, receive, send)
    assert [message["status"] for message in answered if message["type"] == "http.response.start"] == [400]

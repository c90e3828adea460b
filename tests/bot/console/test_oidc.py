"""Signing in with an organisation's account, at a real provider on a port of this machine."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread

from bot.console.identity import Unreachable
from bot.console.journeys import LASTS
from bot.console.provider import Provider
from bot.console.settings import ConsoleSettings, OidcSettings
from storage.desk.port import NewAccount
from storage.port import Storage
from tests.bot.console.conftest import Browser, Clock, Open

ANA = User(sub="ana", claims={"email": "Ana@desk.example", "email_verified": True})
PEOPLE = (
    ANA,
    User(sub="bo", claims={"email": "bo@desk.example", "email_verified": True}),
    User(sub="cy", claims={"email": "ana@desk.example", "email_verified": False}),
    User(sub="di", claims={"email": "ana@desk.example"}),
    User(sub="ed", claims={"email": "ana@desk.example", "email_verified": "true"}),
    User(sub="flo", claims={}),
)

TOKEN = "/oauth2/token"

Answered = Callable[[httpx.Request, httpx.Response], Awaitable[httpx.Response]]


class Meddled(httpx.AsyncHTTPTransport):
    """The way to the provider; a test may change what the token is asked with, and what an address answers."""

    def __init__(self) -> None:
        super().__init__()
        self.headers: dict[str, str] = {}
        self.answered: dict[str, Answered] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == TOKEN:
            request.headers.update(self.headers)
        response = await super().handle_async_request(request)
        if changed := self.answered.get(request.url.path):
            await response.aread()
            return await changed(request, response)
        return response


@pytest.fixture
def clock() -> Clock:
    """Of this machine: the provider looks at no other."""
    clock = Clock()
    clock.now = time.time()
    return clock


@pytest.fixture
def age(request: pytest.FixtureRequest) -> timedelta:
    """How long what the provider signs is good."""
    return getattr(request, "param", timedelta(hours=1))


@pytest.fixture
def issuer(age: timedelta) -> Iterator[str]:
    with run_server_in_thread(access_token_max_age=age, require_nonce=True, user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def oidc(issuer: str) -> OidcSettings:
    return OidcSettings(issuer, "needs", "a secret")


@pytest.fixture
def settings(tmp_path: Path, oidc: OidcSettings) -> ConsoleSettings:
    return ConsoleSettings("", "desk@example.org", tmp_path, oidc)


@pytest.fixture
def way() -> Meddled:
    return Meddled()


@pytest.fixture
def provider(oidc: OidcSettings, clock: Clock, way: Meddled) -> Provider:
    return Provider(oidc, clock, way)


@pytest.fixture(autouse=True)
async def invited(storage: Storage, clock: Clock) -> None:
    """Ana was invited and set no password."""
    await storage.desk.invite(NewAccount("ana@desk.example", "Ana", "officer", "x", clock() + 60, clock()))


async def sent(browser: Browser, wanted: str = "") -> str:
    """Where the browser is sent."""
    browser.client.follow_redirects = False
    response = await browser.get(f"/oidc?{urlencode({'next': wanted})}")
    browser.client.follow_redirects = True
    assert response.status_code == 303
    return response.headers["location"]


async def agrees(url: str, person: str = "ana", **form: str) -> str:
    """Signs in over there; the path and question they come back with."""
    async with httpx.AsyncClient() as there:
        response = await there.post(url, data={"sub": person} | form)
    assert response.status_code == 302, response.text
    back = urlsplit(response.headers["location"])
    assert (back.netloc, back.path) == ("localhost", "/desk/oidc/back")
    return f"/oidc/back?{back.query}"


def altered(url: str, **changes: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | changes)))


async def inside(browser: Browser) -> bool:
    return (await browser.get("/me")).url.path == "/desk/me"


async def refused(browser: Browser, path: str, logged: list[str], why: str) -> None:
    response = await browser.get(path)
    assert (response.status_code, "was not accepted" in response.text) == (403, True)
    assert logged == [why]
    assert not await inside(browser)


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Why nobody was believed, as the log says it."""
    import structlog

    found: list[str] = []

    def kept(logger: object, name: str, event: dict[str, object]) -> dict[str, object]:
        if event.get("event") == "identity_not_believed":
            found.append(str(event["why"]))
        raise structlog.DropEvent

    before = structlog.get_config()["processors"]
    structlog.configure(processors=[kept])
    yield found  # type: ignore[misc]
    structlog.configure(processors=before)


async def test_who_was_invited_comes_in(opened: Open, storage: Storage) -> None:
    """By the address the provider vouches for, to the page that was wanted; without a password of ours."""
    browser = await opened()
    assert "my organisation" in (await browser.get("/sign-in")).text
    response = await browser.get(await agrees(await sent(browser, "/desk/me?done=password")))
    assert str(response.url) == "http://localhost/desk/me?done=password"
    assert "ana@desk.example" in response.text
    assert [view.what for view in await storage.desk.views()] == ["signed-in-elsewhere", "bound"]


@pytest.mark.parametrize("person", ["bo", "cy", "di", "ed", "flo"])
async def test_nobody_else_comes_in(opened: Open, storage: Storage, person: str) -> None:
    """Not invited; or with an address that the provider has not verified, says nothing of, or does not know."""
    browser = await opened()
    response = await browser.get(await agrees(await sent(browser), person))
    assert (response.status_code, "no account here" in response.text) == (403, True)
    assert not await inside(browser)
    assert await storage.desk.account_of("bo@desk.example") is None


async def test_who_was_removed_stays_out(opened: Open, storage: Storage, clock: Clock) -> None:
    account = await storage.desk.account_of("ana@desk.example")
    assert account
    await storage.desk.remove_account(account.id, account.id, clock())
    browser = await opened()
    assert (await browser.get(await agrees(await sent(browser)))).status_code == 403


async def test_an_account_belongs_to_who_first_signed_in(opened: Open, storage: Storage, issuer: str) -> None:
    """From then on the provider's own name for them decides: a changed address, even an unverified one, keeps the
    account, and what the log says of the first time."""
    first, second = await opened(), await opened()
    await first.get(await agrees(await sent(first)))
    account = await storage.desk.account_at(issuer, "ana")
    assert account
    async with httpx.AsyncClient(base_url=issuer) as there:
        await there.put("/users/ana", json={"email": "ana.maria@elsewhere.example", "email_verified": False})
    await second.get(await agrees(await sent(second)))
    assert "ana@desk.example" in (await second.get("/me")).text
    done = [view.what for view in await storage.desk.views(account=account.id)]
    assert done == ["signed-in-elsewhere", "signed-in-elsewhere", "bound"]


async def test_another_with_the_same_address_is_refused_with_what_to_do(
    opened: Open, storage: Storage, issuer: str
) -> None:
    """An address that was given to somebody else opens nothing; a new link from a lead does."""
    first, second = await opened(), await opened()
    await first.get(await agrees(await sent(first)))
    async with httpx.AsyncClient(base_url=issuer) as there:
        await there.put("/users/ana-the-second", json=ANA.claims)
    response = await second.get(await agrees(await sent(second), "ana-the-second"))
    assert (response.status_code, "ask a lead" in response.text) == (403, True)
    assert not await inside(second)
    account = await storage.desk.account_of("ana@desk.example")
    assert account
    assert (await storage.desk.views(account=account.id))[0].what == "refused-elsewhere"
    await storage.desk.invite(NewAccount(account.email, account.name, account.role, "anew", 2e9, 1.8e9))
    third = await opened()
    assert (await third.get(await agrees(await sent(third), "ana-the-second"))).status_code == 200
    fourth = await opened()
    assert (await fourth.get(await agrees(await sent(fourth)))).status_code == 403


async def test_two_who_come_at_once_are_one(storage: Storage) -> None:
    """Of two that the provider names with one address one is bound; the same one twice is the same."""
    account = await storage.desk.account_of("ana@desk.example")
    assert account
    both = await asyncio.gather(*(storage.desk.bind(account.id, "https://sso", name) for name in ("a", "b")))
    assert sorted(both) == [False, True]
    name = "a" if both[0] else "b"
    assert await storage.desk.bind(account.id, "https://sso", name)
    other = await storage.desk.invite(NewAccount("cy@desk.example", "Cy", "officer", "y", 2e9, 1.8e9))
    assert not await storage.desk.bind(other.id, "https://sso", name)
    await storage.desk.remove_account(account.id, account.id, 1.8e9)
    assert await storage.desk.account_at("https://sso", name) is None


async def test_a_wrong_nonce_is_refused(opened: Open, logged: list[str]) -> None:
    """A token that was made for another sign-in proves nothing for this one."""
    browser = await opened()
    back = await agrees(altered(await sent(browser), nonce="of-another-sign-in"))
    await refused(browser, back, logged, "invalid_claim")


async def test_a_wrong_issuer_is_refused(opened: Open, way: Meddled, logged: list[str]) -> None:
    """The provider signs under another name than the one it was asked by."""
    way.headers = {"Host": "localhost:1"}
    browser = await opened()
    await refused(browser, await agrees(await sent(browser)), logged, "invalid_claim")


@pytest.mark.parametrize("age", [timedelta(hours=-1)], indirect=True)
async def test_an_expired_token_is_refused(opened: Open, logged: list[str]) -> None:
    browser = await opened()
    await refused(browser, await agrees(await sent(browser)), logged, "expired_token")


async def test_a_token_for_another_service_is_refused(opened: Open, way: Meddled, logged: list[str]) -> None:
    """The provider says truly who it is, but to somebody else."""
    other = base64.b64encode(b"another:a%20secret").decode()
    way.headers = {"Authorization": f"Basic {other}"}
    browser = await opened()
    back = await agrees(altered(await sent(browser), client_id="another"))
    await refused(browser, back, logged, "invalid_claim")


@pytest.mark.parametrize(("header", "why"), [({}, "bad_signature"), ({"alg": "none"}, "unsupported_algorithm")])
async def test_a_forged_token_is_refused(
    opened: Open, way: Meddled, logged: list[str], header: dict[str, str], why: str
) -> None:
    """Changed on its way, or not signed at all: somebody else's token does not become Ana's."""

    async def forge(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        answer = response.json()
        parts = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in answer["id_token"].split(".")[:2]]
        claims = parts[1] | {"email": "ana@desk.example", "email_verified": True}
        forged = [
            base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
            for part in (parts[0] | header, claims)
        ]
        signature = "" if header else answer["id_token"].split(".")[2]
        return httpx.Response(200, json=answer | {"id_token": ".".join((*forged, signature))})

    way.answered[TOKEN] = forge
    browser = await opened()
    await refused(browser, await agrees(await sent(browser), "bo"), logged, why)


async def test_an_answer_without_a_token_is_refused(opened: Open, way: Meddled, logged: list[str]) -> None:
    async def dropped(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        answer = response.json()
        del answer["id_token"]
        return httpx.Response(200, json=answer)

    way.answered[TOKEN] = dropped
    browser = await opened()
    await refused(browser, await agrees(await sent(browser)), logged, "no_id_token")


async def test_an_answer_to_another_question_is_refused(opened: Open, logged: list[str]) -> None:
    """Somebody else's answer, sent to a colleague as a link, does not sign them in as somebody else."""
    thief, browser = await opened(), await opened()
    back = await agrees(await sent(thief), "bo")
    await sent(browser)
    await refused(browser, back, logged, "state")


async def test_an_answer_nobody_asked_for_is_refused(opened: Open, logged: list[str]) -> None:
    """A browser that was not sent there; the same when the cookie is made up."""
    browser = await opened()
    back = await agrees(await sent(await opened()))
    await refused(browser, back, logged, "not_asked")
    browser.client.cookies.set("desk-oidc", '[{"state": "x", "nonce": "x", "verifier": "x"}, "/desk/", 0].x')
    logged.clear()
    await refused(browser, back, logged, "not_asked")


async def test_an_answer_opens_once(opened: Open, logged: list[str]) -> None:
    """The address bar of yesterday opens nothing."""
    browser = await opened()
    back = await agrees(await sent(browser))
    assert (await browser.get(back)).status_code == 200
    await browser.get("/me")
    await browser.post("/sign-out")
    await refused(browser, back, logged, "not_asked")


async def test_an_answer_comes_within_ten_minutes(opened: Open, clock: Clock, logged: list[str]) -> None:
    browser = await opened()
    back = await agrees(await sent(browser))
    clock.now += LASTS + 1
    await refused(browser, back, logged, "too_late")


async def test_who_declines_is_not_in(opened: Open, logged: list[str]) -> None:
    browser = await opened()
    url = await sent(browser)
    # This provider forgets to give the state back with a refusal.
    state = dict(parse_qsl(urlsplit(url).query))["state"]
    await refused(browser, f"{await agrees(url, action='deny')}&state={state}", logged, "denied")


@pytest.mark.parametrize(("subject", "comes_in"), [("ana", True), ("somebody-else", False)])
async def test_an_address_outside_the_token_is_asked_for(
    opened: Open, way: Meddled, issuer: str, subject: str, comes_in: bool
) -> None:
    """Some providers tell it only there; it is believed of the same subject alone."""
    async with httpx.AsyncClient(base_url=issuer) as there:
        await there.put("/users/ana", json={})

        async def told(request: httpx.Request, response: httpx.Response) -> httpx.Response:
            await there.put("/users/ana", json=ANA.claims)
            return response

        async def named(request: httpx.Request, response: httpx.Response) -> httpx.Response:
            return httpx.Response(200, json=response.json() | {"sub": subject})

        way.answered = {TOKEN: told, "/userinfo": named}
        browser = await opened()
        await browser.get(await agrees(await sent(browser)))
    assert await inside(browser) == comes_in


@pytest.mark.parametrize("issuer", ["http://localhost:9"])
async def test_a_provider_that_is_down_leaves_the_password(opened: Open) -> None:
    """The page says so; the other way in stands."""
    browser = await opened()
    response = await browser.get("/oidc")
    assert (response.status_code, "does not answer" in response.text) == (502, True)
    assert (await browser.get("/sign-in")).status_code == 200


async def test_a_description_of_another_issuer_is_not_used(oidc: OidcSettings, clock: Clock) -> None:
    """A provider names itself as it was set, or it is not asked at all."""
    wrong = OidcSettings(oidc.issuer.replace("localhost", "127.0.0.1"), "needs", "a secret")

    class Renamed(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            request.headers["Host"] = "another.example"
            return await super().handle_async_request(request)

    with pytest.raises(Unreachable, match="another_issuer"):
        await Provider(wrong, clock, Renamed()).ask("http://localhost/desk/oidc/back")


async def test_what_is_asked_is_new_each_time(opened: Open) -> None:
    """State, nonce and the proof key; and only the address is asked for, never a profile."""
    browser = await opened()
    first, second = [dict(parse_qsl(urlsplit(await sent(browser)).query)) for _ in range(2)]
    assert all(first[key] != second[key] for key in ("state", "nonce", "code_challenge"))
    assert (first["code_challenge_method"], first["scope"]) == ("S256", "openid email")

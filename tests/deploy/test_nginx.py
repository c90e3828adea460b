"""The desk behind nginx with deploy/nginx.conf, over https: what a browser, Telegram and Slack meet there."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Iterator

import httpx
import pytest

from bot.adapters.telegram.settings import TelegramSettings
from bot.adapters.telegram.webhook import HEADER
from bot.browser.answers import HEARTBEAT
from tests.bot.adapters.web.forms import fields, messages, says
from tests.deploy.machine import PATIENCE, Machine
from tests.deploy.proxy import Proxy

pytestmark = pytest.mark.nginx

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FIRST = "Lionfish eat the young fish on our reefs"
NEW_CHATS = 8
"""What one address may begin in a minute with the setting below; see Rates.for_chats."""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    machine = Machine(tmp_path_factory.mktemp("nginx") / "machine")
    yield machine
    machine.close()


@pytest.fixture(scope="module")
def proxy(machine: Machine) -> Iterator[Proxy]:
    """In front of a desk with both channels called at its address; the platforms themselves are out of its reach."""
    proxy = Proxy(machine)
    with pytest.raises(AssertionError, match="not reached"):  # What the doctor says of both.
        machine.install(
            public_url=proxy.address, telegram_token=TOKEN, telegram_webhook=proxy.address,
            slack_bot_token="xoxb-1-canary", slack_signing_secret=SECRET, messages_per_minute=str(NEW_CHATS // 4),
        )  # fmt: skip
    proxy.start()
    yield proxy
    proxy.stop()


async def test_the_first_page_is_safe_to_open(proxy: Proxy) -> None:
    """Over https alone, and so is the cookie; the certificate is the one that was installed."""
    async with proxy.visitor("127.0.1.1") as visitor:
        answer = await visitor.get("/")
        plain = await visitor.get(f"{proxy.plain}/r/somewhere")
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-needs=")
    assert {"Secure", "HttpOnly", "SameSite=lax"} <= set(cookie.split("; "))
    assert answer.headers["strict-transport-security"]
    assert (plain.status_code, plain.headers["location"]) == (301, "https://localhost/r/somewhere")
    async with httpx.AsyncClient(trust_env=False) as stranger:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await stranger.get(proxy.address)


async def test_an_answer_arrives_on_the_open_page(proxy: Proxy) -> None:
    """A message is answered, and the answer is an event at once: nothing is held back until more has come."""
    async with proxy.visitor("127.0.1.2") as visitor:
        page = (await visitor.get("/")).text
        assert (await says(visitor, FIRST, page)).status_code == 303
        async with asyncio.timeout(PATIENCE):  # The first search loads the index.
            while len(messages(page)) < 3:  # The greeting, what was said, and what is answered.
                page = (await visitor.get("/")).text
        after = page.partition('data-after="')[2].partition('"')[0]
        async with asyncio.timeout(HEARTBEAT / 2), visitor.stream("GET", f"/live?after={after}") as live:
            assert live.headers["content-type"].startswith("text/event-stream")
            lines = live.aiter_lines()
            assert (await anext(lines)).startswith("retry:")
            assert (await says(visitor, "yes", page)).status_code == 303
            heard = ""
            while heard.count("event: message") < 2:  # What was said, and what is answered.
                heard += await anext(lines) + "\n"
        assert FIRST in "\n".join(messages((await visitor.get("/")).text))


async def test_an_address_cannot_be_made_up(proxy: Proxy) -> None:
    """Visitors are told apart by where they are, and not by what they claim: who used up an allowance stays there."""

    async def opens(address: str, claimed: str) -> int:
        async with proxy.visitor(address, **{"X-Forwarded-For": claimed, "Forwarded": f"for={claimed}"}) as visitor:
            return (await visitor.get("/")).status_code

    seen = [await opens("127.0.1.3", f"198.51.100.{number}") for number in range(NEW_CHATS + 1)]
    assert seen == [200] * NEW_CHATS + [429]
    assert await opens("127.0.1.4", "127.0.1.3") == 200


async def test_slack_reaches_us_and_nobody_else_does(proxy: Proxy) -> None:
    """A signed call is answered; the same one unsigned is not, and neither learns why."""
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aB"}).encode()
    async with proxy.visitor() as slack:
        signed = await slack.post("/hooks/slack", content=body, headers=signature(body))
        unsigned = await slack.post("/hooks/slack", content=body, headers={"content-type": "application/json"})
    assert (signed.status_code, signed.text) == (200, "3eZbrw1aB")
    assert (unsigned.status_code, unsigned.text) == (401, "")


async def test_telegram_reaches_us_and_nobody_else_does(proxy: Proxy, machine: Machine) -> None:
    """An update that shows the secret is saved; without it, or at another path, nothing happens."""
    told = TelegramSettings(TOKEN, proxy.address)
    person = {"id": 77, "type": "private", "first_name": "Ana"}
    update = {
        "update_id": 1,
        "message": {"message_id": 5, "date": int(time.time()), "chat": person, "text": FIRST}
        | {"from": {"id": 77, "is_bot": False, "first_name": "Ana", "language_code": "en"}},
    }
    turns = machine.log.count("turns_taken")
    async with proxy.visitor() as telegram:
        assert (await telegram.post(told.path, json=update)).status_code == 403
        assert (await telegram.post("/hooks/telegram/x", json=update, headers={HEADER: told.proof})).status_code == 404
        assert machine.log.count("turns_taken") == turns
        assert (await telegram.post(told.path, json=update, headers={HEADER: told.proof})).status_code == 200
    async with asyncio.timeout(20):
        while machine.log.count("turns_taken") == turns:  # noqa: ASYNC110 - another process writes it.
            await asyncio.sleep(0.05)


async def test_what_is_too_long_is_refused(proxy: Proxy) -> None:
    """People may send 128 kB, a platform 1 MB, the desk files; longer is refused, what is not, arrives."""
    async with proxy.visitor("127.0.1.5") as visitor:
        form = fields((await visitor.get("/")).text)
        too_long = await visitor.post("/say", data={**form, "text": "x" * 129 * 1024})
        body = json.dumps({"type": "url_verification", "challenge": "here", "pad": "x" * 900_000}).encode()
        long = await visitor.post("/hooks/slack", content=body, headers=signature(body))
        body += b" " * 200_000
        too_long_too = await visitor.post("/hooks/slack", content=body, headers=signature(body))
        file = {"file": ("report.pdf", b"x" * 20_000_000)}
        sent = await visitor.post("/desk/sign-in", files=file)
        sent_too_much = await visitor.post("/desk/sign-in", content=b"x" * 26_000_000)
    assert (too_long.status_code, long.status_code, too_long_too.status_code) == (413, 200, 413)
    # The console itself says the one, with what is allowed: nobody is signed in here.
    assert (sent.status_code, "10 MB" in sent.text) == (413, True)
    assert (sent_too_much.status_code, "10 MB" in sent_too_much.text) == (413, False)


async def test_secrets_are_not_in_the_log(proxy: Proxy) -> None:
    """Addresses that open a draft or a request, or that a platform calls, are logged by their first word; nobody's
    network address is logged at all."""
    told = TelegramSettings(TOKEN, proxy.address)
    secrets = ["A" * 27, "B" * 27, "D" * 27, told.path.rpartition("/")[2]]
    async with proxy.visitor("127.0.1.6") as visitor:
        assert (await visitor.get(f"/r/{secrets[0]}")).status_code == 200
        assert (await visitor.get(f"/p/{secrets[1]}")).status_code == 410
        assert (await visitor.get(f"/desk/join/{secrets[2]}")).status_code == 410
        assert (await visitor.post(told.path)).status_code == 403
    assert " GET /r 200 " in proxy.logged
    assert [word for word in (*secrets, "127.0.1.6") if word in proxy.logged] == []


async def test_a_restart_is_said_and_is_over(proxy: Proxy, machine: Machine) -> None:
    """While the desk is away everybody is told to come again, and nothing secret is logged; then it goes on."""
    async with proxy.visitor("127.0.1.7") as visitor:
        await visitor.get("/")
        machine.play("systemctl stop needs-desk")
        away = await visitor.get("/r/" + "C" * 27)
        called = await visitor.post("/hooks/slack", content=b"{}")
        machine.play("systemctl start needs-desk")
        back = await visitor.get("/")
    assert (away.status_code, called.status_code, back.status_code) == (503, 503, 200)
    assert away.headers["retry-after"] == "10"
    assert "try again in a minute" in away.text
    assert "C" * 27 not in proxy.logged


def signature(body: bytes) -> dict[str, str]:
    """What Slack sends with a body."""
    at = str(int(time.time()))
    signed = hmac.new(SECRET.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json",
        "x-slack-request-timestamp": at,
        "x-slack-signature": f"v0={signed}",
    }

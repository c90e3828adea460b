"""`needs serve` and `needs doctor` with Telegram and Slack: what is set is served, what is wrong is said."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import structlog
from pydantic import SecretStr, ValidationError

from bot import wiring
from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.settings import DESK, OVERHEARING, SCOPES
from bot.channel import Adapter, Misconfigured
from bot.cli.finding import Finding
from bot.cli.platforms import platforms
from bot.cli.serve import _serve
from bot.cli.start import logs
from bot.settings import Settings
from bot.wiring import Service, open_service
from tests.bot.adapters.slack.member import Envelopes, Member
from tests.bot.adapters.slack.workspace import APP_TOKEN, BOT, BOT_TOKEN, SECRET, Workspace
from tests.bot.adapters.telegram.conftest import until
from tests.bot.adapters.telegram.server import ALICE, TOKEN, Telegram
from tests.person import Phone

WRONG = "110201543:CANARYCANARYCANARYCANARYCANARYCANAR"
"""A token as BotFather would give it, that Telegram does not know."""
BOTH = {"telegram_token": TOKEN, "slack_bot_token": BOT_TOKEN, "slack_app_token": APP_TOKEN}

Put = Callable[..., Settings]


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with Telegram().open() as telegram:
        yield telegram


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with Workspace().served() as workspace:
        yield workspace


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, telegram: Telegram, workspace: Workspace) -> Put:
    """Settings of an operator, whose platforms are our own."""
    told, slack = wiring.telegram_settings, wiring.slack_settings
    monkeypatch.setattr(wiring, "telegram_settings", lambda read: replace(told(read), api=telegram.address))
    monkeypatch.setattr(wiring, "slack_settings", lambda read: replace(slack(read), api=workspace.api))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    given = {"data_dir": tmp_path / "data", "library": "none", "port": port, "public_url": "https://desk.example"}
    return lambda **more: Settings(_env_file=None, **{**given, **more})  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def serving(service: Service, refused: wiring.Refused) -> AsyncIterator[list[Adapter]]:
    """Everything that is set, as `needs serve` serves it."""
    beside = list(wiring.channels(service, refused))
    task = asyncio.create_task(service.serve(wiring.web(service, beside=beside), *beside, refused=refused))
    try:
        yield beside
        assert not task.done()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_every_channel_that_is_set_answers(put: Put, telegram: Telegram, workspace: Workspace) -> None:
    """With both tokens set, people are answered on the web, in Telegram and in Slack by one process."""
    heard: list[tuple[str, str]] = []
    async with open_service(put(**BOTH)) as service, serving(service, lambda *told: heard.append(told)) as beside:
        slack = next(adapter for adapter in beside if isinstance(adapter, SlackAdapter))
        await workspace.connected.wait()
        await telegram.writes("Lionfish eat the young fish on the reefs of Samoa")
        await until(lambda: any(message.reply_markup for message in telegram.seen(ALICE)))
        member = Member(workspace, Envelopes(workspace), slack)
        assert await member.says("Lionfish eat the young fish on the reefs of Samoa")
        await until(lambda: any(message.get("blocks") for message in workspace.messages[member.channel]))
        assert await page(service.settings)
    assert heard == []
    assert (telegram.refused, workspace.refused) == ([], [])


async def test_a_wrong_token_stops_its_channel_alone(
    put: Put,
    telegram: Telegram,
    workspace: Workspace,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The operator is told which setting is wrong and what to do; the web chat and the other channel go on; not a
    character of a token is printed or logged, at the most talkative level and by libraries too."""
    caplog.set_level(logging.DEBUG)
    logs("debug")
    read = put(**{**BOTH, "telegram_token": WRONG})
    task = asyncio.create_task(_serve(read))
    try:
        await workspace.connected.wait()
        errors: list[str] = []
        await until(lambda: errors.append(capsys.readouterr().err) or "Telegram is off" in "".join(errors))
        assert await page(read)
        assert not task.done()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        structlog.reset_defaults()
    rest = capsys.readouterr()
    said = "".join(errors) + rest.out + rest.err
    assert "NEEDS_TELEGRAM_TOKEN" in said
    assert "BotFather" in said
    everything = said + caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    for secret in ("CANARY", TOKEN.partition(":")[2], BOT_TOKEN, APP_TOKEN):
        assert secret not in everything


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"telegram_token": "no token at all"}, "NEEDS_TELEGRAM_TOKEN"),
        ({"telegram_webhook": "https://desk.example"}, "NEEDS_TELEGRAM_TOKEN"),
        ({"telegram_token": TOKEN, "telegram_webhook": "http://desk.example"}, "NEEDS_TELEGRAM_WEBHOOK"),
        ({"telegram_token": TOKEN, "telegram_secret": "with a space"}, "NEEDS_TELEGRAM_SECRET"),
        ({"slack_app_token": APP_TOKEN}, "NEEDS_SLACK_BOT_TOKEN"),
        ({"slack_bot_token": "xoxp-canary", "slack_app_token": APP_TOKEN}, "NEEDS_SLACK_BOT_TOKEN"),
        ({"slack_bot_token": BOT_TOKEN}, "NEEDS_SLACK_APP_TOKEN"),
        ({"slack_bot_token": BOT_TOKEN, "slack_app_token": "xoxb-canary"}, "NEEDS_SLACK_APP_TOKEN"),
    ],
    ids=lambda case: " ".join(case) if isinstance(case, dict) else "",
)
async def test_what_is_half_set_or_cannot_be_right_is_said(put: Put, given: dict[str, str], named: str) -> None:
    """Never a silent bot: the setting is named, its value is not, and nothing else is stopped; the doctor agrees."""
    heard: list[tuple[str, str]] = []
    async with open_service(put(**given)) as service:
        assert wiring.channels(service, lambda *told: heard.append(told)) == []
    ((channel, says),) = heard
    assert named in says
    assert not any(value in says for value in given.values() if value.strip())
    (finding,) = [one for one in await look(put(**given)) if one.state == "problem"]
    assert (finding.what.lower(), finding.says) == (channel, says)


async def test_a_token_is_taken_as_it_was_copied(put: Put, telegram: Telegram) -> None:
    """A space or a line end around it is no part of it."""
    found = await look(put(telegram_token=f" {TOKEN}\n"))
    assert Finding("Telegram", "ok", "@needs_desk_bot takes our token") in found


async def test_a_channel_that_ends_by_its_settings_ends_alone(put: Put) -> None:
    """Whatever adapter says so, at whatever time: the others run to their end, and what is to be sent there waits."""

    class Revoked(Phone):
        name = "revoked"

        async def run(self, accept: object) -> None:
            raise Misconfigured("set NEEDS_CANARY anew")

    heard: list[tuple[str, str]] = []
    async with open_service(put()) as service:
        await service.serve(Revoked(), Phone(), refused=lambda *told: heard.append(told))
    assert heard == [("revoked", "set NEEDS_CANARY anew")]


async def test_each_channel_ends_in_its_own_time(put: Put) -> None:
    """Stopped, one channel that is gone at once does not cut short another that finishes what it began."""
    begun: list[str] = []
    ended: list[str] = []

    class Quick(Phone):
        name = "quick"
        moments = 0

        async def run(self, accept: object) -> None:
            begun.append(self.name)
            try:
                await asyncio.Event().wait()
            finally:
                for _ in range(self.moments):
                    await asyncio.sleep(0)
                ended.append(self.name)

    class Slow(Quick):
        name = "slow"
        moments = 50

    async with open_service(put()) as service:
        task = asyncio.create_task(service.serve(Slow(), Quick()))
        await until(lambda: len(begun) == 2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert ended == ["quick", "slow"]


async def test_the_doctor_finds_nothing_set(put: Put, telegram: Telegram, workspace: Workspace) -> None:
    """Off is well, and says how to switch it on; nobody is called."""
    found = await look(put())
    assert [(one.what, one.state) for one in found] == [("Telegram", "ok"), ("Slack", "ok")]
    assert "NEEDS_TELEGRAM_TOKEN" in found[0].says
    assert "NEEDS_SLACK_BOT_TOKEN" in found[1].says
    assert (telegram.calls, workspace.calls) == ([], [])


async def test_the_doctor_finds_all_well(put: Put) -> None:
    """Tokens, scopes, clock and both ways in."""
    found = await look(put(**BOTH))
    assert {one.state for one in found} == {"ok"}
    assert [one.what for one in found] == ["Telegram", "Telegram calls", "Slack", "Slack scopes", "Slack events"]


async def test_the_doctor_finds_wrong_tokens(put: Put, workspace: Workspace) -> None:
    """Each is named by its setting, with what to do, and not quoted."""
    workspace.tokens.discard(APP_TOKEN)
    found = await look(put(**{**BOTH, "telegram_token": WRONG}))
    problems = {one.what: one.says for one in found if one.state == "problem"}
    assert "NEEDS_TELEGRAM_TOKEN" in problems["Telegram"]
    assert "NEEDS_SLACK_APP_TOKEN" in problems["Slack"]
    assert not any(secret in one.says for one in found for secret in (WRONG, APP_TOKEN, BOT_TOKEN))
    workspace.tokens.clear()
    problems = {one.what: one.says for one in await look(put(**BOTH)) if one.state == "problem"}
    assert "NEEDS_SLACK_BOT_TOKEN" in problems["Slack"]


async def test_the_doctor_finds_missing_scopes_and_a_clock_that_is_off(put: Put, workspace: Workspace) -> None:
    """The scopes are named, with where they come from; ten minutes off is more than Slack takes."""
    workspace.scopes = "chat:write,im:history"
    found = await look(put(**BOTH), clock=lambda: time.time() + 600)
    problems = {one.what: one.says for one in found if one.state == "problem"}
    assert "files:read" in problems["Slack scopes"]
    assert "slack-manifest" in problems["Slack scopes"]
    assert "+600" in problems["Slack clock"] or "+599" in problems["Slack clock"] or "+601" in problems["Slack clock"]


async def test_the_doctor_says_what_threads_do_without(put: Put, workspace: Workspace) -> None:
    """A workspace may leave out what shows threads: that is no fault, and what it means is said."""
    workspace.scopes = workspace.scopes.replace(",groups:history", "")
    (scopes,) = [one for one in await look(put(**BOTH)) if one.what == "Slack scopes"]
    assert (scopes.state, "groups:history" in scopes.says) == ("ok", True)
    assert "channels:history" not in scopes.says
    assert "mention the bot in each line" in scopes.says


async def test_the_doctor_finds_a_platform_that_is_not_reached(
    put: Put, telegram: Telegram, workspace: Workspace
) -> None:
    """No network is no wrong token: it says where to look instead."""
    await telegram.leave()
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        workspace.address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    problems = {one.what: one.says for one in await look(put(**BOTH)) if one.state == "problem"}
    assert "api.telegram.org" in problems["Telegram"]
    assert "slack.com" in problems["Slack"]
    assert not any("TOKEN" in says for says in problems.values())


async def test_the_doctor_compares_where_telegram_calls(put: Put, telegram: Telegram) -> None:
    """Not told yet, told and well, told and failing now, and an address that is no longer wanted."""
    read = put(telegram_token=TOKEN, telegram_webhook="https://desk.example")

    async def calls(read: Settings) -> Finding:
        return next(one for one in await look(read) if one.what == "Telegram calls")

    assert (await calls(read)).state == "to do"
    telegram.webhook = {"url": wiring.telegram_settings(read).url}
    assert (await calls(read)).state == "ok"
    telegram.trouble, telegram.clock = "Wrong response from the webhook: 502 Bad Gateway", int(time.time()) - 60
    failing = await calls(read)
    assert (failing.state, "502" in failing.says) == ("problem", True)
    assert wiring.telegram_settings(read).path not in failing.says, "who knows the path could try it"
    telegram.clock -= 86_400
    assert (await calls(read)).state == "ok"
    assert (await calls(put(telegram_token=TOKEN))).state == "to do"


async def test_where_slack_calls_us_is_called_as_slack_does(put: Put) -> None:
    """With a signing secret alone the doctor calls our own address, signed: nobody there, well, another secret, and
    something else in front that does not know the path."""
    read = put(slack_bot_token=BOT_TOKEN, slack_signing_secret=SECRET)
    read = read.model_copy(update={"public_url": f"http://127.0.0.1:{read.port}"})

    async def events(read: Settings) -> Finding:
        return next(one for one in await look(read) if one.what == "Slack events")

    nobody = await events(read)
    assert (nobody.state, "needs serve" in nobody.says) == ("to do", True)
    async with open_service(read) as service, serving(service, lambda *told: None):
        assert await page(read)
        well = await events(read)
        assert (well.state, f"{read.public_url}/hooks/slack" in well.says) == ("ok", True)
        other = await events(read.model_copy(update={"slack_signing_secret": SecretStr("another")}))
        assert (other.state, "NEEDS_SLACK_SIGNING_SECRET" in other.says) == ("problem", True)
    off = read.model_copy(update={"slack_bot_token": SecretStr("")})
    async with open_service(off) as service, serving(service, lambda *told: None):
        assert await page(read)
        elsewhere = await events(read)
    assert (elsewhere.state, "/hooks/" in elsewhere.says) == ("problem", True)


@pytest.mark.parametrize("address", ["", "http://desk.example"])
async def test_slack_calls_https_addresses_alone(put: Put, address: str) -> None:
    """Without one the doctor says which setting is missing, or how to do without."""
    found = await look(put(slack_bot_token=BOT_TOKEN, slack_signing_secret=SECRET, public_url=address))
    (events,) = [one for one in found if one.what == "Slack events"]
    assert events.state == "problem"
    assert "NEEDS_PUBLIC_URL" in events.says
    assert "NEEDS_SLACK_APP_TOKEN" in events.says


@pytest.mark.parametrize(
    ("room", "there", "state", "says"),
    [
        ({"is_private": True}, True, "ok", "a thread in"),
        ({}, True, "to do", "make it private"),
        ({"is_private": True, "is_archived": True}, True, "problem", "archived"),
        ({}, False, "problem", "/invite"),
        ({"is_private": True}, False, "problem", "/invite"),
    ],
)
async def test_the_desks_channel_is_looked_at(
    put: Put, workspace: Workspace, room: dict[str, bool], there: bool, state: str, says: str
) -> None:
    """Whether we are in it, whether it is open, and whether others read along."""
    workspace.members["C0DESK"] = {BOT} if there else set()
    workspace.rooms["C0DESK"] = dict(room)
    (desk,) = [one for one in await look(put(**BOTH, slack_desk_channel="C0DESK")) if one.what == "Slack desk"]
    assert (desk.state, says in desk.says) == (state, True), desk.says


async def test_the_desks_channel_needs_its_scopes(put: Put, workspace: Workspace) -> None:
    """Each that is missing is named; without such a channel none is asked for."""
    workspace.scopes = ",".join(SCOPES)
    found = await look(put(**BOTH, slack_desk_channel="C0DESK"))
    (desk,) = [one for one in found if one.what == "Slack desk"]
    assert desk.state == "problem"
    assert [scope for scope in (*DESK, *OVERHEARING) if scope not in desk.says] == []
    assert [one for one in await look(put(**BOTH)) if one.what == "Slack desk"] == []


def test_a_channel_is_named_by_its_id() -> None:
    """A name would be taken for nothing by Slack."""
    with pytest.raises(ValidationError, match="not its name"):
        Settings(slack_desk_channel="#needs", _env_file=None)


async def test_links_need_an_address(put: Put) -> None:
    """Without the address of the web chat no link goes out on a channel, and the doctor says so."""
    assert [one.what for one in await look(put(**BOTH, public_url="")) if one.state == "to do"] == ["Links"]


async def look(read: Settings, clock: Callable[[], float] = time.time) -> list[Finding]:
    return [finding async for finding in platforms(read, clock)]


async def page(read: Settings) -> bool:
    """Whether the web chat shows its page."""
    async with httpx.AsyncClient(follow_redirects=True, trust_env=False) as client:
        for _ in range(200):
            with contextlib.suppress(httpx.ConnectError):
                return (await client.get(f"http://127.0.0.1:{read.port}/")).status_code == 200
            await asyncio.sleep(0.02)
    return False

"""What `needs doctor` finds of Telegram and Slack: whether they are set, reached, and take what is set."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING

from bot import wiring
from bot.channel import Misconfigured, NotConnected, Uncertain, Undeliverable
from bot.cli.finding import Finding
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.adapters.slack.calls import Calls
    from bot.adapters.slack.desk_calls import DeskCalls
    from bot.adapters.slack.settings import SlackSettings
    from bot.adapters.telegram.line import Called
    from bot.adapters.telegram.settings import TelegramSettings

PATIENCE = 5.0
"""Seconds a platform may take to answer a call. Chosen: who asks the doctor sits in front of it."""

RECENT = 3600.0
"""Seconds for which a call of Telegram's that failed is still worth a look. Chosen."""

SKEW = 60.0
"""Seconds our clock may differ from Slack's; calls that differ by five minutes are refused. Chosen."""


async def platforms(settings: Settings, clock: Callable[[], float] = time.time) -> AsyncIterator[Finding]:
    """Every check of the channels beside the web; never raises for what it finds, and quotes no secret."""
    if settings.wants("telegram"):
        async for finding in _telegram(settings, clock):
            yield finding
    else:
        yield Finding("Telegram", "ok", "off; NEEDS_TELEGRAM_TOKEN switches it on")
    if settings.wants("slack"):
        async for finding in _slack(settings, clock):
            yield finding
    else:
        yield Finding("Slack", "ok", "off; NEEDS_SLACK_BOT_TOKEN switches it on")
    if not settings.public_url and (settings.wants("telegram") or settings.wants("slack")):
        yield Finding("Links", "to do", "set NEEDS_PUBLIC_URL: without it no link to the web chat is sent there")


async def _telegram(settings: Settings, clock: Callable[[], float]) -> AsyncIterator[Finding]:
    from bot.adapters.telegram.line import Line

    try:
        told = wiring.telegram_settings(settings)
        line = Line(told.token, api=told.api, patience=PATIENCE)
        async with line.open():
            name = await line.name()
            yield Finding("Telegram", "ok", f"@{name} takes our token")
            yield _calls(told, await line.called(), clock())
    except (ValueError, Misconfigured) as error:
        yield Finding("Telegram", "problem", str(error))
    except (NotConnected, Uncertain, Undeliverable) as error:
        advice = "is a proxy or a firewall between us and api.telegram.org?"
        yield Finding("Telegram", "problem", f"not reached ({error}); {advice}")


def _calls(told: TelegramSettings, called: Called, now: float) -> Finding:
    """How messages come in from Telegram."""
    if not told.webhook:
        if called.url:
            return Finding(
                "Telegram calls", "to do", "an address that is not set here; `needs serve` puts an end to it"
            )
        return Finding("Telegram calls", "ok", f"no address; messages are fetched, {called.waiting} wait")
    if called.url != told.url:
        says = f"not {told.webhook} yet; `needs serve` tells it to, unless another program uses this bot"
        return Finding("Telegram calls", "to do", says)
    if called.why and called.failed > now - RECENT:
        return Finding("Telegram calls", "problem", f"{told.webhook}, and fails: {called.why}; {called.waiting} wait")
    return Finding("Telegram calls", "ok", f"{told.webhook}; {called.waiting} wait")


async def _slack(settings: Settings, clock: Callable[[], float]) -> AsyncIterator[Finding]:
    from bot.adapters.slack.desk_calls import DeskCalls

    try:
        told = wiring.slack_settings(settings)
    except ValueError as error:
        yield Finding("Slack", "problem", str(error))
        return
    calls = DeskCalls(told)
    try:
        async with asyncio.timeout(2 * PATIENCE):
            said = await calls.introduce()
            yield Finding("Slack", "ok", f"the workspace {said.workspace!r} takes our bot token")
            if said.missing:
                advice = "paste docs/slack-manifest.yaml again, and install the app again"
                yield Finding("Slack scopes", "problem", f"missing: {', '.join(said.missing)}; {advice}")
            elif said.unheard:
                advice = "without it people mention the bot in each line of a thread"
                yield Finding(
                    "Slack scopes", "ok", f"all that is needed; left out: {', '.join(said.unheard)}: {advice}"
                )
            else:
                yield Finding("Slack scopes", "ok", "all that is needed")
            if said.date is not None and abs(said.date - clock()) > SKEW:
                yield Finding("Slack clock", "problem", f"ours is {clock() - said.date:+.0f} s off Slack's; set it")
            yield await _events(told, calls, clock)
            if told.desk:
                yield await _desk(told.desk, calls, (*said.undesked, *said.unheard))
    except Misconfigured as error:
        yield Finding("Slack", "problem", str(error))
    except (NotConnected, Uncertain, Undeliverable, TimeoutError) as error:
        advice = "is a proxy or a firewall between us and slack.com?"
        yield Finding("Slack", "problem", f"not reached ({type(error).__name__}); {advice}")
    finally:
        await calls.close()


async def _desk(room: str, calls: DeskCalls, missing: Sequence[str]) -> Finding:
    """Whether the desk can work in its channel."""
    from bot.adapters.slack.desk import SHUT, trouble

    if missing:
        advice = "paste docs/slack-manifest.yaml again, and install the app again"
        return Finding("Slack desk", "problem", f"the desk's channel lacks: {', '.join(missing)}; {advice}")
    try:
        channel = await calls.channel(room)
    except Undeliverable as error:
        return Finding("Slack desk", "problem", SHUT.get(str(error), str(error)))
    if wrong := trouble(channel):
        return Finding("Slack desk", "problem", wrong)
    if not channel.private:
        says = f"#{channel.name} is public, and everybody in the workspace reads what people say: make it private"
        return Finding("Slack desk", "to do", says)
    return Finding("Slack desk", "ok", f"each case is a thread in {channel.name!r}")


async def _events(told: SlackSettings, calls: Calls, clock: Callable[[], float]) -> Finding:
    """How messages come in from Slack."""
    if told.socket:
        await calls.socket()
        return Finding("Slack events", "ok", "over Socket Mode; Slack takes our app-level token")
    if not told.site.startswith(("https://", "http://127.0.0.1:")):
        advice = "set NEEDS_PUBLIC_URL, or NEEDS_SLACK_APP_TOKEN to do without an address"
        return Finding("Slack events", "problem", f"Slack calls https addresses alone; {advice}")
    return await _called_by_slack(told, clock())


async def _called_by_slack(told: SlackSettings, now: float) -> Finding:
    """Whether our address answers a call signed as Slack signs: Slack itself does not tell how its calls end."""
    import httpx

    from bot.adapters.slack.settings import PATH
    from bot.adapters.slack.signed import signature

    word, said = secrets.token_hex(8), str(int(now))
    body = json.dumps({"type": "url_verification", "challenge": word}).encode()
    signed = {"x-slack-request-timestamp": said, "x-slack-signature": signature(told.signing_secret, said, body)}
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.post(told.site + PATH, content=body, headers=signed)
    except httpx.HTTPError as error:
        advice = "start `needs serve`; if it runs, look at the web server in front of it"
        return Finding("Slack events", "to do", f"{told.site} is not reached ({type(error).__name__}); {advice}")
    if (answer.status_code, answer.text) == (200, word):
        return Finding("Slack events", "ok", f"{told.site}{PATH} takes what is signed as Slack signs")
    if answer.status_code == 401:
        advice = "restart `needs serve`, so that it reads NEEDS_SLACK_SIGNING_SECRET, and look at its clock"
    else:
        advice = "restart `needs serve`, and let the web server in front of it pass on /hooks/"
    return Finding("Slack events", "problem", f"{told.site}{PATH} answers {answer.status_code}; {advice}")

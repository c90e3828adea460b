"""Full turns through our Slack channel beside slack-bolt's own dispatch, answering a fixed text.

python -m benchmarks.slack_dispatch
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient
from starlette.types import ASGIApp

from benchmarks import stub
from benchmarks.dispatch import Followed, Open, call, desk, main
from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.papers import StoredPapers
from bot.adapters.slack.settings import PATH, SlackSettings
from bot.channel import Adapter
from bot.export.files import Files
from bot.wiring import Service

TOKEN, SECRET, TEAM = "xoxb-good", "signing-secret", "T1"
_NUMBERS = itertools.count(1)


def event(chat: int, text: str) -> bytes:
    """A direct message as Slack sends it."""
    number = next(_NUMBERS)
    said = {"type": "message", "user": f"U{chat}", "text": text, "ts": f"1795000000.{number:06}"}
    said |= {"channel": f"D{chat}", "channel_type": "im"}
    return json.dumps(
        {"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event_id": f"Ev{number}", "event": said}
    ).encode()


def signed(body: bytes) -> Mapping[str, str]:
    """The headers of Slack's call."""
    now = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json",
        "x-slack-request-timestamp": now,
        "x-slack-signature": f"v0={digest}",
    }


class Ours:
    def __init__(self, app: ASGIApp, followed: Followed) -> None:
        self._app = app
        self._followed = followed

    async def hear(self, chat: int, number: int, text: str) -> None:
        done = self._followed.expect(f"{TEAM}:U{chat}")
        body = event(chat, text)
        await call(self._app, PATH, signed(body), body)
        await done


@asynccontextmanager
async def ours(address: str) -> AsyncIterator[Ours]:
    settings = SlackSettings(TOKEN, signing_secret=SECRET, api=f"{address}/api/")

    def build(service: Service) -> Adapter:
        papers = StoredPapers(service.storage, Files(service.storage))
        return SlackAdapter(settings, papers, service.storage.park_payload)  # type: ignore[arg-type]  # nothing is parked

    async with desk(build) as (app, followed):
        yield Ours(app, followed)


class Theirs:
    def __init__(self, app: AsyncApp) -> None:
        self._app = app
        self._done: dict[str, asyncio.Future[None]] = {}

    async def hear(self, chat: int, number: int, text: str) -> None:
        done = self._done[f"D{chat}"] = asyncio.get_running_loop().create_future()
        body = event(chat, text)
        answer = await self._app.async_dispatch(AsyncBoltRequest(body=body.decode(), headers=signed(body)))  # type: ignore[arg-type]  # it takes any mapping
        assert answer.status == 200, answer.status
        await done

    async def answer(self, message: Mapping[str, str], say: AsyncSay) -> None:
        await say("Thank you. What else should we know?")
        self._done[message["channel"]].set_result(None)


@asynccontextmanager
async def theirs(address: str) -> AsyncIterator[Theirs]:
    """`async_dispatch` verifies, acknowledges and lets the listener run on; the web server is left out, as ours is."""
    app = AsyncApp(client=AsyncWebClient(TOKEN, base_url=f"{address}/api/"), signing_secret=SECRET)
    contestant = Theirs(app)
    app.message()(contestant.answer)
    yield contestant


CONTESTANTS: dict[str, tuple[str, Open]] = {
    "ours": (f"needs-desk {version('needs-desk')}, by signed calls, real storage, no pace", ours),
    "library": (f"slack-bolt {version('slack-bolt')}, AsyncApp, slack-sdk {version('slack-sdk')}, as it comes", theirs),
}

if __name__ == "__main__":
    main("benchmarks.slack_dispatch", stub.slack, CONTESTANTS)

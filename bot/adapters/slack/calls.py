"""What we call of Slack's Web API."""

from __future__ import annotations

import email.utils
import json
import logging
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.adapters.payload import Payload, payload
from bot.adapters.slack.draw import Drawn
from bot.adapters.slack.happening import Block, Us
from bot.adapters.slack.refusals import APP_TOKEN, faults, repeatable
from bot.adapters.slack.settings import DESK, OVERHEARING, SCOPES, SlackSettings
from bot.channel import NotConnected, Undeliverable

if TYPE_CHECKING:
    import aiohttp
    from slack_sdk.web.async_client import AsyncWebClient
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

CONNECT = 5.0
"""Seconds to reach Slack; nothing has left by then."""

TOTAL = 20.0
"""Seconds for a call in all. Chosen: Slack answers within one, uploads within some."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """What Slack says of us."""

    us: Us
    workspace: str
    missing: tuple[str, ...]
    """Scopes that the app lacks, and needs."""
    unheard: tuple[str, ...]
    """Scopes without which lines in threads have to mention us, and that the app lacks."""
    undesked: tuple[str, ...]
    """Scopes without which the desk can have no channel, and that the app lacks."""
    date: float | None
    """Slack's clock, seconds since the epoch; None when it did not say."""


class Calls:
    """One session for all calls; nothing is tried again here, so that what may have arrived is never repeated.

    Answers are read where faults are: one that is not what Slack answers is a fault as well.
    """

    def __init__(self, settings: SlackSettings) -> None:
        self._settings = settings
        self._open: tuple[aiohttp.ClientSession, AsyncWebClient] | None = None
        self._closed = False

    async def introduce(self) -> Introduction:
        """Raises Refused when the token is not taken, NotConnected or Uncertain when Slack is not reached."""
        async with faults():
            answer = await self._client.auth_test()
            said = fields(answer)
            team, user, bot = said.text("team_id"), said.text("user_id"), said.text("bot_id", "")
            workspace = said.text("team", "")
        granted = {scope.strip() for scope in str(answer.headers.get("x-oauth-scopes", "")).split(",")} - {""}
        unheard = tuple(scope for scope in OVERHEARING if granted and scope not in granted)
        return Introduction(
            Us(team, user, bot, overhears=not unheard),
            workspace,
            tuple(scope for scope in SCOPES if granted and scope not in granted),
            unheard,
            tuple(scope for scope in DESK if granted and scope not in granted),
            _date(str(answer.headers.get("date", ""))),
        )

    async def socket(self) -> str:
        """The address of a new connection; each is good for one.

        Raises:
            Refused: Slack does not take the app token.
            NotConnected, Uncertain: it was not reached.
        """
        async with faults(APP_TOKEN):
            answer = await self._client.apps_connections_open(app_token=self._settings.app_token)
            return fields(answer).text("url")

    async def connect(self, url: str, heartbeat: float) -> aiohttp.ClientWebSocketResponse:
        """A connection to such an address.

        Raises:
            NotConnected: there is none.
        """
        import aiohttp

        timeout = aiohttp.ClientWSTimeout(ws_close=0.5)  # Slack does not answer a close; nobody need wait for it.
        try:
            return await self._session.ws_connect(
                url, heartbeat=heartbeat, timeout=timeout, proxy=self._client.proxy, max_msg_size=1 << 20
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotConnected(type(error).__name__) from error

    async def post(self, channel: str, thread: str, drawn: Drawn) -> str:
        """Write a message; returns its time, which names it in its channel."""
        async with faults():
            return await self._post(channel, thread, drawn)

    async def _post(self, channel: str, thread: str, drawn: Drawn, **more: Any) -> str:
        """`more` are parameters that Slack's method has beside these."""
        answer = await self._client.chat_postMessage(
            channel=channel,
            text=drawn.text,
            blocks=list(drawn.blocks),
            thread_ts=thread or None,
            unfurl_links=False,
            unfurl_media=False,
            **more,
        )
        return fields(answer).text("ts")

    async def update(self, channel: str, ts: str, drawn: Drawn) -> str:
        """Put a message in the place of one of ours; never Uncertain, as doing it twice is doing it once."""
        async with repeatable():
            answer = await self._client.chat_update(
                channel=channel,
                ts=ts,
                text=drawn.text,
                blocks=list(drawn.blocks),
            )
            return fields(answer).text("ts")

    async def remove(self, channel: str, ts: str) -> None:
        """Take away a message of ours, which may be gone already."""
        try:
            async with repeatable():
                await self._client.chat_delete(channel=channel, ts=ts)
        except Undeliverable as error:
            if str(error) not in ("message_not_found", "thread_not_found"):
                raise

    async def whisper(self, channel: str, thread: str, user: str, text: str) -> None:
        """A line that one person sees, and that is not kept."""
        async with faults():
            await self._client.chat_postEphemeral(channel=channel, user=user, text=text, thread_ts=thread or None)

    async def direct(self, user: str) -> str:
        """The channel of our direct messages with a person; the same each time, so never Uncertain."""
        async with repeatable():
            answer = await self._client.conversations_open(users=user)
            return fields(answer).within("channel").text("id")

    async def publish(self, user: str, view: Block) -> None:
        """Our Home, as this person sees it from now on."""
        async with faults():
            await self._client.views_publish(user_id=user, view=view)

    async def upload(self, channel: str, thread: str, name: str, content: bytes, drawn: Drawn) -> None:
        """A file, with the message it goes with; Slack says nothing of the message's time.

        The three steps of the SDK's `files_upload_v2`, each for itself: nobody sees anything before the last one, so
        what goes wrong earlier is tried again and never Uncertain.
        """
        async with repeatable():
            answer = await self._client.files_getUploadURLExternal(filename=name, length=len(content))
            file, url = fields(answer).text("file_id"), fields(answer).text("upload_url")
        await self._fill(url, content)
        async with faults():
            await self._client.files_completeUploadExternal(
                files=[{"id": file, "title": name}],
                channel_id=channel,
                thread_ts=thread or None,
                blocks=json.dumps(drawn.blocks, ensure_ascii=False),
            )

    async def download(self, file: str, most: int) -> bytes:
        """The bytes of a file that a person sent us; see `Fetches.fetch`."""
        import aiohttp

        async with repeatable():
            answer = await self._client.files_info(file=file)
            url = fields(answer).within("file").text("url_private_download", "")
        if not self._is_slacks(url):  # Our token goes along, so it goes nowhere else.
            raise Undeliverable("the file does not lie with Slack")
        headers = {"Authorization": f"Bearer {self._settings.bot_token}"}
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False, proxy=self._client.proxy) as got:
                if got.status == 429 or got.status >= 500:
                    raise NotConnected(f"status {got.status}")
                if got.status != 200:  # Without the scope for it Slack leads to a page to sign in.
                    raise Undeliverable(f"status {got.status}")
                content = bytearray()
                async for piece in got.content.iter_chunked(1 << 16):
                    content += piece
                    if len(content) > most:
                        raise Undeliverable(f"longer than {most} bytes")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotConnected(type(error).__name__) from error
        return bytes(content)

    async def _fill(self, url: str, content: bytes) -> None:
        """Lay the bytes of a file where Slack made room for them; without our token, which is not asked for there.

        Raises:
            NotConnected: they are not all there; room has to be asked for again.
            Undeliverable: Slack does not take them.
        """
        import aiohttp

        try:
            async with self._session.post(url, data=content, allow_redirects=False, proxy=self._client.proxy) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotConnected(type(error).__name__) from error
        if status == 429 or status >= 500:
            raise NotConnected(f"status {status}")
        if status != 200:
            raise Undeliverable(f"status {status}")

    async def close(self) -> None:
        """Nothing can be called any more."""
        self._closed = True
        if self._open:
            await self._open[0].close()

    @property
    def _session(self) -> aiohttp.ClientSession:
        return self._opened()[0]

    @property
    def _client(self) -> AsyncWebClient:
        return self._opened()[1]

    def _opened(self) -> tuple[aiohttp.ClientSession, AsyncWebClient]:
        if self._closed:
            raise NotConnected("the channel is closed")
        if self._open is None:
            import aiohttp
            from slack_sdk.web.async_client import AsyncWebClient

            session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),  # How many at once is the outbox's business.
                timeout=aiohttp.ClientTimeout(total=TOTAL, sock_connect=CONNECT),
            )
            client = AsyncWebClient(
                self._settings.bot_token, base_url=self._settings.api, session=session, retry_handlers=[],
                logger=_silent(), ssl=ssl.create_default_context(),
            )  # fmt: skip
            self._open = session, client
        return self._open

    def _is_slacks(self, url: str) -> bool:
        asked, ours = urlsplit(url), urlsplit(self._settings.api)
        if asked.netloc == ours.netloc:
            return asked.scheme == ours.scheme
        return asked.scheme == "https" and (asked.hostname or "").endswith(".slack.com")


def fields(answer: AsyncSlackResponse) -> Payload:
    """What Slack answered, to be read where faults are."""
    return payload(answer.data, "answer")


def _date(said: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(said).timestamp()
    except (TypeError, ValueError):
        return None


def _silent() -> logging.Logger:
    """The SDK logs whole messages and answers when it is allowed to: it is not."""
    logger = logging.getLogger("bot.adapters.slack.sdk")
    logger.setLevel(logging.CRITICAL + 1)
    return logger

"""A workspace of Slack's on loopback: people, channels, messages, files; it refuses what Slack refuses."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.adapters.slack.settings import DESK, OVERHEARING, SCOPES
from tests.bot.adapters.slack.rules import refusal

TEAM, BOT, BOT_ID = "T01DESK", "U0BOT", "B0BOT"
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-good", "xapp-good", "signing-secret"
ALICE, BOB = "U01ALICE", "U02BOB"
GENERAL = "C01GENERAL"
CLOCK = 1_795_269_900.0
"""2026-11-21, 14:05 UTC."""


@dataclass
class Workspace:
    """State and server. `faults` holds, per method, what to answer instead, in order; each serves one call."""

    members: dict[str, set[str]] = field(default_factory=lambda: {GENERAL: {ALICE, BOB, BOT}})
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    whispers: list[dict[str, Any]] = field(default_factory=list)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """What the bot was told, with the kind of each as Socket Mode has it."""
    refused: list[tuple[str, str]] = field(default_factory=list)
    faults: dict[str, list[Any]] = field(default_factory=dict)
    spared: set[str] = field(default_factory=set)
    """Channels whose calls never meet one."""
    scopes: str = ",".join((*SCOPES, *OVERHEARING, *DESK))
    tokens: set[str] = field(default_factory=lambda: {BOT_TOKEN, APP_TOKEN})
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acknowledged: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    connections: int = 0
    """How many were ever opened."""
    tickets: set[str] = field(default_factory=set)
    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What Slack knows of people, beside their id and the workspace."""
    rooms: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What is unusual about a channel: that it is archived, or private."""
    windows: list[dict[str, Any]] = field(default_factory=list)
    """Opened in front of people, with the trigger of each."""
    now: Callable[[], float] = lambda: CLOCK
    address: str = ""
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @contextlib.asynccontextmanager
    async def served(self) -> AsyncIterator[Workspace]:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_get("/download/{file}", self._download)
        app.router.add_get("/socket", self._socket)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            for socket in self.sockets:
                await socket.close()
            await runner.cleanup()

    @property
    def api(self) -> str:
        return f"{self.address}/api/"

    def ts(self) -> str:
        return f"{int(self.now())}.{next(self._ids):06}"

    def id(self, prefix: str) -> str:
        return f"{prefix}{next(self._ids):08}"

    def direct(self, user: str) -> str:
        """The channel of the bot's direct messages with somebody."""
        channel = f"D{user[1:]}"
        self.members.setdefault(channel, {user, BOT})
        return channel

    def posted(self, channel: str, message: dict[str, Any]) -> dict[str, Any]:
        self.messages.setdefault(channel, []).append(message)
        return message

    async def tell(self, envelope: dict[str, Any], patience: float = 5.0) -> dict[str, Any] | None:
        """Send an envelope over the newest socket, once there is one; None when no acknowledgement came in time."""
        id = envelope["envelope_id"]
        answer = self.acknowledged[id] = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(5.0):
            while not self.sockets:  # Whoever connects may be killed before this goes on.
                await self.connected.wait()
        await self.sockets[-1].send_str(json.dumps(envelope))
        try:
            async with asyncio.timeout(patience):
                return await answer
        except TimeoutError:
            return None

    async def _api(self, request: web.Request) -> web.StreamResponse:
        answer = await self._fault(request.match_info["method"], request)
        return answer if answer is not None else await self.carried_out(request)

    async def _fault(self, method: str, request: web.Request) -> web.StreamResponse | None:
        """What goes wrong this time; None when nothing does."""
        waiting = self.faults.get(method)
        if not waiting:
            return None
        arguments = await self._arguments(request)
        if (arguments.get("channel") or self.direct(arguments.get("users", "U"))) in self.spared:
            return None
        answer = waiting.pop(0)(request)
        return await answer if asyncio.iscoroutine(answer) else answer

    async def carried_out(self, request: web.Request) -> web.Response:
        """A call as Slack takes it, and its answer."""
        method = request.match_info["method"]
        arguments = await self._arguments(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ") or arguments.get("token", "")
        self.calls.append((method, arguments))
        if token not in self.tokens or (method == "apps.connections.open") != token.startswith("xapp-"):
            return self._no(method, "invalid_auth" if token else "not_authed")
        if wrong := refusal(method, arguments):
            return self._no(method, wrong)
        try:
            answer = getattr(self, "_" + method.replace(".", "_"))(arguments)
        except LookupError as error:
            return self._no(method, str(error.args[0]))
        return web.json_response({"ok": True, **answer}, headers={"x-oauth-scopes": self.scopes})

    def _no(self, method: str, error: str) -> web.Response:
        self.refused.append((method, error))
        code = error.partition(":")[0]
        return web.json_response({"ok": False, "error": code}, headers={"x-oauth-scopes": self.scopes})

    async def _arguments(self, request: web.Request) -> dict[str, Any]:
        found: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            found |= json.loads(await request.read() or b"{}")
        else:
            found |= dict(await request.post())
        for name in ("blocks", "view", "files"):
            if isinstance(found.get(name), str):
                found[name] = json.loads(found[name])
        return {name: value for name, value in found.items() if value is not None}

    def _auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"team": "Desk", "team_id": TEAM, "user": "needs", "user_id": BOT, "bot_id": BOT_ID}

    def _apps_connections_open(self, _: dict[str, Any]) -> dict[str, Any]:
        ticket = self.id("ticket-")
        self.tickets.add(ticket)
        return {"url": f"{self.address.replace('http', 'ws')}/socket?ticket={ticket}"}

    def _chat_postMessage(self, said: dict[str, Any]) -> dict[str, Any]:
        channel = self._joined(said["channel"])
        message = {"ts": self.ts(), "user": BOT, "bot_id": BOT_ID, "text": said.get("text", "")}
        message |= {name: said[name] for name in ("blocks", "thread_ts", "metadata") if said.get(name)}
        if message.get("thread_ts"):
            root = self._message(channel, message["thread_ts"])
            message["parent_user_id"] = root["user"]
        return {"channel": channel, "ts": message["ts"], "message": self.posted(channel, message)}

    def _chat_update(self, said: dict[str, Any]) -> dict[str, Any]:
        channel = self._joined(said["channel"])
        message = self._message(channel, said["ts"])
        if message["user"] != BOT:
            raise LookupError("cant_update_message")
        message["before"] = {name: message.get(name) for name in ("blocks", "before")}
        message |= {"text": said.get("text", ""), "blocks": said.get("blocks", [])}
        return {"channel": channel, "ts": said["ts"], "text": message["text"]}

    def _chat_delete(self, said: dict[str, Any]) -> dict[str, Any]:
        channel = self._joined(said["channel"])
        message = self._message(channel, said["ts"])
        if message["user"] != BOT:
            raise LookupError("cant_delete_message")
        self.messages[channel].remove(message)
        return {"channel": channel, "ts": said["ts"]}

    def _conversations_info(self, said: dict[str, Any]) -> dict[str, Any]:
        channel = said["channel"]
        held = self.rooms.get(channel, {})
        if channel not in self.members or (held.get("is_private") and BOT not in self.members[channel]):
            raise LookupError("channel_not_found")
        return {"channel": {"id": channel, "name": "needs", "is_member": BOT in self.members[channel], **held}}

    def _conversations_history(self, said: dict[str, Any]) -> dict[str, Any]:
        there = self.messages.get(self._joined(said["channel"]), [])
        return self._page(said, [m for m in there if m.get("thread_ts", m["ts"]) == m["ts"]])

    def _conversations_replies(self, said: dict[str, Any]) -> dict[str, Any]:
        there = self.messages.get(self._joined(said["channel"]), [])
        return self._page(said, [m for m in there if said["ts"] in (m["ts"], m.get("thread_ts"))])

    def _page(self, said: dict[str, Any], messages: list[dict[str, Any]]) -> dict[str, Any]:
        found = [m for m in messages if float(m["ts"]) > float(said.get("oldest") or 0)]
        bare = ("metadata", "before") if not said.get("include_all_metadata") else ("before",)
        start, most = int(said.get("cursor") or 0), int(said.get("limit", 100))
        page = [{name: value for name, value in m.items() if name not in bare} for m in found[start : start + most]]
        more = str(start + most) if start + most < len(found) else ""
        return {"messages": page, "has_more": bool(more), "response_metadata": {"next_cursor": more}}

    def _users_info(self, said: dict[str, Any]) -> dict[str, Any]:
        if said["user"] not in self.profiles:
            raise LookupError("user_not_found")
        known = {"id": said["user"], "team_id": TEAM, "is_bot": False, "deleted": False, "is_email_confirmed": True}
        return {"user": known | self.profiles[said["user"]]}

    def _views_open(self, said: dict[str, Any]) -> dict[str, Any]:
        if any(one["trigger_id"] == said["trigger_id"] for one in self.windows):
            raise LookupError("exchanged_trigger_id")
        self.windows.append(said | {"id": self.id("V")})
        return {"view": said["view"]}

    def _chat_postEphemeral(self, said: dict[str, Any]) -> dict[str, Any]:
        self._joined(said["channel"])
        if said["user"] not in self.members[said["channel"]]:
            raise LookupError("user_not_in_channel")
        self.whispers.append(said)
        return {"message_ts": self.ts()}

    def _conversations_open(self, said: dict[str, Any]) -> dict[str, Any]:
        if said["users"] not in (ALICE, BOB) and f"D{said['users'][1:]}" not in self.members:
            raise LookupError("user_not_found")
        return {"channel": {"id": self.direct(said["users"])}}

    def _views_publish(self, said: dict[str, Any]) -> dict[str, Any]:
        if said["user_id"] not in (ALICE, BOB):
            raise LookupError("user_not_found")
        self.views[said["user_id"]] = said["view"]
        return {"view": said["view"]}

    def _files_getUploadURLExternal(self, said: dict[str, Any]) -> dict[str, Any]:
        file = self.id("F")
        self.files[file] = {"id": file, "name": said["filename"], "size": int(said["length"]), "user": BOT}
        return {"upload_url": f"{self.address}/upload/{file}", "file_id": file}

    def _files_completeUploadExternal(self, said: dict[str, Any]) -> dict[str, Any]:
        for file in said["files"]:
            if file["id"] not in self.contents:
                raise LookupError("file_not_found")
        shared = [self.files[file["id"]] for file in said["files"]]
        if channel := said.get("channel_id"):
            message = {"ts": self.ts(), "user": BOT, "bot_id": BOT_ID, "text": "", "files": shared}
            self.posted(self._joined(channel), message | {"blocks": said.get("blocks", [])})
        return {"files": [{"id": file["id"], "title": file["name"]} for file in shared]}

    def _files_info(self, said: dict[str, Any]) -> dict[str, Any]:
        if said["file"] not in self.files:
            raise LookupError("file_not_found")
        return {"file": {"url_private_download": f"{self.address}/download/{said['file']}", **self.files[said["file"]]}}

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        if (answer := await self._fault("upload", request)) is not None:
            return answer
        file = request.match_info["file"]
        content = await request.read()
        if len(content) != self.files[file]["size"]:
            return web.Response(status=400)
        self.contents[file] = content
        return web.Response(text=f"OK - {len(content)}")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("authorization") != f"Bearer {BOT_TOKEN}":
            return web.Response(status=302, headers={"location": f"{self.address}/sign-in"})
        if (answer := await self._fault("download", request)) is not None:
            return answer
        return web.Response(body=self.contents[request.match_info["file"]])

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        if request.query.get("ticket") not in self.tickets:
            raise web.HTTPForbidden
        self.tickets.discard(request.query["ticket"])  # Each address is good for one connection.
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets) + 1})
        self.sockets.append(socket)
        self.connections += 1
        self.connected.set()
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                answer = json.loads(frame.data)
                waiting = self.acknowledged.get(answer.get("envelope_id", ""))
                if waiting and not waiting.done():
                    waiting.set_result(answer)
        if socket in self.sockets:
            self.sockets.remove(socket)
        if not self.sockets:
            self.connected.clear()
        return socket

    def _joined(self, channel: str) -> str:
        if channel not in self.members:
            raise LookupError("channel_not_found")
        if BOT not in self.members[channel]:
            raise LookupError("not_in_channel")
        if self.rooms.get(channel, {}).get("is_archived"):
            raise LookupError("is_archived")
        return channel

    def _message(self, channel: str, ts: str) -> dict[str, Any]:
        for message in self.messages.get(channel, []):
            if message["ts"] == ts:
                return message
        raise LookupError("message_not_found")

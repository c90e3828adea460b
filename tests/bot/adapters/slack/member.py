"""A person in the workspace: says, edits, uploads, taps, ticks; what Slack makes of it reaches the bot either way."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx

from bot.adapters.slack.adapter import SlackAdapter
from bot.message import Option, Place
from tests.bot.adapters.slack.rules import walk
from tests.bot.adapters.slack.workspace import ALICE, BOT, CLOCK, SECRET, TEAM, Workspace


class Way(Protocol):
    """How Slack reaches the bot."""

    async def call(self, kind: str, payload: dict[str, Any], attempt: int = 0) -> tuple[bool, dict[str, Any]]:
        """Deliver; whether it was acknowledged, and what the person is told in return."""


@dataclass
class Envelopes:
    """Socket Mode."""

    workspace: Workspace
    patience: float = 3.0

    async def call(self, kind: str, payload: dict[str, Any], attempt: int = 0) -> tuple[bool, dict[str, Any]]:
        id = self.workspace.id("envelope-")
        envelope = {"envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": True}
        if attempt:
            envelope |= {"retry_attempt": attempt, "retry_reason": "timeout"}
        answer = await self.workspace.tell(envelope, self.patience)
        return answer is not None, (answer or {}).get("payload", {})


@dataclass
class Requests:
    """Signed HTTP."""

    client: httpx.AsyncClient
    secret: str = SECRET

    async def call(self, kind: str, payload: dict[str, Any], attempt: int = 0) -> tuple[bool, dict[str, Any]]:
        extra = {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": "http_timeout"} if attempt else {}
        body, media_type = written(kind, payload)
        answer = await self.post(body, {"content-type": media_type, **extra})
        told = answer.json() if answer.headers.get("content-type") == "application/json" else {}
        return answer.status_code == 200, told

    async def post(self, body: bytes, headers: Mapping[str, str], at: float | None = None) -> httpx.Response:
        return await self.client.post(
            "/hooks/slack", content=body, headers={**headers, **signature(body, at, self.secret)}
        )


def written(kind: str, payload: dict[str, Any]) -> tuple[bytes, str]:
    """A body as Slack writes it, and its media type."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields = {"payload": json.dumps(payload)} if kind == "interactive" else payload
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def signature(body: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    when = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{when}:".encode() + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": when, "x-slack-signature": f"v0={digest}"}


@dataclass
class Member:
    """One person; talks to the bot in a direct message unless told otherwise."""

    workspace: Workspace
    way: Way
    adapter: SlackAdapter
    user: str = ALICE
    ticked: set[str] = field(default_factory=set)
    _last: tuple[str, dict[str, Any]] = ("", {})

    def __post_init__(self) -> None:
        self.channel = self.workspace.direct(self.user)
        self.place = Place("slack", f"{TEAM}:{self.user}")

    async def says(
        self, text: str, *, thread: str = "", files: tuple[dict[str, Any], ...] = (), channel: str = ""
    ) -> bool:
        message = {"type": "message", "user": self.user, "text": escaped(text), "ts": self.workspace.ts()}
        message |= (
            {"thread_ts": thread, "parent_user_id": self._root(channel or self.channel, thread)} if thread else {}
        )
        message |= {"files": list(files), "subtype": "file_share"} if files else {}
        self.workspace.posted(channel or self.channel, copy.deepcopy(message))
        return await self._event({**message, **self._where(channel), "event_ts": message["ts"]})

    async def edits(self, text: str, ts: str = "", channel: str = "", *, mention: bool = False) -> bool:
        """Change one's last message, or the one of that time; with a `mention` of the bot in front."""
        mine = [m for m in self.workspace.messages[channel or self.channel] if m["user"] == self.user]
        message = next(m for m in reversed(mine) if not ts or m["ts"] == ts)
        before = copy.deepcopy(message)
        before_it = f"<@{BOT}> " if mention else ""
        message |= {"text": before_it + escaped(text), "edited": {"user": self.user, "ts": self.workspace.ts()}}
        changed = {"type": "message", "subtype": "message_changed", "message": message, "previous_message": before}
        changed |= {**self._where(channel), "ts": self.workspace.ts(), "hidden": True}
        return await self._event({**changed, "event_ts": changed["ts"]})

    async def uploads(
        self, name: str, content: bytes, media_type: str, text: str = "", *, thread: str = "", channel: str = ""
    ) -> bool:
        id = self.workspace.id("F")
        file = {"id": id, "name": name, "title": name, "mimetype": media_type, "size": len(content), "mode": "hosted"}
        file |= {"created": int(CLOCK), "filetype": "", "pretty_type": "", "username": "", "external_type": ""}
        file |= dict.fromkeys(("editable", "is_external", "is_public", "public_url_shared", "display_as_bot"), False)
        file |= {"permalink": f"https://desk.slack.com/files/{id}", "channels": [], "groups": []}
        self.workspace.files[id], self.workspace.contents[id] = file, content
        return await self.says(text, thread=thread, files=(file,), channel=channel)

    async def mentions(self, channel: str, text: str, thread: str = "") -> str:
        """Speak of the bot where others read; the time of the message."""
        ts = self.workspace.ts()
        message = {"user": self.user, "text": f"<@{BOT}> {escaped(text)}", "ts": ts}
        message |= {"thread_ts": thread} if thread else {}
        self.workspace.posted(channel, dict(message))
        assert await self._event({**message, "type": "app_mention", "channel": channel, "event_ts": ts})
        return ts

    async def looks(self, tab: str = "home") -> bool:
        opened = {"type": "app_home_opened", "user": self.user, "channel": self.channel, "tab": tab}
        return await self._event({**opened, "event_ts": self.workspace.ts()})

    async def commands(self, text: str = "") -> str:
        """`/needs`; what is said in return."""
        payload = {"command": "/needs", "text": text, "user_id": self.user, "team_id": TEAM, "channel_id": "C01GENERAL"}
        payload |= {"user_name": "somebody", "team_domain": "desk", "channel_name": "general"}
        _, told = await self._call("slash_commands", payload | self._call_back())
        return str(told.get("text", ""))

    async def repeats(self) -> bool:
        kind, payload = self._last
        return (await self.way.call(kind, payload, attempt=1))[0]

    async def chooses(self, option: Option) -> bool:
        return await self.taps(option.tap)

    async def taps(self, value: str, channel: str = "") -> bool:
        """Tap what carries this, its names left out or not, on the newest message that has it; a box is ticked.

        A message that was changed is tapped as it was before, as on a screen that has not been drawn anew yet.
        """
        channel = channel or self.channel
        for message in reversed(self.workspace.messages[channel]):
            for blocks in versions(message):
                for block in blocks:
                    for part in walk(block):
                        carried = str(part.get("value", ""))
                        if value and value in (carried, carried.partition("|")[2]):
                            return await self._tap(channel, {**message, "blocks": blocks}, block, part)
        raise AssertionError(f"nothing carries {value!r}")

    async def taps_at_home(self) -> bool:
        text = {"type": "plain_text", "text": "Begin"}
        payload = self._action({"type": "button", "action_id": "start", "value": "start", "text": text})
        payload["container"] = {"type": "view", "view_id": "V1"}
        return (await self._call("interactive", payload))[0]

    async def presses(self, act: str, root: dict[str, Any], channel: str) -> bool:
        """A button of the desk's, under the first message of a thread."""
        for block in root["blocks"]:
            for part in walk(block):
                if part.get("action_id") == f"desk-{act}":
                    return await self._tap(channel, root, block, part)
        raise AssertionError(f"no button {act!r}")

    async def submits(self, why: str) -> tuple[bool, dict[str, Any]]:
        """The window that was opened last; what Slack is told in return."""
        opened = self.workspace.windows[-1]
        view = {"id": opened["id"], "team_id": TEAM, **copy.deepcopy(opened["view"])}
        view["state"] = {"values": {"why": {"why": {"type": "plain_text_input", "value": why}}}}
        user, team = {"id": self.user, "team_id": TEAM, "username": "somebody"}, {"id": TEAM, "domain": "desk"}
        payload = {"type": "view_submission", "team": team, "user": user, "view": view}
        return await self._call("interactive", payload | {"trigger_id": "t", "api_app_id": "A1", "token": "v"})

    async def sees(self) -> str:
        whispers = [whisper["text"] for whisper in self.workspace.whispers if whisper["user"] == self.user]
        return "\n".join([*(shown(m) for m in self.workspace.messages.get(self.channel, [])), *whispers])

    def last(self, channel: str = "") -> dict[str, Any]:
        """The bot's newest message."""
        return next(m for m in reversed(self.workspace.messages[channel or self.channel]) if m["user"] == BOT)

    async def _tap(self, channel: str, message: dict[str, Any], block: dict[str, Any], part: dict[str, Any]) -> bool:
        name = part.get("action_id") or next(p["action_id"] for p in walk(block) if "options" in p)
        element = next(p for p in walk(block) if p.get("action_id") == name)
        action = {"type": element["type"], "action_id": name, "block_id": block.get("block_id", "")}
        if name == "tick":
            self.ticked ^= {part["value"]}
            action["selected_options"] = [o for o in element["options"] if o["value"] in self.ticked]
        elif element is part:
            action |= {"value": part["value"], "text": part["text"]}
        else:
            action["selected_option"] = part
        payload = self._action(action)
        payload["container"] = {"type": "message", "message_ts": message["ts"], "channel_id": channel}
        payload["message"] = copy.deepcopy({name: value for name, value in message.items() if name != "before"})
        payload["message"]["type"] = "message"
        payload["channel"] = {"id": channel, "name": "directmessage" if channel == self.channel else "general"}
        payload["state"] = {"values": self._values(message)}
        return (await self._call("interactive", payload))[0]

    def _values(self, message: dict[str, Any]) -> dict[str, Any]:
        return {
            block["block_id"]: {
                "tick": {"type": p["type"], "selected_options": [o for o in p["options"] if o["value"] in self.ticked]}
            }
            for block in message["blocks"]
            for p in walk(block)
            if p.get("action_id") == "tick"
        }

    def _action(self, action: dict[str, Any]) -> dict[str, Any]:
        user = {"id": self.user, "team_id": TEAM, "username": "somebody"}
        acted = {"block_id": "home", **action, "action_ts": self.workspace.ts()}
        team = {"id": TEAM, "domain": "desk"}
        return {"type": "block_actions", "user": user, "team": team, "actions": [acted], **self._call_back()}

    def _call_back(self) -> dict[str, Any]:
        """What comes with whatever can be answered beside the acknowledgement."""
        trigger = self.workspace.id("trigger-")
        back = f"https://hooks.slack.com/actions/{TEAM}/{trigger}"
        return {"token": "verification", "api_app_id": "A1", "trigger_id": trigger, "response_url": back}

    def _root(self, channel: str, thread: str) -> str:
        """Who began a thread."""
        began = (m["user"] for m in self.workspace.messages[channel] if m["ts"] == thread)
        return str(next(began))

    def _where(self, channel: str) -> dict[str, Any]:
        """As Slack says where a message stands."""
        if not channel:
            return {"channel": self.channel, "channel_type": "im"}
        return {"channel": channel, "channel_type": "channel"}

    async def _event(self, event: dict[str, Any]) -> bool:
        payload = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event_id": self.workspace.id("Ev")}
        payload |= {"token": "verification", "event_time": int(CLOCK)}
        return (await self._call("events_api", payload | {"event": event}))[0]

    async def _call(self, kind: str, payload: dict[str, Any]) -> tuple[bool, dict[str, Any]]:
        self._last = kind, copy.deepcopy(payload)
        self.workspace.told.append(self._last)
        return await self.way.call(kind, payload)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def versions(message: dict[str, Any] | None) -> Iterator[list[dict[str, Any]]]:
    """The blocks of a message, as they are and as they were, newest first."""
    while message:
        yield message.get("blocks") or []
        message = message.get("before")


def shown(message: dict[str, Any]) -> str:
    """What stands on the screen: the blocks, else the text."""
    if not message.get("blocks"):
        return str(message.get("text", ""))
    lines = []
    for block in message["blocks"]:
        texts = [part["text"] for part in walk(block) if isinstance(part.get("text"), str)]
        links = [part["url"] for part in walk(block) if part.get("type") == "link"]
        lines.append(("" if block["type"] == "rich_text" else " · ").join(texts + links))
    return "\n".join(lines)


def lines_of(message: dict[str, Any]) -> list[str]:
    """The lines of a post of the desk's, each as it stands on the screen: several may go in one."""
    lines: list[list[dict[str, Any]]] = []
    for block in message.get("blocks") or ():
        if block["type"] == "rich_text" or not lines:
            lines.append([])
        lines[-1].append(block)
    return [shown({"blocks": line}) for line in lines] or [shown(message)]

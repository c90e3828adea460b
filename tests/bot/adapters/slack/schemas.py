"""What Slack's own types say of what we send and what we are told; NEEDS_SLACK_TYPES names the folder they lie in.

.ci/slack/prepare makes it. Types know shapes, not lengths and counts: those are in rules.py.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

NAMES = {"files.getUploadURLExternal": "FilesGetUploadURLExternalArguments"}
"""Where a type is not called as its method."""


class Schemas:
    def __init__(self, folder: Path) -> None:
        self._sent = json.loads((folder / "sent.json").read_text("utf-8"))["definitions"]
        self._told = json.loads((folder / "told.json").read_text("utf-8"))["definitions"]
        self._block = self._validator(self._sent, {"$ref": "#/definitions/KnownBlock"})

    def wrong_in_call(self, method: str, arguments: dict[str, Any]) -> list[str]:
        """What Slack's types refuse of a call, its blocks included; [] when nothing."""
        name = NAMES.get(method, "".join(part[0].upper() + part[1:] for part in method.split(".")) + "Arguments")
        if name not in self._sent:
            return [f"no method {method}"]
        read = {key: int(value) if key == "length" else value for key, value in arguments.items()}
        wrong = self._wrong(self._validator(self._sent, {"$ref": f"#/definitions/{name}"}), read)
        view = read.get("view") or {}
        return wrong + [
            fault for block in read.get("blocks") or view.get("blocks") or () for fault in self.wrong_in_block(block)
        ]

    def wrong_in_block(self, block: dict[str, Any]) -> list[str]:
        return self._wrong(self._block, block)

    def wrong_in_telling(self, kind: str, payload: dict[str, Any]) -> list[str]:
        """What Slack's types refuse of a payload of one of the kinds of Socket Mode."""
        schema = self._told["Told"]["properties"].get(self._named(kind, payload))
        if schema is None:
            return [f"no such {kind}"]
        return self._wrong(self._validator(self._told, schema), self._as_typed(payload))

    def _named(self, kind: str, payload: dict[str, Any]) -> str:
        if kind == "slash_commands":
            return "command"
        if kind == "interactive":
            return str(payload.get("type"))
        event = payload.get("event") or {}
        return str(event.get("subtype") or event.get("type"))

    def _as_typed(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Without what Slack sends and its types do not have: a null, the style of a button that was tapped, messages
        within an event without the fields of the event."""
        typed = copy.deepcopy(payload)
        for action in typed.get("actions", ()):
            action.pop("style", None)
        if typed.get("enterprise", "") is None:
            del typed["enterprise"]
        event = typed.get("event") or {}
        around = {name: event.get(name) for name in ("channel", "channel_type", "event_ts")}
        for name in ("message", "previous_message"):
            if name in event:
                event[name] = {**around, **event[name]}
        return typed

    def _wrong(self, validator: Draft7Validator, value: Any) -> list[str]:
        worst = best_match(validator.iter_errors(value))
        return [f"{worst.json_path}: {worst.message[:200]}"] if worst else []

    def _validator(self, definitions: dict[str, Any], schema: dict[str, Any]) -> Draft7Validator:
        return Draft7Validator({**schema, "definitions": definitions})

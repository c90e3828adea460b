"""What stands in an entry of a case's history; what is not there, or is of another kind, reads as empty."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage.desk.port import CaseStep


@dataclass(frozen=True, slots=True)
class Body:
    fields: Mapping[str, Any]

    def __contains__(self, key: str) -> bool:
        return key in self.fields

    def text(self, key: str) -> str:
        value = self.fields.get(key, "")
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> Sequence[str]:
        found = self.fields.get(key, [])
        return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []

    def number(self, key: str) -> int:
        value = self.fields.get(key, 0)
        return value if isinstance(value, int) else 0

    def real(self, key: str) -> float:
        value = self.fields.get(key, 0.0)
        return float(value) if isinstance(value, int | float) else 0.0


def body_of(step: CaseStep) -> Body:
    found = json.loads(step.body)
    return Body(found if isinstance(found, dict) else {})

"""The end of a reading that cannot go on."""

from __future__ import annotations

from knowledge.reading.port import Reason


class Stop(Exception):
    """This file cannot be read; caught in the process that reads, and told as `Unreadable`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason

"""Cases that begin outside a conversation, and cases that change hands: links give them to whoever they are for."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence

from bot import calls
from bot.codes import digest, secret
from bot.desk import Refused, permit, refusing
from bot.rights import may
from dialogs.events import HandedBack, Staged
from storage.desk.port import Account, Act, Case, DeskStorage
from storage.desk.way import Claim, Link, NewLink, Purpose
from storage.port import Call, Pending

LASTS = 14 * 86_400.0
"""Seconds a link opens. Chosen: somebody on mission reads it when back."""
SECRET_BYTES = 20
NAME = 120
"""Characters."""


class Intake:
    """`bot.desk.Refused` says why nothing was done, and so do the exceptions of `bot.desk.Desk`."""

    def __init__(
        self, storage: DeskStorage, wake: Callable[[Pending], None], *, clock: Callable[[], float] = time.time
    ) -> None:
        self._storage = storage
        self._wake = wake
        self._clock = clock

    async def link(self, officer: Account, case: int, purpose: Purpose, name: str, *, key: str) -> str:
        """The secret of a link that gives the case ("confirm"), or all cases of its person ("succeed"), to `name`.

        Older links of the case for the same end open nothing any more. "" when this was done before.
        """
        permit(officer, "open" if purpose == "confirm" else "assign")
        name, opens, now = name.strip()[:NAME], secret(SECRET_BYTES), self._clock()
        if not name:
            raise Refused("name")
        body = json.dumps({"purpose": purpose, "name": name}, ensure_ascii=False)
        act = Act(case, officer.id, "link", key, None, now, body)
        with refusing():
            acted = await self._storage.make_link(NewLink(digest(opens), purpose, name, now + LASTS), act)
        return opens if acted.new else ""

    async def given(self, opens: str) -> tuple[Link | None, Sequence[Case]]:
        """What a link would give; nothing for one that is spent, old or unknown."""
        hash = digest(opens)
        return await self._storage.link(hash), await self._storage.given(hash, self._clock())

    async def claim(self, opens: str, conversation: int) -> Sequence[Case]:
        """The cases are this conversation's from now on; empty when the link gave nothing.

        Both sides are told in their own chat, in the same transaction: who has a case now and who no longer has.
        """
        while True:
            cases = tuple(await self._storage.given(digest(opens), self._clock()))
            told = tuple(call for case in cases for call in _told(case, conversation))
            claimed = await self._storage.claim(Claim(digest(opens), conversation, self._clock(), cases, told))
            if claimed.stale:  # Somebody acted between the two: what the sides have to hear may be another.
                continue
            for row in claimed.called:
                self._wake(row)
            return claimed.cases

    async def inherit(self, officer: Account, leaves: int, takes: int) -> int:
        """All open cases of a colleague belong to another from now on; returns how many."""
        permit(officer, "assign")
        other = await self._storage.account(takes)
        if other is None or leaves == takes or not may(other, "take"):
            raise Refused("nobody")
        return await self._storage.inherit(leaves, takes, officer.id, self._clock())


def _told(case: Case, conversation: int) -> list[Call]:
    """What a case's old and new conversation hear; where the desk talked in the old one, the bot talks again."""
    if case.conversation == conversation:
        return []
    stage = "desk" if case.stage == "draft" else case.stage
    heard = [_call(conversation, Staged(case.code, stage, ""))]
    if case.conversation is not None:
        heard.append(_call(case.conversation, Staged(case.code, "succeeded", "")))
        if case.hold == "desk":
            heard.append(_call(case.conversation, HandedBack()))
    return heard


def _call(conversation: int, event: Staged | HandedBack) -> Call:
    return Call(conversation, calls.KIND, calls.write(event))

"""Passing a case on to another programme: with a reason, a copy in its form's layout, and a day to ask back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from bot import calls
from bot.desk import MOST, Refused, permit, written
from bot.promising import day_back
from bot.referral import may_refer, programmes
from bot.requests import request_of
from dialogs.events import Referred
from storage.desk.port import OPEN, Account, Act, Case, Change
from storage.port import Pending, Storage


class Referring:
    """Raises as `bot.desk.Desk` does; `Refused.why` may also be "programme" or "not-agreed"."""

    def __init__(
        self, storage: Storage, wake: Callable[[Pending], None], *, clock: Callable[[], float] = time.time
    ) -> None:
        self._storage = storage
        self._wake = wake
        self._clock = clock

    async def refer(
        self, officer: Account, case: int, programme: str, why: str, day: str, *, seen: int, key: str, agreed: str = ""
    ) -> Case:
        """The case rests until the day to ask back, and is on top of the queue then; the person is told to whom, why
        and what comes next, with a link to the copy.

        `agreed` is how the desk knows that the person agrees; needed where the visibility they chose does not cover
        it, and for the copy to say who asks.
        """
        permit(officer, "refer")
        to = programmes().get(programme)
        if to is None:
            raise Refused("programme")
        if not why.strip():
            raise Refused("empty")
        if len(why) > MOST:
            raise Refused("long")
        now = self._clock()
        back = day_back(day, now)
        held = await self._storage.desk.case(case)
        if not may_refer(await request_of(self._storage, held.code), agreed):
            raise Refused("not-agreed")
        body = {
            "stage": "referred", "to_programme": to.id, "programme": to.title, "text": why.strip(), "until": back,
            "agreed": agreed.strip()[:MOST],
        }  # fmt: skip
        told = Referred(held.code, officer.name, to.id, to.name, why.strip(), day.strip())
        act = Act(
            case,
            officer.id,
            "refer",
            key,
            seen,
            now,
            json.dumps(body, ensure_ascii=False),
            OPEN,
            Change(stage="referred", asks_back=back, snoozed_until=back, waiting_since=0.0),
            (calls.KIND, calls.write(told)),
            answers=True,
        )
        return (await written(self._storage.desk.act(act), self._wake)).case

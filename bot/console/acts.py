"""What an officer does from the page of a case: each form is an act of `bot.desk`, done once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from bot.attachments import Brought
from bot.browser.answers import away
from bot.console.bodies import was_cut
from bot.console.case import Refusal, found, shown
from bot.console.console import Console
from bot.console.fields import key, number, sent
from bot.console.settings import ROOT
from bot.console.table import Answer, Route
from bot.console.visit import current
from bot.desk import Desk, Refused, enclosed
from bot.moments import morning
from storage.desk.port import Account, Case, Outpaced

DAY = 86_400.0


class Sent:
    """The fields of a form, and the files that came with it."""

    def __init__(self, act: str, fields: Mapping[str, str], now: float, files: Sequence[Brought] = ()) -> None:
        self.fields = fields
        self.files = files
        self.now = now
        brought = "".join(f"\0{hashlib.sha256(file.content).hexdigest()}" for file in files)
        self.key = key(act, {**fields, "files": brought} if brought else fields)

    @property
    def seen(self) -> int:
        return self.number("seen")

    @property
    def heard(self) -> Mapping[int, int]:
        """By case, how far its conversation stood on the page."""
        pairs = (one.partition(":") for one in self["heard"].split())
        return {number(case): number(position) for case, _, position in pairs if number(case)}

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    def number(self, name: str) -> int:
        """0 for what is none."""
        return number(self[name])


Do = Callable[[Desk, Account, Case, Sent], Awaitable[Case]]
Beside = Callable[[Console, Account, Case, Sent], Awaitable[Case]]
"""An act that is not one of `Desk`."""


async def take(desk: Desk, me: Account, case: Case, sent: Sent) -> Case:
    return await desk.take(me, case.id, seen=sent.seen, key=sent.key)


async def reply(desk: Desk, me: Account, case: Case, sent: Sent) -> Case:
    if sent.fields.get("to") == "":
        raise Refused("whom")
    files, to = await enclosed(sent.files), sent.number("to")
    heard = sent.heard.get(to or case.id)
    return await desk.reply(me, case.id, sent["text"], seen=sent.seen, key=sent.key, files=files, to=to, heard=heard)


async def correct(desk: Desk, me: Account, case: Case, sent: Sent) -> Case:
    return await desk.correct(me, case.id, sent["text"], seen=sent.seen, key=sent.key, to=sent.number("to"))


async def note(desk: Desk, me: Account, case: Case, sent: Sent) -> Case:
    return await desk.note(me, case.id, sent["text"], key=sent.key)


async def assign(desk: Desk, me: Account, case: Case, sent: Sent) -> Case:
    return await desk.assign(me, case.id, sent.number("to"), seen=sent.seen, key=sent.key)


async def snooze(desk: Desk, me: Account, case: Case, sent: Sent) -> Case:
    return await desk.snooze(me, case.id, _until(sent), seen=sent.seen, key=sent.key)


async def hand_back(desk: Desk, me: Account, case: Case, sent: Sent) -> Case:
    return await desk.hand_back(me, case.id, seen=sent.seen, key=sent.key, ask=sent["ask"], text=sent["text"])


async def stage(desk: Desk, me: Account, case: Case, sent: Sent) -> Case:
    return await desk.move(me, case.id, sent["stage"], sent["text"], seen=sent.seen, key=sent.key)


async def close(desk: Desk, me: Account, case: Case, sent: Sent) -> Case:
    return await desk.close(me, case.id, sent["text"], seen=sent.seen, key=sent.key)


async def reopen(desk: Desk, me: Account, case: Case, sent: Sent) -> Case:
    return await desk.reopen(me, case.id, seen=sent.seen, key=sent.key)


async def promise(console: Console, me: Account, case: Case, sent: Sent) -> Case:
    return await console.promising().promise(me, case.id, sent["day"], seen=sent.seen, key=sent.key)


def at_desk(act: Do) -> Beside:
    async def done(console: Console, me: Account, case: Case, sent: Sent) -> Case:
        return await act(console.desk(), me, case, sent)

    return done


def doing(name: str, act: Beside) -> Answer:
    """The answer to the form of an act: the case again, or why nothing was done, with everything that was typed."""

    async def answer(console: Console, request: Request) -> Response:
        case, fields, me = await found(console, request), await sent(request), current(request)
        kept = {f"{name}.{one}": value for one, value in fields.items() if one not in ("seal", "seen", "heard", "key")}
        files = [one for one in (await request.form()).getlist("file") if isinstance(one, UploadFile) and one.filename]
        try:
            if was_cut(request):
                raise Refused("file-room", files[-1].filename or "" if files else "")
            brought = [Brought(one.filename or "", one.content_type or "", await one.read()) for one in files]
            await act(console, me, case, Sent(name, fields, console.clock(), brought))
        except Outpaced as error:
            refusal = Refusal(name, "outpaced", kept, error.step, files=bool(files))
        except Refused as error:
            refusal = Refusal(name, error.why, kept, what=error.what, files=bool(files))
        else:
            console.presence.here(case.id, me, writing=False)
            console.streams.ring()
            return away(f"{ROOT}/case/{case.code}")
        return await shown(console, request, await console.storage.desk.case(case.id), refusal)

    return answer


def _until(sent: Sent) -> float:
    """The morning of the date, else so many days from now; 0, which is past, for what is neither."""
    try:
        date = dt.date.fromisoformat(sent["until"])
    except ValueError:
        return sent.now + sent.number("days") * DAY if 0 < sent.number("days") < 1000 else 0.0
    return morning(date)


_ACTS: Mapping[str, Do] = {
    "take": take,
    "reply": reply,
    "correct": correct,
    "note": note,
    "assign": assign,
    "snooze": snooze,
    "hand-back": hand_back,
    "stage": stage,
    "close": close,
    "reopen": reopen,
}
"""By the verb of `bot.rights.MAY`, which is also where the form is sent."""

ROUTES: Sequence[Route] = (
    *(Route("POST", f"/case/{{code}}/{name}", name, doing(name, at_desk(act))) for name, act in _ACTS.items()),
    Route("POST", "/case/{code}/promise", "promise", doing("promise", promise)),
)

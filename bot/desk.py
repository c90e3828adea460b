"""What people at the desk do: take a case, answer, note, assign, let it rest, hand it back, close it.

Each act is one transaction: the case, its history and, where the person is concerned, a row in the inbox of their
conversation, from whose turn everything else follows. The console and the Slack thread are two views of this file.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from bot import attachments, calls
from bot.attachments import Brought
from bot.codes import case_code
from bot.message import Attachment, Place
from bot.render.sayings import BOUNDS
from bot.rights import may
from bot.teams import GLOBAL, proposed
from dialogs.events import Called, Corrected, DeskWrote, Enclosed, HandedBack, Staged, TakenOver, Unclaimed
from dialogs.form import Form
from dialogs.words import say
from storage.desk.port import (
    OPEN,
    Account,
    Act,
    Acted,
    Along,
    Case,
    Change,
    DeskStorage,
    Erasing,
    NewCase,
    NotNow,
    unassigned,
)
from storage.port import CodeTaken, NewFile, Pending

FARTHEST = 366
"""Days ahead that a case can rest, or that can be promised or asked back on."""
MOST = 8000
"""Characters of a reply or a note. Chosen: longer belongs in a file."""

STAGES = (
    "waiting", "shared", "coaching", "ready", "focal-point", "endorsed", "no-objection", "changes-asked", "objected",
    "triaged", "matching", "offered", "accepted", "delivery", "done", "follow-up", "withdrawn",
)  # fmt: skip
"""The states of a request that an officer moves it to, in the order it usually takes; wordings `stage.…` name them.
"draft" comes before and "closed" after them, by acts of their own, as does "referred" (`bot.referring`)."""


class Refused(Exception):
    """It cannot be done; `why` is the end of a wording's id: "empty", "long", "role", "nobody", "field", "stage",
    "team", "past", "far", "nothing", or what `storage.desk.port.NotNow` names; of a file "file-" and an
    `attachments.Reason`.
    """

    def __init__(self, why: str, what: str = "") -> None:
        """`what` is the name of a file that was not taken."""
        super().__init__(why)
        self.why = why
        self.what = what

    def told(self, language: str) -> str:
        """Why, in words for an officer."""
        kind, _, reason = self.why.partition("-")
        if kind != "file":
            return say(f"console.refused.{self.why}", language)
        reason = "reply" if reason in ("number", "room") else reason
        return say(
            "console.refused.file", language, name=self.what, reason=say(f"attachment.{reason}", language, **BOUNDS)
        )


class Desk:
    """The acts. `seen` is always `Case.acts` as the officer saw it, `key` names the form they sent.

    Raises, from every act:
        Refused: the role may not, the case is closed, or what was given cannot be used; nothing was done.
        storage.desk.port.Outpaced: somebody else acted since the officer looked; nothing was done.
        storage.desk.port.NoCase: there is none.
    """

    def __init__(
        self,
        storage: DeskStorage,
        form: Form,
        wake: Callable[[Pending], None],
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`wake` is told of rows for the inbox of a conversation."""
        self._storage = storage
        self._form = form
        self.wake = wake
        self._clock = clock

    async def take(self, officer: Account, case: int, *, seen: int, key: str) -> Case:
        """The officer talks with the person from now on; what the bot has queued and not sent is taken back."""
        return await self._do(
            officer,
            Act(
                case,
                officer.id,
                "take",
                key,
                seen,
                self._clock(),
                change=Change(assignee=officer.id, hold="desk", snoozed_until=0.0),
                call=(calls.KIND, calls.write(TakenOver(officer.name, case))),
                withdraw=True,
            ),
        )

    async def reply(
        self,
        officer: Account,
        case: int,
        text: str,
        *,
        seen: int,
        key: str,
        files: tuple[NewFile, ...] = (),
        to: int = 0,
        heard: int | None = None,
    ) -> Case:
        """Words for the person, in their own channel, then files as `enclosed` takes them; whoever replies has taken
        the case. With files there may be no words. `to` names a part of the case, for its person alone.

        `heard` is how far the officer had read the conversation. What the person wrote to the desk after that is not
        answered: they are told so, and wait on, as `Case.waiting_since` says.
        """
        if (await self._storage.case(case)).hold not in ("waiting", "desk"):
            heard = None  # What was meant for the assistant waits for nobody.
        words = _words(text) if text.strip() or not files else ""
        return await self._do(
            officer,
            Act(
                case,
                officer.id,
                "reply",
                key,
                seen,
                self._clock(),
                body=_body(text=words, **({"files": [file.name for file in files]} if files else {})),
                change=Change(assignee=officer.id, hold="desk", waiting_since=0.0, snoozed_until=0.0),
                call=(calls.KIND, calls.write(_wrote(officer, words, files, to or case, heard))),
                files=files,
                withdraw=True,
                answers=True,
                addressed=True,
                to=to,
                heard=heard,
            ),
        )

    async def correct(self, officer: Account, case: int, text: str, *, seen: int, key: str, to: int = 0) -> Case:
        """What should stand in the place of the last reply: a line of its own that says so, in every channel."""
        words = _words(text)
        permit(officer, "correct")
        if not any(step.kind == "reply" for step in await self._storage.history(to or case)):
            raise Refused("nothing")
        return await self._do(
            officer,
            Act(
                case,
                officer.id,
                "correct",
                key,
                seen,
                self._clock(),
                body=_body(text=words),
                call=(calls.KIND, calls.write(Corrected(officer.name, words))),
                addressed=True,
                to=to,
            ),
        )

    async def note(self, officer: Account, case: int, text: str, *, key: str) -> Case:
        """For colleagues only."""
        act = Act(case, officer.id, "note", key, None, self._clock(), body=_body(text=_words(text)))
        return await self._do(officer, act)

    async def assign(self, officer: Account, case: int, to: int, *, seen: int, key: str) -> Case:
        """Another colleague answers for it; 0: nobody."""
        if to:
            other = await self._storage.account(to)
            if other is None or not may(other, "take"):
                raise Refused("nobody")
        act = Act(case, officer.id, "assign", key, seen, self._clock(), body=_body(to=to), change=Change(assignee=to))
        return await self._do(officer, act)

    async def transfer(self, officer: Account, case: int, team: str, why: str, *, seen: int, key: str) -> Case:
        """Another team of `bot.teams` has it from now on, with its whole history; of that team nobody yet.

        A person somebody talked with waits for the other team, and is told when nobody of it comes.
        """
        if team != GLOBAL and team not in proposed():
            raise Refused("team")
        change = replace(unassigned(await self._storage.case(case), self._clock()), team=team)
        body = _body(team=team, text=_words(why))
        return await self._do(
            officer, Act(case, officer.id, "transfer", key, seen, self._clock(), body=body, change=change)
        )

    async def snooze(self, officer: Account, case: int, until: float, *, seen: int, key: str) -> Case:
        """Out of the queue until then, or until the person says something."""
        now = self._clock()
        if until <= now:
            raise Refused("past")
        if until > now + FARTHEST * 86_400.0:
            raise Refused("far")
        act = Act(case, officer.id, "snooze", key, seen, now, body=_body(until=until))
        return await self._do(officer, replace(act, change=Change(snoozed_until=until)))

    async def hand_back(
        self, officer: Account, case: int, *, seen: int, key: str, ask: str = "", text: str = ""
    ) -> Case:
        """The bot talks again, with a word of the officer's first, or asks for a field they name."""
        if ask and self._form.field(ask) is None:
            raise Refused("field")
        words = _words(text) if text.strip() else ""
        along = await self._along(case, lambda part, theirs: HandedBack(officer.name, about=part.id))
        return await self._do(
            officer,
            Act(
                case,
                officer.id,
                "hand-back",
                key,
                seen,
                self._clock(),
                body=_body(ask=ask, text=words),
                change=Change(hold="returned", waiting_since=0.0),
                call=(calls.KIND, calls.write(HandedBack(officer.name, ask, words, case))),
                along=along,
                addressed=bool(words or ask or not along),
                answers=bool(words),
            ),
        )

    async def move(self, officer: Account, case: int, stage: str, why: str, *, seen: int, key: str) -> Case:
        """To another of the states of a request (`STAGES`); the person is told, with the reason if one is given.

        Others who are with a part of the case hear the state of theirs, as when it is closed, and never the reason:
        that was written for one of them.
        """
        if stage not in STAGES:
            raise Refused("stage")
        return await self._staged(officer, case, "stage", stage, _words(why) if why.strip() else "", seen, key)

    async def close(self, officer: Account, case: int, why: str, *, seen: int, key: str) -> Case:
        """Over, with a reason that the person is told; the bot talks again if they come back."""
        return await self._staged(officer, case, "close", "closed", _words(why), seen, key)

    async def _staged(self, officer: Account, case: int, kind: str, stage: str, why: str, seen: int, key: str) -> Case:
        held = await self._storage.case(case)

        def heard(part: Case, theirs: bool) -> Called | None:
            """Whoever has both cases was told of the one; where the desk talked, the bot talks again."""
            if not theirs:
                return Staged(part.code, stage, officer.name, about=part.id)
            return HandedBack(officer.name, about=part.id) if stage == "closed" else None

        closes = Change(hold="closed", waiting_since=0.0, snoozed_until=0.0)
        return await self._do(
            officer,
            Act(
                case,
                officer.id,
                kind,
                key,
                seen,
                self._clock(),
                body=_body(stage=stage, text=why),
                change=closes if stage == "closed" else Change(stage=stage),
                call=(calls.KIND, calls.write(Staged(held.code, stage, officer.name, why, case))),
                along=await self._along(case, heard, stage=stage),
                answers=bool(why),
            ),
        )

    async def reopen(self, officer: Account, case: int, *, seen: int, key: str) -> Case:
        """Back in the queue, in the state it was closed in, which the person is told; the bot talks until it is taken.

        Raises:
            Refused: another case of the same conversation is open: it goes on there.
        """
        permit(officer, "reopen")
        held = await self._storage.case(case)
        stage = "desk" if held.stage == "draft" else held.stage
        act = Act(
            case, officer.id, "reopen", key, seen, self._clock(), change=Change(hold="returned"), of=("closed",),
            call=(calls.KIND, calls.write(Staged(held.code, stage, officer.name, about=case))),
        )  # fmt: skip
        return await self._written(act)

    async def open(
        self, officer: Account, title: str, *, key: str, country: str = "", institution: str = "", text: str = ""
    ) -> Case:
        """A case from a letter, an e-mail or a telephone call, whose words are kept as the first entry."""
        permit(officer, "open")
        if not title.strip():
            raise Refused("empty")
        body = _body(text=_words(text)) if text.strip() else "{}"
        while True:
            try:
                return await self._storage.open(
                    NewCase(
                        case_code(), officer.id, key, self._clock(), title.strip(), country,
                        institution=institution.strip(), team=officer.team, body=body,
                    )
                )  # fmt: skip
            except CodeTaken:
                continue

    async def erase(self, officer: Account, case: int, *, seen: int) -> Case:
        """A case that the desk opened and nobody confirmed as theirs: nothing is left of what was said about it.

        Once; the audit log says who did.
        """
        permit(officer, "erase")
        with refusing():
            return await self._storage.erase(Erasing(case, officer.id, seen, self._clock()))

    async def ring_again(self, after: float) -> int:
        """Hand-offs nobody took up for so many seconds: the desk is rung again, the person told, once each.

        Returns how many.
        """
        now = self._clock()
        waiting = await self._storage.unclaimed(now - after)
        for case in waiting:
            # Who was told a day hears nothing before it has passed; the desk does.
            promised = case.promised > now
            key = f"unclaimed-{case.waiting_since}" + "-promised" * promised
            act = Act(case.id, None, "unclaimed", key, None, now, of=("waiting",))
            if not promised:
                along = await self._along(case.id, lambda part, theirs: Unclaimed())
                act = replace(act, call=(calls.KIND, calls.write(Unclaimed())), along=along)
            try:
                await self._written(act)
            except Refused:
                continue  # Somebody came just now.
        return len(waiting)

    async def _along(
        self, case: int, heard: Callable[[Case, bool], Called | None], **more: object
    ) -> tuple[Along, ...]:
        """What is heard of an act by those who are elsewhere with a part of the case; `heard` is given the part, and
        whether it is of the person of the case itself."""
        whole = await self._storage.case(case)
        along: list[Along] = []
        for part in await self._storage.parts(case):
            if part.conversation in (None, whole.conversation):
                continue
            event = heard(part, await self._storage.one_person(case, part.id))
            if event:
                along.append(Along(part.id, _body(along=whole.code, **more), (calls.KIND, calls.write(event))))
        return tuple(along)

    async def _do(self, officer: Account, act: Act) -> Case:
        permit(officer, act.kind)
        return await self._written(act if act.kind == "note" else replace(act, of=OPEN))

    async def _written(self, act: Act) -> Case:
        return (await written(self._storage.act(act), self.wake)).case


def permit(officer: Account, verb: str) -> None:
    """Before an act.

    Raises:
        Refused: the officer may not.
    """
    if not may(officer, verb):
        raise Refused("role")


@contextmanager
def refusing() -> Iterator[None]:
    """What the storage does not do now is a refusal: `NotNow` as `Refused`."""
    try:
        yield
    except NotNow as error:
        raise Refused(error.why) from error


async def written(writing: Awaitable[Acted], wake: Callable[[Pending], None]) -> Acted:
    """What an act led to; `wake` is told of the rows for inboxes.

    Raises:
        Refused: it cannot be done now.
    """
    with refusing():
        acted = await writing
    announce(acted, wake)
    return acted


def announce(acted: Acted, wake: Callable[[Pending], None]) -> None:
    for row in (acted.called, *acted.also):
        if row is not None:
            wake(row)


async def enclosed(brought: Sequence[Brought]) -> tuple[NewFile, ...]:
    """Files for a reply, within the limits there are for files of people and looked at in the same way.

    Raises:
        Refused: one of them cannot be taken; then none is.
    """
    named = [Attachment(str(number), one.name, one.media_type, len(one.content)) for number, one in enumerate(brought)]

    async def content(place: Place, attachment: Attachment, most: int) -> bytes:
        return brought[int(attachment.id)].content

    taken = await attachments.take(content, Place("desk", ""), named, ())
    for name, reason in taken.refused:
        raise Refused(f"file-{reason}", name)
    return taken.new


def _words(text: str) -> str:
    """What somebody wrote, without the space around it.

    Raises:
        Refused: there is nothing, or too much.
    """
    words = text.strip().replace("\0", "")
    if not any(letter.isprintable() and not letter.isspace() for letter in words):  # Signs nobody sees say nothing.
        raise Refused("empty")
    if len(words) > MOST:
        raise Refused("long")
    return words


def _wrote(officer: Account, words: str, files: Sequence[NewFile], about: int, heard: int | None) -> DeskWrote:
    return DeskWrote(officer.name, words, tuple(Enclosed(0, file.name) for file in files), about, heard)


def _body(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)

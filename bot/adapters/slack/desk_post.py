"""What a post of a thread shows, read from the database when it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot import attachments
from bot.adapters.slack.desk_draw import Face, face, line
from bot.adapters.slack.desk_staff import Staff
from bot.adapters.slack.draw import Drawn
from bot.timeline import FAILED, done, files_of, holder, log, text_of
from bot.wire import read_outbound
from dialogs.words import say
from storage.desk.port import Case, CaseStep, NoCase
from storage.desk.thread import Line
from storage.port import Storage


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first message of a thread, as it is to be seen now."""

    case: Case
    """What it shows."""
    drawn: Drawn
    erased: bool
    """It says only that everything about the case was erased."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What lines of a case are drawn from."""

    case: Case
    steps: Sequence[CaseStep]
    people: Mapping[int, str]
    """Names of accounts, by id."""
    language: str


class Posts:
    def __init__(self, storage: Storage, staff: Staff, page: Callable[[str], str], clock: Callable[[], float]) -> None:
        """`page` gives the console's page of a case by its code, "" where it has no address."""
        self._storage = storage
        self._staff = staff
        self._page = page
        self._clock = clock

    async def face(self, case: int) -> Beginning | None:
        """None for a case that is not there."""
        told = await self._told(case)
        if told is None:
            return None
        held = told.case
        assignee = told.people.get(held.assignee, "") if held.assignee else ""
        erased = held.conversation is None and not held.title  # What the desk opens has a title.
        standing = await self._storage.desk.standing(case)
        who = ((one.part.code, holder(one, told.people, told.language)) for one in standing)
        parts = tuple(one for one in who if one[1])
        drawn = face(Face(held, assignee, self._page(held.code), erased, self._clock(), parts), told.language)
        return Beginning(held, drawn, erased)

    async def lines(self, case: int, lines: Sequence[Line]) -> Sequence[tuple[int, Drawn]]:
        """What is to be seen now, in order, by row; without what is not the desk's to read, or is gone."""
        told = await self._told(case)
        drawn = [(one.row, await self._line(told, one)) for one in lines] if told else []
        return [(row, shown) for row, shown in drawn if shown]

    async def _told(self, case: int) -> _Told | None:
        desk = self._storage.desk
        try:
            held = await desk.case(case)
        except NoCase:
            return None
        people = {account.id: account.name for account in await desk.accounts()}
        return _Told(held, await desk.history(held.id), people, await self._staff.language())

    async def _line(self, told: _Told, one: Line) -> Drawn | None:
        match one.shows:
            case "said":
                return await self._said(told, one.of)
            case "failed":
                return await self._failed(told, one.of)
            case "remark":
                account = await self._storage.desk.account(one.by)
                words = "slack.desk.deleted" if one.of else "slack.desk.deleted_note"
                return line(say(words, told.language, name=account.name if account else ""), "", told.language)
            case _:
                return await self._done(told, one.of)

    async def _said(self, told: _Told, position: int) -> Drawn | None:
        """Words of the person, as far as they are the desk's to read."""
        case, language = told.case, told.language
        rows = await self._storage.transcript(case.conversation, position - 1) if case.conversation else ()
        entries = log(rows, told.steps, reader=language, writer=case.language, people={})
        entry = next((entry for entry in entries if entry.id == f"m{position}"), None)
        if entry is None:
            return None
        beside = [say("console.changed", language)] if entry.changed else []
        beside += [say("console.crossed", language, name=entry.crossed)] if entry.crossed else []
        head = " ".join((say("console.who.person", language), *(f"({one})" for one in beside)))
        files = [file.name for file in attachments.read(rows[0].attachments)]
        words = entry.text if rows[0].text or not files else ""
        return line(head, words, language, files=files)

    async def _failed(self, told: _Told, position: int) -> Drawn | None:
        """Words of the desk that did not arrive; None once somebody has found out that they did."""
        case, language = told.case, told.language
        rows = await self._storage.transcript(case.conversation, position - 1) if case.conversation else ()
        if not rows or rows[0].position != position or rows[0].status not in FAILED:
            return None
        head = f"⚠ {say('console.who.officer', language)}: {say(f'console.delivery.{rows[0].status}', language)}"
        return line(head, read_outbound(rows[0].text).text, language)

    async def _done(self, told: _Told, id: int) -> Drawn | None:
        """Who did what, and the words it was done with; what was done for a part names its code."""
        case, language = told.case, told.language
        for part in (case, *(await self._storage.desk.parts(case.id))):
            history = told.steps if part is case else await self._storage.desk.history(part.id)
            if step := next((step for step in history if step.id == id), None):
                did = " ".join(word for word in (step.name, done(step, language, told.people)) if word)
                head = did if part is case else f"{did} · {part.code}"
                return line(head, text_of(step), language, files=files_of(step))
        return None

"""What a post of a thread shows, read from the database when it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot import attachments
from bot.adapters.slack.desk_draw import Face, face, line
from bot.adapters.slack.desk_staff import Staff
from bot.adapters.slack.draw import Drawn
from bot.timeline import done, files_of, log, text_of
from bot.wire import read_outbound
from dialogs.words import say
from storage.desk.port import Case, CaseStep, NoCase
from storage.desk.thread import Showing
from storage.port import Storage


class Posts:
    def __init__(self, storage: Storage, staff: Staff, page: Callable[[str], str], clock: Callable[[], float]) -> None:
        """`page` gives the console's page of a case by its code, "" where it has no address."""
        self._storage = storage
        self._staff = staff
        self._page = page
        self._clock = clock

    async def drawn(self, post: Showing) -> Drawn | None:
        """As it is to be seen now; None for what is not the desk's to read, or is gone."""
        desk, language = self._storage.desk, await self._staff.language()
        try:
            case = await desk.case(post.case)
        except NoCase:
            return None
        steps = await desk.history(case.id)
        people = {account.id: account.name for account in await desk.accounts()}
        match post.shows:
            case "root":
                assignee = people.get(case.assignee, "") if case.assignee else ""
                erased = case.conversation is None and not case.title  # What the desk opens has a title.
                return face(Face(case, assignee, self._page(case.code), erased, self._clock()), language)
            case "said":
                return await self._said(case, steps, post.of, language)
            case "failed":
                return await self._failed(case, post.of, language)
            case "remark":
                account = await desk.account(post.by)
                told = "slack.desk.deleted" if post.of else "slack.desk.deleted_note"
                return line(say(told, language, name=account.name if account else ""), "", language)
            case _:
                return await self._done(case, steps, post.of, language, people)

    async def rings(self, post: Showing) -> bool:
        """Whether the whole channel should see it: nobody has taken the case up."""
        if post.shows != "step":
            return False
        steps = await self._storage.desk.history(post.case)
        return any(step.id == post.of and step.kind == "unclaimed" for step in steps)

    async def _said(self, case: Case, steps: Sequence[CaseStep], position: int, language: str) -> Drawn | None:
        """Words of the person, as far as they are the desk's to read."""
        rows = await self._storage.transcript(case.conversation, position - 1) if case.conversation else ()
        entries = log(rows[:1], steps, reader=language, writer=case.language, people={})
        entry = next((entry for entry in entries if entry.id == f"m{position}"), None)
        if entry is None:
            return None
        head = say("console.who.person", language)
        files = [file.name for file in attachments.read(rows[0].attachments)]
        words = entry.text if rows[0].text or not files else ""
        return line(
            f"{head} ({say('console.changed', language)})" if entry.changed else head, words, language, files=files
        )

    async def _failed(self, case: Case, position: int, language: str) -> Drawn | None:
        """Words of the desk that did not arrive; None once somebody has found out that they did."""
        rows = await self._storage.transcript(case.conversation, position - 1) if case.conversation else ()
        if not rows or rows[0].position != position or rows[0].status not in ("uncertain", "undeliverable"):
            return None
        head = f"⚠ {say('console.who.officer', language)}: {say(f'console.delivery.{rows[0].status}', language)}"
        return line(head, read_outbound(rows[0].text).text, language)

    async def _done(
        self, case: Case, steps: Sequence[CaseStep], id: int, language: str, people: Mapping[int, str]
    ) -> Drawn | None:
        """Who did what, and the words it was done with; what was done for a part names its code."""
        for part in (case, *(await self._storage.desk.parts(case.id))):
            history = steps if part is case else await self._storage.desk.history(part.id)
            if step := next((step for step in history if step.id == id), None):
                told = " ".join(word for word in (step.name, done(step, language, people)) if word)
                head = told if part is case else f"{told} · {part.code}"
                return line(head, text_of(step), language, files=files_of(step))
        return None

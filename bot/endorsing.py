"""Asking a national focal point about a request: one message with one link, and whatever comes of it.

Every step is one transaction with the case it moves, stands in the case's history and is told to the person who asked.
The link opens in one browser only; see `bot.endorsement` for the rules.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot import calls
from bot.codes import digest, secret
from bot.desk import Refused, announce, permit, refusing
from bot.display import display, label
from bot.endorsement import (
    Answered,
    Facts,
    Opened,
    Outcome,
    Passed,
    Recorded,
    Refusal,
    Silence,
    Silent,
    Verdict,
    advance,
    facts,
    may_ask,
)
from bot.requests import request_of
from bot.working import office
from dialogs.events import Staged
from dialogs.words import names, say
from storage.desk.port import OPEN, Account, Act, Acted, Case, Change, NoCase
from storage.desk.way import Endorsement, NewEndorsement, Settled, Standing
from storage.port import Pending, Storage

log = structlog.get_logger()

LASTS = 60 * 86_400.0
"""Seconds a link opens. Chosen: two months; a newer question ends it earlier."""
SECRET_BYTES = 20
SUMMARY = (
    "title", "problem_statement", "country", "scope", "places", "objective", "assistance_types", "gap_types",
    "gbf_targets", "themes", "national_priority", "beneficiaries_direct", "fpic_needed", "consultation",
)  # fmt: skip
"""What a focal point sees of a request: what it is about, not who wrote it nor how to reach them."""
NAME, WORDS = 120, 4000
"""Characters of a name, and of what is said beside an answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, and how it is to reach the focal point."""

    endorsement: Endorsement
    secret: str
    """Of the link, known only now."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the holder of a link sees."""

    endorsement: Endorsement
    code: str
    institution: str
    lines: tuple[tuple[str, str], ...]
    """Label and value, in the language of the focal point."""


class Endorsing:
    """Raises, from every act: `Refused`, and for officers what `bot.desk.Desk` raises; nothing was done then.

    `Refused.why` is one of those of `bot.endorsement`, of the desk, or "unknown": no such link.
    """

    def __init__(
        self, storage: Storage, wake: Callable[[Pending], None], *, clock: Callable[[], float] = time.time
    ) -> None:
        self._storage = storage
        self._wake = wake
        self._clock = clock

    async def facts(self, case: Case, agreed: str = "") -> Facts:
        return facts(await request_of(self._storage, case.code), case.country, agreed)

    async def ask(
        self,
        officer: Account,
        case: int,
        name: str,
        language: str,
        *,
        seen: int,
        key: str,
        silence: Silence | None = None,
        agreed: str = "",
    ) -> Question:
        """Make a link for the focal point of the case's country; older ones open nothing any more.

        `agreed` is how the desk knows that the person lets their focal point see it, where the request does not say.
        """
        permit(officer, "stage")
        held, now, opens = await self._storage.desk.case(case), self._clock(), secret(SECRET_BYTES)
        if refusal := may_ask(await self.facts(held, agreed), silence):
            raise Refused(refusal.why)
        if not name.strip():
            raise Refused("name")
        due = await self._due(held.country, now, silence) if silence else 0.0
        mandate = silence.mandate.strip() if silence else ""
        new = NewEndorsement(
            held.country, name.strip()[:NAME], language, digest(opens), now, max(now + LASTS, due), due, mandate,
            agreed.strip(),
        )  # fmt: skip
        body = {"name": new.name, "due": due, "mandate": mandate, "agreed": new.agreed}
        if silence:
            body["without_consent"] = silence.without_consent.strip()
        act = self._staged(held, "ask-focal-point", "focal-point", officer, key, seen, now, body)
        with refusing():
            endorsement, acted = await self._storage.desk.ask(new, act)
        announce(acted, self._wake)
        return Question(endorsement, opens)

    async def record(self, officer: Account, case: int, verdict: Verdict, letter: str, *, seen: int, key: str) -> Case:
        """A signed letter says it; a question that is still open ends with it."""
        permit(officer, "stage")
        held, now = await self._storage.desk.case(case), self._clock()
        if not letter.strip():
            raise Refused("words")
        body = {"state": verdict, "letter": letter.strip()[:WORDS]}
        act = self._staged(held, "letter", verdict, officer, key, seen, now, body)
        asked = [one for one in await self._storage.desk.endorsements(case) if one.state == "asked"]
        with refusing():
            if not asked:
                acted: Acted | bool = await self._storage.desk.act(act)
            else:
                outcome = _settled(advance(asked[-1], Recorded(verdict, letter), now))
                acted = await self._storage.desk.settle(_ends(asked[-1], None, outcome, now, act))
        if isinstance(acted, bool):
            raise Refused("answered")
        announce(acted, self._wake)
        return acted.case

    async def look(self, opens: str) -> Endorsement:
        """Whether a link could still be opened, before anybody has: what it is about stays hidden."""
        held = await self._by(opens)
        if held.state == "asked":
            await self._awaited(held)
        return held

    async def open(self, opens: str, holder: str) -> Page:
        """What the link shows in the browser that has it; the first one has it from now on."""
        held = await self._by(opens)
        _settled(advance(held, Opened(holder), self._clock()))
        await self._awaited(held)
        if not await self._storage.desk.hold(held.id, holder):
            raise Refused("elsewhere")
        case = await self._storage.desk.case(held.case)
        return Page(held, case.code, case.institution, await self._summary(case, held.language))

    async def answer(self, opens: str, event: Answered) -> Standing:
        """The person who asked and the desk are told; returns what it stands at now."""
        held, now = await self._by(opens), self._clock()
        outcome = _settled(advance(held, event, now))
        await self._end(held, event.holder, outcome, now)
        return outcome.state

    async def pass_on(self, opens: str, event: Passed) -> str:
        """The secret of a link for the colleague named; this one opens nothing any more. Its date stays.

        Whoever passes it on once more, because the page with the secret never came, gets another one.
        """
        held, now, theirs = await self._by(opens), self._clock(), secret(SECRET_BYTES)
        if held.state == "delegated" and await self._storage.desk.renew(held.id, event.holder, digest(theirs)):
            return theirs
        outcome = _settled(advance(held, event, now))
        passed = NewEndorsement(
            held.country, outcome.passed_to[:NAME], held.language, digest(theirs), now, held.expires, held.due,
            held.mandate, held.agreed,
        )  # fmt: skip
        await self._end(held, event.holder, outcome, now, passed)
        return theirs

    async def lapse(self) -> int:
        """Silence whose date has come counts as no objection, where it still may; returns how often it did."""
        now, counted = self._clock(), 0
        for held in await self._storage.desk.silent(now):
            case = await self._storage.desk.case(held.case)
            outcome = advance(held, Silent(await self.facts(case)), now)
            if isinstance(outcome, Refusal):
                log.info("silence_not_counted", why=outcome.why)
                outcome = Outcome("recalled", words=outcome.why)
            try:
                await self._end(held, None, outcome, now)
            except Refused as error:
                # The case was closed meanwhile: nobody waits for this answer any more.
                log.info("silence_not_counted", why=error.why)
                await self._storage.desk.settle(Settled(held.id, None, "recalled", now))
                continue
            counted += outcome.state == "no-objection"
        return counted

    async def _end(
        self, held: Endorsement, holder: str | None, outcome: Outcome, now: float, passed: NewEndorsement | None = None
    ) -> None:
        try:
            case = await self._storage.desk.case(held.case)
            body = {"state": outcome.state, "name": outcome.signed, "text": outcome.words, "to": outcome.passed_to}
            if outcome.state == "no-objection" and holder is None:
                body |= {"mandate": held.mandate}
            key = f"endorsement-{held.id}"
            if outcome.state in ("delegated", "recalled"):
                act = Act(case.id, None, "endorsement", key, None, now, json.dumps(body, ensure_ascii=False), OPEN)
            else:
                act = self._staged(case, "endorsement", outcome.state, None, key, None, now, body)
            with refusing():
                acted = await self._storage.desk.settle(_ends(held, holder, outcome, now, act, passed))
        except NoCase as error:
            raise Refused("unknown") from error
        if acted is False:
            raise Refused("answered")
        if isinstance(acted, Acted):
            announce(acted, self._wake)

    def _staged(
        self, case: Case, kind: str, stage: str, officer: Account | None, key: str, seen: int | None, now: float,
        body: dict[str, object] | dict[str, str],
    ) -> Act:  # fmt: skip
        """The case moves and comes back to the queue; the person is told, in the words of who answered."""
        by = officer.name if officer else str(body.get("name", ""))
        why = str(body.get("text", ""))
        return Act(
            case.id,
            officer.id if officer else None,
            kind,
            key,
            seen,
            now,
            json.dumps(body, ensure_ascii=False),
            OPEN,
            Change(stage=stage, snoozed_until=0.0),
            (calls.KIND, calls.write(Staged(case.code, stage, by, why))),
        )

    async def _due(self, country: str, now: float, silence: Silence) -> float:
        start = dt.datetime.fromtimestamp(now, dt.UTC)
        return office(country).add(start, silence.days).timestamp()

    async def _by(self, opens: str) -> Endorsement:
        found = await self._storage.desk.endorsement(digest(opens))
        if found is None:
            raise Refused("unknown")
        return found

    async def _awaited(self, held: Endorsement) -> None:
        """Refuse where nobody waits for an answer any more."""
        case = await self._storage.desk.case(held.case)
        if case.hold == "closed":
            raise Refused("closed" if case.merged_into is None else "merged")

    async def _summary(self, case: Case, language: str) -> tuple[tuple[str, str], ...]:
        request = await request_of(self._storage, case.code)
        if request is None:
            return ((label("title", language), case.title), (label("country", language), _country(case, language)))
        answers = ((key, request.value(key)) for key in SUMMARY)
        return tuple((label(key, language), display(key, value, language)) for key, value in answers if value)


def letter(question: Question, page: str) -> str:
    """The one message a focal point gets, in their language; `page` is the address of the link, whole."""
    asked = question.endorsement
    told = say(
        "endorse.letter",
        asked.language,
        name=asked.name,
        link=page,
        country=names.country(asked.country, asked.language),
    )
    return f"{told}\n\n{silence(asked)}"


def silence(asked: Endorsement) -> str:
    """What no answer means, with its date in the time of the country and the text that says so."""
    if not asked.due:
        return say("endorse.no-silence", asked.language)
    here = dt.datetime.fromtimestamp(asked.due, office(asked.country).zone)
    date = f"{names.date(here.date().isoformat(), asked.language)}, {here:%H:%M} ({here.tzname()})"
    return say("endorse.silence", asked.language, date=date, mandate=asked.mandate)


def _settled(outcome: Outcome | Refusal) -> Outcome:
    if isinstance(outcome, Refusal):
        raise Refused(outcome.why)
    return outcome


def _ends(
    held: Endorsement, holder: str | None, outcome: Outcome, now: float, act: Act, passed: NewEndorsement | None = None
) -> Settled:
    signed, words = outcome.signed[:NAME], outcome.words[:WORDS]
    return Settled(held.id, holder, outcome.state, now, signed, words, act, passed)


def _country(case: Case, language: str) -> str:
    return names.country(case.country, language) if case.country else ""


__all__ = ["Endorsing", "Page", "Question", "letter", "silence"]

"""A focal point's question, a case that changes hands, a status: over HTTP, about a request somebody really sent."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from bot.adapters.web.adapter import WebAdapter
from bot.adapters.web.settings import WebSettings
from bot.desk import Desk, Refused
from bot.endorsement import Silence
from bot.endorsing import LASTS, Endorsing, Question, letter
from bot.intake import Intake
from bot.merging import Merging
from bot.settings import Settings
from bot.upkeep import Upkeep
from bot.wiring import Service, open_service
from dialogs.words import say
from storage.desk.port import Account, Case, NewAccount
from storage.desk.way import Confirmed
from tests.bot.adapters.web.scripted import Papers
from tests.caller import Chatter

SEAL = re.compile(r'name="seal" value="([^"]+)"')
AGREED = "by telephone on 3 March, to Ana"
MANDATE = "Decree 12 of 2024, article 4: no answer within twenty working days is no objection."


@dataclass
class House:
    """A service that answers, with the pages beside it."""

    service: Service
    person: Chatter
    officer: Account
    folder: Path

    @property
    def endorsing(self) -> Endorsing:
        return Endorsing(self.service.storage, self.service.wake, clock=self.person.clock)

    @property
    def intake(self) -> Intake:
        return Intake(self.service.storage.desk, self.service.wake, clock=self.person.clock)

    @property
    def desk(self) -> Desk:
        return self.service.at_desk()

    async def case(self) -> Case:
        ((code,),) = [(one.code,) for one in await self.service.storage.requests(1)]
        case = await self.service.storage.desk.by_code(code)
        assert case
        return case

    async def asked(self, key: str = "k", silence: Silence | None = None, agreed: str = AGREED) -> Question:
        case = await self.case()
        return await self.endorsing.ask(
            self.officer, case.id, "Jean", "en", seen=case.acts, key=key, silence=silence, agreed=agreed
        )

    async def told(self) -> str:
        """What the person has heard since we looked."""
        assert self.service.worker
        await self.service.worker.drain()
        return "\n".join(message.text for message in self.person.heard())

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[httpx.AsyncClient]:
        async with httpx.AsyncClient(transport=self.transport, base_url="http://localhost") as client:
            yield client

    transport: httpx.ASGITransport | None = None


@pytest.fixture
async def house(data_folder: Path) -> AsyncIterator[House]:
    async with open_service(Settings(data_dir=data_folder, library="none")) as service:
        person = Chatter(service)
        service.mind = replace(service.mind, clock=person.clock)
        for words in (
            "our reefs are eaten by lionfish in Jamaica", "yes",
            "Since 2022 lionfish are on 8 of 10 sites; fishers catch half as much.", "ada@fisheries.example", "send it",
        ):  # fmt: skip
            await person.says(words)
        officer = await service.storage.desk.invite(
            NewAccount("ana@desk.example", "Ana", "officer", "i", person.clock() + 60, person.clock())
        )
        house = House(service, person, officer, data_folder)
        settings = WebSettings("127.0.0.1", 0, "", "The desk", "Montreal", "desk@example.org", False, data_folder)
        web = WebAdapter(service.storage, settings, Papers(), wake=service.wake, clock=person.clock)
        async with service.answering(person.phone, web, timers=False) as inbox:
            house.transport = httpx.ASGITransport(web.app(inbox.accept), client=("198.51.100.7", 4000))
            yield house


async def opens(browser: httpx.AsyncClient, path: str) -> str:
    """Follow a link and press its button: what is shown then."""
    page = (await browser.get(path)).text
    return (await browser.post(path, data={"seal": seal(page), "do": "open"})).text


def seal(page: str) -> str:
    found = SEAL.search(page)
    return found.group(1) if found else ""


async def test_a_focal_point_answers_with_one_link(house: House) -> None:
    """They see what it is about and not who asked; the person is told, the case moves, the history says who."""
    question = await house.asked()
    assert "with the national focal point" in await house.told()
    path = f"/e/{question.secret}"
    assert f"http://x{path}" in letter(question, f"http://x{path}")
    async with house.browser() as jean:
        before = (await jean.get(path)).text
        assert "lionfish" not in before
        page = await opens(jean, path)
        assert "lionfish" in page
        assert "Jamaica" in page
        assert "ada@fisheries.example" not in page
        sent = {"seal": seal(page), "do": "answer", "verdict": "objected", "name": "Jean Exemple, Ministry"}
        lacking = await jean.post(path, data=sent)
        assert (lacking.status_code, "Please say why" in lacking.text) == (422, True)
        assert 'value="Jean Exemple, Ministry"' in lacking.text
        done = await jean.post(path, data={**sent, "words": "The area is disputed.\r\nSee our letter."})
        assert (done.status_code, "Thank you" in done.text) == (200, True)
        again = await jean.post(path, data={**sent, "verdict": "endorsed"})
        assert (again.status_code, "answered or taken back" in again.text) == (410, True)
    heard = await house.told()
    assert "the national focal point objects" in heard
    assert "The area is disputed." in heard
    case = await house.case()
    assert case.stage == "objected"
    steps = await house.service.storage.desk.history(case.id)
    assert json.loads(steps[-1].body) == {
        "state": "objected", "name": "Jean Exemple, Ministry", "to": "",
        "text": "The area is disputed.\nSee our letter.",
    }  # fmt: skip
    assert json.loads(steps[-2].body)["agreed"] == AGREED


async def test_a_forged_an_old_a_replaced_and_a_forwarded_link_do_nothing(house: House) -> None:
    """Whatever is posted to them; what was opened in one browser shows nothing in another."""
    older, question = await house.asked(), await house.asked("k2")
    answer = {"do": "answer", "verdict": "endorsed", "name": "Mallory"}
    async with house.browser() as jean, house.browser() as mallory:
        page = await opens(jean, f"/e/{question.secret}")
        assert "lionfish" in page
        theirs = seal((await mallory.get(f"/e/{question.secret}")).text)
        for secret in (older.secret, question.secret, "forged" * 5, question.secret[:-1] + "_"):
            for sent in ({"do": "open"}, answer, {"do": "pass", "name": "Mallory", "to": "Eve"}):
                response = await mallory.post(f"/e/{secret}", data={"seal": theirs, **sent})
                assert (response.status_code, "lionfish" in response.text) == (410, False), (secret, sent)
        stolen = await mallory.post(f"/e/{question.secret}", data={"seal": seal(page), **answer})
        assert stolen.status_code == 403
        house.person.clock.now += LASTS + 1
        late = await jean.post(f"/e/{question.secret}", data={"seal": seal(page), **answer})
        assert (late.status_code, "expired" in late.text) == (410, True)
    assert (await house.case()).stage == "focal-point"


async def test_a_colleague_answers_by_a_link_of_their_own(house: House) -> None:
    """The first link opens nothing any more; whom it went to stands in the history."""
    path = f"/e/{(await house.asked()).secret}"
    async with house.browser() as jean, house.browser() as marie:
        page = await opens(jean, path)
        passed = await jean.post(path, data={"seal": seal(page), "do": "pass", "name": "Jean", "to": "Marie"})
        theirs = re.findall(r"/e/[\w-]+", passed.text)[0]
        assert (await jean.get(path)).status_code == 410
        page = await opens(marie, theirs)
        sent = {"seal": seal(page), "do": "answer", "verdict": "endorsed", "name": "Marie"}
        assert (await marie.post(theirs, data=sent)).status_code == 200
    case = await house.case()
    assert case.stage == "endorsed"
    states = [one.state for one in await house.service.storage.desk.endorsements(case.id)]
    assert states == ["delegated", "endorsed"]


async def test_what_the_person_shows_to_the_desk_alone_is_not_shown_to_a_government(house: House) -> None:
    """Without their agreement no link is made, and nothing has changed."""
    before = await house.case()
    with pytest.raises(Refused) as refused:
        await house.asked(agreed="")
    assert refused.value.why == "not-agreed"
    assert await house.case() == before
    assert await house.service.storage.desk.endorsements(before.id) == []


async def test_silence_counts_only_by_a_mandate_and_after_its_date(house: House) -> None:
    """The date and the text stand on the page and in the letter; a month later the case has moved by itself."""
    with pytest.raises(Refused) as refused:
        await house.asked(silence=Silence(20, MANDATE))
    assert refused.value.why == "consent-unknown"
    question = await house.asked(silence=Silence(20, MANDATE, "a database in an office"))
    said = letter(question, "http://x/e/y")
    assert MANDATE in said
    # Twenty working days of Jamaica: asked on Saturday 21 November 2026, it can be read on Monday.
    assert "21 December 2026, 17:00 (EST)" in said
    async with house.browser() as jean:
        assert MANDATE in await opens(jean, f"/e/{question.secret}")
    assert await house.endorsing.lapse() == 0
    house.person.clock.now = question.endorsement.due
    upkeep = Upkeep(house.service.storage, house.service.wake, endorsing=house.endorsing, clock=house.person.clock)
    await upkeep.round()
    assert "no objection by the national focal point" in await house.told()
    assert (await house.case()).stage == "no-objection"
    assert await house.endorsing.lapse() == 0


async def test_silence_about_a_closed_case_means_nothing(house: House) -> None:
    """It is taken back once, and not looked at again."""
    question = await house.asked(silence=Silence(20, MANDATE, "a database in an office"))
    case = await house.case()
    await house.desk.close(house.officer, case.id, "withdrawn by the ministry", seen=case.acts, key="c")
    house.person.clock.now = question.endorsement.due
    assert await house.endorsing.lapse() == 0
    (asked,) = await house.service.storage.desk.endorsements(case.id)
    assert (asked.state, (await house.case()).stage) == ("recalled", "focal-point")
    assert await house.service.storage.desk.silent(house.person.clock()) == []


async def test_a_signed_letter_ends_an_open_question(house: House) -> None:
    path = f"/e/{(await house.asked()).secret}"
    case = await house.case()
    letter = "MDE/24 of 3 March 2026"
    done = await house.endorsing.record(house.officer, case.id, "endorsed", letter, seen=case.acts, key="l")
    assert done.stage == "endorsed"
    async with house.browser() as jean:
        assert (await jean.get(path)).status_code == 410


async def test_an_answer_to_a_closed_case_says_so(house: House) -> None:
    """And changes nothing."""
    path = f"/e/{(await house.asked()).secret}"
    async with house.browser() as jean:
        page = await opens(jean, path)
        case = await house.case()
        await house.desk.close(house.officer, case.id, "withdrawn by the ministry", seen=case.acts, key="c")
        sent = {"seal": seal(page), "do": "answer", "verdict": "endorsed", "name": "Jean"}
        assert (await jean.post(path, data=sent)).status_code == 410
    assert (await house.case()).hold == "closed"


async def test_a_question_nobody_waits_for_is_not_called_answered(house: House) -> None:
    """Whoever is asked about a case that became part of another, or was closed, reads that no answer is needed and that
    none was taken down; of the other case they read nothing."""
    path = f"/e/{(await house.asked()).secret}"
    desk, case = house.service.storage.desk, await house.case()
    other = await house.desk.open(house.officer, "Reefs of the north", key="o", country="JM")
    merging = Merging(desk, house.service.wake, clock=house.person.clock)
    moot = html.escape(say("web.endorse_moot", "en", contact="desk@example.org"))
    async with house.browser() as jean:
        page = await opens(jean, path)
        await merging.merge(house.officer, case, other, key="m")
        sent = {"seal": seal(page), "do": "answer", "verdict": "endorsed", "name": "Jean"}
        for answer in (await jean.get(path), await jean.post(path, data=sent), await jean.post(path, data=sent)):
            assert answer.status_code == 410
            assert moot in answer.text
            assert other.code not in answer.text
            assert "Reefs of the north" not in answer.text
        await merging.unmerge(house.officer, case.id, seen=(await desk.case(other.id)).acts, key="u")
        assert case.title in html.unescape(await opens(jean, path))
        case = await house.case()
        await house.desk.close(house.officer, case.id, "withdrawn by the ministry", seen=case.acts, key="c")
        assert moot in (await jean.get(path)).text


async def test_whoever_a_case_was_opened_for_confirms_it(house: House) -> None:
    """By a link that opens once; then they go on in their browser, and a reply of the desk arrives there."""
    case = await house.desk.open(
        house.officer, "Sargassum on the beaches", key="o", country="DM", text="Dear desk, ..."
    )
    path = f"/t/{await house.intake.link(house.officer, case.id, 'confirm', 'Marie', key='l')}"
    async with house.browser() as marie, house.browser() as other:
        page = (await marie.get(path)).text
        assert "Sargassum on the beaches" in page
        theirs = (await other.get(path)).text
        taken = await marie.post(path, data={"seal": seal(page)})
        assert (taken.status_code, taken.headers["location"]) == (303, "/")
        assert (await other.post(path, data={"seal": seal(theirs)})).status_code == 410
        assert (await other.get(path)).status_code == 410
        await house.told()
        assert case.code in (await marie.get("/")).text
        held = await house.service.storage.desk.case(case.id)
        await house.desk.reply(house.officer, case.id, "We know of a study.", seen=held.acts, key="r")
        await house.told()
        assert "We know of a study." in (await marie.get("/")).text


async def test_a_successor_takes_all_cases_over(house: House) -> None:
    """The desk talked with the one before: they hear that it is handed on, and the assistant answers them again."""
    case = await house.case()
    await house.desk.take(house.officer, case.id, seen=case.acts, key="t")
    await house.told()
    path = f"/t/{await house.intake.link(house.officer, case.id, 'succeed', 'Marie', key='l')}"
    async with house.browser() as marie:
        page = (await marie.get(path)).text
        assert "lionfish" not in page
        assert (await marie.post(path, data={"seal": seal(page)})).status_code == 303
        heard = await house.told()
        assert "handed on to a colleague" in heard
        assert case.code in (await marie.get("/")).text
    held = await house.service.storage.desk.case(case.id)
    assert held.hold == "returned"
    assert held.conversation != case.conversation


async def test_a_status_says_a_word_and_nothing_else(house: House) -> None:
    """Not the title, the country, the person, nor what a Government thinks; a team only when it is confirmed."""
    case = await house.case()
    async with house.browser() as anybody:

        async def status(code: str) -> str:
            return (await anybody.get("/status", params={"code": code})).text

        assert "received by the help desk" in await status(case.code.lower())
        await house.asked()
        asked = await status(case.code)
        assert "being worked on" in asked
        case = await house.case()
        await house.desk.transfer(house.officer, case.id, "CARICOM", "nearer", seen=case.acts, key="t")
        assert "Caribbean Community" not in await status(case.code)
        await house.service.storage.desk.confirm(Confirmed("CARICOM", ("JM",), (), None, 0.0))
        page = await status(case.code)
        assert "Secretariat of the Caribbean Community" in page
        for secret in ("lionfish", "Lionfish", "Jamaica", "focal point", "Ana", "ada@"):
            assert secret not in page, secret
        unknown = await status("KUMA-0000")
        assert "No request with this code" in unknown
        assert "<script>" not in await status("<script>alert(1)</script>")

"""The way of a request in the console, and cases that an officer opens: over HTTP, on the real database."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dialogs.answers import Answer, Source
from dialogs.request import Request, dump
from storage.desk.port import Case, Queue
from storage.port import NewRequest, Ring, Storage
from tests.bot.console.conftest import Browser, Clock, Open
from tests.storage.samples import arrival, turn

CODE = "KUMA-4827"


@pytest.fixture
async def case(storage: Storage, clock: Clock) -> Case:
    """Of a request from Burundi that its person shows to the desk alone."""
    answers = {
        "title": Answer("Fires in the park", Source.TYPED),
        "country": Answer(("BI",), Source.CHOSEN),
        "visibility": Answer("desk", Source.CHOSEN),
        "fpic_needed": Answer("no", Source.CHOSEN),
    }
    body = dump(Request(CODE, "request", 1, "fr", answers, sent=clock()))
    receipt = await storage.accept(arrival())
    await storage.write(
        replace(
            turn(receipt),
            request=NewRequest(CODE, "request", body, "BI", "Fires in the park", "fr", "desk", clock()),
            rings=(Ring("request", CODE, "fr", "Fires in the park", "BI"),),
        )
    )
    found = await storage.desk.by_code(CODE)
    assert found
    return found


async def sends(browser: Browser, form: str, **fields: str) -> str:
    """A form of the way page as it is now; what is shown then."""
    page = (await browser.get(f"/case/{CODE}/way")).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    return (await browser.post(f"/case/{CODE}/way/{form}", seen=seen.group(1), **fields)).text


async def test_an_officer_asks_a_focal_point(opened: Open, storage: Storage, case: Case) -> None:
    """Without the person's agreement nothing is made and what was typed is kept; with it a message, shown once."""
    officer = await opened("officer")
    page = await sends(officer, "ask", name="Jean", language="fr")
    assert "shows it to the help desk alone" in page
    assert 'value="Jean"' in page
    assert await storage.desk.endorsements(case.id) == []
    agreed = {"name": "Jean", "language": "fr", "agreed": "by telephone"}
    page = await sends(officer, "ask", key="second", **agreed, days="20", mandate="")
    assert "silence means nothing" in page
    page = await sends(officer, "ask", key="third", **agreed, days="20", mandate="Décret 12, article 4")
    link = re.search(r"http://localhost/e/[\w-]{27}", page)
    assert link
    assert "Décret 12, article 4" in page
    assert "Sans réponse au plus tard le" in page
    (asked,) = await storage.desk.endorsements(case.id)
    assert (asked.state, asked.name, asked.agreed) == ("asked", "Jean", "by telephone")
    assert link.group(0) not in (await officer.get(f"/case/{CODE}/way")).text
    assert "asked the national focal point: Jean" in (await officer.get(f"/case/{CODE}")).text


async def test_a_letter_is_recorded(opened: Open, storage: Storage, case: Case) -> None:
    officer = await opened("officer")
    assert "date and reference are missing" in await sends(officer, "letter", verdict="endorsed", letter=" ")
    await sends(officer, "letter", key="second", verdict="endorsed", letter="MDE/24")
    assert (await storage.desk.case(case.id)).stage == "endorsed"


async def test_a_case_is_passed_to_a_team_that_an_officer_chooses(opened: Open, storage: Storage, case: Case) -> None:
    """All candidates are named with their reason; a team that is none leaves everything as it was."""
    officer = await opened("officer")
    page = (await officer.get(f"/case/{CODE}/way")).text
    candidates = re.findall(r"<li>([^<]+): (proposed[^<]+)</li>", page)
    assert [name for name, _ in candidates] == [
        "Royal Belgian Institute of Natural Sciences",
        "Central African Forests Commission",
        "Regional Centre for Mapping of Resources for Development",
    ]
    assert "There is no such team" in await sends(officer, "transfer", team="NASA", text="nearer")
    assert (await storage.desk.case(case.id)).team == ""
    await sends(officer, "transfer", key="second", team="COMIFAC", text="nearer")
    assert (await storage.desk.case(case.id)).team == "COMIFAC"


async def test_a_lead_confirms_what_a_team_serves(opened: Open, storage: Storage, case: Case) -> None:
    """With edits; a country that is none is refused, and officers may not."""
    lead, officer = await opened("lead"), await opened("officer")
    await officer.get(f"/case/{CODE}/way")
    refused = await officer.post(f"/case/{CODE}/way/team", team="COMIFAC", countries="BI CM")
    assert refused.status_code == 403
    assert "Name a country that is a Party" in await sends(lead, "team", team="COMIFAC", countries="BI QQ")
    assert await storage.desk.confirmed() == []
    page = await sends(lead, "team", team="COMIFAC", countries="bi, cm", languages="fr")
    (said,) = await storage.desk.confirmed()
    assert (said.team, said.countries, said.languages) == ("COMIFAC", ("BI", "CM"), ("fr",))
    first = re.search(r"<li>([^<]+): ([^<]+)</li>", page)
    assert first
    assert first.groups() == ("Central African Forests Commission", "confirmed by the desk")


async def test_all_cases_of_a_colleague_go_to_another_at_once(opened: Open, storage: Storage, case: Case) -> None:
    """Those of whoever has this one; to nobody, or of nobody, nothing goes."""
    officer, lead = await opened("officer"), await opened("lead")
    ids = {account.role: account.id for account in await storage.desk.accounts()}
    assert "no such colleague" in await sends(lead, "inherit", to=str(ids["lead"]))
    await officer.get(f"/case/{CODE}")
    await officer.post(f"/case/{CODE}/take", seen="0")
    await officer.post("/open", key="another", text="Subject: By letter\n\nWe write to you.")
    assert "no such colleague" in await sends(lead, "inherit", to="999")
    await sends(lead, "inherit", key="second", to=str(ids["lead"]))
    assert {one.assignee for one in await storage.desk.queue(Queue())} == {ids["lead"]}
    assert len(await storage.desk.queue(Queue())) == 2


async def test_an_officer_who_is_outpaced_asks_nobody(opened: Open, storage: Storage, case: Case) -> None:
    officer = await opened("officer")
    await officer.get(f"/case/{CODE}/way")
    page = await officer.post(f"/case/{CODE}/way/letter", seen="7", verdict="endorsed", letter="MDE/24")
    assert "Nothing of yours was sent" in page.text
    assert (await storage.desk.case(case.id)).stage == "waiting"


async def test_a_pasted_mail_becomes_a_case_with_a_link(opened: Open, storage: Storage) -> None:
    """Its subject is the title; whoever wrote it confirms by a link that is shown once."""
    officer = await opened("officer")
    await officer.get("/open")
    lacking = await officer.post("/open", text="only words")
    assert (lacking.status_code, "only words" in lacking.text) == (422, True)
    mail = "From: Marie <marie@env.example>\nSubject: Re: Sargassum\n\nOur beaches are full of it."
    page = await officer.post("/open", key="second", text=mail, country="DM", institution="Ministry")
    found = re.search(r"/case/([A-Z]{4}-\d{4})/way", str(page.url))
    assert found
    case = await storage.desk.by_code(found.group(1))
    assert case
    assert (case.title, case.country, case.institution, case.kind) == ("Sargassum", "DM", "Ministry", "opened")
    assert "marie@env.example" in (await storage.desk.history(case.id))[0].body
    made = await officer.post(f"/case/{case.code}/way/link", key="third", purpose="confirm", name="Marie")
    assert re.search(r"http://localhost/t/[\w-]{27}", made.text)
    again = await officer.post(f"/case/{case.code}/way/link", key="third", purpose="confirm", name="Marie")
    assert "done already" in again.text

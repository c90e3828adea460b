"""A case over HTTP, on real conversations: what an officer sees, does, and what comes of it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.console import canned
from bot.render.sayings import apart
from dialogs.answers import Answer, Gap, Source
from dialogs.forms import FORMS
from dialogs.request import dump, finish
from dialogs.words import AVAILABLE, say
from storage.port import Arrival, NewRequest, Ring, TurnWrite
from tests.bot.console.conftest import Browser
from tests.bot.console.talks import PROBLEM, Talks, talking


@pytest.fixture
async def talks(tmp_path: Path) -> AsyncIterator[Talks]:
    async with talking(tmp_path / "data") as talks:
        yield talks


@pytest.fixture
async def code(talks: Talks) -> str:
    """Of a case in French whose person waits for the desk."""
    await talks.says("marie", PROBLEM)
    await talks.says("marie", "oui")
    await talks.says("marie", "je voudrais parler à une personne")
    return (await talks.case("marie")).code


async def act(browser: Browser, code: str, name: str, **fields: str) -> str:
    """Send the form of an act from the page as it was seen last; what is shown then."""
    seen = re.search(r'name="seen" value="(\d+)"', browser.page)
    given = {"seen": seen.group(1) if seen else "0", "key": keys(browser)} | fields
    return html.unescape((await browser.post(f"/case/{code}/{name}", **given)).text)


def keys(browser: Browser) -> str:
    found = re.search(r'name="key" value="(\w+)"', browser.page)
    assert found
    return found.group(1)


async def see(browser: Browser, code: str) -> str:
    response = await browser.get(f"/case/{code}")
    assert response.status_code == 200
    return html.unescape(response.text)


async def test_one_screen_shows_the_whole_case(talks: Talks, code: str) -> None:
    """Both sides of the talk, each field with how we know it and the words that prove it, what is missing, history."""
    page = await see(await talks.browser("Ben"), code)
    assert PROBLEM in page
    assert say("label.country", "en") in page
    assert "Haiti" in page
    assert say("console.source.read", "en") in page
    assert "<q" in page
    assert say("console.unconfirmed", "en") in page
    assert say("console.missing_points", "en") in page
    assert say("console.did.handoff", "en") in page
    assert "Original in this language, not translated: French" in page
    assert page.count('class="person"') == 3


async def test_an_officer_who_reads_the_language_sees_no_remark(talks: Talks, code: str) -> None:
    """Labels come in the officer's language; what is in it needs no translation."""
    page = await see(await talks.browser("Zoé", language="fr"), code)
    assert say("console.conversation", "fr") in page
    assert 'class="original"' not in page


async def test_what_an_officer_writes_arrives_and_is_marked(talks: Talks, code: str) -> None:
    """In the person's channel, once, however often the form is sent; and in the log as the officer's, as sent."""
    ben = await talks.browser("Ben")
    await see(ben, code)
    form = {"text": "Bonjour, combien de bateaux ?", "key": keys(ben), "seen": "0"}
    for _ in range(2):
        assert 'id="outpaced"' not in await act(ben, code, "reply", **form)
    await talks.settled()
    assert (await talks.heard("marie")).count("combien de bateaux") == 1
    page = await see(ben, code)
    officer = re.findall(r'<article class="officer".*?</article>', page, re.S)
    assert len(officer) == 1
    assert say("console.delivery.sent", "en") in officer[0]
    assert page.partition('id="reply"')[0].count("combien de bateaux") == 1
    await talks.says("marie", "quatre bateaux")
    assert "quatre bateaux" in await see(ben, code)
    assert (await talks.case("marie")).hold == "desk"


async def test_the_same_form_with_other_words_is_another_reply(talks: Talks, code: str) -> None:
    """Whoever goes back, corrects and sends again is heard; nothing is dropped in silence."""
    ben = await talks.browser("Ben")
    await see(ben, code)
    key = keys(ben)
    await act(ben, code, "reply", text="Un", key=key, seen="0")
    await act(ben, code, "reply", text="Deux", key=key, seen="1")
    await talks.settled()
    told = await talks.heard("marie")
    assert "Un" in told
    assert "Deux" in told


async def test_two_officers_cannot_answer_at_once_without_seeing_each_other(talks: Talks, code: str) -> None:
    """The second is shown what the first did, keeps the words, and can send them all the same."""
    ben, ana = await talks.browser("Ben"), await talks.browser("Ana")
    await see(ben, code)
    await see(ana, code)
    await act(ben, code, "reply", text="C'est Ben.")
    page = await act(ana, code, "reply", text="Et c'est Ana {officer} <b>.")
    await talks.settled()
    assert 'id="outpaced"><strong>Ben</strong>: replied to the person' in page
    assert "Et c'est Ana {officer} <b>.</textarea>" in page
    assert "Et c'est Ana" not in await talks.heard("marie")
    await act(ana, code, "reply", text="Et c'est Ana.")
    await talks.settled()
    assert "Et c'est Ana." in await talks.heard("marie")


def heard(browser: Browser) -> dict[str, str]:
    """How far the person's words stood on the page as it was seen last."""
    found = re.search(r'name="heard" value="([^"]*)"', browser.page)
    assert found
    return {"heard": found.group(1)}


async def test_words_that_crossed_an_answer_are_told_to_both(talks: Talks, code: str) -> None:
    """Who wrote while an officer was answering, and waits on, knows that they may not have been read; the officer sees
    at once which words it was, and so do colleagues, until somebody who has read them writes."""
    ben = await talks.browser("Ben")
    await see(ben, code)
    await talks.says("marie", "deux pêcheurs sont blessés")
    page = await act(ben, code, "reply", text="Combien de bateaux ?", **heard(ben))
    crossed = re.findall(r'<article class="person".*?</article>', page, re.S)[-1]
    assert "deux pêcheurs sont blessés" in crossed
    assert say("console.crossed", "en", name="Ben") in crossed
    alert = page.partition('id="crossed"')[2].partition('id="reply"')[0]
    assert say("console.crossed_alert", "en") in alert
    assert "deux pêcheurs sont blessés" in alert
    assert (await talks.case("marie")).waiting_since > 0
    await talks.settled()
    told = (await talks.heard("marie")).partition("Combien de bateaux")[2]
    assert say("say.desk-crossed", "fr", name=apart("Ben")) in told
    ana = await talks.browser("Ana")
    assert say("console.crossed_alert", "en") in await see(ana, code)
    page = await act(ana, code, "reply", text="Un médecin vient.", **heard(ana))
    assert say("console.crossed_alert", "en") not in page
    assert say("console.crossed", "en", name="Ben") in page
    assert (await talks.case("marie")).waiting_since == 0
    await talks.settled()
    told = (await talks.heard("marie")).partition("Un médecin vient.")[2]
    assert say("say.desk-crossed", "fr", name=apart("Ana")) not in told


async def test_what_was_read_or_told_to_the_assistant_has_crossed_nothing(talks: Talks, code: str) -> None:
    """Nobody hears of a crossing where the officer had the words before them, or a button was pressed."""
    ben = await talks.browser("Ben")
    await talks.says("marie", "deux pêcheurs sont blessés")
    await see(ben, code)
    await act(ben, code, "reply", text="Un médecin vient.", **heard(ben))
    await act(ben, code, "hand-back", text="", ask="")
    await talks.settled()
    await talks.says("marie", "merci")
    page = await act(ben, code, "reply", text="Bon courage.", **heard(ben))
    await talks.settled()
    assert say("console.crossed_alert", "en") not in page
    assert (await talks.case("marie")).waiting_since == 0
    assert say("say.desk-crossed", "fr", name=apart("Ben")) not in await talks.heard("marie")


async def test_a_note_stays_inside(talks: Talks, code: str) -> None:
    """Colleagues read it; it needs no look at what others did, and the person hears nothing."""
    ben = await talks.browser("Ben")
    await see(ben, code)
    key = keys(ben)
    for _ in range(2):
        page = await act(ben, code, "note", text="Ask Montreal about traps.", seen="99", key=key)
    assert page.count("Ask Montreal about traps.") == 1
    await talks.settled()
    assert "Montreal about" not in await talks.heard("marie")


async def test_all_acts_from_the_page(talks: Talks, code: str) -> None:
    """Take, give to a colleague, let rest, move, give back with a question, close with a reason, open again."""
    ben = await talks.browser("Ben")
    ana = await talks.account("Ana")
    await see(ben, code)
    assert "took the case over" in await act(ben, code, "take")
    assert "gave the case to Ana" in await act(ben, code, "assign", to=str(ana.id))
    assert "let the case rest until" in await act(ben, code, "snooze", days="3")
    assert "moved the case: examined by the help desk" in await act(ben, code, "stage", stage="triaged", text="")
    page = await act(ben, code, "hand-back", ask="beneficiaries_number", text="Merci de votre patience.")
    assert "wants asked: Number of people" in page
    await talks.settled()
    assert "Merci de votre patience." in await talks.heard("marie")
    assert (await talks.case("marie")).hold == "returned"
    page = await act(ben, code, "close", text="Transmis à la FAO.")
    assert "closed the case" in page
    assert 'id="reply"' not in page
    page = await act(ben, code, "reopen")
    assert "opened the case again" in page
    assert 'id="reply"' in page


async def test_a_form_that_cannot_be_done_says_why_and_keeps_everything(talks: Talks, code: str) -> None:
    """Nothing is changed by it."""
    ben = await talks.browser("Ben")
    await see(ben, code)
    before = await talks.case("marie")
    assert say("console.refused.empty", "en") in await act(ben, code, "reply", text="  ")
    assert say("console.refused.empty", "en") in await act(ben, code, "close", text="")
    assert say("console.refused.past", "en") in await act(ben, code, "snooze", until="2001-01-01")
    assert 'value="2001-01-01"' in ben.page
    assert say("console.refused.far", "en") in await act(ben, code, "snooze", until="9998-01-01")
    assert say("console.refused.empty", "en") in await act(ben, code, "reply", text="\u200b \u2060")
    assert say("console.refused.nobody", "en") in await act(ben, code, "assign", to="4711")
    assert say("console.refused.stage", "en") in await act(ben, code, "stage", stage="won", text="because")
    assert say("console.refused.field", "en") in await act(ben, code, "hand-back", ask="shoe_size")
    long = "x" * 8001
    page = await act(ben, code, "reply", text=long)
    assert say("console.refused.long", "en") in page
    assert long in page
    assert await talks.case("marie") == before


async def test_a_closed_case_takes_no_reply(talks: Talks, code: str) -> None:
    """A page that was open meanwhile is told; its words are kept."""
    ben, ana = await talks.browser("Ben"), await talks.browser("Ana")
    await see(ana, code)
    await see(ben, code)
    await act(ben, code, "close", text="Done.")
    page = await act(ana, code, "reply", text="Still there?")
    assert "<strong>Ben</strong>: closed the case" in page
    page = await act(ana, code, "reply", text="Still there?", seen="1")
    assert say("console.refused.closed", "en") in page
    assert "Still there?" in page
    await talks.settled()
    assert "Still there?" not in await talks.heard("marie")


async def test_who_may_only_read_sees_no_forms(talks: Talks, code: str) -> None:
    """A facilitator may write notes, a reader nothing."""
    page = await see(await talks.browser("Flo", "facilitator"), code)
    assert set(re.findall(r'data-act="([\w-]+)"', page)) == {"note"}
    assert re.findall(r"data-act=", await see(await talks.browser("Rae", "reader"), code)) == []


async def test_a_case_from_a_letter_is_not_answered_here(talks: Talks) -> None:
    """There is no channel to the person: the page says so, and a forged form does nothing."""
    ben, account = await talks.browser("Ben"), await talks.account("Ben")
    case = await talks.service.at_desk().open(account, "Sargassum", key="k", country="DM", text="They wrote by post.")
    page = await see(ben, case.code)
    assert "They wrote by post." in page
    assert say("console.refused.no-channel", "en") in page
    await act(ben, case.code, "reply", text="Hello", seen="1")
    assert [step.kind for step in await talks.service.storage.desk.history(case.id)] == ["opened"]


async def test_after_an_erasure_nothing_is_shown(talks: Talks, code: str) -> None:
    """The stub has its code, and no word of the person."""
    ben = await talks.browser("Ben")
    await talks.says("marie", "delete everything")
    await talks.says("marie", "oui")
    page = await see(ben, code)
    assert "poissons-lions" not in page
    assert say("console.nothing_told", "en") in page


async def test_a_request_is_shown_as_it_was_sent(talks: Talks) -> None:
    """Confirmed values with their sources, gaps as gaps; what the person drafts afterwards is not mixed in."""
    answers = {
        "first_words": Answer("Les criquets mangent le mil"),
        "country": Answer(("NE",), Source.READ, "Niger"),
        "problem_statement": Answer("Les criquets ont mangé la moitié du mil en 2025."),
        "objective": Gap("unknown"),
    }
    sent = finish(FORMS["request"], answers, code="KUMA-4827", language="fr", sent=talks.service.mind.clock())
    await talks.says("jo", "bonjour")
    storage, now = talks.service.storage, talks.service.mind.clock()
    receipt = await storage.accept(Arrival("web", "jo", "", "d", "m", "text", "envoyer", at=now))
    stored = await storage.read(receipt.conversation)
    await storage.write(
        TurnWrite(
            receipt.conversation,
            stored.token,
            receipt.message,
            stored.state,
            request=NewRequest("KUMA-4827", "request", dump(sent), "NE", "Criquets", "fr", "desk", now),
            rings=(Ring("request", "KUMA-4827", "fr", "Criquets", "NE", "Ministère"),),
            at=now,
        )
    )
    await talks.says("jo", "nos girafes disparaissent aussi, autre demande")
    page = await see(await talks.browser("Ben"), "KUMA-4827")
    assert say("console.request", "en") in page
    assert "la moitié du mil" in page
    assert say("source.read", "en") in page
    assert say("console.unconfirmed", "en") not in page
    assert say("console.gap.unknown", "en") in page
    assert "girafes" not in page
    assert "Ministère" in page


async def test_a_draft_that_was_not_sent_is_not_read(talks: Talks) -> None:
    """A question alone was kept: the desk sees the question; what an officer is told from then on, and no draft."""
    await talks.says("jo", "les criquets mangent nos champs de mil au Niger")
    await talks.says("jo", "oui")
    await talks.says("jo", "qui paie les billets d’avion des ornithologues invités ?")
    case = await talks.case("jo")
    assert case.kind == "query"
    ben = await talks.browser("Ben")
    page = await see(ben, case.code)
    assert "billets d’avion" in page
    assert "champs de mil" not in page
    assert say("console.draft_private", "en") in page
    await act(ben, case.code, "take")
    await talks.settled()
    await talks.says("jo", "merci, je vous écoute")
    page = await see(ben, case.code)
    assert "merci, je vous écoute" in page
    assert "champs de mil" not in page


async def test_presence_is_told_to_colleagues_only(talks: Talks, code: str) -> None:
    """Who looks, who writes; gone when the page is left."""
    ben, ana = await talks.browser("Ben"), await talks.browser("Ana")
    await see(ben, code)
    await ben.post(f"/case/{code}/here", writing="1", seal=ben.seal)
    assert "Ben is looking at this and writing." in await see(ana, code)
    seal = ana.seal
    await ana.post(f"/case/{code}/here", seal=seal)
    page = await see(ben, code)
    assert "Ana is looking at this." in page
    assert "Ben is looking" not in page
    await ben.post(f"/case/{code}/here", left="1", seal=ben.seal)
    assert "Ben is looking" not in await see(ana, code)


async def test_nobody_who_was_removed_looks_at_a_case(talks: Talks, code: str) -> None:
    """From the moment the account is gone, wherever it was removed; pages that stand open are told."""
    ben, ana = await talks.browser("Ben"), await talks.browser("Ana")
    await see(ana, code)
    await ana.post(f"/case/{code}/here", seal=ana.seal)
    page = await see(ben, code)
    assert "Ana is looking at this." in page
    before = re.findall(r'data-mark="(\w+)"', page)
    leaves, lead = await talks.account("Ana"), await talks.account("Lea", "lead")
    await talks.service.storage.desk.remove_account(leaves.id, lead.id, talks.service.mind.clock())
    page = await see(ben, code)
    assert "Ana is looking at this." not in page
    assert re.findall(r'data-mark="(\w+)"', page) != before


async def test_the_mark_changes_with_everything_the_page_shows(talks: Talks, code: str) -> None:
    """Words of the person, an act, a colleague who begins to write; not by looking."""
    ben, ana = await talks.browser("Ben"), await talks.browser("Ana")

    async def mark() -> str:
        return re.findall(r"data: (\w+)", (await ben.get(f"/case/{code}/live")).text)[0]

    marks = [await mark(), await mark()]
    assert marks[0] == marks[1]
    await talks.says("marie", "nous avons vingt bateaux")
    marks.append(await mark())
    await see(ana, code)
    await act(ana, code, "note", text="x")
    marks.append(await mark())
    await ana.post(f"/case/{code}/here", writing="1")
    marks.append(await mark())
    assert len(set(marks)) == 4


async def test_the_audit_log_says_who_looked(talks: Talks, code: str) -> None:
    """Whichever way the page came: opened, after a form that did nothing, and brought up to date, which counts once."""
    ben = await talks.browser("Ben")
    await see(ben, code)
    await ben.get(f"/case/{code}/now")
    await ben.get(f"/case/{code}/now")
    await act(ben, code, "note", text=" ")
    cleo = await talks.browser("Cleo")
    await cleo.get(f"/case/{code}/now")
    await cleo.get(f"/case/{code}/now")
    views = await talks.service.storage.desk.views((await talks.case("marie")).id)
    people = {account.id: account.name for account in await talks.service.storage.desk.accounts()}
    assert [(people[view.account], view.what) for view in reversed(views)] == [
        ("Ben", "case"), ("Ben", "case"), ("Cleo", "case"),
    ]  # fmt: skip


async def test_replies_can_be_put_in_without_script(talks: Talks, code: str) -> None:
    """In the person's language, with names filled in."""
    ben = await talks.browser("Ben")
    page = html.unescape((await ben.get(f"/case/{code}?canned=figures")).text)
    assert "pour trouver l’aide qui convient à" in page
    assert f"convient à {code}" in page


@pytest.mark.parametrize("language", AVAILABLE)
def test_every_reply_is_there_in_every_language(language: str) -> None:
    """Named for the officer, written for the person, no place left open, no name read as a place."""
    names = canned.Names("Ana {code}", "MALO-0001", "Ben", "{officer}s")
    replies = canned.replies(language, language, names)
    assert len({reply.text for reply in replies}) == 5
    for reply in replies:
        assert reply.name
        assert "MALO-0001" in reply.text
        assert "Ana (code)" in reply.text
        assert reply.text.endswith("Ben")
        assert "{title}" not in reply.text
        assert "{greeting}" not in reply.text
    written = json.loads(canned.FILE.read_text(encoding="utf-8"))
    assert language in written["greeting"]

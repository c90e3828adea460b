"""A case summarised and translated on the console: beside the original, kept nowhere, and no button without a model."""

from __future__ import annotations

import datetime as dt
import html
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.briefing import PAYER
from dialogs.words import say
from tests.bot.console.talks import PROBLEM, Talks, talking
from tests.bot.models.openai import Asked, Reply, Service, broken, serving

BUTTON = 'id="brief"'
TRANSLATED = "Lionfish eat the young fish of our reefs, and 12 fishers do not know what to do"


def writes(asked: Asked) -> Reply:
    """A summary with one line that stands and one that does not; a translation that adds a number; no reading."""
    if "request" in asked.data:
        lines = [
            {"text": "Help is wanted in Haiti.", "sources": ["country"]},
            {"text": "Fiji wants 99 boats.", "sources": ["country"]},
        ]
        return Reply(json.dumps({"lines": lines}))
    return Reply(json.dumps({"text": TRANSLATED}))


@pytest.fixture
def server() -> Iterator[Service]:
    with serving(writes) as running:
        yield running


@pytest.fixture
async def talks(tmp_path: Path, server: Service) -> AsyncIterator[Talks]:
    async with talking(tmp_path / "data", model=server.url) as talks:
        yield talks


async def waiting(talks: Talks) -> str:
    """The code of a case in French whose person waits for the desk, and left an address."""
    for text in (PROBLEM, "oui", "je voudrais parler à une personne", "marie@peche.example"):
        await talks.says("marie", text)
    return (await talks.case("marie")).code


async def test_a_case_in_the_officers_language_beside_the_original(talks: Talks, server: Service) -> None:
    """Each line with the fields it rests on, what differs is named, and that nobody checked it is said."""
    code, ben = await waiting(talks), await talks.browser("Ben")
    before = len(server.asked)
    page = html.unescape((await ben.get(f"/case/{code}")).text)
    assert BUTTON in page
    assert say("console.do.brief", "en") in page
    assert len(server.asked) == before
    response = await ben.post(f"/case/{code}/brief")
    page = html.unescape(response.text)
    assert say("console.brief.unchecked", "en") in page
    assert "Help is wanted in Haiti." in page
    assert say("console.brief.rests_on", "en", fields=say("label.country", "en")) in page
    assert "Fiji" not in page
    assert page.index(TRANSLATED) < page.index(PROBLEM)
    assert say("console.brief.doubts", "en", doubts="12") in page
    asked = [one.data for one in server.asked[before:]]
    assert {one.get("language") for one in asked} == {"en"}
    assert "marie" not in json.dumps(asked, ensure_ascii=False)


async def test_it_is_seen_by_the_audit_log_and_kept_nowhere(talks: Talks, tmp_path: Path) -> None:
    """Who had it made, and what it took of the desk's own account; not a word of it in the folder or a cache."""
    code, ben = await waiting(talks), await talks.browser("Ben")
    await ben.get(f"/case/{code}")
    response = await ben.post(f"/case/{code}/brief")
    assert TRANSLATED in html.unescape(response.text)
    assert "no-store" in response.headers["cache-control"]
    storage, case = talks.service.storage, await talks.case("marie")
    seen = [view.what for view in await storage.desk.views(case.id, 10)]
    assert seen[0] == "brief"
    day = dt.datetime.fromtimestamp(talks.service.mind.clock(), dt.UTC).date().isoformat()
    assert await storage.spent(day, PAYER) > 0
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert PROBLEM.encode() in kept
    assert TRANSLATED.encode() not in kept
    assert b"Help is wanted in Haiti" not in kept


async def test_an_officer_who_reads_the_language_gets_the_summary_alone(talks: Talks, server: Service) -> None:
    """What is in their language is not translated, and the button says so."""
    code, zoe = await waiting(talks), await talks.browser("Zoé", language="fr")
    page = html.unescape((await zoe.get(f"/case/{code}")).text)
    assert f"<button>{say('console.do.brief_same', 'fr')}</button>" in page
    before = len(server.asked)
    page = html.unescape((await zoe.post(f"/case/{code}/brief")).text)
    assert "Help is wanted in Haiti." in page
    assert TRANSLATED not in page
    assert ["request" in one.data for one in server.asked[before:]] == [True]


async def test_a_model_that_fails_leaves_the_originals(talks: Talks, server: Service) -> None:
    """And it is said that neither came."""
    code, ben = await waiting(talks), await talks.browser("Ben")
    await ben.get(f"/case/{code}")
    server.manner = broken
    page = html.unescape((await ben.post(f"/case/{code}/brief")).text)
    assert say("console.brief.no_summary", "en") in page
    assert say("console.brief.not_translated", "en") in page
    assert PROBLEM in page


async def test_an_erased_case_has_none(talks: Talks, server: Service) -> None:
    """The person has everything erased: nothing is left to ask a model about, and nothing was kept to be shown."""
    code, ben = await waiting(talks), await talks.browser("Ben")
    await ben.get(f"/case/{code}")
    seal = ben.seal
    assert TRANSLATED in html.unescape((await ben.post(f"/case/{code}/brief")).text)
    await talks.says("marie", "supprimez mes données")
    await talks.says("marie", "oui")
    assert BUTTON not in (await ben.get(f"/case/{code}")).text
    before = len(server.asked)
    page = html.unescape((await ben.post(f"/case/{code}/brief", seal=seal)).text)
    assert TRANSLATED not in page
    assert PROBLEM not in page
    assert len(server.asked) == before


async def test_without_a_model_there_is_no_button(tmp_path: Path) -> None:
    """And nothing behind its address."""
    async with talking(tmp_path / "data") as talks:
        code, ben = await waiting(talks), await talks.browser("Ben")
        assert BUTTON not in (await ben.get(f"/case/{code}")).text
        assert (await ben.post(f"/case/{code}/brief")).status_code == 404

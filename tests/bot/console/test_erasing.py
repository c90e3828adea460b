"""A case from a letter is erased at the desk: asked twice, once, and only where no person could say so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialogs.words import say
from storage.desk.port import Case
from tests.bot.console.conftest import Browser
from tests.bot.console.talks import Talks, talking
from tests.bot.console.test_same import see, sends

SECRET = "Sargassum-of-Anse-Marmelade"


@pytest.fixture
async def talks(tmp_path: Path) -> AsyncIterator[Talks]:
    async with talking(tmp_path / "data") as talks:
        yield talks


@pytest.fixture
async def letter(talks: Talks) -> Case:
    ben = await talks.account("Ben")
    return await talks.service.at_desk().open(ben, SECRET, key="o1", institution="Slatewhistle", text="ochrebadger")


async def twice(browser: Browser, case: Case) -> str:
    await see(browser, f"/case/{case.code}/erase")
    await sends(browser, f"/case/{case.code}/erase")
    return await sends(browser, f"/case/{case.code}/erase")


@pytest.mark.parametrize("role", ["officer", "lead"])
async def test_a_letter_is_erased_once_it_was_asked_twice(talks: Talks, letter: Case, role: str) -> None:
    """The first press asks again; after the second nothing of it is left but its stub, and the log names who did it."""
    cleo = await talks.browser("Cleo", role)  # type: ignore[arg-type]  # parametrized
    await talks.service.at_desk().note(await talks.account("Ben"), letter.id, "indigowaffle", key="n1")
    assert f"/case/{letter.code}/erase" in await see(cleo, f"/case/{letter.code}")
    assert say("console.erase.what", "en") in await see(cleo, f"/case/{letter.code}/erase")
    again = await sends(cleo, f"/case/{letter.code}/erase")
    assert say("console.erase.sure", "en") in again
    desk = talks.service.storage.desk
    assert (await desk.case(letter.id)).title == SECRET
    page = await sends(cleo, f"/case/{letter.code}/erase")
    assert SECRET not in page
    stub = await desk.case(letter.id)
    assert (stub.code, stub.erased, stub.institution) == (letter.code, True, "")
    assert [(step.kind, step.body) for step in await desk.history(letter.id)] == [("opened", "{}")]
    (entry,) = await desk.views(what="erased")
    assert (entry.case, entry.account) == (letter.id, (await talks.account("Cleo")).id)
    log = await see(await talks.browser("Lea", "lead"), "/audit")
    assert say("saw.erased", "en") in log
    assert SECRET not in log


async def test_what_a_colleague_did_meanwhile_holds_it_up(talks: Talks, letter: Case) -> None:
    """Whoever presses the second time on an old page erases nothing."""
    cleo = await talks.browser("Cleo")
    await see(cleo, f"/case/{letter.code}/erase")
    await sends(cleo, f"/case/{letter.code}/erase")
    ben = await talks.account("Ben")
    await talks.service.at_desk().assign(ben, letter.id, ben.id, seen=letter.acts, key="a1")
    assert say("console.erase.meanwhile", "en") in await sends(cleo, f"/case/{letter.code}/erase")
    assert (await talks.service.storage.desk.case(letter.id)).title == SECRET


async def test_a_persons_case_is_theirs(talks: Talks) -> None:
    """Where somebody talks with us nobody at the desk erases anything: no link, and the form does nothing."""
    for words in ("nos récifs meurent", "oui", "je voudrais parler à une personne"):
        await talks.says("marie", words)
    case, cleo = await talks.case("marie"), await talks.browser("Cleo")
    assert "/erase" not in await see(cleo, f"/case/{case.code}")
    answer = await cleo.post(f"/case/{case.code}/erase", seen=str(case.acts), sure="1")
    assert (answer.status_code, (await talks.case("marie")).title) == (422, case.title)

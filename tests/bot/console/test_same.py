"""Two cases made one from the page: read as one history, answered one person at a time, and taken apart again."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.merging import ALIKE, alike
from bot.status import status
from dialogs.words import say
from storage.desk.port import Case, CaseStep, NewCase
from tests.bot.console.conftest import Browser
from tests.bot.console.talks import PROBLEM, Talks, talking

OTHER = "les poissons-lions mangent les jeunes poissons de nos récifs en Haïti, nous sommes désespérés"


@pytest.fixture
async def talks(tmp_path: Path) -> AsyncIterator[Talks]:
    async with talking(tmp_path / "data") as talks:
        yield talks


async def asks(talks: Talks, chat: str, problem: str) -> Case:
    for words in (problem, "oui", "je voudrais parler à une personne"):
        await talks.says(chat, words)
    return await talks.case(chat)


@pytest.fixture
async def both(talks: Talks) -> tuple[Case, Case]:
    """Of two people of one country who wait for the desk with the same problem."""
    return await asks(talks, "marie", PROBLEM), await asks(talks, "jean", OTHER)


async def see(browser: Browser, path: str) -> str:
    return html.unescape((await browser.get(path)).text)


async def sends(browser: Browser, path: str, **fields: str) -> str:
    """The form of the page as it was seen last whose address ends so."""
    end = path.rpartition("/")[2]
    form = next(f for f in re.findall(r"<form.*?</form>", browser.page, re.S) if re.search(rf'action="[^"]*/{end}"', f))
    given = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) | fields
    given.pop("seal", "")
    return html.unescape((await browser.post(path, **given)).text)


async def made_one(browser: Browser, case: Case, other: Case) -> str:
    """`other` becomes part of `case`, by the pages."""
    await see(browser, f"/case/{case.code}/same?code={other.code.lower()}")
    return await sends(browser, f"/case/{case.code}/merge")


async def test_likely_ones_are_proposed_and_never_merged_by_themselves(talks: Talks, both: tuple[Case, Case]) -> None:
    """The page of a case names them; what would follow is said before it is done."""
    marie, jean = both
    ben = await talks.browser("Ben")
    page = await see(ben, f"/case/{marie.code}")
    assert f'data-fetch="/desk/case/{marie.code}/same"' in page
    page = await see(ben, f"/case/{marie.code}/same")
    assert say("console.same.likely", "en") in page
    assert f"/same?code={jean.code}" in page
    page = await see(ben, f"/case/{marie.code}/same?code={jean.code}")
    assert say("console.same.apart", "en") in page
    assert jean.title in page
    assert (await talks.case("jean")).merged_into is None
    assert say("console.refused.no-case", "en") in await see(ben, f"/case/{marie.code}/same?code=KUMA-0000")


async def test_one_history_and_each_person_hears_of_themselves_alone(talks: Talks, both: tuple[Case, Case]) -> None:
    """What both said stands in order, each with its case; words go to whom they are for; nobody hears of the other."""
    marie, jean = both
    ben = await talks.browser("Ben")
    heard = {chat: await talks.heard(chat) for chat in ("marie", "jean")}
    page = await made_one(ben, marie, jean)
    assert OTHER in page
    assert PROBLEM in page
    entry = next(one for one in re.findall(r"<article.*?</article>", page, re.S) if OTHER in one)
    assert f'class="code">{jean.code}' in entry
    await talks.settled()
    assert {chat: await talks.heard(chat) for chat in heard} == heard
    for person, words in ((marie, "Bonjour Marie"), (jean, "Bonjour Jean")):
        await see(ben, f"/case/{marie.code}")
        await sends(ben, f"/case/{marie.code}/reply", text=words, to="0" if person is marie else str(person.id))
    await talks.settled()
    told = {chat: await talks.heard(chat) for chat in heard}
    assert ("Bonjour Marie" in told["marie"], "Bonjour Jean" in told["marie"]) == (True, False)
    assert ("Bonjour Marie" in told["jean"], "Bonjour Jean" in told["jean"]) == (False, True)
    await talks.says("jean", "nous avons deux bateaux")
    page = await see(ben, f"/case/{marie.code}")
    assert "nous avons deux bateaux" in page
    assert (await talks.service.storage.desk.case(marie.id)).waiting_since > 0
    await sends(ben, f"/case/{marie.code}/close", text="Le centre écrit à Marie.")
    await talks.settled()
    jeans = await talks.heard("jean")
    assert jean.code in jeans.removeprefix(told["jean"])
    assert marie.code not in jeans
    assert "Le centre écrit" not in jeans
    assert "Le centre écrit à Marie." in await talks.heard("marie")
    assert jean.code not in await talks.heard("marie")


async def test_who_holds_a_part_shows_at_the_whole(talks: Talks, both: tuple[Case, Case]) -> None:
    """With the colleague who talks with its person: by whom they were answered last, also since the two were joined;
    until they are given back."""
    marie, jean = both
    ben, ana = await talks.browser("Ben"), await talks.browser("Ana")
    await see(ana, f"/case/{jean.code}")
    await sends(ana, f"/case/{jean.code}/reply", text="Bonjour Jean")
    page = await made_one(ben, marie, jean)

    def part(page: str) -> str:
        return page.partition('id="same"')[2].partition("</section>")[0]

    talking = say("console.hold.desk", "en")
    assert f"{talking} · Ana" in part(page)
    page = await sends(ben, f"/case/{marie.code}/reply", text="Ici Ben", to=str(jean.id))
    assert f"{talking} · Ben" in part(page)
    page = await sends(ben, f"/case/{marie.code}/reply", text="Bonjour Marie", to="0")
    assert f"{talking} · Ben" in part(page)
    page = await sends(ben, f"/case/{marie.code}/hand-back", text="", ask="")
    assert talking not in part(page)


async def test_whom_words_are_for_is_chosen(talks: Talks, both: tuple[Case, Case]) -> None:
    """Nothing goes to one of two people because nobody chose; the words are kept."""
    marie, jean = both
    ben = await talks.browser("Ben")
    await made_one(ben, marie, jean)
    page = await sends(ben, f"/case/{marie.code}/reply", text="Quatre bateaux", to="")
    assert say("console.refused.whom", "en") in page
    assert "Quatre bateaux</textarea>" in page
    await talks.settled()
    assert "Quatre bateaux" not in await talks.heard("marie") + await talks.heard("jean")


async def test_giving_it_back_gives_everybody_the_assistant_back(talks: Talks, both: tuple[Case, Case]) -> None:
    """Who was answered by the officer is not left with a silent assistant."""
    marie, jean = both
    ben = await talks.browser("Ben")
    await made_one(ben, marie, jean)
    await sends(ben, f"/case/{marie.code}/reply", text="Bonjour Jean", to=str(jean.id))
    await sends(ben, f"/case/{marie.code}/hand-back", text="Merci Marie", ask="")
    await talks.settled()
    before = await talks.heard("jean")
    assert "Merci Marie" not in before
    await talks.says("jean", "merci")
    assert len(await talks.heard("jean")) > len(before)


async def test_a_letter_may_go_on_with_somebody_in_it(talks: Talks, both: tuple[Case, Case]) -> None:
    """There is no way to who wrote the letter; the person of the part is answered, and given back."""
    _, jean = both
    ben, account = await talks.browser("Ben"), await talks.account("Ben")
    letter = await talks.service.at_desk().open(account, jean.title, key="k", country="HT")
    await made_one(ben, letter, jean)
    await sends(ben, f"/case/{letter.code}/reply", text="Bonjour Jean", to=str(jean.id))
    assert say("console.refused.no-channel", "en") in await sends(
        ben, f"/case/{letter.code}/hand-back", text="Merci", ask=""
    )
    await sends(ben, f"/case/{letter.code}/hand-back", text="", ask="")
    await talks.settled()
    before = await talks.heard("jean")
    assert "Bonjour Jean" in before
    assert "Merci" not in before.partition("Bonjour Jean")[2]
    await talks.says("jean", "merci")
    assert len(await talks.heard("jean")) > len(before)


async def test_taken_apart_from_either_page(talks: Talks, both: tuple[Case, Case]) -> None:
    """The part says what it is part of and takes no reply; afterwards it does again."""
    marie, jean = both
    ben = await talks.browser("Ben")
    for page_of in (marie, jean):
        await made_one(ben, marie, jean)
        part = await see(ben, f"/case/{jean.code}")
        assert say("console.same.part_of", "en", code=marie.code) in part
        assert 'id="reply"' not in part
        await see(ben, f"/case/{page_of.code}")
        page = await sends(ben, f"/case/{marie.code}/unmerge")
        assert 'id="reply"' in page
        assert (await talks.case("jean")).id == jean.id
    assert jean.code in await see(ben, f"/case/{marie.code}/same")


async def test_a_person_who_has_both_is_told_once(talks: Talks, both: tuple[Case, Case]) -> None:
    """Also when the form is sent twice."""
    marie, _ = both
    ben, account = await talks.browser("Ben"), await talks.account("Ben")
    mine = await talks.service.storage.desk.open(
        NewCase("LETO-1111", account.id, "k", talks.service.mind.clock(), "Encore", conversation=marie.conversation)
    )
    page = await see(ben, f"/case/{marie.code}/same?code={mine.code}")
    assert say("console.same.one_person", "en", code=mine.code) in page
    asked = ben.page
    for _ in range(2):
        ben.page = asked
        await sends(ben, f"/case/{marie.code}/merge")
    await talks.settled()
    assert (await talks.heard("marie")).count(say("say.merged", "fr", code=mine.code, into=marie.code)) == 1
    assert say("console.to_person", "en") not in await see(ben, f"/case/{marie.code}")


async def test_what_cannot_be_merged_says_why(talks: Talks, both: tuple[Case, Case]) -> None:
    """And a colleague who acted meanwhile is named; nothing was done."""
    marie, jean = both
    ben, ana = await talks.browser("Ben"), await talks.account("Ana")
    await see(ben, f"/case/{marie.code}/same?code={marie.code}")
    assert say("console.refused.itself", "en") in await sends(ben, f"/case/{marie.code}/merge")
    await see(ben, f"/case/{marie.code}/same?code={jean.code}")
    await talks.service.at_desk().take(ana, jean.id, seen=jean.acts, key="k")
    page = await sends(ben, f"/case/{marie.code}/merge")
    assert 'id="outpaced"><strong>Ana</strong>: took the case over' in page
    assert (await talks.case("jean")).merged_into is None
    assert (await ben.post(f"/case/{marie.code}/merge", other="KUMA-0000")).status_code == 422
    reader = await talks.browser("Rae", "reader")
    assert (await reader.get(f"/case/{marie.code}/same")).status_code == 403


def test_titles_are_compared_in_any_script() -> None:
    same = ("Lionfish eat our reef fish in Soufriere", "Lionfish eating the reef fish, Soufriere")
    assert alike(*same) >= ALIKE
    assert alike("狮子鱼吃掉我们礁石上的鱼", "狮子鱼正在吃我们礁石上的鱼") >= ALIKE
    assert alike("Lionfish eat our reef fish", "Elephants raid the maize fields") < ALIKE
    assert alike("", "") == 0


def test_a_status_of_a_part_is_its_own() -> None:
    """Anybody with its code sees how it stands, never that it is part of somebody else's case."""

    def step(id: int, kind: str, **body: object) -> CaseStep:
        return CaseStep(id, 7, kind, None, "", float(id), json.dumps(body))

    part = Case(
        7, "REEF-27", "request", 3, "Lionfish", "HT", "fr", "", "", None, "merged", "closed", 0, 0, 2, 1.0, 9.0, 4
    )  # fmt: skip
    steps = [step(1, "request"), step(2, "merged", code="KUMA-4827", was="triaged", hold="bot")]
    told = status(part, steps, {})
    assert told
    assert (told.code, told.word) == ("REEF-27", "received")
    moved = status(part, [*steps, step(3, "stage", along="KUMA-4827", stage="accepted")], {})
    assert moved
    assert moved.word == "help"
    draft = [step(1, "handoff"), step(2, "merged", code="KUMA-4827", was="draft", hold="bot")]
    assert status(replace(part, kind="handoff"), draft, {}) is None

"""Searching over cases: by meaning in seven languages, by code, by words; what may be found, and when."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from dialogs.words import say
from knowledge.index import Index
from knowledge.port import Hit, KnowledgeUnavailable, Query
from storage.desk.port import NewCase
from tests.bot.console.conftest import Browser, Open
from tests.bot.console.talks import PROBLEM, Talks, talking

ASKED = {
    "en": "lionfish eating young reef fish",
    "fr": "des poissons envahissants qui dévorent les petits poissons du récif",
    "es": "peces invasores que comen en el arrecife",
    "pt": "peixe-leão invasor nos recifes",
    "ar": "أسماك غازية في الشعاب المرجانية",
    "ru": "рыба-крылатка поедает рыбу на рифах",
    "zh": "狮子鱼吃珊瑚礁的幼鱼",
}
FORESTS = "Les agents forestiers ne savent pas reconnaître le bois coupé sans permis aux postes de contrôle au Gabon"


@pytest.fixture
async def talks(tmp_path: Path) -> AsyncIterator[Talks]:
    async with talking(tmp_path / "data") as talks:
        yield talks


async def asks(talks: Talks, chat: str, problem: str) -> str:
    """Somebody tells a problem and asks for a person; the code of their case."""
    for words in (problem, "oui", "je voudrais parler à une personne"):
        await talks.says(chat, words)
    return (await talks.case(chat)).code


async def found(browser: Browser, text: str) -> list[str]:
    """The codes on the page of what is found, from the top."""
    response = await browser.client.get("/desk/find", params={"q": text})
    browser.page = html.unescape(response.text)
    assert response.status_code == 200
    return re.findall(r'<span class="code">([^<]+)</span>', browser.page)


async def test_a_case_is_found_by_what_it_is_about_in_any_language(talks: Talks) -> None:
    """At once, and before one about something else; told in French, asked for in seven languages."""
    fish, forest = await asks(talks, "marie", PROBLEM), await asks(talks, "awa", FORESTS)
    ben = await talks.browser("Ben")
    first = {tongue: (await found(ben, text) or [""])[0] for tongue, text in ASKED.items()}
    assert first == dict.fromkeys(ASKED, fish)
    assert (await found(ben, "illegal logging, timber checkpoints"))[0] == forest
    assert await found(ben, "the price of bicycles in Denmark") == []
    assert say("console.find.nothing", "en") in ben.page


async def test_a_code_or_a_piece_of_it_finds_the_case(talks: Talks) -> None:
    """In small letters too; a whole one leads there."""
    code = await asks(talks, "marie", PROBLEM)
    ben = await talks.browser("Ben")
    assert code in await found(ben, code[:4].lower())
    assert code in await found(ben, code[-4:])
    response = await ben.client.get("/desk/find", params={"q": code.lower()})
    assert response.url.path == f"/desk/case/{code}"


async def test_a_case_that_an_officer_opens_is_found_by_the_letter_it_came_from(talks: Talks) -> None:
    ben = await talks.browser("Ben")
    await ben.get("/open")
    letter = "We need help to count the sea turtles that nest on our beaches; nobody here has been trained."
    await ben.post("/open", title="A letter", country="WS", institution="Ministry of Natural Resources", text=letter)
    assert len(await found(ben, "tortugas marinas: formación para censos")) == 1
    assert len(await found(ben, "natural RESOURCES ministry")) == 1


async def test_what_is_not_the_desks_to_read_finds_nothing(talks: Talks) -> None:
    """A question is the desk's, the draft beside it is not: its words lead to the case only once a person is asked
    for."""
    await talks.says("marie", PROBLEM)
    await talks.says("marie", "oui")
    stored = await talks.service.storage.find("web", "marie")
    assert stored
    ana = await talks.account("Ana")
    question = NewCase("KUMA-0001", ana.id, "k", 1.8e9, "Une question", language="fr", conversation=stored.conversation)
    await talks.service.storage.desk.open(question)
    ben = await talks.browser("Ben")
    assert await found(ben, ASKED["en"]) == []
    await talks.says("marie", "je voudrais parler à une personne")
    assert len(await found(ben, ASKED["en"])) == 1


async def test_names_and_addresses_are_not_in_the_index(talks: Talks, tmp_path: Path) -> None:
    """Redacted as everything that is found: the files of the index do not hold them, and they find nothing."""
    await asks(talks, "marie", f"{PROBLEM}; écrire à marie.velvetmango@peche.example")
    ben = await talks.browser("Ben")
    assert await found(ben, ASKED["fr"])
    files = [one for one in (tmp_path / "data" / "index").rglob("*") if one.is_file()]
    assert any(b"lions" in one.read_bytes() for one in files)
    assert not any(b"velvetmango" in one.read_bytes() for one in files)


async def test_an_erased_case_is_found_by_nothing(talks: Talks) -> None:
    """Neither by meaning nor by words; its code, which stays, leads to a page that says so."""
    code = await asks(talks, "marie", PROBLEM)
    ben = await talks.browser("Ben")
    assert await found(ben, "récifs") == [code]
    for words in ("supprimer toutes mes données", "oui"):
        await talks.says("marie", words)
    assert (await talks.service.storage.desk.by_code(code)).conversation is None  # type: ignore[union-attr]  # it stays
    assert await found(ben, "récifs") == []
    assert await found(ben, ASKED["en"]) == []


async def test_without_the_index_words_still_find(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says what it could not look at; titles and institutions are found whatever the size of their letters."""
    code = await asks(talks, "marie", PROBLEM)

    async def down(self: Index, query: Query) -> Sequence[Hit]:
        raise KnowledgeUnavailable("the disk is gone")

    monkeypatch.setattr(Index, "search", down)
    ben = await talks.browser("Ben")
    assert await found(ben, "RÉCIFS Haïti") == [code]
    assert say("console.find.down", "en") in ben.page
    assert await found(ben, "100%") == []


async def test_similar_cases_are_those_about_the_same_matter(talks: Talks) -> None:
    """By all that was told, not by the title; itself is not among them."""
    fish = await asks(talks, "marie", PROBLEM)
    other = await asks(
        talks, "jean", "Les récifs de la côte sud sont envahis par un poisson-lion que personne ne pêche"
    )
    await asks(talks, "awa", FORESTS)
    page = (await (await talks.browser("Ben")).get(f"/case/{fish}/similar")).text
    assert re.findall(r'<span class="code">([^<]+)</span>', page)[0] == other
    assert f'<span class="code">{fish}' not in page


@pytest.mark.parametrize("text", ["", " ", "%", "_", "!", "\0", "a" * 5000, "'; DROP TABLE desk_case; --", "🐟" * 50])
async def test_anything_may_be_looked_for(opened: Open, text: str) -> None:
    response = await (await opened("reader")).client.get("/desk/find", params={"q": text})
    assert response.status_code == 200


async def test_a_word_that_few_cases_have_finds_them(talks: Talks) -> None:
    """Also where a short question has hardly a meaning to be near to."""
    code = await asks(talks, "marie", "Personne ne sait soigner les nacres du lagon de Pahiluga qui meurent en été")
    await asks(talks, "awa", FORESTS)
    assert await found(await talks.browser("Ben"), "Pahiluga") == [code]

"""Needs found in plans: what is known to be one is proposed, with its place, and what is none is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.understanding.plans import FEW, MOST, SENTENCES, needs, reads_like_a_plan
from bot.understanding.prose import sentences
from dialogs.answers import Source
from dialogs.forms.request import REQUEST
from dialogs.kinds import Invalid, check
from dialogs.needs import Need
from knowledge.reading.port import Part, Reading
from knowledge.reading.reader import Reader
from tests.plans import files

EXTENT = {
    "samoa": "Train fifteen forest officers in the control of invasive vines and in restoration after cyclones.",
    "benin": "Acquérir des équipements d'analyse de l'eau pour le laboratoire de Cotonou",
    "ecuador": "Establecer un sistema de alerta temprana con una base de datos de intercepciones",
}
"""A need that a plan lists as an action, with its number below."""


async def found_in(name: str) -> tuple[Need, ...]:
    plan = files.plan(name)
    read = await Reader().read(files.content(name), plan.file)
    assert isinstance(read, Reading)
    return needs(read.title, read.language, read.parts, plan.file)


@pytest.mark.parametrize("name", files.NAMES)
async def test_a_plan_is_read_from_its_file(name: str) -> None:
    """Of the known needs nine in ten are proposed, and of what is proposed nine in ten are known needs."""
    plan, found = files.plan(name), await found_in(name)
    right = [need for need in found if any(files.quotes(need.quote, known) for known, _ in plan.needs)]
    assert len(right) >= 0.9 * len(plan.needs)
    assert len(right) >= 0.9 * len(found)


@pytest.mark.parametrize("name", ["samoa", "ecuador"])
async def test_the_page_is_told(name: str) -> None:
    """Every proposal cites the file and the page on which its sentence stands."""
    pages = dict(files.plan(name).needs)
    cited = {
        known: need.citation for need in await found_in(name) for known in pages if files.quotes(need.quote, known)
    }
    assert {known: citation.page for known, citation in cited.items()} == pages
    assert {citation.document for citation in cited.values()} == {files.plan(name).file}


async def test_a_file_without_pages_cites_its_headings() -> None:
    """A Word document has no pages of its own."""
    need = next(need for need in await found_in("benin") if need.quote == EXTENT["benin"])
    assert (need.citation.page, need.citation.heading) == (0, "Axe 4 : Eaux et côtes")


@pytest.mark.parametrize(
    ("name", "priority"),
    [
        ("samoa", "National Biodiversity Strategy and Action Plan 2025–2030 of Samoa, Action 1.2"),
        ("benin", "Stratégie et plan d'action nationaux pour la biodiversité 2024-2030, 4.3"),
        ("ecuador", "Estrategia Nacional de Biodiversidad y Plan de Acción 2025–2030, 3.2"),
    ],
)
async def test_the_plan_and_its_action_are_the_national_priority(name: str, priority: str) -> None:
    """An action is cited as the plan numbers it, in a list, in a table, and in a table of two columns."""
    need = next(need for need in await found_in(name) if EXTENT[name] in need.quote)
    assert need.answers["national_priority"].value == priority


@pytest.mark.parametrize("name", files.NAMES)
async def test_what_is_proposed_fits_the_form(name: str) -> None:
    """Each answer fits its field, waits to be confirmed and cites its place; the country is the plan's."""
    for need in await found_in(name):
        assert need.answers["country"].value == (files.plan(name).country,)
        for key, answer in need.answers.items():
            field = REQUEST.field(key)
            assert field
            assert not isinstance(check(field.kind, answer.value), Invalid)
            assert (answer.source, answer.confirmed, answer.citation) == (Source.DOCUMENT, False, need.citation)
            assert answer.words in need.quote


def test_what_was_done_and_what_others_ask_for_is_no_need() -> None:
    """Achievements, threats, definitions and decisions of meetings are left alone."""
    text = """Two rangers were trained in the use of drones in 2021.
    The laboratory in the port is in place and fully equipped.
    There was a lack of inspectors in the ports, and forty have been trained since.
    The laboratory needs no further equipment.
    The Conference of the Parties invites Parties to strengthen their capacities for monitoring.
    Coral bleached in 2015, and one reef in four has not come back.
    The data in this chapter are taken from the sixth national report.
    Does the country have a laboratory that could identify insects?"""
    assert needs("A plan", "en", (Part(text, page=1),)) == ()


def test_a_need_is_proposed_once() -> None:
    """The summary of a plan says again what a chapter says."""
    text = """The ports have no laboratory in which insects could be identified.
    The plan was adopted in 2024.
    The two ports have no laboratory in which insects could be identified quickly."""
    assert len(needs("A plan", "en", (Part(text, page=1),))) == 1


def test_no_more_are_proposed_than_a_person_looks_through() -> None:
    names = [letter * 5 for letter in "abcdefghijklmnopqrst"]
    lines = [f"No inventory covers {name}ia, {name}us and {name}um." for name in names]
    assert len(needs("", "en", (Part("\n".join(lines)),))) == MOST < len(lines)


def test_a_document_costs_no_more_than_it_may() -> None:
    """What stands behind the last sentence we look at is not looked at, however much it is."""
    need = "The ports have no laboratory."
    assert len(needs("", "en", (Part("\n".join(["It rains.", need] + ["It rains."] * SENTENCES)),))) == 1
    assert needs("", "en", (Part("\n".join(["It rains."] * SENTENCES + [need])),)) == ()


def test_a_sentence_that_goes_on_overleaf_begins_on_the_page_before() -> None:
    parts = (
        Part("The ports have no laboratory in which", page=3),
        Part("insects could be identified. It rains.", page=4),
    )
    assert [(one.text, one.page) for one in sentences(parts)] == [
        ("The ports have no laboratory in which insects could be identified.", 3),
        ("It rains.", 4),
    ]


def test_abbreviations_and_numbers_end_no_sentence() -> None:
    text = "Sect. 3.2 lists pests, e.g. Mikania micrantha. See p. 4 and no. 7. Action 6.3: Train staff."
    assert [(one.mark, one.text) for one in sentences((Part(text),))] == [
        ("", "Sect. 3.2 lists pests, e.g. Mikania micrantha."),
        ("", "See p. 4 and no. 7."),
        ("Action 6.3", "Train staff."),
    ]


@pytest.mark.parametrize("name", ["samoa", "benin", "kyrgyzstan", "jordan"])
def test_a_pasted_part_of_a_plan_is_known(name: str) -> None:
    plan = files.plan(name)
    found = needs("", plan.language, (Part(plan.text),))
    assert reads_like_a_plan(plan.text, found)


@pytest.mark.parametrize(
    "text",
    [
        "We are a small fisheries office. " * 3
        + "Our reefs are dying and we have no laboratory, we lack trained staff and our data are incomplete. "
        + "We tried to train people under our national action plan in 2021, they left, and we do not know what to do. "
        + "Our fishers come to us every week and ask what we will do, and we have nothing to tell them. " * 3,
        "Action 6.3: Acquire microscopes.",
    ],
    ids=["own words", "short"],
)
def test_a_problem_in_own_words_is_no_plan(text: str) -> None:
    """However long it is, and though it speaks of a plan."""
    assert not reads_like_a_plan(text, needs("", "en", (Part(text),)))


@pytest.mark.skipif("NEEDS_SHARED" not in os.environ, reason="needs the documents of a folder named by NEEDS_SHARED")
async def test_documents_that_are_no_plans_hold_few_needs() -> None:
    """Reports and slides about the Convention speak of everybody's needs, which are nobody's request."""
    for path in sorted(Path(os.environ["NEEDS_SHARED"], "documents").glob("*.txt")):  # noqa: ASYNC240 - nothing else runs.
        read = await Reader().read(path.read_bytes(), path.name)
        assert isinstance(read, Reading)
        assert len(needs(read.title, read.language, read.parts)) <= FEW

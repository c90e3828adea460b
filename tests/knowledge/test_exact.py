"""Exact names, acronyms and codes are always found, whatever a name alone means to the embedding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files

import pytest

from knowledge.chunks import cut
from knowledge.index import Index
from knowledge.library import documents
from knowledge.port import Document, Viewer
from tests.knowledge.conftest import ids

DESK = Viewer(desk=True, demo=True)
SAMPLE = 5
"""One in so many ways to write a name is tried: all of them take minutes, and were tried when the floor was set."""


def exact_forms() -> Iterator[tuple[str, str]]:
    """(key, one way to write it) for every name that says much alone."""
    text = files("knowledge").joinpath("library", "names.txt").read_text(encoding="utf-8")
    for line in text.partition("\n[broad]")[0].splitlines():
        key, colon, forms = line.partition(":")
        if colon and not line.startswith(("#", "[")):
            yield from ((key, form.strip().replace("*", "").replace("-", " ")) for form in forms.split(","))


def carriers() -> dict[str, set[str]]:
    """The documents of the library with each name."""
    found: dict[str, set[str]] = {}
    for document in documents():
        named = cut(document)[0].marks.get("names", [])
        assert isinstance(named, list)
        for key in named:
            found.setdefault(key, set()).add(document.id)
    return found


async def test_every_way_to_write_a_name_finds_who_has_it(shipped: Index) -> None:
    """In seven languages; one in a hundred may be missed, where the list writes what nobody says alone."""
    held = carriers()
    asked = [(key, form) for key, form in exact_forms() if key in held][::SAMPLE]
    missed = [form for key, form in asked if not {*await ids(shipped, form, DESK, limit=5)} & held[key]]

    assert len(asked) > 100
    assert len(missed) <= len(asked) / 100, missed


@pytest.mark.parametrize("number", [1, 6, 14, 23])
@pytest.mark.parametrize(
    "words", ["Target {}", "T{}", "cible {}", "meta {}", "objetivo {}", "Цель {}", "目标{}", "الهدف {}"]
)
async def test_a_target_by_its_number(shipped: Index, words: str, number: int) -> None:
    """In a list and in a conversation."""
    text = words.format(number)

    assert f"target-{number}" in await ids(shipped, text, DESK, limit=5, kinds=("target",))
    assert f"target-{number}" in await ids(shipped, text, kinds=("target", "term"), strict=True)


@pytest.mark.parametrize("text", ["GBIF", "gbif", "what do we know of GBIF?", "METT", "the METT scores of our parks"])
async def test_an_acronym(index: Index, note: Callable[..., Document], text: str) -> None:
    """Who has it comes first, however little else of the text fits."""
    await index.put(
        [
            note("gbif", title="Records on line", text="A museum put its records into GBIF."),
            note("mett", title="How parks are run", text="Wardens answered the questions of METT each year."),
            note("a"),
        ]
    )

    assert (await ids(index, text, DESK))[0] == ("mett" if "METT" in text else "gbif")


@pytest.mark.parametrize("text", ["KUMA-4827", "kuma-4827", "where is case kuma-4827 of the museum now?"])
async def test_a_case_by_its_code(index: Index, note: Callable[..., Document], text: str) -> None:
    """However it is written, and although the code stands nowhere in the text of the case."""
    await index.put([note("KUMA-4827", kind="request"), note("KUMA-4828", kind="request"), note("a")])

    assert (await ids(index, text, DESK))[0] == "KUMA-4827"

"""What a conversation may read of a document, whatever button is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.message import Option
from bot.search import allowed, document_of, row_of
from bot.settings import Settings
from bot.taps import ANYWHERE, build
from bot.wiring import Service, open_service
from knowledge.port import Document, Viewer
from tests.person import Person

OPEN = Document("d", "practice", "en", "Nurseries", "Families raise seedlings; write to ana@nursery.example.", "")
HIDDEN = {
    "for the desk": replace(OPEN, visibility="desk"),
    "of somebody else": replace(OPEN, visibility="owner", owner="1"),
    "invented": replace(OPEN, demo=True),
    "traditional knowledge": replace(OPEN, facets={"traditional_knowledge": "yes"}),
}


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with open_service(Settings(data_dir=tmp_path / "data", library="none", demo=False)) as service:
        yield service


async def _shown(service: Service, document: Document) -> str:
    """What a person gets who asks for the whole of a document by its id."""
    await Person(service, chat="the owner").says("hello")
    await service.storage.put_documents([row_of(document)])
    person = Person(service)
    await person.says("our mangroves are dying")
    posts = await person.taps(Option("", build(ANYWHERE, "more", document.id)))
    return "\n".join(post.text for post in posts)


async def test_a_document_is_shown_whole_without_addresses(service: Service) -> None:
    """As it was found: redacted."""
    shown = await _shown(service, OPEN)
    assert "Families raise seedlings" in shown
    assert "ana@" not in shown


@pytest.mark.parametrize("why", HIDDEN)
async def test_what_may_not_be_seen_is_not_shown_by_its_id(service: Service, why: str) -> None:
    """Who makes up a button, or kept an old one, sees no word of what is not for them."""
    assert "seedlings" not in await _shown(service, HIDDEN[why])


async def test_the_second_look_asks_the_database(service: Service) -> None:
    """What the index still has, yet is hidden or gone by now, is left out."""
    await Person(service, chat="the owner").says("hello")
    there = [replace(OPEN, id="open"), *(replace(document, id=why) for why, document in HIDDEN.items())]
    await service.storage.put_documents([row_of(document) for document in there])
    ids = [*(document.id for document in there), "gone"]
    assert await allowed(service.storage, ids, Viewer(owner="2")) == {"open"}


@pytest.mark.parametrize("document", [OPEN, *HIDDEN.values()])
def test_a_document_is_the_same_from_the_database(document: Document) -> None:
    """To a row and back nothing changes."""
    assert document_of(row_of(document)) == document

"""Search while people talk: what the conversation asks for, in the terms of the knowledge base, and back."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast

import structlog

from dialogs.effects import Retrieve
from dialogs.events import Hit, Retrieved
from knowledge.port import Document, Kind, Knowledge, KnowledgeUnavailable, Query, Viewer
from knowledge.port import Hit as Found
from knowledge.redact import redacted
from knowledge.visibility import may_see
from storage.desk.port import case_of
from storage.port import DocumentRow, Storage

log = structlog.get_logger()

PATIENCE = 8.0
"""Seconds a person waits for hits before the conversation goes on without. Chosen: the first search loads the model."""

SIMILAR: tuple[Kind, ...] = ("practice", "request")
CASES: tuple[Kind, ...] = ("practice", "request", "case")
CATCHING_UP = 1.0
"""Seconds a search of the desk waits for what was written a moment ago to be findable. Chosen."""
LEAST = 0.2
"""Score from which the desk is shown something. Chosen."""
ANSWERS: tuple[Kind, ...] = ("term", "guide", "target", "practice")


@dataclass(frozen=True, slots=True)
class Search:
    knowledge: Knowledge
    storage: Storage
    demo: bool = False
    ready: Callable[[], Awaitable[None]] | None = None
    """Returns once there may be something to find: at a first start the index is still being built."""
    caught_up: Callable[[], Awaitable[None]] | None = None
    """Returns once what was written before it was asked can be found."""

    async def retrieve(self, wanted: Retrieve, language: str, conversation: int) -> Retrieved:
        """The hits for a conversation; never raises, says when the search is down."""
        query = Query(
            text=wanted.query,
            viewer=self._viewer(conversation),
            kinds=SIMILAR if wanted.purpose == "similar" else ANSWERS,
            countries=wanted.country,
            language=language,
            leave_out=wanted.leave_out,
            strict=True,
        )
        return await self._found(query, language)

    async def _found(self, query: Query, language: str) -> Retrieved:
        try:
            async with asyncio.timeout(PATIENCE):
                if self.ready:
                    await self.ready()
                found = await self.knowledge.search(query)
        except (KnowledgeUnavailable, TimeoutError) as error:
            log.warning("search_failed", error=type(error).__name__)
            return Retrieved((), available=False)
        real_first = sorted(found, key=lambda f: f.document.demo)  # Stable: within each half, best first.
        return Retrieved(tuple(_hit(f, language) for f in real_first))

    async def for_desk(
        self,
        text: str,
        language: str,
        *,
        country: str = "",
        kinds: tuple[Kind, ...] = CASES,
        leave_out: tuple[str, ...] = (),
        limit: int = 5,
    ) -> Retrieved:
        """What people at the desk find: cases, past requests and practices, those for the desk alone included.

        A case that began a moment ago is found too.
        """
        if self.caught_up:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CATCHING_UP):
                    await self.caught_up()
        countries = (country,) if country else ()
        viewer = Viewer(desk=True, demo=self.demo)
        query = Query(
            text, viewer, kinds, limit, countries=countries, language=language, leave_out=leave_out, least=LEAST
        )
        return await self._found(query, language)

    async def look(self, id: str, language: str, conversation: int) -> Hit | None:
        """One document whole and redacted, as it was found; None when it is gone or this person may not see it."""
        row = await self.storage.document(id)
        document = document_of(row) if row else None
        if document is None or not may_see(document, self._viewer(conversation)):
            return None
        return _hit(Found(redacted(document), 1.0, ()), language)

    def _viewer(self, conversation: int) -> Viewer:
        return Viewer(owner=str(conversation), demo=self.demo)


async def allowed(storage: Storage, ids: list[str], viewer: Viewer) -> set[str]:
    """The second look: of the documents the index found, those that viewer may see by what the database says now."""
    cases = {id: case for id in ids if (case := case_of(id)) is not None}
    rows = [await storage.document(id) for id in ids if id not in cases]
    there = {case.id for case in await storage.desk.cases(list(cases.values()))} if cases and viewer.desk else set()
    return {row.id for row in rows if row and may_see(document_of(row), viewer)} | {
        id for id, case in cases.items() if case in there
    }


def document_of(row: DocumentRow) -> Document:
    """A stored document as the knowledge base takes it."""
    return Document(
        id=row.id,
        kind=cast(Kind, row.kind),
        language=row.language,
        title=row.title,
        text=row.text,
        source=row.source,
        year=row.year,
        countries=row.countries,
        visibility=row.visibility,
        owner="" if row.owner is None else str(row.owner),
        facets=json.loads(row.facets),
        demo=row.demo,
    )


def row_of(document: Document) -> DocumentRow:
    """A document of the library as the database keeps it."""
    return DocumentRow(
        id=document.id,
        kind=document.kind,
        language=document.language,
        title=document.title,
        text=document.text,
        source=document.source,
        year=document.year,
        countries=document.countries,
        visibility=document.visibility,
        owner=int(document.owner) if document.owner else None,
        facets=json.dumps(dict(document.facets), ensure_ascii=False),
        demo=document.demo,
    )


def _hit(found: Found, language: str) -> Hit:
    document = found.document
    return Hit(
        document=document.id,
        title=document.facets.get(f"title_{language}") or document.title,
        why=found.why,
        country=document.countries,
        region=document.facets.get("region", ""),
        place=document.facets.get(f"place_{language}") or document.facets.get("place", ""),
        year=document.year,
        source=document.facets.get(f"source_{language}") or document.source,
        summary=document.facets.get(f"text_{language}") or document.text,
        kind=document.kind,
        demo=document.demo,
    )

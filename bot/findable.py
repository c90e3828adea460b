"""What others may find of a sent request: a few redacted fields, never who asked or how to reach them.

Exact places, addresses and traditional knowledge stay out of it, also where the person kept them for the desk.
"""

from __future__ import annotations

from dataclasses import replace

from bot.search import row_of
from dialogs.coach.private import hidden, private
from dialogs.request import Request
from knowledge.port import Document
from knowledge.redact import redacted, withheld
from storage.port import DocumentRow, Visibility

SHARED = ("problem_statement", "objective", "past_efforts")
"""Free-text fields that make a request useful to others."""


def findable(request: Request, visibility: Visibility, conversation: int) -> DocumentRow | None:
    """The document of a request; None without text, or where traditional knowledge has no recorded consent."""
    texts = [request.text(key) for key in SHARED]
    if not any(texts):
        texts = [request.text("first_words")]
    document = redacted(
        Document(
            id=request.code,
            kind="request",
            language=request.language,
            title=request.text("title") or request.text("first_words")[:80],
            text="\n".join(text for text in texts if text),
            source=request.code,
            year=request.year,
            countries=request.codes("country"),
            visibility=visibility,
            owner=str(conversation),
            facets={
                "targets": " ".join(request.codes("gbf_targets")),
                "traditional_knowledge": "yes" if request.text("fpic_needed") == "yes" else "",
            },
        )
    )
    return None if withheld(document) or not document.text else row_of(discreet(document))


def discreet(document: Document) -> Document:
    """Without exact places, addresses and remedies of a people."""
    return replace(document, title=_without(document.title, document), text=_without(document.text, document))


def _without(text: str, document: Document) -> str:
    return hidden(text, (one.words for one in private(text, document.language)))

"""PDF: the text of every page, without running heads and page numbers."""

from __future__ import annotations

import io
import re

from pypdf import PageObject, PdfReader
from pypdf.errors import LimitReachedError, PyPdfError

from knowledge.reading import tidy
from knowledge.reading.documents import Found
from knowledge.reading.port import Limits, Part, Progress
from knowledge.reading.stop import Stop

LEGIBLE = 0.6
"""Share of the signs of a page that must be letters, digits or spaces: fonts without a table give anything but."""

_SEEN = re.compile(r"\S")
_GOOD = re.compile(r"[^\W_]")
_MACHINE = re.compile(
    r"^(?:Microsoft (?:Word|PowerPoint) - |untitled|.*\.(?:docx?|pptx?|xlsx?|html?|indd|pdf|odt|rtf)$)", re.IGNORECASE
)


def found(data: bytes, limits: Limits, progress: Progress) -> Found:
    """
    Raises:
        Stop: it is locked, has too many pages, or is damaged throughout.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        # Many are locked against changes only, and open to everybody with no password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise Stop("encrypted")
        total = len(reader.pages)
    except LimitReachedError as error:
        raise Stop("size") from error
    if total > limits.pages:
        raise Stop("size")
    if not total:
        raise Stop("damaged")
    texts, faults = [], set[type[Exception]]()
    characters = 0
    for number, page in enumerate(reader.pages, start=1):
        try:
            text = _text(page)
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError) as error:
            faults.add(type(error))
            text = ""
        texts.append(text)
        characters += len(text)
        if characters > limits.characters:
            raise Stop("size")
        progress(number, total)
    if faults and not any(texts):
        raise Stop("size" if LimitReachedError in faults else "damaged")
    bodies = tidy.pages(texts)
    parts = tuple(Part(body, page=number) for number, body in enumerate(bodies, start=1) if body)
    lost = tuple(number for number, text in enumerate(texts, start=1) if not text.strip())
    return Found(_title(reader), parts, lost)


def _text(page: PageObject) -> str:
    """As its content goes on: columns one after the other in most files. "" when it is not to be read as letters."""
    text = page.extract_text()
    seen, good = len(_SEEN.findall(text)), len(_GOOD.findall(text))
    return text if good >= LEGIBLE * seen else ""


def _title(reader: PdfReader) -> str:
    try:
        stated = reader.metadata.title if reader.metadata else None
    except (PyPdfError, ValueError, TypeError, AttributeError):
        return ""
    return "" if stated is None or _MACHINE.match(stated.strip()) else stated.strip()

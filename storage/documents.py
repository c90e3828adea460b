"""Documents that can be found, and what the vector index still has to do about them."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Sequence

from storage.connection import Connection, Row, Value, among
from storage.desk.port import case_document, case_of
from storage.port import DocumentRow, IndexJob
from storage.work import alone

_COLUMNS = "id, kind, language, title, text, source, year, countries, visibility, conversation, facets, demo"
_READ = ", ".join(f"d.{column}" for column in _COLUMNS.split(", "))


def write(db: Connection, documents: Sequence[DocumentRow]) -> None:
    """Put each in the place of what had its id, and queue it for the index."""
    db.each(
        f"""
        INSERT INTO document ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
            kind = excluded.kind, language = excluded.language, title = excluded.title, text = excluded.text,
            source = excluded.source, year = excluded.year, countries = excluded.countries,
            visibility = excluded.visibility, conversation = excluded.conversation, facets = excluded.facets,
            demo = excluded.demo
        """,
        [_values(document) for document in documents],
    )
    _queue(db, [document.id for document in documents])


@alone("document")
def put(db: Connection, documents: Sequence[DocumentRow]) -> int:
    """Write those that are new or differ from what is there; of two with one id the later counts."""
    latest = {document.id: document for document in documents}
    rows = among(db, f"SELECT {_READ} FROM document d WHERE d.id IN ({{}})", list(latest))
    held = {row[0]: _document(row) for row in rows}
    changed = [document for document in latest.values() if held.get(document.id) != document]
    write(db, changed)
    return len(changed)


@alone("document")
def remove(db: Connection, ids: Sequence[str]) -> None:
    """Those that are there go, and are queued to leave the index."""
    there = sorted(row[0] for row in among(db, "SELECT id FROM document WHERE id IN ({})", ids))
    db.each("DELETE FROM document WHERE id = ?", [(id,) for id in there])
    _queue(db, there)
    db.shred()


@alone(None)
def by_id(db: Connection, id: str) -> DocumentRow | None:
    rows = db.rows(f"SELECT {_READ} FROM document d WHERE d.id = ?", (id,))
    return _document(rows[0]) if rows else None


@alone(None)
def every(db: Connection, _: None) -> list[DocumentRow]:
    return [_document(row) for row in db.rows(f"SELECT {_READ} FROM document d ORDER BY d.id")]


@alone(None)
def index_jobs(db: Connection, limit: int) -> list[IndexJob]:
    """Oldest first; a document as it is now, however often it changed since it was queued."""
    rows = db.rows(
        f"""
        SELECT t.id, t.document, {_READ}
        FROM index_task t LEFT JOIN document d ON d.id = t.document
        ORDER BY t.id LIMIT ?
        """,
        (limit,),
    )
    return [
        IndexJob(row[0], row[1], _document(row[2:]) if row[2] is not None else None, case_of(row[1])) for row in rows
    ]


@alone("indexed")
def index_done(db: Connection, ids: Sequence[int]) -> None:
    db.each("DELETE FROM index_task WHERE id = ?", [(id,) for id in sorted(ids)])


def queue_cases(db: Connection, cases: Sequence[int]) -> None:
    """What is found of these cases is out of date."""
    _queue(db, [case_document(id) for id in cases])


def _queue(db: Connection, ids: Sequence[str]) -> None:
    db.each("INSERT INTO index_task (document) VALUES (?)", [(id,) for id in ids])


def _values(document: DocumentRow) -> tuple[Value, ...]:
    return (
        document.id,
        document.kind,
        document.language,
        document.title,
        document.text,
        document.source,
        document.year,
        " ".join(document.countries),
        document.visibility,
        document.owner,
        document.facets,
        document.demo,
    )


def _document(row: Row) -> DocumentRow:
    id, kind, language, title, text, source, year, countries, visibility, owner, facets, demo = row
    return DocumentRow(
        id, kind, language, title, text, source, year, tuple(countries.split()), visibility, owner, facets, bool(demo)
    )

"""Who may see which document: once as a filter of the store, once in plain Python for the second look."""

from __future__ import annotations

from knowledge.port import Document, Query, Viewer
from knowledge.redact import withheld

Filter = dict[str, object]


def may_see(document: Document, viewer: Viewer) -> bool:
    """The rule itself: owners see their own, the desk what is for the desk; invented examples only in demo mode."""
    if withheld(document) or (document.demo and not viewer.demo):
        return False
    if document.owner and document.owner == viewer.owner:
        return True
    return document.visibility == "public" or (document.visibility == "desk" and viewer.desk)


def seen_by(query: Query) -> Filter:
    """The same rule, and the query's kinds and exclusions, as a Chroma filter."""
    return both(_visible(query.viewer), _wanted(query))


def both(*filters: Filter) -> Filter:
    """All of some filters; Chroma knows no "and" of fewer than two."""
    given = [each for each in filters if each]
    return {"$and": given} if len(given) > 1 else given[0] if given else {}


def _visible(viewer: Viewer) -> Filter:
    open_to: list[str] = ["public", "desk"] if viewer.desk else ["public"]
    visible: Filter = {"visibility": {"$in": open_to}}
    if viewer.owner:
        visible = {"$or": [visible, {"owner": viewer.owner}]}
    return visible if viewer.demo else both(visible, {"demo": False})


def _wanted(query: Query) -> Filter:
    kinds: Filter = {"kind": {"$in": list(query.kinds)}} if query.kinds else {}
    others: Filter = {"document": {"$nin": list(query.leave_out)}} if query.leave_out else {}
    return both(kinds, others)

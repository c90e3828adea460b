"""Library care: what is listed for somebody's eyes, and what is left in peace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from knowledge.library import documents
from knowledge.port import Document
from knowledge.review import Remark, Use, review

TODAY = dt.date(2026, 11, 21)
SHOWN = {"shown": 5, "opened": 1}


def matters(documents: list[Document], used: dict[str, dict[str, int]] | None = None) -> list[tuple[str, str]]:
    return [(remark.matter, remark.work) for remark in review(documents, used or {}, TODAY)]


def test_age(note: Callable[..., Document]) -> None:
    """A year after the last check, or ten after its own year where nobody ever checked; a date must stand somewhere."""
    library = [
        note("fresh", facets={"checked": "2025-12-01"}, text="Boats count the whales from the northern cape in June."),
        note(
            "old", facets={"checked": "2025-11-20", "keeper": "Reef office"}, text="Wardens mend the fence each year."
        ),
        note("2016", year="2014-2016", text="Schools sow wild flowers for the bees along the road."),
        note("2015", year="2015", text="A bank lends to villages that keep their forest standing."),
        note("undated", text="Divers take the nets that fishers lost off the reef."),
        note("term", kind="term", text="A word and what it means to most of us."),
    ]
    used = {document.id: SHOWN for document in library}

    assert matters(library, used) == [("stale", "2015"), ("stale", "old"), ("undated", "undated")]
    (old,) = [remark for remark in review(library, used, TODAY) if remark.work == "old"]
    assert old == Remark(
        "stale", "old", "Fishers hunt lionfish", "last checked 2025-11-20, 366 days ago", "Reef office", Use(5, 1, 0, 0)
    )


def test_no_source_and_no_use(note: Callable[..., Document]) -> None:
    """Cases and works that nobody was ever shown; a term may wait to be asked for."""
    library = [
        note("blank", source=" ", year="2024"),
        note("term", kind="term", year="2024", text="Another word, and what most people mean by it."),
    ]

    assert matters(library) == [("sourceless", "blank"), ("unused", "blank")]


def test_called_not_relevant(note: Callable[..., Document]) -> None:
    """Twice, and not outweighed by those who opened it or took it as an example."""
    texts = {"bad": "Wardens mend the fence each spring.", "fine": "Boats count whales from the cape.", "once": "Bees."}
    library = [note(id, year="2024", text=text) for id, text in texts.items()]
    used = {
        "bad": {"shown": 9, "opened": 1, "not-relevant": 2},
        "fine": {"shown": 9, "opened": 2, "example": 1, "not-relevant": 2},
        "once": {"shown": 3, "not-relevant": 1},
    }

    assert matters(library, used) == [("not-relevant", "bad")]
    assert review(library, used, TODAY)[0].says == "called not relevant 2 times of 9 shown"


def test_nearly_the_same(note: Callable[..., Document]) -> None:
    """Said once for two, whatever the spaces and capitals; passages of one work are no doubles of each other."""
    text = "Families raise seedlings of mangroves behind the beach and plant them when the storms are over. " * 4
    part = {"work": "w-1", "work_title": "A plan"}
    library = [
        note("a", year="2024", text=text),
        note("b", year="2024", text=text.upper().replace(" ", "  ") + "They guard them."),
        note("w-1-1", year="2024", facets=part, text="Boats count the whales that pass the cape in the month of June."),
        note("w-1-2", year="2024", facets=part, text="Boats count the whales that pass the cape in the month of June."),
    ]
    used = {document.id: SHOWN for document in library}

    assert matters(library, used) == [("double", "a")]
    assert "the same as b" in review(library, used, TODAY)[0].says


def test_a_work_is_one(note: Callable[..., Document]) -> None:
    """Its passages are counted together, under the title of the work."""
    part = {"work": "w-1", "work_title": "A plan"}
    library = [note(f"w-1-{n}", kind="guide", year="2015", facets=part, text=f"Passage {n}") for n in (1, 2)]

    (remark,) = review(library, {"w-1-1": {"shown": 1}, "w-1-2": {"shown": 2, "not-relevant": 1}}, TODAY)

    assert (remark.matter, remark.title, remark.use) == ("stale", "A plan", Use(3, 0, 0, 1))


def test_what_is_nobodys_to_keep_is_left_out(note: Callable[..., Document]) -> None:
    """Invented examples and requests that people sent."""
    assert matters([note("demo", demo=True, source=""), note("KUMA-4827", kind="request", owner="7", source="")]) == []


def test_the_shipped_library_has_no_doubles_and_no_gaps() -> None:
    """Ours has a source everywhere and says nothing twice."""
    found = {remark.matter for remark in review(documents(), {}, TODAY)}

    assert not found & {"sourceless", "double", "not-relevant"}

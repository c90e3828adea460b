"""Files become what can be found: each whole or not at all, with the page in the citation, and never twice."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot import wiring
from bot.cli.faults import Fault
from bot.cli.ingest import Wanted, ingested, looked_after, write_template
from bot.settings import Settings
from knowledge.port import Hit, Query, Viewer
from knowledge.practices import AREAS, COLUMNS
from knowledge.reading.port import MIB, Part
from knowledge.works import Care, cited, work_id
from tests.knowledge.reading import papers

DESK = Viewer(desk=True)
PLAN = [
    ["The park service lacks trained taxonomists, and the", "herbarium has no freezer that works since the flood."],
    [
        "Rangers of the northern lake have no boats to stop the",
        "nets with small meshes that fishers bring from abroad.",
    ],
]
FILE = papers.pdf(PLAN, title="Plan of the lake parks")
HEADINGS = [heading for heading, _ in COLUMNS.values()]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", library="none", _env_file=None)  # type: ignore[call-arg]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.pdf"
    file.write_bytes(FILE)
    return file


async def told(settings: Settings, *files: Path, care: Care | None = None, **wanted: object) -> tuple[bool, str]:
    """Whether all were added, and what was said."""
    lines: list[str] = []
    done = await ingested(settings, files, Wanted(care or Care(), **wanted), lines.append)  # type: ignore[arg-type]
    return done, "\n".join(lines)


async def found(settings: Settings, text: str, viewer: Viewer = DESK) -> list[Hit]:
    async with wiring.open_service(settings) as service:
        return list(await service.knowledge.search(Query(text, viewer)))


async def count(settings: Settings) -> int:
    async with wiring.open_service(settings) as service:
        return len(await service.storage.documents())


def table(path: Path, *rows: dict[str, str]) -> Path:
    """The template, filled in."""
    write_template(path, lambda line: None)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    keys = list(COLUMNS)
    for row in rows:
        sheet.append([row.get(key) for key in keys])
    book.save(path)
    return path


async def test_a_plan_is_found_with_its_page(settings: Settings, plan: Path) -> None:
    """In any of our languages, one hit for the work, and the source says on which page."""
    care = Care(source="https://example.org/plan.pdf", keeper="Lake office", checked="2026-11-01", year="2025")

    assert (await told(settings, plan, care=care))[0]

    (hit,) = await found(settings, "les gardes n’ont pas de bateaux contre les filets sur le lac")
    assert hit.document.source == "https://example.org/plan.pdf#page=2"
    assert hit.document.title == "Plan of the lake parks"
    assert hit.document.text == " ".join(PLAN[1])
    facets = hit.document.facets
    assert (facets["page"], facets["keeper"], facets["checked"]) == ("2", "Lake office", "2026-11-01")


def test_a_page_is_cited_as_its_source_allows() -> None:
    assert cited("Plan of Samoa", Part("x", page=3)) == "Plan of Samoa, p. 3"
    assert cited("https://a.org/p.pdf#top", Part("x", page=3)) == "https://a.org/p.pdf#page=3"
    assert cited("https://a.org/p.html", Part("x", heading="Gaps")) == "https://a.org/p.html"


async def test_only_the_desk_finds_it_unless_told_otherwise(settings: Settings, plan: Path) -> None:
    """What somebody uploads is not public by accident; nor is traditional knowledge shown without consent."""
    words = "boats for the rangers of the lake"
    await told(settings, plan)
    assert await found(settings, words)
    assert not await found(settings, words, Viewer())

    await told(settings, plan, care=Care(visibility="public", traditional_knowledge=True))
    assert not await found(settings, words)

    consent = "The council of elders, 3 May 2026, to be shown"
    await told(settings, plan, care=Care(visibility="public", traditional_knowledge=True, consent=consent))
    assert await found(settings, words, Viewer())


async def test_a_file_that_is_there_is_left_alone(settings: Settings, plan: Path, tmp_path: Path) -> None:
    """The same bytes under another name are the same work, and keep who looks after it."""
    await told(settings, plan, care=Care(keeper="Lake office"))
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(FILE)

    done, said = await told(settings, copy)

    assert done
    assert "there already" in said
    assert await count(settings) == 2
    assert (await found(settings, "boats on the lake"))[0].document.facets["keeper"] == "Lake office"


async def test_nearly_the_same_text_is_recognised(settings: Settings, plan: Path, tmp_path: Path) -> None:
    """In another format, and a little changed: refused with what to do, added beside, or put in its place."""
    await told(settings, plan)
    first = work_id(FILE)
    text = "\n\n".join(" ".join(page) for page in PLAN)
    same, changed = tmp_path / "plan.txt", tmp_path / "plan-2.txt"
    same.write_text(text)
    changed.write_text(text.replace("northern", "southern"))

    done, said = await told(settings, same)
    assert not done
    assert f"the same text as “Plan of the lake parks” ({first})" in said
    assert await count(settings) == 2

    done, said = await told(settings, changed, replace=first)
    assert done
    assert "the edition before is taken out" in said
    hits = await found(settings, "boats for the rangers of the lake")
    assert [hit.document.facets["work"] for hit in hits] == [work_id(text.replace("northern", "southern").encode())]
    assert "southern" in hits[0].document.text

    assert (await told(settings, plan, near=True))[0]
    assert await count(settings) == 3


async def test_one_bad_file_keeps_nothing_of_itself(settings: Settings, plan: Path, tmp_path: Path) -> None:
    """The others are added; the bad one is named with a sentence and is nowhere, not in part either."""
    bomb, lost = tmp_path / "bomb.pdf", tmp_path / "lost.pdf"
    bomb.write_bytes(papers.pdf_bomb(200 * MIB))

    done, said = await told(settings, bomb, plan, lost)

    assert not done
    assert "bomb.pdf: This file is too large" in said
    assert "lost.pdf: cannot be read (No such file or directory)" in said
    assert await count(settings) == 2


async def test_pages_without_text_are_named(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "half.pdf"
    file.write_bytes(papers.pdf([PLAN[0], [], PLAN[1]]))

    _, said = await told(settings, file)

    assert "half.pdf: no text on page 2; they are left out" in said


async def test_practices_out_of_the_template(settings: Settings, tmp_path: Path) -> None:
    """Filled in with names and numbers as people write them; a corrected row takes the place of what it was."""
    row = {
        "title": "Fishers guard the spawning grounds of Lake Malawi",
        "text": "Village committees closed four bays for three months a year, and the catch of chambo doubled.",
        "country": "Malawi; MZ",
        "themes": "inland waters; Species",
        "targets": "5; Target 10",
        "year": "2021",
        "source": "https://example.org/chambo",
        "checked": "2026-02-03",
    }
    assert (await told(settings, table(tmp_path / "one.xlsx", row), care=Care(visibility="public")))[0]
    better = row | {"lesson": "Begin with the bays that fishers name."}
    done, said = await told(settings, table(tmp_path / "two.xlsx", better), care=Care(visibility="public"))

    assert (done, said) == (True, "two.xlsx: 1 practices: 1 new or changed")
    (hit,) = await found(settings, "closed bays so that fish can spawn", Viewer())
    document = hit.document
    assert (document.kind, document.countries, document.year) == ("practice", ("MW", "MZ"), "2021")
    assert document.facets["themes"] == "inland waters; species"
    assert document.facets["targets"] == "5 10"
    assert document.facets["lesson"] == "Begin with the bays that fishers name."
    assert document.facets["checked"] == "2026-02-03"


async def test_each_wrong_row_is_named(settings: Settings, tmp_path: Path) -> None:
    """With what to do; nothing of the table is added, not even the rows that are right."""
    right = {"title": "A nursery", "text": "Families raise seedlings of mangroves.", "source": "a report"}
    wrong = [
        right | {"title": ""},
        right | {"country": "Atlantis"},
        right | {"themes": "; ".join(AREAS[:4])},
        right | {"themes": "dragons"},
        right | {"targets": "24"},
        right | {"year": "last year"},
        right | {"checked": "yesterday"},
        right | {"lang": "Klingon"},
        right | {"traditional_knowledge": "perhaps"},
        right,
        right,
    ]

    done, said = await told(settings, table(tmp_path / "wrong.xlsx", *wrong))

    assert not done
    lines = said.splitlines()
    assert lines[0] == "wrong.xlsx: nothing was added; correct these rows first"
    assert [line.split(":")[0].strip() for line in lines[1:]] == [f"row {n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12)]
    for line, says in zip(
        lines[1:],
        (
            *("'Title' is empty", "Atlantis", "choose the 3", "no thematic area 'dragons'", "'24'", "'last year'"),
            *("'yesterday'", "'klingon'", "yes or no", "the same title and source"),
        ),
        strict=True,
    ):
        assert says in line
    assert await count(settings) == 0


async def test_a_table_of_another_shape_says_which_column(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Title;What was done;Source;Budget\na;b;c;d\n")

    assert "row 1: no such column as 'Budget'; `needs knowledge template`" in (await told(settings, file))[1]


def test_the_template_is_what_ingest_reads(tmp_path: Path) -> None:
    """On the terminal and in both kinds of file the same headings, and never over a file that is there."""
    said: list[str] = []
    write_template(None, said.append)
    write_template(tmp_path / "t.csv", said.append)
    write_template(tmp_path / "t.xlsx", said.append)

    assert said[0].split(",") == HEADINGS
    assert (tmp_path / "t.csv").read_text("utf-8-sig").strip().split(",") == HEADINGS
    book = load_workbook(io.BytesIO((tmp_path / "t.xlsx").read_bytes()))
    assert [cell.value for cell in next(book.worksheets[0].rows)] == HEADINGS
    with pytest.raises(Fault, match="there already"):
        write_template(tmp_path / "t.csv", said.append)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"kind": "term"}, "--kind 'term'"),
        ({"visibility": "owner"}, "--visibility 'owner'"),
        ({"year": "soon"}, "--year 'soon'"),
        ({"countries": ["XY"]}, "--country 'XY'"),
        ({"checked": "1.2.2026"}, "--checked '1.2.2026'"),
    ],
)
def test_options_are_checked_before_anything_is_read(given: dict[str, object], says: str) -> None:
    plain: dict[str, object] = {
        "kind": "guide", "source": "", "keeper": "", "checked": "", "year": "", "countries": [],
        "visibility": "desk", "traditional_knowledge": False, "consent": "",
    }  # fmt: skip
    with pytest.raises(Fault, match=says):
        looked_after(**{**plain, **given})  # type: ignore[arg-type]

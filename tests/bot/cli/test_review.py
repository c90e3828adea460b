"""`needs knowledge review`: what people did with what they were shown reaches whoever looks after it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from bot.cli.review import LISTED, as_lines, as_list, reviewed
from bot.settings import Settings
from bot.wiring import open_service
from knowledge.port import Document
from knowledge.review import Use, review
from tests.built import built, data_folder
from tests.person import Person

TODAY = dt.date(2026, 11, 21)
LIONFISH = "Lionfish are on our reefs in Haiti and fishers are afraid of the spines"

__all__ = ["built", "data_folder"]


async def test_not_relevant_is_counted_and_shown(data_folder: Path) -> None:
    """Two people see a case; one reads it whole, both find it not relevant; the next day it is first on the list."""
    settings = Settings(data_dir=data_folder)
    async with open_service(settings) as service:
        for number in range(2):
            person = Person(service)
            person.chat = f"person-{number}"
            await person.says(LIONFISH)
            case = next(message for message in person.seen if message.found).found[0]
            if not number:
                await person.taps(next(option for option in case.options if "|more|" in option.tap))
            await person.taps(next(option for option in case.options if "|not-relevant|" in option.tap))

    remarks = await reviewed(settings, TODAY)

    assert (remarks[0].matter, remarks[0].work) == ("not-relevant", case.document)
    assert remarks[0].use == Use(shown=2, opened=1, example=0, not_relevant=2)
    lines: list[str] = []
    as_list(remarks, lines.append)
    assert lines[0] == "Called not relevant: 1"
    assert lines[1].endswith("called not relevant 2 times of 2 shown; shown 2, opened 1, example 0, not relevant 2")


def test_a_long_list_is_cut_for_people_alone() -> None:
    """A script gets everything, one object a line."""
    texts = [f"Boats of harbour number {n} count the whales that pass" for n in range(LISTED + 5)]
    library = [Document(f"p-{n}", "practice", "en", text, text, "a report", "2024") for n, text in enumerate(texts)]
    remarks = [each for each in review(library, {}, TODAY) if each.matter == "unused"]
    short: list[str] = []
    long: list[str] = []
    script: list[str] = []

    as_list(remarks, short.append)
    as_list(remarks, long.append, everything=True)
    as_lines(remarks, script.append)

    assert short[0] == "Never shown: 25"
    assert short[-1] == "  and 5 more; --all lists them"
    assert (len(short), len(long), len(script)) == (LISTED + 2, 26, 25)
    assert json.loads(script[0])["matter"] == "unused"


def test_an_orderly_library_has_one_line() -> None:
    lines: list[str] = []
    as_list((), lines.append)
    assert lines == ["Nothing to look at."]

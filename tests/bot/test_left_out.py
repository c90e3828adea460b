"""What a person leaves out of a request is in no file afterwards; what they keep is shared without."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.findable import findable
from bot.settings import Settings
from bot.wiring import open_service
from dialogs.answers import Answer
from dialogs.forms.request import REQUEST
from dialogs.request import finish
from tests.person import Person

PLACE = "the nest is 200 m behind the chapel of Falealupoquartz"
NUMBER = "+685 77 12345"
REMEDY = "Our healers boil the bark of the velvetmango tree to cure fever"


def holding(folder: Path, words: str) -> set[str]:
    """The files in whose bytes the words stand."""
    return {path.name for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()}


@pytest.mark.parametrize("says", ["yes", "the reef of Savaii as well", "hmm", "send it"])
async def test_what_stays_out_is_in_no_file(data_folder: Path, says: str) -> None:
    """From first words, a later answer and a remark: gone from messages, answers and log, whichever way it ends."""
    async with open_service(Settings(data_dir=data_folder)) as service:
        person = Person(service)
        await person.says(f"Poachers take the eggs of our turtles, {PLACE}")
        assert holding(data_folder, PLACE), "what was accepted is on the disk until the person decides"
        await person.says(says)
        if (await person.state()).asked == "hide":
            await person.says(says)
        assert not holding(data_folder, PLACE)
        assert "Falealupoquartz" not in str((await person.state()).answers)
        for words, text in ((NUMBER, f"Ask Sina on {NUMBER}, 40 nests are lost each year."), (REMEDY, f"{REMEDY}.")):
            while (await person.state()).asked != "problem_statement":
                await person.says({"consent": "yes", "country": "Samoa"}.get(str((await person.state()).asked), "back"))
            await person.says(text)
            assert (await person.state()).asked == "hide"
            await person.says("yes")
            assert not holding(data_folder, words)
            await person.says("change the problem")
    assert not {name for words in (PLACE, NUMBER, REMEDY) for name in holding(data_folder, words)}


async def test_what_is_kept_stands_as_it_was_written(data_folder: Path) -> None:
    """“Keep it” gives every word back, and the answer is whole."""
    async with open_service(Settings(data_dir=data_folder)) as service:
        person = Person(service)
        await person.says(f"Poachers take the eggs of our turtles, {PLACE}")
        await person.says("no, keep it")
        state = await person.state()
        held = state.answers["first_words"]
        assert isinstance(held, Answer)
        assert held.value == f"Poachers take the eggs of our turtles, {PLACE}"
        assert state.withheld == ()


def test_others_find_nothing_of_it_even_when_it_is_kept() -> None:
    """A public request that names a nest and a remedy is found without them."""
    request = finish(
        REQUEST,
        {
            "problem_statement": Answer(f"Turtles are robbed, {PLACE}. {REMEDY}."),
            "objective": Answer("The rangers of Samoa guard 40 nests by 2028"),
            "title": Answer("Turtle eggs"),
            "visibility": Answer("public"),
        },
        code="KUMA-4827",
        language="en",
        sent=1.0,
    )
    document = findable(request, "public", 1)
    assert document is not None
    assert "Turtles are robbed" in document.text
    assert "chapel" not in document.text
    assert "velvetmango" not in document.text

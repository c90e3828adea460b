"""Nothing a person wrote is in the logs, at any level, whatever goes well or wrong."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from bot.channel import Send, Uncertain
from bot.cli.start import logs
from bot.settings import Settings
from bot.understanding.port import Reading, Situation
from bot.wiring import Service, open_service
from dialogs.words import say
from tests.person import Person, Phone

CANARIES = ("xylocanary", "Zephyrina", "Quillfeather", "zq.canary@ministry.example", "+22997123456", "quorvex")
"""Words that stand nowhere in the program: whoever finds one in a log has found what a person wrote."""


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with open_service(Settings(data_dir=tmp_path / "data", library="none")) as service:
        yield service


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the program logs, with the very configuration it runs with, at its most talkative."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    logs("debug")
    yield sys.stderr  # type: ignore[misc]  # it is the one put there above
    structlog.reset_defaults()


class Dropped(Phone):
    """A line that breaks with the message in the error, as libraries do."""

    async def send(self, send: Send) -> str:
        raise Uncertain(f"connection lost while sending {send.message.text!r} to {CANARIES[1]}")


class Broken(Phone):
    """A platform's library with a fault of its own."""

    async def send(self, send: Send) -> str:
        raise RuntimeError(f"cannot serialise {send.message.text!r} for {CANARIES[1]}")


async def _confused(text: str, situation: Situation) -> Reading:
    raise RuntimeError(f"no reading for {text!r}")


async def _talk(person: Person) -> None:
    """Tell, be asked, correct, ask, wish for a person, take everything away, send, and delete."""
    await person.opens()
    await person.says(f"the {CANARIES[0]} destroys our mangroves in Benin, I am {CANARIES[1]} {CANARIES[2]}")
    for text in (
        "yes",
        f"Since 2021 the {CANARIES[0]} has killed 40 hectares near {CANARIES[5]}; 300 families lost their oysters.",
        f"no, I meant Togo, near {CANARIES[5]}",
        f"what is a {CANARIES[0]}?",
        f"I want to talk to a person, call {CANARIES[1]}",
        "talk to a person",
        CANARIES[4],
        CANARIES[3],
        "pause",
        "show me what you have",
        "export",
        "send it",
        "yes",
        f"others could learn from {CANARIES[5]}",
        "delete everything",
        "yes",
    ):
        await person.says(text)


async def _spoken(person: Person) -> str:
    """Everything the person wrote, as the database has it."""
    stored = await person.service.storage.find(person.phone.name, person.chat)
    assert stored
    return "\n".join(row.text for row in await person.service.storage.transcript(stored.conversation))


def _assert_nothing_said(output: str) -> None:
    assert "turns_taken" in output or "turn_failed" in output, "nothing was logged, so nothing was tested"
    assert [word for word in CANARIES if word.casefold() in output.casefold()] == []


async def test_a_whole_conversation_leaves_no_word_in_the_logs(
    service: Service, logged: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    """Names, addresses and words are told, searched for, sent and deleted; the log knows of none."""
    person = Person(service)
    caplog.set_level("DEBUG")  # What libraries log by the standard way.
    await _talk(person)
    assert person.seen[-1].text.startswith(say("say.delete-done", "en"))
    _assert_nothing_said(logged.getvalue() + caplog.text)


@pytest.mark.parametrize("phone", [Dropped(), Broken()], ids=lambda phone: type(phone).__name__)
async def test_a_send_that_fails_is_logged_without_its_words(
    service: Service, logged: io.StringIO, phone: Phone
) -> None:
    """Errors of a platform often quote the message: we say which message and what kind of error."""
    await Person(service, phone=phone).says(f"the {CANARIES[0]} is eating our reef")
    assert "error" in logged.getvalue()
    _assert_nothing_said(logged.getvalue())


async def test_a_turn_that_fails_is_logged_without_its_words(service: Service, logged: io.StringIO) -> None:
    """A fault of ours is logged with its place in the program, never with the text it failed on."""
    service.mind = replace(service.mind, understand=_confused)
    person = Person(service)
    await person.says(f"the {CANARIES[0]} is eating our reef")
    assert CANARIES[0] in await _spoken(person)
    assert "turn_failed" in logged.getvalue()
    _assert_nothing_said(logged.getvalue())


def test_a_fault_in_the_background_says_where_it_was(logged: io.StringIO) -> None:
    """A fault that is passed on, not raised, is logged with its kind and place as well, and without its message."""
    try:
        raise ValueError(CANARIES[0])
    except ValueError as error:
        fault = error
    structlog.get_logger().error("background_failed", exc_info=fault)
    line = json.loads(logged.getvalue())
    assert line["error"] == "ValueError"
    assert line["places"][0].startswith(f"{Path(__file__).name}:")
    assert CANARIES[0] not in logged.getvalue()

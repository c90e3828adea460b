"""The line of time of a case, and what was told field by field: pure, from rows to what an officer reads."""

from __future__ import annotations

import json

import pytest

from bot import calls
from bot.console.facts import sheet
from bot.desk import STAGES
from bot.rights import MAY
from bot.shared import shared
from bot.timeline import done, kept_back, log
from dialogs.answers import Answer, Gap, Note, Source
from dialogs.events import DeskWrote
from dialogs.forms import FORMS
from dialogs.words import AVAILABLE, has, say
from storage.desk.port import CaseStep
from storage.port import TranscriptRow


def heard(position: int, text: str, kind: str = "text", *, at: float = 0.0, tap: str = "") -> TranscriptRow:
    return TranscriptRow(position, "in", kind, text, tap, at or float(position), "handled", "")


def ours(position: int, text: str, status: str = "sent") -> TranscriptRow:
    return TranscriptRow(position, "out", "", json.dumps({"text": text}), "", float(position), status, "")


def step(id: int, kind: str, at: float, name: str = "Ben", **body: object) -> CaseStep:
    return CaseStep(id, 1, kind, 2 if name else None, name, at, json.dumps(body))


CALL = step(99, "handoff", 1.0, "")
"""A person was asked for: the conversation is the desk's to read."""


def shown(*rows: TranscriptRow, steps: tuple[CaseStep, ...] = (), reader: str = "en") -> list[tuple[str, str]]:
    entries = log(rows, (CALL, *steps), reader=reader, writer="fr", people={3: "Ana"})
    return [(e.who, e.text) for e in entries if e.id != "s99"]


def test_both_sides_notes_and_acts_stand_in_one_line() -> None:
    """In order of time; what is a message already is not told again as an act."""
    rows = (heard(1, "au secours"), ours(2, "Bonjour"), heard(3, "merci"))
    steps = (step(1, "take", 1.5), step(2, "note", 2.5, text="Call him."), step(3, "words", 3.0, ""))
    assert shown(*rows, steps=steps) == [
        ("person", "au secours"), ("act", "took the case over"), ("assistant", "Bonjour"), ("note", "Call him."),
        ("person", "merci"),
    ]  # fmt: skip


@pytest.mark.parametrize(("status", "delivery"), [("sent", "sent"), ("queued", "queued"), ("uncertain", "uncertain")])
def test_an_officers_words_are_shown_once_with_their_delivery(status: str, delivery: str) -> None:
    """Also when the person wrote before they were sent."""
    row = heard(1, calls.write(DeskWrote("Ben", "Combien ?")), calls.KIND)
    rows = (row, heard(2, "allô"), ours(3, "Ben:\nCombien ?", status))
    entries = log(rows, (step(1, "reply", 1.0),), reader="en", writer="fr", people={})
    assert [(e.who, e.text) for e in entries] == [("officer", "Combien ?"), ("person", "allô")]
    assert (entries[0].name, entries[0].delivery) == ("Ben", delivery)


def test_what_was_taken_back_and_what_is_no_word_is_left_out() -> None:
    """Arrivals, timers, and messages that the desk withdrew before they went."""
    rows = (
        heard(1, "", "open"),
        ours(2, "Where?", "withdrawn"),
        heard(3, "", "timeout"),
        heard(4, "oui", tap="1|pick|yes"),
    )
    assert shown(*rows) == [("person", "oui")]


def test_what_cannot_be_read_and_what_was_changed_is_said() -> None:
    """A voice message by its kind; a changed message is marked."""
    rows = (heard(1, "voice", "unreadable"), heard(2, "non", "edit"))
    entries = [e for e in log(rows, (CALL,), reader="en", writer="fr", people={}) if e.who == "person"]
    assert "voice" in entries[0].text
    assert [(e.changed, e.original) for e in entries] == [(False, False), (True, True)]


def test_a_platforms_clock_does_not_turn_the_order() -> None:
    """The order of a conversation is that of acceptance."""
    assert [text for _, text in shown(heard(1, "first", at=9.0), heard(2, "second", at=5.0))] == ["first", "second"]


@pytest.mark.parametrize("reader", AVAILABLE)
def test_every_act_has_words(reader: str) -> None:
    """What is done at the desk, what rings, and what a program of tomorrow does."""
    acts = (*MAY["officer"] - {"read"}, "request", "query", "handoff", "unclaimed", "something-new")
    for act in acts:
        words = done(
            step(1, act, 1.0, to=3, team="SPREP", until=1.8e9, stage="triaged", ask="country"), reader, {3: "Ana"}
        )
        assert words
        assert "{" not in words
    assert done(step(1, "assign", 1.0, to=3), reader, {3: "Ana"}) != done(step(1, "assign", 1.0, to=0), reader, {})
    assert all(has(f"stage.{stage}", reader) for stage in STAGES)


def test_every_answer_says_how_we_know_it() -> None:
    """The source, the words that prove it, whether it is confirmed, whether it was translated; gaps and notes too."""
    told = sheet(
        FORMS["request"],
        {
            "first_words": Answer("les poissons-lions mangent tout"),
            "country": Answer(("HT",), Source.READ, "Haïti", confirmed=False),
            "objective": Note("comme d'habitude"),
            "end_date": Gap("unknown"),
            "consent": Answer("yes"),
        },
        reader="en",
        writer="fr",
    )
    facts = {fact.key: fact for _, facts in told.sections for fact in facts}
    assert set(facts) == {"first_words", "country", "objective", "end_date"}
    country = facts["country"]
    assert (country.value, country.because, country.proposed, country.original) == ("Haiti", "Haïti", True, False)
    assert country.source == say("console.source.read", "en")
    assert facts["first_words"].original
    assert facts["objective"].value == "comme d'habitude"
    assert facts["end_date"].value == say("console.gap.unknown", "en")
    assert told.strength == "one_more"
    assert told.missing
    assert ("beneficiaries_number", say("label.beneficiaries_number", "en")) in told.asks


def test_nothing_told_is_nothing_shown() -> None:
    """An erased or empty case has no sections, and can still be asked about."""
    told = sheet(FORMS["request"], {}, reader="ar", writer="fr")
    assert told.sections == ()
    assert told.open


def test_the_desk_reads_what_was_shared() -> None:
    """What led to a request, what an officer was told, all since a person was asked for; never another draft."""

    def read(*steps: CaseStep) -> list[int]:
        share = shared(steps)
        return [at for at in range(1, 10) if share.covers(at)]

    query, request, call = step(1, "query", 3.0, ""), step(2, "request", 5.0, ""), step(3, "handoff", 3.0, "")
    take, back, close = step(4, "take", 4.0), step(5, "hand-back", 6.0), step(6, "close", 7.0)
    assert read(query) == []
    assert read(query, take) == [4, 5, 6, 7, 8, 9]
    assert read(query, take, back) == [4, 5, 6]
    assert read(request) == [1, 2, 3, 4, 5]
    assert read(request, step(7, "reply", 7.0), step(8, "close", 8.0)) == [1, 2, 3, 4, 5, 7, 8]
    assert read(call, take, back) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert read(call, request) == [1, 2, 3, 4, 5]
    assert read(call, close) == [1, 2, 3, 4, 5, 6, 7]
    assert shared([call]).draft
    assert not shared([call, request]).draft
    assert kept_back((heard(9, "autre chose"),), [request])
    assert not kept_back((heard(4, "avant"), heard(9, "", "timeout")), [request])

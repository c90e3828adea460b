"""Which messages that wait together are one turn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.joining import first_run, joined
from bot.understanding.commands import alone
from storage.port import Pending


def said(*texts: str) -> list[Pending]:
    """What a person wrote, line after line, with nothing of ours between."""
    return [Pending(100 + n, 7, n, "text", text, "", "en", float(n)) for n, text in enumerate(texts, 1)]


def texts(rows: tuple[Pending, ...]) -> list[str]:
    return [row.text for row in rows]


def test_short_lines_are_one_message() -> None:
    """In order, a line each, said when the last one was, all of them answered by it."""
    rows = first_run(said("the reef is dying", "since two years", "we are 20 fishers"), 4_096, alone)
    one = joined(rows)
    assert one.text == "the reef is dying\nsince two years\nwe are 20 fishers"
    assert (one.message, one.also, one.position, one.at) == (103, (101, 102), 3, 3.0)


def test_one_message_is_itself() -> None:
    """However long it is: only what is joined to it is limited."""
    (row,) = said("x" * 10_000)
    assert first_run([row, *said("more")], 4_096, alone) == (row,)


@pytest.mark.parametrize("text", ["pause", "/help", "yes", "Non", "2", "👍", "delete everything", "...", "passer", ""])
def test_a_command_ends_the_run(text: str) -> None:
    """So does a yes, a number or a sign: it is a run of its own, and what follows begins another one."""
    rows = said("the reef is dying", text, "since two years", "in Samoa")
    assert texts(first_run(rows, 4_096, alone)) == ["the reef is dying"]
    assert texts(first_run(rows[1:], 4_096, alone)) == [text]
    assert texts(first_run(rows[2:], 4_096, alone)) == ["since two years", "in Samoa"]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "tap", "tap": "country|pick|WS"},
        {"kind": "edit", "about": "m1"},
        {"kind": "timeout", "text": "48"},
        {"kind": "open", "text": ""},
        {"about": "1700.1"},
        {"attachments": '[{"id": "f1"}]'},
    ],
)
def test_what_is_no_mere_text_stands_for_itself(change: dict[str, str]) -> None:
    """A tap, an edit, a timer, an arrival, a reply and a file end the run, and nothing joins them."""
    rows = said("the reef is dying", "in words", "since two years")
    rows[1] = replace(rows[1], **change)  # type: ignore[arg-type]  # names of this file
    assert len(first_run(rows, 4_096, alone)) == 1
    assert first_run(rows[1:], 4_096, alone) == (rows[1],)


def test_a_word_of_ours_between_ends_the_run() -> None:
    """What was said before a question and after it means different things."""
    rows = said("the reef is dying", "since two years", "in Samoa")
    rows[2] = replace(rows[2], position=4)
    assert texts(first_run(rows, 4_096, alone)) == ["the reef is dying", "since two years"]


@given(lengths=st.lists(st.integers(1, 60), min_size=1, max_size=60), most=st.integers(1, 300))
def test_runs_hold_everything_once(lengths: list[int], most: int) -> None:
    """Run after run, each text is in one, in order, and none that joins is longer than a message may be."""
    rows = said(*("x" * length for length in lengths))
    left = list(rows)
    found: list[Pending] = []
    while left:
        rows_of_run = first_run(left, most, alone)
        assert len(rows_of_run) == 1 or len(joined(rows_of_run).text) <= most
        found += rows_of_run
        left = left[len(rows_of_run) :]
    assert found == rows

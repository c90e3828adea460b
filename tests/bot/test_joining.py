"""Which messages that wait together are one turn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import attachments
from bot.joining import MOST, together
from bot.message import Attachment
from bot.understanding.commands import alone
from storage.port import Pending


def said(*texts: str) -> list[Pending]:
    """What a person wrote, line after line, with nothing of ours between."""
    return [Pending(100 + n, 7, n, "text", text, "", "en", float(n)) for n, text in enumerate(texts, 1)]


def heard(rows: list[Pending], most: int = 4_096) -> list[str]:
    """What each message of the first turn says."""
    return [row.text for row in together(rows, most, alone)]


def test_short_lines_are_one_message() -> None:
    """In order, a line each, said when the last one was, all of them answered by it."""
    (one,) = together(said("the reef is dying", "since two years", "we are 20 fishers"), 4_096, alone)
    assert one.text == "the reef is dying\nsince two years\nwe are 20 fishers"
    assert (one.messages, one.position, one.at) == ((101, 102, 103), 3, 3.0)


def test_one_message_is_itself() -> None:
    """However long it is: only what is joined to it is limited."""
    rows = [*said("x" * 10_000), *said("", "more")[1:]]
    assert together(rows, 4_096, alone) == tuple(rows)


@pytest.mark.parametrize("text", ["pause", "/help", "yes", "Non", "2", "👍", "delete everything", "...", "passer", ""])
def test_a_command_is_read_by_itself(text: str) -> None:
    """So is a yes, a number or a sign: what comes before it is one message, and what follows another."""
    rows = said("the reef is dying", text, "since two years", "in Samoa")
    assert heard(rows) == ["the reef is dying", text, "since two years\nin Samoa"]


@pytest.mark.parametrize(
    "change", [{"kind": "tap", "tap": "country|pick|WS"}, {"kind": "unreadable"}, {"kind": "open"}, {"about": "1700.1"}]
)
def test_what_is_no_mere_text_is_answered_along(change: dict[str, str]) -> None:
    """A tap, a sticker, an arrival and a reply are messages of their own, in the same turn and in their place."""
    rows = said("the reef is dying", "in words", "since two years")
    rows[1] = replace(rows[1], **change)  # type: ignore[arg-type]  # names of this file
    assert together(rows, 4_096, alone) == tuple(rows)


@pytest.mark.parametrize("kind", ["edit", "timeout", "resume", "link", "knock", "away", "lapsed", "moved", "group"])
def test_what_is_a_turn_of_its_own(kind: str) -> None:
    """A change, a timer, a return and what other conversations tell are not answered together with what people say."""
    rows = said("the reef is dying", "in words", "since two years")
    rows[1] = replace(rows[1], kind=kind, about="m1" if kind == "edit" else "")
    assert together(rows, 4_096, alone) == (rows[0],)
    assert together(rows[1:], 4_096, alone) == (rows[1],)


def test_of_changes_of_one_message_the_last_counts() -> None:
    """All of them are answered; they are about what it said before the first, and those of another message too."""
    rows = [replace(row, kind="edit", about="m1") for row in said("in Togo", "in Benin")]
    other = replace(said("", "", "two boats")[2], kind="edit", about="m2")
    one, two = together([*rows, other], 4_096, alone)
    assert (one.text, one.messages, one.position) == ("in Benin", (101, 102), 1)
    assert two == other


def test_an_album_is_one_message() -> None:
    """Its pictures in order, its captions a line each; a file without a word joins, a caption that is a command not."""
    rows = said("our nursery", "", "", "pause")
    for number, row in enumerate(rows):
        rows[number] = replace(row, attachments=attachments.written([Attachment(f"f{number}", f"{number}.jpg")]))
    album, paused = together(rows, 4_096, alone)
    assert [one.id for one in attachments.read(album.attachments)] == ["f0", "f1", "f2"]
    assert (album.text, album.messages) == ("our nursery", (101, 102, 103))
    assert paused == rows[3]


def test_a_word_of_ours_between_keeps_apart() -> None:
    """What was said before a question and after it means different things."""
    rows = said("the reef is dying", "since two years", "in Samoa")
    rows[2] = replace(rows[2], position=4)
    assert heard(rows) == ["the reef is dying\nsince two years", "in Samoa"]


def test_a_turn_has_an_end() -> None:
    """Whatever waits, one turn answers so many messages at most."""
    rows = [replace(row, kind="unreadable") for row in said(*["sticker"] * (MOST + 1))]
    assert together(rows, 4_096, alone) == tuple(rows[:MOST])


@given(lengths=st.lists(st.integers(1, 60), min_size=1, max_size=60), most=st.integers(1, 300))
def test_turns_hold_everything_once(lengths: list[int], most: int) -> None:
    """Each text is in one message, in order, and none that joins is longer than a message may be."""
    rows = said(*("x" * length for length in lengths))
    found = together(rows, most, alone)
    assert [message for row in found for message in row.messages] == [row.message for row in rows]
    assert "\n".join(row.text for row in found) == "\n".join(row.text for row in rows)
    assert all(len(row.messages) == 1 or len(row.text) <= most for row in found)

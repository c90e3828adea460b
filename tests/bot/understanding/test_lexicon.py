"""Phrases found in a message: the longest at each place, by every list there is, however late it was made."""

from __future__ import annotations

from bot.understanding.lexicon import Lexicon
from bot.understanding.script import Message


def codes(lexicon: Lexicon, text: str) -> list[str]:
    return [match.code for match in lexicon.find(Message(text))]


def test_the_longest_phrase_at_a_place_wins() -> None:
    places = Lexicon([("lake", "lake"), ("chad", "lake Chad"), ("basin", "Lake Chad basin")])
    assert codes(places, "around Lake Chad, and another lake") == ["chad", "lake"]
    assert codes(places, "the lake Chad basin") == ["basin"]


def test_a_phrase_of_several_words_needs_all_of_them() -> None:
    """A place is passed over unless the second word follows, also as a plural or at the message's end."""
    gear = Lexicon([("net", "fishing nets"), ("line", "fishing line")])
    assert codes(gear, "fishing") == []
    assert codes(gear, "fishing grounds and nets") == []
    assert codes(gear, "old fishing nets") == ["net"]
    assert codes(Lexicon([("map", "old survey map")]), "an old survey") == []
    assert codes(Lexicon([("mangrove", "mangrove forest")]), "mangrove forests") == ["mangrove"]


def test_a_star_ends_a_word_wherever_it_stands_in_a_phrase() -> None:
    nets = Lexicon([("net", "fish* net*"), ("fish", "fish*")])
    assert codes(nets, "fishing netting") == ["net"]
    assert codes(nets, "fisheries") == ["fish"]


def test_a_list_made_after_the_message_was_looked_up_finds_its_phrases() -> None:
    message = Message("crabs eat the seedlings")
    assert Lexicon([("tree", "tree")]).find(message) == ()
    assert [match.code for match in Lexicon([("crab", "crabs")]).find(message)] == ["crab"]


def test_every_phrase_at_every_place_may_overlap() -> None:
    speaks = Lexicon([("water", "water"), ("quality", "water quality"), ("level", "quality")])
    found = speaks.every(Message("water quality"))
    assert {(match.code, match.first, match.last) for match in found} == {
        ("water", 0, 1),
        ("quality", 0, 2),
        ("level", 1, 2),
    }

"""Needs and what was taken from a document, as every channel shows them."""

from __future__ import annotations

import json

import pytest

from bot import taps
from bot.adapters.slack import draw as slack
from bot.adapters.telegram import draw as telegram
from bot.channel import Limits
from bot.message import Outbound
from bot.render import Service, render
from bot.taps import LONGEST
from dialogs.answers import Answer, Citation, Source
from dialogs.effects import Ask, Card, Say, ShowNeeds
from dialogs.events import MoreNeeds, TookNeed
from dialogs.forms.request import REQUEST
from dialogs.needs import Need
from dialogs.state import Phase, State
from dialogs.words import AVAILABLE, say

SERVICE = Service("The Secretariat", "Montreal", "desk@example.org", False)
CARDS = Limits(text=4_096, options=20, label=60, cards=True, deduplicates=True)
LINES = Limits(text=20_000, options=0, label=60, cards=False, deduplicates=False)
NEEDS = tuple(Need(f"The port has no laboratory number {n}.", Citation("plan.pdf", n)) for n in range(1, 8))
STATE = State(
    REQUEST.version, phase=Phase.ASKING, needs=NEEDS, needs_shown=5, asked="first_words", draft="fish", asked_as="where"
)


def shown(limits: Limits, language: str = "en") -> Outbound:
    effects = (Say("needs-found", {"names": ("plan.pdf",)}), ShowNeeds(NEEDS[:5], 0, 2), Ask("first_words"))
    return render(effects, language=language, limits=limits, service=SERVICE, state=STATE)[0]


@pytest.mark.parametrize("language", AVAILABLE)
def test_each_need_has_its_words_its_place_and_its_button(language: str) -> None:
    """In every language; the button leads back to this very need, and the last one to the next ones."""
    message = shown(CARDS, language)
    assert len(message.found) == 5
    for need, block in zip(NEEDS, message.found, strict=False):
        assert need.quote in block.title
        assert "plan.pdf" in block.source
        assert str(need.citation.page) in block.source
        assert len(block.options[0].tap.encode()) <= LONGEST
        assert taps.to_event(block.options[0].tap, STATE) == TookNeed(need.key)
    assert taps.to_event(message.found[-1].options[1].tap, STATE) == MoreNeeds()


@pytest.mark.parametrize("language", AVAILABLE)
def test_where_there_are_no_buttons_needs_have_numbers(language: str) -> None:
    """What the lines say to write is understood, for every need that was shown and in every language."""
    text = shown(LINES, language).text
    assert all(need.quote in text for need in NEEDS[:5])
    assert say("button.need_n", language, n=1) in text
    for number, need in enumerate(NEEDS, start=1):
        assert taps.typed(say("button.need_n", language, n=number).upper(), STATE) == TookNeed(need.key)
    assert taps.typed(say("button.more_needs", language), STATE) == MoreNeeds()


def test_without_needs_the_words_are_words() -> None:
    """Nobody who was shown no needs takes one by a phrase."""
    assert taps.typed("use need 2", State(REQUEST.version)) is None
    assert taps.typed("Use need 99", STATE) is None


@pytest.mark.parametrize("channel", ["cards", "lines", "telegram", "slack"])
def test_the_card_says_from_where_an_answer_is(channel: str) -> None:
    """On every channel, also once it was confirmed; and never that the person wrote it."""
    place = Citation("plan.pdf", 3)
    answers = {
        "country": Answer(("WS",), Source.DOCUMENT, "", confirmed=False, citation=place),
        "gbf_targets": Answer(("6",), Source.DOCUMENT, "insects", confirmed=True, citation=place),
    }
    limits = LINES if channel == "lines" else CARDS
    effects = (Card(answers), Ask("review"))
    (message,) = render(effects, language="en", limits=limits, service=SERVICE, state=STATE)
    match channel:
        case "telegram":
            text = "\n".join(part.rich.text for part in telegram.draw(message))
        case "slack":
            text = json.dumps(slack.draw(message, id=1).blocks, ensure_ascii=False)
        case "lines":
            text = message.text
        case _:
            text = "\n".join(line.origin for line in message.lines)
    assert text.count("from your document: “\u2068plan.pdf\u2069”, p. 3") == 2
    assert "because you wrote" not in text

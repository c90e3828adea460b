"""The page by link: light, printable, and harmless whatever the person wrote."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from bot.export.page import to_page
from dialogs.answers import Answer
from dialogs.words import say
from tests.bot.export.samples import ARABIC, FRENCH, NASTY

ALLOWED = {"article", "bdi", "p", "strong", "h1", "h2", "table", "tr", "th", "td", "ul", "li", "dl", "dt", "dd"}


class Reader(HTMLParser):
    """Collects tags, attributes and text, and checks that every tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


def test_only_structure_and_text() -> None:
    """No script, style, link, image, class or event attribute, even when the person writes HTML."""
    for request in (FRENCH, ARABIC, NASTY):
        reader = read(to_page(request).body)
        assert reader.tags <= ALLOWED
        assert reader.attributes <= {"dir", "scope"}


def test_what_the_person_wrote_is_shown_as_text() -> None:
    """HTML, emoji and 20,000 letters are text; control characters are gone."""
    text = read(to_page(NASTY).body).text
    assert "<script>alert('x')</script> & \"quoted\"" in text
    assert "é" * 20_000 in text
    assert "\x00" not in text
    assert "\u202e" not in text


def test_title_and_language_are_the_requests() -> None:
    """The frame around the page needs both."""
    page = to_page(FRENCH)
    assert (page.title, page.language) == ("Retirer le poisson-lion de dix récifs", "fr")
    assert to_page(ARABIC).language == "ar"


def test_it_says_what_it_is_and_what_is_open() -> None:
    """Not official until signed, the gaps, and where each answer comes from."""
    text = read(to_page(FRENCH).body).text
    for id in ("doc.not_official", "doc.gaps", "doc.gap.will_ask", "doc.provenance", "source.inferred", "doc.no_money"):
        assert say(id, "fr").casefold() in text.casefold()


def test_every_row_of_a_table_says_what_it_is() -> None:
    """When it was sent stands beside its label, too; only the lines for signature are empty."""
    body = to_page(FRENCH).body
    assert re.search(r"<th[^>]*>État</th><td[^>]*>Transmise au service d’assistance – 18 novembre 2026</td>", body)
    assert body.count('<td dir="auto"></td>') == 3
    assert "></th>" not in body


def test_first_words_that_stand_nowhere_else_are_printed() -> None:
    """What was told first, and what was added to it, is printed, unless the title or the problem says all of it."""
    text = read(to_page(FRENCH).body).text
    assert "Dans les mots de la personneles poissons-lions mangent nos récifs" in text
    told = replace(
        FRENCH, answers=FRENCH.answers | {"title": Answer("Les poissons-lions mangent nos récifs à Dominica")}
    )
    assert "Dans les mots de la personneles" not in read(to_page(told).body).text
    added = Answer("les poissons-lions mangent nos récifs\net nous n’avons pas de bateau")
    more = replace(told, answers=told.answers | {"first_words": added})
    assert "et nous n’avons pas de bateau" in read(to_page(more).body).text


def test_every_line_of_the_person_turns_its_own_way() -> None:
    """Answers carry dir="auto", so that Arabic in a French request reads from right to left."""
    assert '<dd dir="auto">تأكل' in to_page(ARABIC).body

"""Lines of a page become the paragraphs they were."""

from __future__ import annotations

from knowledge.reading.tidy import clean, pages, paragraphs


def test_arabic_that_was_written_from_the_left_is_turned() -> None:
    """Words in the order they are read, stops behind them, Latin words and numbers as they stand; other lines as is."""
    written = ["الخبراء إلى الوزارة تفتقر", ".المحمية في Samoa Reef 2026 عام منذ", "The reef is bleached."]

    assert pages(["\n".join(written)]) == [
        "تفتقر الوزارة إلى الخبراء منذ عام Samoa Reef 2026 في المحمية.\nThe reef is bleached."
    ]


def test_arabic_in_order_stays() -> None:
    assert pages(["تفتقر الوزارة إلى الخبراء."]) == ["تفتقر الوزارة إلى الخبراء."]


def test_letters_are_what_they_stand_for() -> None:
    """Ligatures, Arabic forms of printing, soft hyphens; superscripts are left alone."""
    assert clean("ef\ufb01cient\xa0m\u00b2 bio\u00addiversity \ufefb") == "efficient m\u00b2 biodiversity \u0644\u0627"


def test_running_heads_go_and_repeated_sentences_stay() -> None:
    """What comes back at the edge of pages, whatever its number; not what comes back in the middle."""
    texts = [
        f"Plan of Samoa {n}\nPage text {letter} here.\nWe lack staff.\nMore {letter} there.\n{n}"
        for n, letter in enumerate("abcd", 1)
    ]

    assert pages(texts) == [f"Page text {letter} here. We lack staff. More {letter} there." for letter in "abcd"]


def test_items_and_headings_stand_alone() -> None:
    """A list keeps its items, a heading is no part of the sentence below, Chinese is joined without a space."""
    lines = [
        "3. Gaps and needs",
        "The ministry has no laboratory for the analysis of samples and sends them",
        "abroad at great cost every year.",
        "(a) trained staff for the laboratory that the ministry wants to build in the",
        "capital;",
        "(b) equipment.",
    ]

    assert list(paragraphs(lines)) == [
        "3. Gaps and needs",
        "The ministry has no laboratory for the analysis of samples and sends them abroad at great cost every year.",
        "(a) trained staff for the laboratory that the ministry wants to build in the capital;",
        "(b) equipment.",
    ]
    assert list(paragraphs(["该部没有实验室，每年把样品送到", "国外分析。"])) == [
        "该部没有实验室，每年把样品送到国外分析。"
    ]

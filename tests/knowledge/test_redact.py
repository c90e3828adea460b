"""What never reaches the index."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from knowledge.index import Index
from knowledge.port import Document
from knowledge.redact import redact
from tests.knowledge.conftest import hits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to a.leota@mnre.gov.ws today", "Write to [e-mail] today"),
        ("call +685 67 200 or 0685 672", "call [phone] or 0685 672"),
        ("Tél. : 01 23 45 67 89", "Tél. : [phone]"),
        ("WhatsApp 77 123 45 67", "WhatsApp [phone]"),
        ("电话：010-6655-4433", "电话：[phone]"),
        ("nest at -13.7590, -172.1046 near", "nest at [coordinates] near"),
        ("at 13°45'32\"S 172°06'16\"W", "at [coordinates] [coordinates]"),
        ("Contact: Ana Leota, Director\nRats eat eggs.", "[name]\nRats eat eggs."),
        ("Nom : Awa Diop", "[name]"),
        ("asked by Dr Ana Leota of the ministry", "asked by [name] of the ministry"),
    ],
)
def test_takes_out(text: str, expected: str) -> None:
    """Addresses, numbers, exact places and announced names give way to what they were; twice changes nothing."""
    assert redact(text) == expected
    assert redact(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "90 000 plant sheets in 2021-2023, 12.5 % of 1 250 000 ha",
        "Decision 15/4, paragraph 25 (d), Target 18, GBF 2022",
        "USD 250,000 for 120 fishers in 3 villages",
        "The name of the park is on page 12.",
    ],
)
def test_leaves_alone(text: str) -> None:
    """Years, sums, counts and references are what makes a request useful; they stay."""
    assert redact(text) == text


async def test_only_redacted_text_is_indexed(index: Index, note: Callable[..., Document]) -> None:
    """Whoever finds a document finds it redacted, facets included."""
    await index.put(
        [
            note(
                text="Lionfish on the reef. Write to ana@mnre.ws.",
                facets={"text_fr": "Poisson-lion. Écrire à ana@mnre.ws."},
            )
        ]
    )

    (found,) = await hits(index, "lionfish on the reef")
    assert found.document.text == "Lionfish on the reef. Write to [e-mail]."
    assert "ana@" not in str(found.document)

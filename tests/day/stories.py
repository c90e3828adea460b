"""What people come with: real cases from a file, or a few first words of our own; and how they go about it."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Literal

Wish = Literal["person", "request", "question"]
"""They ask for somebody, send a quick request, or ask one question only."""

WISHES: Sequence[Wish] = ("person", "request", "person", "question", "request", "person")
CHANNELS = ("web", "telegram", "slack")

OWN = (
    ("Lionfish eat the young fish on our reefs and the fishers do not know what to do", "Jamaica", "reefs"),
    ("Our wetland is drying out and the herders fight about the water", "Kenya", "wetlands"),
    ("Elephants broke the fences of three villages again and people are angry", "Botswana", "wildlife"),
    ("Prosopis covers our rangelands and the goats have nothing left to graze", "Ethiopia", "rangelands"),
    ("The mangroves at the mouth of the river are cut for charcoal every night", "Madagascar", "mangroves"),
    ("We have boxes of plant specimens and nobody who can name them", "Samoa", "taxonomy"),
)


@dataclass(frozen=True, slots=True)
class Story:
    text: str
    country: str
    theme: str
    language: str
    wish: Wish
    channel: str
    rounds: int
    """How many answers they want before that was all."""
    impatient: bool
    """Writes again before anybody came."""


def stories(number: int, file: Path | None, chance: random.Random, most: int = 3) -> list[Story]:
    """So many, in an order of chance; channels and wishes each in equal shares; each wants `most` answers or fewer."""
    told = [(text, country, theme, "en") for text, country, theme in OWN]
    if file is not None:
        read = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        told = [(case["text"], case["country"], case["theme"], case["lang"]) for case in read]
        chance.shuffle(told)
    found = []
    for place, (text, country, theme, language) in enumerate(islice(cycle(told), number)):
        wish, channel = WISHES[place % len(WISHES)], CHANNELS[(place + place // len(WISHES)) % len(CHANNELS)]
        wish = wish if language == "en" else "person"  # The others are only spoken to as far as it takes to get one.
        country, theme = country.partition(",")[0], theme.partition(";")[0]
        rounds, impatient = chance.randint(1, most), chance.random() < 0.4
        found.append(Story(text, country, theme, language, wish, channel, rounds, impatient))
    return found

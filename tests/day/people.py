"""People who want something of the desk, each before a screen of their own: a page, a phone, Telegram or Slack."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.browser.phone import Phone
from tests.day.ledger import Ledger
from tests.day.stories import Story
from tests.survival.client import Browser, seen
from tests.survival.fronts import Front

GLANCE = 0.2
"""Seconds between two looks at a screen or a queue; the platforms we play ourselves ring nobody."""
STEPS = 14
"""Answers a quick request takes at most."""

ANSWERS = (
    ("its code is", ""),
    ("send it now", "send it"),
    ("May I keep", "yes"),
    ("Which country", "{country}"),
    ("ountry", "{country}"),
    ("reach you", "somebody@ministry.example"),
    ("Tell me more", "It is worse every year since 2019; about 400 families in three districts depend on it."),
    ("", "I don't know"),
)
"""What is said to a question, by words in it; the first that fits."""
PERSON = {
    "en": "I want to talk to a person",
    "fr": "Je veux parler à une personne",
    "es": "Quiero hablar con una persona",
}
QUESTION = "who won the football match {mark} last night?"
"""Nothing that the assistant knows; what ends with a question mark is a question."""
WORDS = ("Two boats and six people.", "The ministry knows about it.", "We have maps since 2015.", "Can you call us?")


class Screen(Protocol):
    async def writes(self, text: str) -> None:
        """Say something; it was acknowledged."""

    async def reads(self) -> Sequence[str]:
        """What the service wrote, in the order it stands there."""

    async def anew(self) -> Sequence[str]:
        """The same, for whoever opens it again."""


class Page:
    """The web chat, as a browser calls it."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    async def writes(self, text: str) -> None:
        if not self._browser.shown:
            await self._browser.open()
        await self._browser.send(self._browser.write(text))

    async def reads(self) -> Sequence[str]:
        await self._browser.look()
        return [one.text for one in self._browser.shown if not one.ours]

    async def anew(self) -> Sequence[str]:
        await self._browser.open()
        return [one.text for one in self._browser.shown if not one.ours]


class InHand:
    """The web chat on a real phone."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    async def writes(self, text: str) -> None:
        await self._phone.writes(text)

    async def reads(self) -> Sequence[str]:
        return [one.text for one in seen(await self._phone.page.inner_html("#log")) if not one.ours]

    async def anew(self) -> Sequence[str]:
        await self._phone.page.reload()
        await self._phone.page.wait_for_selector("#log article")
        return await self.reads()


class Chat:
    """A chat of Telegram's or Slack's."""

    def __init__(self, front: Front, number: int) -> None:
        self._front = front
        self._chat = front.chat(number)

    async def writes(self, text: str) -> None:
        message = await self._front.write(self._chat, text)
        while not await self._front.deliver(message, again=False):  # noqa: ASYNC110 - until it is taken
            await asyncio.sleep(GLANCE)

    async def reads(self) -> Sequence[str]:
        return [one.text for one in self._front.seen(self._chat)]

    async def anew(self) -> Sequence[str]:
        return await self.reads()


@dataclass(slots=True)
class Tempo:
    """How people take their time."""

    chance: random.Random
    scale: float = 1.0
    again: bool = True
    """Whether an officer who was told of a colleague may read on and say it all the same, which takes a while."""

    async def pause(self, least: float, most: float) -> None:
        await asyncio.sleep(self.chance.uniform(least, most) * self.scale)

    @property
    def quiet(self) -> float:
        """Seconds without a further message after which one has heard all of an answer."""
        return 0.3 + 1.5 * self.scale


@dataclass(slots=True)
class Person:
    number: int
    story: Story
    screen: Screen
    ledger: Ledger
    tempo: Tempo
    _known: int = field(default=0, init=False)
    """Messages read so far."""
    _wrote: float = field(default=0.0, init=False)
    """When they last did."""

    async def lives(self) -> None:
        """From first words until the case was closed."""
        self.ledger.channels[self.number] = self.story.channel
        await self._begins()
        self.ledger.arrived[self.number] = self._wrote
        if self.story.impatient and self.story.wish == "person":  # Of a request the assistant asks one thing more.
            await self.tempo.pause(1, 4)
            await self._says("Is anybody there?")
        for round in range(1, self.story.rounds + 1):
            await self._until(lambda found, round=round: len(set(_replies(found))) >= round)
            await self.tempo.pause(2, 8)
            if self.tempo.chance.random() < 0.5:  # Two in one go, as people write.
                await self._says(self.tempo.chance.choice(WORDS))
            if round == self.story.rounds:
                await self._says("That was all.", last=True)
            else:
                await self._says(self.tempo.chance.choice(WORDS))
        await self._until(lambda found: any(mark.startswith("c") for mark in found))

    async def _begins(self) -> None:
        match self.story.wish:
            case "question":
                await self._writes(QUESTION.format(mark=self.ledger.word(self.number)))
            case "person":
                await self._writes(self.story.text)
                await self._listens()
                if self.tempo.chance.random() < 0.5 and self.story.language == "en":
                    await self._writes("yes")
                    await self._listens()
                await self._writes(PERSON.get(self.story.language, PERSON["en"]))
            case "request":
                await self._writes(self.story.text)
                for _ in range(STEPS):
                    asked = await self._listens()
                    answer = next(said for words, said in ANSWERS if words in asked)
                    if not answer:
                        return
                    await self.tempo.pause(0.5, 2)
                    await self._writes(answer.format(country=self.story.country))
                raise AssertionError(f"no request was sent in {STEPS} steps: {asked!r}")

    async def _writes(self, text: str) -> None:
        await self.screen.writes(text)
        self._wrote = time.monotonic()

    async def _says(self, text: str, *, last: bool = False) -> None:
        mark = self.ledger.word(self.number, last=last)
        await self._writes(f"{text} {mark}")
        self.ledger.words[mark].sent = self._wrote

    async def _listens(self) -> str:
        """Everything new, once something is and nothing follows."""
        known, since = self._known, time.monotonic()
        while True:
            texts = await self.screen.reads()
            if len(texts) != known:
                known, since = len(texts), time.monotonic()
            if known > self._known and time.monotonic() - since > self.tempo.quiet:
                break
            await asyncio.sleep(GLANCE / 2)
        new, self._known = texts[self._known :], known
        return "\n".join(new)

    async def _until(self, enough: Callable[[list[str]], bool]) -> None:
        while not enough(self.ledger.hears(await self.screen.reads())):  # noqa: ASYNC110 - as GLANCE says
            await asyncio.sleep(GLANCE / 2)


def _replies(found: Sequence[str]) -> list[str]:
    return [mark for mark in found if mark.startswith("r")]

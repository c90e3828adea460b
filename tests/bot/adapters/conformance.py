"""What every channel promises, as tests. Derive `Conformance` in the test file of an adapter and say how it `opens`.

The suite drives an adapter from both of its ends: as the person on the channel (the `Person` that each adapter's own
test file provides), and as the program behind it (`Gate`, a real inbox on a real database, with a hand on the door).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import pytest
from structlog.testing import capture_logs

from bot.channel import Adapter, Limits, Send, Undeliverable
from bot.inbox import Inbox
from bot.message import Inbound, Option, Outbound, Place
from bot.outbox import Outbox
from bot.render import Service, render
from bot.render.fit import fit
from bot.wire import write_outbound
from dialogs.effects import Ask
from dialogs.forms import REQUEST
from dialogs.state import Phase, State
from dialogs.vocabularies import choices
from storage import open_storage
from storage.port import Post, Storage, StorageUnavailable, TranscriptRow, TurnWrite

CANARY = "lionfish-canary-7319"
"""Stands in every text of these tests; where it turns up outside channel and database, somebody leaked it."""

SOON = 20.0  # seconds; a test that waits longer has failed


class Person(Protocol):
    """Somebody on the channel: what they do, and what they see. One per adapter, small and honest."""

    adapter: Adapter
    place: Place
    """Where this person's messages come from, and answers go to."""

    async def says(self, text: str) -> bool:
        """Send a message of one's own; whether the channel was told that we have it."""

    async def repeats(self) -> bool:
        """The channel delivers the last message once more, as it does when it missed our acknowledgement."""

    async def chooses(self, option: Option) -> bool:
        """Answer the last message with one of its options, in the way the channel offers: a tap, or its label typed."""

    async def sees(self) -> str:
        """Everything on this person's screen, as text, oldest first."""


class Opens(Protocol):
    """Builds the adapter of a channel, lets it run on `accept`, and puts a person in front of it."""

    def __call__(self, storage: Storage, gate: Gate) -> contextlib.AbstractAsyncContextManager[Person]: ...


@dataclass
class Gate:
    """The way in behind an adapter: the real inbox, which a test can hold up or break."""

    storage: Storage
    asked: list[Inbound] = field(default_factory=list)
    """Everything the adapter asked us to accept, redeliveries and failures included."""
    new: list[Inbound] = field(default_factory=list)
    """What was saved for the first time."""
    broken: bool = False
    open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.open.set()
        self._inbox = Inbox(self.storage, lambda _: None)

    async def accept(self, inbound: Inbound) -> bool:
        self.asked.append(inbound)
        if self.broken:
            raise StorageUnavailable("the disk is full: free some space")
        await self.open.wait()
        new = await self._inbox.accept(inbound)
        if new:
            self.new.append(inbound)
        return new

    def texts(self) -> list[str]:
        """What people said, as saved, in order; arrivals without words left out."""
        return [inbound.text for inbound in self.new if inbound.kind == "text"]


class Conformance:
    """Derive, and override the fixture `opens`; pytest runs the promises below on your adapter."""

    @pytest.fixture
    def opens(self) -> Opens:
        raise NotImplementedError("give the adapter's own way to open it")

    @pytest.fixture
    async def storage(self, tmp_path: Path) -> AsyncIterator[Storage]:
        storage = await open_storage(tmp_path / "data")
        try:
            yield storage
        finally:
            await storage.close()

    @pytest.fixture
    async def gate(self, storage: Storage) -> Gate:
        return Gate(storage)

    @pytest.fixture
    async def person(self, opens: Opens, storage: Storage, gate: Gate) -> AsyncIterator[Person]:
        async with opens(storage, gate) as person:
            yield person

    async def test_saved_before_acknowledged(self, person: Person, gate: Gate) -> None:
        """The channel hears that we have a message only once it is on disk."""
        gate.open.clear()
        saying = asyncio.create_task(person.says(CANARY))
        await until(lambda: CANARY in [inbound.text for inbound in gate.asked])
        assert not saying.done()
        assert gate.texts() == []
        gate.open.set()
        assert await asyncio.wait_for(saying, SOON)
        assert gate.texts() == [CANARY]

    async def test_a_redelivery_is_one_message(self, person: Person, gate: Gate, storage: Storage) -> None:
        """Delivered again, a message is acknowledged again and kept once; the next one is another, whatever it says."""
        assert await person.says(CANARY)
        assert await person.repeats()
        assert await person.says(CANARY)
        assert gate.texts() == [CANARY, CANARY]
        assert [row.text for row in await transcript(storage, person) if row.kind == "text"] == [CANARY, CANARY]

    async def test_order_is_kept(self, person: Person, storage: Storage) -> None:
        """What a person says one after the other stands in the transcript in that order, at rising positions."""
        said = [f"{CANARY} {n}" for n in range(10)]
        for text in said:
            assert await person.says(text)
        rows = [row for row in await transcript(storage, person) if row.kind == "text"]
        assert [row.text for row in rows] == said
        assert sorted({row.position for row in rows}) == [row.position for row in rows]

    async def test_what_was_not_saved_is_said_so(self, person: Person, gate: Gate) -> None:
        """With the database down nothing is acknowledged, the person is told, and what is sent again is one message."""
        assert await person.says("before")
        gate.broken = True
        assert not await person.says(CANARY)
        assert "not saved" in (await person.sees()).lower()
        assert gate.texts() == ["before"]
        gate.broken = False
        assert await person.says(CANARY)
        assert gate.texts() == ["before", CANARY]

    async def test_every_text_arrives_whole(self, person: Person, gate: Gate) -> None:
        """Empty, very long, right to left, emoji and what looks like markup: taken and stored as it was written."""
        said = ["", "🐠" * 3, "الأسماك تأكل الشعاب", "<b>&amp; {x} %s", "mangrove " * 2_000]
        for text in said:
            assert await person.says(text)
        assert [text.strip() for text in gate.texts()] == [text.strip() for text in said]

    async def test_what_is_sent_is_seen_in_order(self, person: Person, storage: Storage) -> None:
        """The person sees the messages of a turn, in order, with nothing lost and nothing that steers their screen."""
        assert await person.says(CANARY)
        await deliver(
            storage, person, Outbound("First \x1b[31mred"), Outbound("Second: <script>alert(1)</script> café 🇫🇷")
        )
        seen = await person.sees()
        assert seen.index("First") < seen.index("Second: <script>alert(1)</script> café 🇫🇷")
        assert "\x1b" not in seen

    async def test_long_text_is_split_between_graphemes(self, person: Person, storage: Storage) -> None:
        """A text past the channel's limit leaves as several messages within it; no emoji, accent or word is cut."""
        word = "e\u0301👩‍👩‍👧‍👦🇫🇷"
        text = " ".join([word] * (3 * person.adapter.limits.text // (len(word) + 1)))
        parts = fit(Outbound(text), person.adapter.limits)
        assert len(parts) > 1
        assert all(len(part.text) <= person.adapter.limits.text for part in parts)
        assert " ".join(part.text for part in parts).count(word) == text.count(word)
        assert await person.says(CANARY)
        await deliver(storage, person, *parts)
        assert (await person.sees()).count(word) == text.count(word)

    async def test_every_option_can_be_chosen(self, person: Person, gate: Gate, storage: Storage) -> None:
        """What other channels show as buttons this one shows too, in its own way, and each can be answered with."""
        buttons = question(replace(person.adapter.limits, options=40)).options
        assert len(buttons) > len(choices.codes("urgency"))
        assert await person.says(CANARY)
        await deliver(storage, person, question(person.adapter.limits))
        seen = await person.sees()
        for option in buttons:
            assert option.label in seen
            assert await person.chooses(option)
            assert option.tap == gate.new[-1].tap or option.label == gate.new[-1].text

    async def test_nobody_there_is_undeliverable(self, person: Person) -> None:
        """A message for a chat the channel does not know is refused for good: it is not tried for ever."""
        stranger = Place(person.place.channel, "nobody-of-this-name")
        with pytest.raises(Undeliverable):
            await person.adapter.send(Send(1, stranger, 1, Outbound(CANARY)))

    async def test_cancel_ends_it_at_once(self, opens: Opens, storage: Storage, gate: Gate) -> None:
        """A channel that is told to stop stops within a second, also while it waits for the next message."""
        clock = asyncio.get_running_loop().time
        async with opens(storage, gate) as person:
            assert await person.says(CANARY)
            stopped = clock()
        assert clock() - stopped < 1.0

    async def test_no_words_in_the_logs(
        self,
        person: Person,
        gate: Gate,
        storage: Storage,
        caplog: pytest.LogCaptureFixture,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        """What people and we say is in no log line, neither when all is well nor when it is not."""
        caplog.set_level(logging.DEBUG)
        with capture_logs() as events:
            assert await person.says(CANARY)
            await deliver(storage, person, Outbound(CANARY))
            gate.broken = True
            await person.says(f"{CANARY} again")
            with contextlib.suppress(Undeliverable):
                await person.adapter.send(Send(1, Place(person.place.channel, "nobody"), 1, Outbound(CANARY)))
        words = [event for event in events if CANARY in repr(event)]
        assert words == []
        assert not [record for record in caplog.records if CANARY in record.getMessage()]
        assert CANARY not in capfd.readouterr().err


async def until(true: Callable[[], bool]) -> None:
    """Let others run until something is true; a failure after `SOON`."""
    async with asyncio.timeout(SOON):
        while not true():  # noqa: ASYNC110 (what is waited for happens inside the adapter, which has no event for us)
            await asyncio.sleep(0.005)


def question(limits: Limits) -> Outbound:
    """A question with options, rendered within the limits of a channel."""
    effects = (Ask("urgency", options=choices.codes("urgency")),)
    state = State(
        REQUEST.version, Phase.ASKING, asked="urgency", options=effects[0].options, draft="draft", asked_as="question"
    )
    service = Service("A desk", "Montreal", "desk@example.org")
    return render(effects, language="en", limits=limits, service=service, state=state, documents={}, links={})[-1]


async def transcript(storage: Storage, person: Person) -> Sequence[TranscriptRow]:
    """What is on disk of this person's conversation."""
    stored = await storage.find(person.place.channel, person.place.chat, person.place.thread)
    assert stored is not None
    return await storage.transcript(stored.conversation)


async def deliver(storage: Storage, person: Person, *messages: Outbound) -> None:
    """What a turn and the outbox do: answer this person's first open message with these, then send them."""
    stored = await storage.find(person.place.channel, person.place.chat, person.place.thread)
    assert stored is not None
    handled = next(row.message for row in await storage.pending() if row.conversation == stored.conversation)
    posts = tuple(Post(write_outbound(message)) for message in messages)
    await storage.write(TurnWrite(stored.conversation, stored.token, handled, state="{}", posts=posts, at=1.0))
    await Outbox(storage, {person.adapter.name: person.adapter}).flush()

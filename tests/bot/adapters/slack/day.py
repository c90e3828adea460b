"""A day in Slack: one standard request, with all that people do on the way. The same for every workspace."""

from __future__ import annotations

from typing import Protocol

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


class Somebody(Protocol):
    """A person in a direct message with the bot. Each thing they do returns once it was answered."""

    async def says(self, text: str) -> object: ...

    async def presses(self, label: str) -> object:
        """Tap the newest button, or choose the line of a list, that reads so."""

    async def ticks(self, *labels: str) -> object:
        """Tick lines, then send them off with "Done"."""

    async def edits(self, text: str) -> object:
        """Change one's last message."""

    async def uploads(self, name: str, content: bytes, media_type: str) -> object: ...

    async def reads(self) -> str:
        """What is new on the screen since the last look, buttons included."""


async def live_through(somebody: Somebody) -> None:
    """From first words to the document, with corrections, options, several at once, a file and an edit."""
    await somebody.says("Stoats and rats eat the eggs of our seabirds")
    first = await somebody.reads()
    assert "This service is run by" in first
    assert "Source: " in first
    assert "May I keep your answers" in first
    await somebody.presses("Yes, keep them")
    assert "✓ Yes, keep them" in await somebody.reads()

    await somebody.says("Australia")
    await somebody.reads()
    await somebody.edits("New Zealand")
    assert "New Zealand" in await somebody.reads()
    await somebody.says(
        "On three islands the 2024 count found 41 nests, half of those of 2019. Six rangers work there."
    )
    assert "2 of" not in await somebody.reads()

    await somebody.uploads("count of nests.pdf", PDF, "application/pdf")
    assert "count of nests.pdf" in await somebody.reads()
    await somebody.says("We trapped on one island in 2022, then the rats were back.")
    await somebody.presses("Skip")
    await somebody.says("NBSAP 2025, action 6.2")
    await somebody.says("no")
    await somebody.says("Aroha Tane, Kea Trust, aroha@keatrust.example")
    card = await somebody.reads()
    assert "Is this right?" in card
    assert "New Zealand" in card
    assert "Australia" not in card

    await somebody.presses("Kind of help")
    assert "Done" in await somebody.reads()
    await somebody.ticks("Training", "Expert advice")
    again = await somebody.reads()
    assert "Is this right?" in again
    assert "Training" in again

    await somebody.presses("Send it")
    sent = await somebody.reads()
    assert "Your request is sent; its code is" in sent
    assert "request.docx" in sent
    await somebody.presses("Not now")
    await somebody.says("where is my case?")
    assert "waiting for the help desk" in await somebody.reads()

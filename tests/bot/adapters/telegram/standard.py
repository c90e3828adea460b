"""A standard conversation as a person in Telegram has it: the steps that several tests take, and all of them."""

from __future__ import annotations

from dialogs.answers import Answer
from dialogs.state import Phase
from tests.bot.adapters.telegram.conftest import until
from tests.bot.adapters.telegram.server import ALICE, Telegram, keys
from tests.bot.adapters.telegram.talk import Talk

PROBLEM = "Since 2021 lionfish have spread over 40 km of reef; 300 fishers catch half of what they did."
CORRECTION = "no, I meant Honduras"
CHANGED = PROBLEM.replace("300", "400")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def labels(telegram: Telegram) -> list[str]:
    """The buttons under the newest message."""
    return [key.text for row in keys(telegram.seen()[-1]) for key in row]


async def opening(talk: Talk) -> None:
    await talk.says("/start")
    assert "What is going wrong?" in talk.telegram.screen()
    await talk.says("the lionfish eats our reef fish in Belize, I am Ana Cruz")
    await talk.taps("Yes, keep them")
    await talk.says(PROBLEM)
    corrected = await talk.says(CORRECTION)
    assert "Honduras" in (corrected[-1].text or "")


async def up_to(talk: Talk, question: str) -> None:
    """Answer whatever is asked, ticking where one may tick, until a question is put, or any with "boxes"."""
    for _ in range(14):
        shown = labels(talk.telegram)
        asked = (await talk.state()).asked
        boxes = [label for label in shown if label.startswith("☐ ")]
        if asked == question or (boxes and question == "boxes"):
            return
        if boxes:
            await talk.ticks(boxes[0].removeprefix("☐ "))
            await talk.ticks(boxes[1].removeprefix("☐ "))
            await talk.taps("Done")
        elif asked == "contact_channel":
            await talk.says("ana@reef.example")
        elif "Skip" in shown:
            await talk.taps("Skip")
        else:
            await talk.says("Fewer lionfish and more fish for 300 families")
    raise AssertionError(f"{question} was not asked in fourteen turns:\n{talk.telegram.screen()}")


async def standard(talk: Talk) -> None:
    """From /start to the sent request with its document; corrected, changed and with a file of one's own on the way."""
    telegram = talk.telegram
    await opening(talk)
    await until(lambda: "[✓ Yes, keep them]" in telegram.screen())
    await _changes_messages(talk)
    await _hands_in_a_file(talk)
    await up_to(talk, "review")
    card = telegram.seen()[-1]
    bold = {card.parse_entity(entity) for entity in card.entities if entity.type == "bold"}
    assert {"WHERE", "Country", "The problem"} <= bold
    assert "reef map.pdf" in (card.text or "")
    await talk.taps("✎ Name")
    await talk.says("Ana María Cruz")
    sent = await talk.taps("Send it")
    assert "Your request is sent" in (sent[0].caption or "")
    name, document = telegram.chats[ALICE][sent[0].message_id].file or ("", b"")
    assert (name, document[:2]) == ("request.docx", b"PK")
    await _is_as_it_was_told(talk)


async def _changes_messages(talk: Talk) -> None:
    """The last one is read anew; of an earlier one it is asked first. Changed to the same it is not even answered."""
    last = _number(talk, CORRECTION)
    assert await talk.edits(last, CORRECTION.replace("Honduras", "Guatemala"))
    asked = await talk.edits(_number(talk, PROBLEM), CHANGED)
    assert "Shall I take over the change?" in (asked[-1].text or "")
    await talk.taps("Yes, update it")
    assert await talk.edits(_number(talk, CHANGED), CHANGED) == []


def _number(talk: Talk, text: str) -> int:
    """Of what the person wrote with these words."""
    shown = talk.telegram.chats[talk.chat].values()
    return next(one.message.message_id for one in shown if one.message.text == text)


async def _hands_in_a_file(talk: Talk) -> None:
    said = await talk.sends_file("reef map.pdf", PDF)
    assert any("reef map.pdf" in (message.text or "") for message in said)
    stored = await talk.service.storage.find("telegram", str(talk.chat))
    assert stored
    kept = await talk.service.storage.files(stored.conversation)
    assert [(file.name, file.media_type, file.size) for file in kept] == [("reef map.pdf", "application/pdf", len(PDF))]


async def _is_as_it_was_told(talk: Talk) -> None:
    state = await talk.state()
    assert state.phase is Phase.SENT
    held = {key: answer.value for key, answer in state.answers.items() if isinstance(answer, Answer)}
    assert (held["country"], held["contact_name"]) == (("GT",), "Ana María Cruz")
    assert len(held["gap_types"]) == 2  # type: ignore[arg-type]  # a question with several answers
    assert sum(CHANGED in str(value) for value in held.values()) == 1
    assert not any(PROBLEM in str(value) for value in held.values())

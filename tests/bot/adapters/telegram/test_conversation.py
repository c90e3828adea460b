"""A whole conversation in Telegram, before the real service: every button, tick, correction and file a person meets."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.telegram.menu import TONGUES
from dialogs.answers import Answer
from dialogs.form import Depth
from dialogs.words import AVAILABLE
from tests.bot.adapters.telegram.conftest import Papers, until
from tests.bot.adapters.telegram.server import ALICE, Telegram, keys
from tests.bot.adapters.telegram.standard import opening, standard, up_to
from tests.bot.adapters.telegram.talk import talking


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_standard_conversation(tmp_path: Path, telegram: Telegram, papers: Papers, webhook: bool) -> None:
    """From /start to the sent request, whatever a person does on the way; Telegram refuses none of our calls."""
    async with talking(tmp_path, telegram, papers, webhook=webhook, depth=Depth.STANDARD) as talk:
        await standard(talk)
    assert telegram.refused == []
    assert papers.parked == []
    assert {200} == set(telegram.hook_status) or not webhook


async def test_an_old_button_is_answered_politely(tmp_path: Path, telegram: Telegram, papers: Papers) -> None:
    """Touched again, or after the answer was typed, a button changes nothing and the open question is put again."""
    async with talking(tmp_path, telegram, papers) as talk:
        await talk.says("the lionfish eats our reef fish in Belize")
        consent = telegram.seen()[-1]
        await talk.says("yes")
        before = await talk.state()
        again = await talk.taps("No", consent)
        assert before.answers == (await talk.state()).answers
        assert again
        assert (await talk.state()).asked == before.asked
        # What was not chosen does not stand there as if it had been.
        await until(lambda: not keys(telegram.chats[ALICE][consent.message_id].message))
        assert "✓ No" not in telegram.screen()


async def test_one_tap_delivered_twice_counts_once(tmp_path: Path, telegram: Telegram, papers: Papers) -> None:
    """The same touch in two deliveries is one message, and one answer."""
    async with talking(tmp_path, telegram, papers) as talk:
        await talk.says("the lionfish eats our reef fish in Belize")
        await talk.taps("Yes, keep them")
        shown = len(telegram.seen())
        await telegram.again({**telegram.last, "update_id": telegram.last["update_id"] + 500})
        await until(lambda: len(talk.accepted) == 3)
        assert talk.service.worker
        await talk.service.worker.drain()
        await until(lambda: not telegram.updates)
        assert len(telegram.seen()) == shown
        assert talk.accepted == [True, True, False]


async def test_quick_ticks_on_an_old_keyboard_all_count(tmp_path: Path, telegram: Telegram, papers: Papers) -> None:
    """Two boxes touched before the first tick was shown are both ticked; touched once more, one is not."""
    async with talking(tmp_path, telegram, papers, depth=Depth.STANDARD) as talk:
        await opening(talk)
        await up_to(talk, "boxes")
        asked, field = telegram.seen()[-1], (await talk.state()).asked or ""
        boxes = [key for row in keys(asked) for key in row if key.text.startswith("☐ ")]
        for key in (boxes[0], boxes[1], boxes[2], boxes[1]):  # The phone shows none of them ticked yet.
            await telegram.taps(asked.message_id, str(key.callback_data), snapshot=asked)
        await until(lambda: telegram.screen().count("☑") == 2)
        await talk.taps("Done")
        answer = (await talk.state()).answers[field]
        assert isinstance(answer, Answer)
        assert answer.value == tuple(str(key.callback_data).split("|")[2] for key in (boxes[0], boxes[2]))


async def test_done_without_a_tick_says_what_to_do(tmp_path: Path, telegram: Telegram, papers: Papers) -> None:
    """Nothing reaches the conversation, and the person sees why, on top of the chat."""
    async with talking(tmp_path, telegram, papers, depth=Depth.STANDARD) as talk:
        await opening(talk)
        await up_to(talk, "boxes")
        asked, heard = telegram.seen()[-1], len(talk.accepted)
        done = next(str(key.callback_data) for row in keys(asked) for key in row if key.text == "Done")
        await telegram.taps(asked.message_id, done)
        await until(lambda: any("Tick at least one" in text for text in telegram.answered.values()))
        assert len(talk.accepted) == heard


async def test_the_menu_does_what_it_says(tmp_path: Path, telegram: Telegram, papers: Papers) -> None:
    """Each command of the menu is understood, wherever the conversation stands, and each language's turns to it."""
    async with talking(tmp_path, telegram, papers) as talk:
        await talk.says("the lionfish eats our reef fish in Belize")
        await talk.says("yes")
        for command in telegram.menus[""]:
            answer = await talk.says(f"/{command}")
            text = "\n".join(message.text or message.caption or "" for message in answer)
            assert text, command
            assert "did not understand" not in text.lower(), command
        for language in reversed(AVAILABLE):
            await talk.says(f"/{TONGUES[language]}")
            assert (await talk.state()).language == language


async def test_everything_held_comes_as_a_file(tmp_path: Path, telegram: Telegram, papers: Papers) -> None:
    """/export gives a file with the person's own words in it."""
    async with talking(tmp_path, telegram, papers) as talk:
        await talk.says("the lionfish eats our reef fish in Belize")
        answer = await talk.says("/export")
        files = [telegram.chats[ALICE][message.message_id].file for message in answer]
        name, content = next(file for file in files if file)
        assert name == "everything.json"
        assert b"lionfish" in content

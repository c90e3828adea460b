"""A button of a draft that is gone, touched in Telegram."""

from __future__ import annotations

from pathlib import Path

from dialogs.words import say
from tests.bot.adapters.telegram.conftest import Papers, until
from tests.bot.adapters.telegram.server import ALICE, Telegram, keys
from tests.bot.adapters.telegram.talk import talking


async def test_a_button_of_an_erased_draft(tmp_path: Path, telegram: Telegram, papers: Papers) -> None:
    """Its callback takes nothing of the draft that came after, though that asks the same; it does not look chosen."""
    async with talking(tmp_path, telegram, papers) as talk:
        await talk.says("hello")
        await talk.says("the lionfish eats our reef fish in Belize")
        first = telegram.seen()[-1]
        await talk.says("delete everything")
        await talk.says("yes")
        await talk.says("poachers take the eggs of our turtles in Kenya")
        before = await talk.state()
        assert before.asked == "consent"
        answer = await talk.taps("No", first)
        assert say("say.old-tap", "en") in (answer[-1].text or "")
        after = await talk.state()
        assert (after.answers, after.asked) == (before.answers, "consent")
        await until(lambda: not keys(telegram.chats[ALICE][first.message_id].message))
        await talk.taps("Yes, keep them")
        assert (await talk.state()).asked != "consent"
    assert telegram.refused == []

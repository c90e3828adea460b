"""What an officer sends arrives in Telegram as a document, after the words; a case by chat, end to end."""

from __future__ import annotations

from pathlib import Path

from bot.attachments import Brought
from bot.desk import enclosed
from storage.desk.port import NewAccount
from tests.bot.adapters.telegram.conftest import Papers
from tests.bot.adapters.telegram.server import Telegram
from tests.bot.adapters.telegram.talk import talking


async def test_files_of_the_desk_are_documents(telegram: Telegram, papers: Papers, tmp_path: Path) -> None:
    """Each once, by its own name and with its own bytes, in the order they were chosen."""
    async with talking(tmp_path / "data", telegram, papers) as talk:
        await talk.says("Mangroves die in Kenya, can I talk to a person")
        storage, desk = talk.service.storage, talk.service.at_desk()
        ana = await storage.desk.invite(NewAccount("ana@desk.example", "Ana", "officer", "", 0.0, 0.0))
        stored = await storage.find("telegram", str(talk.chat))
        assert stored
        case = await storage.desk.case_of(stored.conversation)
        assert case
        before = len(telegram.seen(talk.chat))
        files = await enclosed([Brought("form.pdf", "", b"%PDF-1.7"), Brought("map.txt", "", b"north")])
        for _ in range(2):
            await desk.reply(ana, case.id, "Please fill in", seen=case.acts, key="k", files=files)
        assert talk.service.worker
        await talk.service.worker.drain()
        words, *handed = [shown for _, shown in sorted(telegram.chats[talk.chat].items()) if shown.own][before:]
        assert "Please fill in" in str(words.message.text)
        assert [one.file for one in handed] == [("form.pdf", b"%PDF-1.7"), ("map.txt", b"north")]
        assert all("Ana" in str(one.message.caption) for one in handed)

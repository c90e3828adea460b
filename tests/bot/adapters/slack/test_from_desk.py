"""What an officer sends arrives in Slack as a file, after the words."""

from __future__ import annotations

from pathlib import Path

from bot.attachments import Brought
from bot.desk import enclosed
from storage.desk.port import NewAccount, Queue
from tests.bot.adapters.slack.conftest import Parked
from tests.bot.adapters.slack.talker import talking
from tests.bot.adapters.slack.workspace import Workspace


async def test_files_of_the_desk_are_uploaded(workspace: Workspace, parked: Parked, data_folder: Path) -> None:
    """Each once, with its own bytes, in the order they were chosen."""
    async with talking(workspace, parked, data_folder, socket=False) as talker:
        await talker.says("Mangroves die in Kenya, can I talk to a person")
        storage = talker.service.storage
        ana = await storage.desk.invite(NewAccount("ana@desk.example", "Ana", "officer", "", 0.0, 0.0))
        case = (await storage.desk.queue(Queue()))[0]
        files = await enclosed([Brought("form.pdf", "", b"%PDF-1.7"), Brought("map.txt", "", b"north")])
        for _ in range(2):
            await talker.service.at_desk().reply(ana, case.id, "Please fill in", seen=case.acts, key="k", files=files)
        await talker.answered()
        assert list(workspace.contents.values()) == [b"%PDF-1.7", b"north"]
        read = await talker.reads()
        assert read.index("Please fill in") < read.index("form.pdf") < read.index("map.txt")

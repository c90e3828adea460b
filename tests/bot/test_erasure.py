"""Deleting everything from the chat leaves nothing of it in any file of the data folder."""

from __future__ import annotations

from pathlib import Path

from bot.library import index
from bot.settings import Settings
from bot.wiring import open_service
from tests.person import Person

MARKERS = ("Zanzibarquartz", "velvetmango", "m.oonstone@ministry.example")
"""In the first words, in the problem, and as the way to be reached."""


def found(folder: Path) -> set[tuple[str, str]]:
    """Which markers stand in the bytes of which files."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {(marker, path.name) for path in files for marker in MARKERS if marker.encode() in path.read_bytes()}


async def test_nothing_is_left_in_the_folder(data_folder: Path) -> None:
    """A request that was sent and indexed, then deleted: no file holds its words; its code and country remain."""
    async with open_service(Settings(data_dir=data_folder)) as service:
        person = Person(service)
        await person.says(f"our reefs near {MARKERS[0]} are eaten by lionfish in Jamaica")
        await person.says("yes")
        await person.says(f"Since 2022 lionfish are on 8 of 10 sites; the fishers of {MARKERS[1]} catch half as much.")
        await person.says(MARKERS[2])
        sent = await person.says("send it")
        code = next(iter(await service.storage.requests(1))).code
        assert code in "".join(message.text for message in sent)
        await index(service.storage, service.knowledge)
        assert {marker for marker, _ in found(data_folder)} == set(MARKERS)
        await person.says("delete everything")
        await person.says("yes")
        await index(service.storage, service.knowledge)
        stub = await service.storage.request(code)
    assert found(data_folder) == set()
    assert stub is not None
    assert (stub.country, stub.title, stub.body) == ("JM", "", "")

"""What can go wrong with a file that somebody sent, as rows: it is gone, is too long, or comes later."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import pytest

from bot.channel import NotConnected, Undeliverable
from bot.message import Attachment
from tests.bot.adapters.telegram.conftest import until
from tests.bot.adapters.telegram.desk import Desk, Promise, Row
from tests.bot.adapters.telegram.sending import page
from tests.bot.adapters.telegram.server import Telegram, refusal
from tests.bot.adapters.telegram.wire import Response

LOST, OTHERS = Promise.NOTHING_LOST, Promise.OTHERS

Check = Callable[[Desk], Awaitable[None]]


def _file(fails: Callable[[Telegram], None], error: type[Exception]) -> Check:
    """A file cannot be had: for good, or now; in the latter case it comes when asked for again."""

    async def check(desk: Desk) -> None:
        await desk.telegram.sends_file("plan.pdf", b"%PDF" * 500)
        await until(lambda: len(desk.gate.new) == 1)
        file = desk.gate.new[0].attachments[0]
        fails(desk.telegram)
        with pytest.raises(error):
            await desk.adapter.fetch(desk.place(), file, 3000)
        if error is NotConnected:
            assert await desk.adapter.fetch(desk.place(), file, 3000) == b"%PDF" * 500

    return check


async def _longer_than_said(desk: Desk) -> None:
    desk.telegram._files["F7"] = b"x" * 5000
    said = {"file_id": "F7", "file_unique_id": "u", "file_size": 10, "file_path": "documents/F7"}
    desk.telegram.fail("getFile", Response(200, json.dumps({"ok": True, "result": said}).encode()))
    with pytest.raises(Undeliverable):
        await desk.adapter.fetch(desk.place(), Attachment("F7", "plan.pdf", size=10), 3000)


ROWS = (
    Row("file gone", "400, wrong file_id", OTHERS, _file(lambda telegram: telegram._files.clear(), Undeliverable)),
    Row("file gone in between", "404 for its bytes", OTHERS,
        _file(lambda telegram: telegram.fail("file", page(404)), Undeliverable)),
    Row("file too big", "400, file is too big", OTHERS,
        _file(lambda t: t.fail("getFile", refusal(400, "Bad Request: file is too big")), Undeliverable)),
    Row("file longer than said", "10 bytes announced, 5,000 sent", OTHERS, _longer_than_said),
    Row("file: internal error", "500 for its bytes", LOST,
        _file(lambda telegram: telegram.fail("file", page(500)), NotConnected)),
    Row("file: no answer", "silence", LOST, _file(lambda telegram: telegram.fail("file", "hang"), NotConnected)),
    Row("file: half", "fewer bytes than announced", LOST,
        _file(lambda telegram: telegram.fail("file", "half", after=True), NotConnected)),
    Row("file: slow loris", "a byte every half second", LOST,
        _file(lambda telegram: telegram.fail("file", "slow", after=True), NotConnected)),
)  # fmt: skip

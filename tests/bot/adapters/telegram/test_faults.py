"""Whatever Telegram, the network or a proxy does: nothing is lost, nothing comes twice, and we are told what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.adapters.telegram import files, receiving, sending
from tests.bot.adapters.telegram.desk import Promise, Row, open_desk

ROWS = {row.fault: row for row in (*sending.ROWS, *receiving.ROWS, *files.ROWS)}


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.fault.replace(" ", "-"))
async def test_a_fault(tmp_path: Path, row: Row) -> None:
    """Each is answered so that every promise holds."""
    async with open_desk(row, tmp_path / "data") as desk:
        await row.check(desk)


def test_every_promise_is_put_to_the_test() -> None:
    """No two rows are of one name, and each promise has several that could break it."""
    assert len(ROWS) == len(sending.ROWS) + len(receiving.ROWS) + len(files.ROWS) >= 25
    for promise in Promise:
        assert sum(row.promise is promise for row in ROWS.values()) >= 3, promise

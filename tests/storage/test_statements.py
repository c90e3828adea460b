"""What a group costs: its statements, counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from storage import messages, open_storage, sqlite, turns
from storage.connection import Row, Value
from storage.port import Post
from tests.storage.samples import arrival, turn


@dataclass
class Counting:
    """A transaction that says what it was asked."""

    db: sqlite3.Connection
    for_update: str = ""
    clock: str = "0"
    asked: list[str] = field(default_factory=list)

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        self.asked.append(sql)
        return self.db.execute(sql, values).fetchall()

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        self.asked.append(sql)
        return self.db.execute(sql, values).rowcount

    def each(self, sql: str, many: Iterable[Sequence[Value]]) -> None:
        if rows := list(many):
            self.asked.append(sql)
            self.db.executemany(sql, rows)

    def shred(self) -> None:
        raise AssertionError("nothing is erased here")


@pytest.fixture
async def db(tmp_path: Path) -> Counting:
    await (await open_storage(tmp_path)).close()
    return Counting(sqlite3.connect(tmp_path / sqlite.FILE))


@pytest.mark.parametrize("also", [False, True])
async def test_a_turn_more_is_no_statement_more(db: Counting, also: bool) -> None:
    """Sixty-four messages, and sixty-four turns that answer one or two of them each, take as many statements as one."""

    def counted(group: int, name: str) -> tuple[int, int]:
        first = messages.accept.act(db, [arrival(f"{name}-{n}", 1) for n in range(group)])
        db.asked.clear()
        receipts = messages.accept.act(db, [arrival(f"{name}-{n}", 2) for n in range(group)])
        accepted = len(db.asked)
        db.asked.clear()
        written = turns.write.act(
            db,
            [
                turns.Leased(
                    replace(
                        turn(receipt, 0, Post("{}", asks=True, asked="country")),
                        also=(earlier.message,) if also else (),
                        read_against={earlier.message: "country", receipt.message: "country"},
                    )
                )
                for earlier, receipt in zip(first, receipts, strict=True)
            ],
        )
        assert not [each for each in written if isinstance(each, Exception)]
        return accepted, len(db.asked)

    # A list of any length is asked for in parts, of which the longest has 64 rows.
    one, many = counted(1, "one"), counted(64, "many")
    assert many == one
    kept = db.db.execute("SELECT COUNT(*) FROM message WHERE status = 'handled' AND asked = 'country'").fetchone()
    assert kept == (65 * (2 if also else 1),)

"""JSON Lines: an answer for each line, in order, whatever stands on it."""

from __future__ import annotations

import io
import json

import pytest

from bot.cli.lines import Answer, BadLine, Row, Shape, answer

SHAPE = Shape({"id": str, "text": str}, {"limit": int}, frozenset({"expect"}))


async def run(content: bytes) -> tuple[int, list[dict[str, object]]]:
    written: list[str] = []

    async def echo(row: Row) -> Answer:
        if row.text("text") == "refuse":
            raise BadLine("'text' is 'refuse'; write something else")
        return {"id": row.text("id"), "text": row.text("text"), "limit": row.number("limit", 3)}

    code = await answer(io.BytesIO(content).readline, SHAPE, echo, written.append)
    return code, [json.loads(line) for line in written]


async def test_answers_come_in_order_and_bad_lines_do_not_stop_them() -> None:
    """Each line has its answer or its error, which names the line; empty lines are passed over."""
    code, answers = await run(b'{"id":"a","text":"1"}\n\nnonsense\n{"id":"b","text":"refuse"}\n{"id":"c","text":"3"}')
    assert code == 0
    assert [one["id"] for one in answers] == ["a", None, "b", "c"]
    assert str(answers[1]["error"]).startswith("line 3: not JSON")
    assert str(answers[2]["error"]).startswith("line 4: 'text' is 'refuse'")


async def test_a_run_in_which_nothing_worked_fails() -> None:
    """Exit code 1 only when every line failed; no lines at all are no failure."""
    assert (await run(b"x\ny\n"))[0] == 1
    assert (await run(b""))[0] == 0


async def test_labels_are_never_read() -> None:
    """A row with labels gives what the row without them gives."""
    with_labels = await run(b'{"id":"a","text":"1","expect":{"text":"2"}}')
    assert with_labels == await run(b'{"id":"a","text":"1"}')


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        (b'{"id":"a"}', "'text' is missing; write"),
        (b'{"id":"a","text":"t","colour":1}', "unknown key 'colour'; known are id, text, limit"),
        (b'{"id":"a","text":7}', "'text' is a whole number; write text"),
        (b'{"id":"a","text":null}', "write text"),
        (b'{"id":"a","text":"t","limit":true}', "write a whole number"),
        (b'{"id":"a","text":"t","limit":NaN}', "NaN"),
        (b"[]", "not an object"),
        (b"\xff\xfe", "not UTF-8 at byte 0"),
        (b"[" * 100_000, "line 1"),
    ],
)
async def test_an_error_says_what_to_write_instead(line: bytes, advice: str) -> None:
    """Shape, type, encoding and depth each have their own sentence."""
    code, (error,) = await run(line)
    assert code == 1
    assert advice in str(error["error"])


async def test_null_is_absent_and_letters_stay() -> None:
    """An optional key may be null; a byte order mark, Arabic and emoji are no trouble."""
    _, (found,) = await run('\ufeff{"id":"أ","text":"🐠","limit":null}'.encode())
    assert found == {"id": "أ", "text": "🐠", "limit": 3}

"""`needs deliveries`: what is stuck is listed without what people wrote, and goes the way that somebody decides."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from typer.testing import CliRunner

from bot.adapters.slack import parked
from bot.cli import deliveries, program
from bot.cli.checks import findings
from bot.cli.faults import Fault
from bot.message import Inbound
from bot.settings import Settings
from storage import open_storage
from storage.port import Arrival, FolderInUse, Post, Storage, TurnWrite
from tests.bot.adapters.slack.payloads import AT, COMMAND, MESSAGE, TAP, event
from tests.bot.cli.test_program import needs

SECRET = "our reef is dying"
UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 3,
        "date": 1_795_000_000,
        "chat": {"id": 41, "type": "private"},
        "from": {"id": 41, "is_bot": False, "first_name": "Ana"},
        "text": SECRET,
    },
}
NOON = 1_795_262_400.0


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Storage]:
    storage = await open_storage(folder / "data")
    try:
        yield storage
    finally:
        await storage.close()


async def sending(storage: Storage, chat: str) -> int:
    """An answer that is on its way."""
    receipt = await storage.accept(Arrival("slack", chat, "", f"d{chat}", f"m{chat}", "text", SECRET, at=NOON))
    body = json.dumps({"text": f"You said: {SECRET}"})
    await storage.write(TurnWrite(receipt.conversation, 0, receipt.message, "{}", (Post(body),), at=NOON))
    (due,) = await storage.due(["slack"])
    row = await storage.attempting(due.message)
    assert row
    return due.message


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """Two messages that may have arrived, one place that is closed, and four payloads, one of them good for nothing."""
    async with opened(tmp_path) as storage:
        for chat in "ab":
            await storage.failed(await sending(storage, chat), "uncertain", "Uncertain")
        await storage.blocked(await sending(storage, "c"), 2, "{}", NOON)
        envelope = {"envelope_id": "e1", "type": "events_api", "payload": MESSAGE}
        for channel, body in (
            ("slack", json.dumps(envelope).encode()),
            ("telegram", json.dumps(UPDATE).encode()),
            ("slack", urlencode({"payload": json.dumps(TAP)}).encode()),
            ("slack", b'{"type": "event_callback"}'),
        ):
            await storage.park_payload(channel, body, "KeyError", NOON)
    return tmp_path


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command leaves how this process logs alone."""
    monkeypatch.setattr(deliveries, "logs", lambda level: None)


async def run(folder: Path, *words: str) -> Done:
    """The command as `main` runs it, without a process of its own."""
    invoke = CliRunner().invoke
    environment = {"NEEDS_DATA_DIR": str(folder / "data")}
    done = await asyncio.to_thread(invoke, program("deliveries"), ["deliveries", *words], env=environment)
    if isinstance(done.exception, (Fault, FolderInUse)):
        return Done(1, done.stdout, f"needs: {done.exception}")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


async def listed(folder: Path) -> dict[str, list[int]]:
    """Numbers by kind."""
    found: dict[str, list[int]] = {}
    for line in (await run(folder, "list", "--jsonl")).stdout.splitlines():
        row = json.loads(line)
        found.setdefault(row["kind"], []).append(row.get("number") or row["conversation"])
    return found


async def test_the_list_says_all_but_what_people_wrote(folder: Path) -> None:
    """Number, channel, conversation, since when and why, in words and as JSON; the texts only when asked for."""
    for shown in ((await run(folder, "list")).stdout, (await run(folder, "list", "--jsonl")).stdout):
        assert shown.count("2026-11-21T12:00:00Z") == 7
        assert SECRET not in shown
    page = (await run(folder, "list")).stdout
    assert page.count("the platform did not confirm it") == 2
    assert page.count("KeyError") == 4
    assert "1 messages wait" in page
    rows = [json.loads(line) for line in (await run(folder, "list", "--jsonl", "--text")).stdout.splitlines()]
    assert [row["kind"] for row in rows] == ["uncertain"] * 2 + ["unread"] * 4 + ["blocked"]
    assert [row.get("text") for row in rows[:2]] == [f"You said: {SECRET}"] * 2
    assert rows[-1]["waiting"] == 1
    assert SECRET in (await run(folder, "list", "--text")).stdout


async def test_nothing_stuck_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path):
        pass
    done = needs("deliveries", "list", folder=tmp_path, NEEDS_DATA_DIR=str(tmp_path / "data"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing is stuck.\n", "")
    assert (await run(tmp_path, "list", "--jsonl")).stdout == ""
    assert (await run(tmp_path, "arrived", "all")).stdout == "0 settled.\n"


async def test_what_arrived_is_settled_and_what_did_not_is_sent_again(folder: Path) -> None:
    """One is never sent again, the other is due once more; whoever names something else is told."""
    first, second = (await listed(folder))["uncertain"]
    assert (await run(folder, "arrived", str(first))).stdout == "1 settled.\n"
    again = await run(folder, "resend", str(first), str(second), "99")
    assert (again.returncode, again.stdout) == (1, "1 will be sent again.\n")
    assert f"left as they are: {first}, 99" in again.stderr
    assert "uncertain" not in await listed(folder)
    async with opened(folder) as storage:
        assert [row.message for row in await storage.due(["slack"])] == [second]


async def test_all_means_each(folder: Path) -> None:
    assert (await run(folder, "resend", "all")).stdout == "2 will be sent again.\n"
    assert (await run(folder, "drop", "all")).stdout == "4 dropped.\n"
    assert await listed(folder) == {"blocked": [3]}


async def test_what_can_be_read_now_is_heard(folder: Path) -> None:
    """What a person said or tapped waits for its answer, under the platform's own ids; the rest stays listed."""
    done = await run(folder, "reread", "all")
    assert (done.returncode, done.stdout.split(" ")[0]) == (1, "3")
    assert "body.event is no object" in done.stderr
    assert len((await listed(folder))["unread"]) == 1
    async with opened(folder) as storage:
        rows = [(row.kind, row.at) for row in await storage.pending()]
        assert rows == [("text", NOON), ("text", NOON), ("tap", NOON)]
        slack = await storage.find("slack", "T061EG9R6:U2147483697")
        assert slack
        kept = await storage.transcript(slack.conversation)
        assert kept[0].message_id == "D024BE91L:1355517523.000005"


async def test_deciding_waits_for_the_folder_and_looking_does_not(folder: Path) -> None:
    """Beside a running service the list is shown; what writes says who works there, and changes nothing."""
    before = await listed(folder)
    async with opened(folder):
        assert await listed(folder) == before
        refused = await run(folder, "arrived", "all")
    assert refused.returncode == 1
    assert "stop it first" in refused.stderr
    assert await listed(folder) == before


@pytest.mark.parametrize("word", ["first", "-1", "1.5", "٣", "9" * 30])
async def test_a_word_that_is_no_number_is_said(folder: Path, word: str) -> None:
    done = await run(folder, "drop", "--", word)
    assert done.returncode == 1
    assert "is no number of a delivery" in done.stderr


async def test_the_doctor_counts_and_forgets(folder: Path) -> None:
    """All three counts, and where to look; who writes again is counted no more, and that alone is nothing to do."""
    read = Settings(_env_file=None, data_dir=folder / "data")  # type: ignore[call-arg]

    async def look() -> tuple[str, str]:
        (found,) = [finding async for finding in findings(read, {}) if finding.what == "Deliveries"]
        return found.state, found.says

    state, says = await look()
    assert state == "to do"
    assert "2 messages may not have arrived, 4 could not be read, 1 people want nothing from us" in says
    assert "needs deliveries list" in says
    async with opened(folder) as storage:
        for send in await storage.uncertain():
            await storage.arrived(send.message)
        for payload in await storage.parked_payloads():
            await storage.drop_payload(payload.id)
    assert (await look())[0] == "ok"
    async with opened(folder) as storage:
        await storage.accept(Arrival("slack", "c", "", "d9", "m9", "text", "I am back", at=NOON))
    assert await look() == ("ok", "nothing is stuck")


def said(body: bytes) -> Inbound | None:
    return parked.said(body, AT)


def test_however_slack_delivered_it_it_is_read() -> None:
    """Over the socket or signed: a message, a tap and the command; what is nothing for the inbox is nothing."""
    signed = said(json.dumps(MESSAGE).encode())
    assert signed == said(json.dumps({"type": "events_api", "payload": MESSAGE}).encode())
    assert signed
    assert (signed.kind, signed.at) == ("text", AT)
    command = said(urlencode(COMMAND).encode())
    assert command == said(json.dumps({"type": "slash_commands", "payload": COMMAND}).encode())
    assert command
    assert command.text == "Lionfish & reefs"
    home = {"type": "app_home_opened", "channel_type": None, "ts": None, "tab": "home"}
    line = {"channel": "C1", "channel_type": "channel", "thread_ts": "1355517500.000001"}
    for nothing in (event(**home), event(bot_id="B1"), event(**line), {"type": "url_verification", "challenge": "x"}):
        assert said(json.dumps(nothing).encode()) is None

"""The terminal: the promises of every channel, and its own: a pipe, a keyboard, a conversation that goes on."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.adapters import terminal
from bot.adapters.keyboard import Pipe
from bot.adapters.terminal import Hangup, Terminal, plain
from bot.attachments import Brought
from bot.channel import NotConnected, Send
from bot.cli.chat import app, conversation
from bot.desk import enclosed
from bot.message import Inbound, Option, Outbound, Place
from bot.settings import Settings
from bot.wiring import open_service
from dialogs.answers import Answer, Source
from dialogs.state import State, load
from storage.desk.port import NewAccount, Queue
from storage.port import Storage
from tests.bot.adapters.conformance import SOON, Conformance, Gate, Opens, Person


class Sheet:
    """A console whose person is a test: lines go in when the terminal asks for one, what it writes stays readable."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        """The terminal waits for a line."""
        self.draft = ""
        self.screen: list[str] = []
        self.closed = False
        self._line: asyncio.Future[str | None] | None = None

    async def read(self, prompt: str, draft: str) -> str | None:
        self.draft = draft
        self._line = asyncio.get_running_loop().create_future()
        self.asked.set()
        return await self._line

    def write(self, text: str) -> None:
        if self.closed:
            raise Hangup
        self.screen.append(text)

    async def enter(self, line: str | None, within: float = SOON) -> None:
        """Type a line (None leaves), and wait until the terminal asks for the next."""
        await asyncio.wait_for(self.asked.wait(), within)
        self.asked.clear()
        assert self._line is not None
        self._line.set_result(line)
        if line is not None:
            await asyncio.wait_for(self.asked.wait(), within)


class Sitter:
    """A person at a terminal. The screen that takes the next line without a complaint is the acknowledgement."""

    def __init__(self, adapter: Terminal, sheet: Sheet, gate: Gate) -> None:
        self.adapter = adapter
        self.place = Place("terminal", "here")
        self._sheet = sheet
        self._gate = gate

    async def says(self, text: str) -> bool:
        before = len(self._sheet.screen)
        await self._sheet.enter(text)
        return not any("not saved" in shown for shown in self._sheet.screen[before:])

    async def repeats(self) -> bool:
        return not await self._gate.accept(self._gate.asked[-1])

    async def chooses(self, option: Option) -> bool:
        return await self.says(option.label)

    async def sees(self) -> str:
        return "\n".join(self._sheet.screen)


async def at_once(_: Place) -> None:
    """Nothing to wait for: the suite plays the turn and the outbox itself."""


class TestConformance(Conformance):
    @pytest.fixture
    def opens(self) -> Opens:
        @contextlib.asynccontextmanager
        async def open_terminal(storage: Storage, gate: Gate) -> AsyncIterator[Person]:
            sheet = Sheet()
            adapter = Terminal(sheet, at_once, chat="here")
            running = asyncio.create_task(adapter.run(gate.accept))
            await asyncio.wait_for(sheet.asked.wait(), SOON)
            try:
                yield Sitter(adapter, sheet, gate)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

        return open_terminal


@pytest.fixture
def heard() -> list[Inbound]:
    return []


@pytest.fixture
def accept(heard: list[Inbound]) -> Callable[[Inbound], object]:
    async def accept(inbound: Inbound) -> bool:
        heard.append(inbound)
        return True

    return accept


class Ear:
    """Whatever is behind the terminal, answering each line when it is asked whether all is settled."""

    def __init__(self, heard: list[Inbound]) -> None:
        self.heard = heard
        self.terminal: Terminal | None = None

    async def settled(self, place: Place) -> None:
        assert self.terminal is not None
        last = self.heard[-1]
        answer = Outbound("Welcome." if last.kind == "open" else f"You said: {last.text}")
        await self.terminal.send(Send(len(self.heard), place, len(self.heard), answer))


async def test_a_pipe_is_answered_line_by_line(tmp_path: Path, heard: list[Inbound], accept: terminal.Accept) -> None:
    """Each line of a pipe is answered before the next is read; a last line without an end counts; it ends by itself."""
    source, into = os.pipe()
    os.write(into, "première ligne\r\n\nlast".encode())
    os.close(into)
    ear = Ear(heard)
    with (tmp_path / "out").open("w+", encoding="utf-8") as sink:
        ear.terminal = Terminal(Pipe(source, sink), ear.settled, chat="pipe", greets=False)
        await asyncio.wait_for(ear.terminal.run(accept), SOON)
        sink.seek(0)
        assert sink.read() == "Welcome.\n\nYou said: première ligne\n\nYou said: \n\nYou said: last\n\n"
    os.close(source)
    assert len({inbound.message_id for inbound in heard}) == 4


async def test_a_closed_pipe_ends_the_conversation(heard: list[Inbound], accept: terminal.Accept) -> None:
    """When nobody reads our answers any more the channel ends quietly, and a message that comes late waits."""
    sheet = Sheet()
    sheet.closed = True
    here = Terminal(sheet, at_once, chat="here")
    await asyncio.wait_for(here.run(accept), SOON)
    with pytest.raises(NotConnected):
        await here.send(Send(1, Place("terminal", "here"), 1, Outbound("too late")))


async def test_words_that_were_not_saved_are_offered_again(tmp_path: Path) -> None:
    """After a failure the person finds their words in the prompt and need not type them again."""
    async with contextlib.AsyncExitStack() as stack:
        from storage import open_storage

        storage = await open_storage(tmp_path)
        stack.push_async_callback(storage.close)
        gate = Gate(storage)
        sheet = Sheet()
        running = asyncio.create_task(Terminal(sheet, at_once, chat="here").run(gate.accept))
        await asyncio.wait_for(sheet.asked.wait(), SOON)
        gate.broken = True
        await sheet.enter("our reefs")
        assert sheet.draft == "our reefs"
        gate.broken = False
        await sheet.enter("our reefs")
        assert sheet.draft == ""
        await sheet.enter(None)
        await asyncio.wait_for(running, SOON)


async def test_a_slow_answer_is_said_so(
    heard: list[Inbound], accept: terminal.Accept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that does not come does not hold the keyboard: the person is told, and may go on."""
    monkeypatch.setattr(terminal, "PATIENCE", 0.01)

    async def never(_: Place) -> None:
        await asyncio.Event().wait()

    sheet = Sheet()
    running = asyncio.create_task(Terminal(sheet, never, chat="here").run(accept))
    await sheet.enter("hello?")
    await sheet.enter(None)
    await asyncio.wait_for(running, SOON)
    assert "saved" in sheet.screen[-2]


async def test_a_link_is_given_with_its_address() -> None:
    """A message that speaks of one of our pages names its whole address: a terminal has no button to press."""
    sheet = Sheet()
    here = Terminal(sheet, at_once, chat="here", site="https://desk.example.org/")
    await here.send(Send(1, Place("terminal", "here"), 1, Outbound("Come back any time.", link="/r/abc")))
    assert "https://desk.example.org/r/abc" in sheet.screen[-1]


async def test_a_file_of_the_desk_says_where_it_is_to_be_had() -> None:
    """A terminal shows no file: the person is told the command, and no link that would open nothing."""
    sheet = Sheet()
    shown = Terminal(sheet, at_once, chat="here", site="http://localhost:8080")
    file = Outbound("Ana sends you a file: form.pdf", "file", file="form.pdf", kept=7, link="/file/desk/7")
    await shown.send(Send(1, Place("terminal", "here"), 1, file))
    (text,) = sheet.screen
    assert "form.pdf" in text
    assert "needs chat --files" in text
    assert "/file/desk/7" not in text


async def test_what_the_desk_sent_is_put_into_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name; what lies there already is left alone."""
    data, folder = tmp_path / "data", tmp_path / "files"
    async with open_service(Settings(data_dir=data, library="none")) as service:
        storage, chat = service.storage, conversation(data)
        place = Place("terminal", chat)
        async with service.answering(Terminal(Sheet(), at_once, chat=chat), timers=False) as inbox:
            await inbox.accept(Inbound(place, "1", "1", text="Mangroves die in Kenya, can I talk to a person"))
            assert service.worker
            await service.worker.drain()
            ana = await storage.desk.invite(NewAccount("ana@desk.example", "Ana", "officer", "", 0.0, 0.0))
            (case,) = await storage.desk.queue(Queue())
            files = await enclosed([Brought("form.txt", "", b"Which river?")])
            await service.at_desk().reply(ana, case.id, "", seen=case.acts, key="k", files=files)
            await service.worker.drain()
    folder.mkdir()
    (folder / "form.txt").write_text("mine")
    monkeypatch.setenv("NEEDS_DATA_DIR", str(data))
    result = await asyncio.to_thread(CliRunner().invoke, app, ["--files", str(folder)])
    assert result.output.strip() == str(folder / "form (2).txt")
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        "form.txt": "mine", "form (2).txt": "Which river?",
    }  # fmt: skip


def test_a_conversation_goes_on_in_the_same_folder(tmp_path: Path) -> None:
    """The terminal finds its conversation again; `--new` begins another, which is then the one that goes on."""
    first = conversation(tmp_path / "data")
    assert conversation(tmp_path / "data") == first
    second = conversation(tmp_path / "data", new=True)
    assert second != first
    assert conversation(tmp_path / "data") == second


def test_no_message_steers_the_screen() -> None:
    """Escape sequences, bells and backspaces are left out; line breaks, tabs and every script stay."""
    assert plain("a\x1b[2J\x07b\x08\x9b31m\tc\nالعربية 🐠\u200d") == "a[2Jb31m\tc\nالعربية 🐠\u200d"


async def test_a_number_of_an_erased_draft(tmp_path: Path) -> None:
    """Typed after its question was erased, a number takes nothing; typed under the next question, it answers that."""
    async with open_service(Settings(data_dir=tmp_path, library="none")) as service:
        sheet = Sheet()
        adapter = Terminal(sheet, service.settled, chat="here", greets=False)

        async def held() -> State:
            stored = await service.storage.find("terminal", "here")
            assert stored
            return load(stored.state)

        async with service.answering(adapter, timers=False) as inbox:
            running = asyncio.create_task(adapter.run(inbox.accept))
            # The first turn reads the lists of words.
            await sheet.enter("lionfish eat our reef fish in Belize", within=30.0)
            assert (await held()).asked == "consent"
            for line in ("delete everything", "yes", "2"):
                await sheet.enter(line)
            assert "consent" not in (await held()).answers
            await sheet.enter("poachers take the eggs of our turtles in Kenya")
            assert (await held()).asked == "consent"
            await sheet.enter("1")
            assert (await held()).answers["consent"] == Answer("yes", Source.CHOSEN)
            await sheet.enter(None)
            await running

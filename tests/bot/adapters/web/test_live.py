"""Live pages on a real port: what is new arrives by itself, in order, once."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from bot.adapters.web.live import Bells, News, Piece, event, stream
from bot.adapters.web.settings import WebSettings
from storage.port import StorageUnavailable
from tests.bot.adapters.web.conftest import served
from tests.bot.adapters.web.forms import fields, messages
from tests.bot.adapters.web.scripted import Desk

SCRIPT = {"accept": "application/json"}


@dataclass(frozen=True)
class Event:
    id: str
    name: str
    data: str


@contextlib.asynccontextmanager
async def listening(client: httpx.AsyncClient, after: int, headers: dict[str, str] | None = None):
    async with client.stream("GET", f"/live?after={after}", headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        yield _events(response)


async def _events(response: httpx.Response) -> AsyncIterator[Event]:
    block: list[tuple[str, str]] = []
    async for line in response.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            block.append((name.rstrip(":"), value))
            continue
        if any(name == "data" for name, _ in block):
            told = dict(block)
            yield Event(told.get("id", ""), told.get("event", ""), "\n".join(v for name, v in block if name == "data"))
        block = []


async def _next(events: AsyncIterator[Event]) -> Event:
    return await asyncio.wait_for(anext(events), 5)


async def _say(client: httpx.AsyncClient, page: str, text: str, id: str = "run-00000001") -> int:
    form = {"seal": fields(page)["seal"], "id": id, "text": text}
    return (await client.post("/say", data=form, headers=SCRIPT)).status_code


def _after(page: str) -> int:
    return int(page.split('data-after="')[1].split('"')[0])


async def test_both_sides_arrive_in_order(address: str) -> None:
    """A page that listens gets the person's own words and the answers as drawn messages, by rising position."""
    async with httpx.AsyncClient(base_url=address) as client:
        page = (await client.get("/")).text
        async with listening(client, _after(page)) as events:
            assert await _say(client, page, "hello there") == 204
            told = [await _next(events) for _ in range(3)]
    assert messages("".join(event.data for event in told))[:2] == ["hello there", "You said: hello there"]
    assert 'data-id="run-00000001"' in told[0].data
    assert [int(event.id) for event in told] == sorted({int(event.id) for event in told})


async def test_a_broken_line_goes_on_where_it_broke(address: str) -> None:
    """A browser that comes back names the last event it saw and misses nothing, and sees nothing twice."""
    async with httpx.AsyncClient(base_url=address) as client:
        page = (await client.get("/")).text
        async with listening(client, _after(page)) as events:
            await _say(client, page, "first")
            seen = await _next(events)
        await _say(client, page, "second", "run-00000002")
        async with listening(client, _after(page), {"last-event-id": seen.id}) as events:
            told = [await _next(events) for _ in range(5)]
    assert messages("".join(event.data for event in told))[0] == "You said: first"
    assert messages("".join(event.data for event in told)).count("second") == 1


async def test_news_for_lines_that_carry_no_stream(address: str) -> None:
    """The same messages can be asked for."""
    async with httpx.AsyncClient(base_url=address) as client:
        page = (await client.get("/")).text
        await _say(client, page, "hello there")
        news = (await client.get(f"/news?after={_after(page)}", headers=SCRIPT)).json()
    assert news["erased"] is False
    assert messages("".join(piece["html"] for piece in news["pieces"]))[0] == "hello there"


async def test_what_was_erased_leaves_the_screen(address: str) -> None:
    """When everything is deleted, pages that still show it are told to begin anew."""
    async with httpx.AsyncClient(base_url=address) as client:
        page = (await client.get("/")).text
        async with listening(client, _after(page)) as events:
            await _say(client, page, "please delete all")
            told = [await _next(events)]
            while told[-1].name != "erased":
                told.append(await _next(events))
        assert messages((await client.get("/")).text) == ["Everything was deleted."]


async def test_strangers_hear_nothing(address: str) -> None:
    """Without the cookie there is no stream, whatever position is asked for."""
    async with httpx.AsyncClient(base_url=address) as client:
        assert (await client.get("/live?after=0")).status_code == 403
        assert (await client.get("/news?after=0", headers=SCRIPT)).status_code == 403


async def test_one_chat_does_not_hear_another(address: str) -> None:
    """News are those of one's own conversation."""
    async with httpx.AsyncClient(base_url=address) as one, httpx.AsyncClient(base_url=address) as other:
        page = (await one.get("/")).text
        start = _after((await other.get("/")).text)
        await _say(one, page, "private")
        assert (await other.get(f"/news?after={start}", headers=SCRIPT)).json() == {"erased": False, "pieces": []}


async def test_stopping_lets_open_pages_go(desk: Desk, settings: WebSettings) -> None:
    """Ctrl-C does not wait for browsers that listen."""
    async with httpx.AsyncClient() as client:
        async with served(desk, settings) as address:
            await client.get(f"{address}/")
            lines = client.stream("GET", f"{address}/live?after=0")
            response = await lines.__aenter__()
            await anext(response.aiter_lines())
            stopped = time.monotonic()
        assert time.monotonic() - stopped < 1.5
        with contextlib.suppress(httpx.HTTPError):
            await lines.__aexit__(None, None, None)


async def test_a_busy_port_is_said_plainly(desk: Desk, settings: WebSettings) -> None:
    """Where something else listens the operator hears which port and which setting."""
    from bot.adapters.web.adapter import WebAdapter
    from tests.bot.adapters.web.scripted import Papers

    async with served(desk, settings) as address:
        taken = WebSettings(**{**_fields(settings), "port": int(address.rpartition(":")[2])})
        with pytest.raises(OSError, match="NEEDS_PORT"):
            await WebAdapter(desk.storage, taken, Papers()).run(desk.accept)


def _fields(settings: WebSettings) -> dict[str, object]:
    return {name: getattr(settings, name) for name in WebSettings.__dataclass_fields__}


async def test_a_stream_survives_the_database_being_away() -> None:
    """While the table cannot be read the line stays open, and goes on with what came meanwhile."""
    answers = [StorageUnavailable("locked"), News([Piece(4, "<p>\nhello</p>"), Piece(5, "")])]

    async def read(after: int) -> News:
        answer = answers.pop(0) if answers else News()
        if isinstance(answer, Exception):
            raise answer
        return answer

    with Bells(8).listen("chat") as bell:
        told = []
        async for block in stream(read, bell, 3):
            told.append(block)
            bell.ring()
            if "hello" in block:
                bell.close()
    assert told[0].startswith("retry: ")
    assert told[1].startswith(":")
    assert told[2] == "event: message\nid: 4\ndata: <p>\ndata: hello</p>\n\n"


async def test_the_oldest_of_too_many_pages_is_let_go() -> None:
    """One chat cannot hold any number of connections."""
    bells = Bells(2)
    with bells.listen("chat") as first, bells.listen("chat") as second, bells.listen("chat") as third:
        assert (first.closed, second.closed, third.closed) == (True, False, False)
        assert bells.ring("chat")
    assert not bells.ring("chat")


def test_line_ends_cannot_forge_an_event() -> None:
    """Whatever line ends stand in a message, each of its lines is data."""
    lines = event(Piece(7, "a\rid: 9\r\nevent: x\n\nb")).split("\n")
    assert all(line.startswith(("event: message", "id: 7", "data: ")) or not line for line in lines)

"""Files sent from the page, without script: kept, read for needs, shown by their names, and never lost or doubled."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from bot.attachments import ONE
from bot.settings import Settings
from bot.wiring import Service, open_service, web
from tests.bot.adapters.web.forms import buttons, fields, messages, taps
from tests.plans import files

PLAN = files.content("samoa")


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Service]:
    async with open_service(Settings(data_dir=folder, demo=False, library="none")) as service:
        yield service


@asynccontextmanager
async def page(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at the real page of a service that answers."""
    adapter = web(service)
    async with service.answering(adapter, timers=False) as inbox:
        app = httpx.ASGITransport(adapter.app(inbox.accept), client=("198.51.100.7", 4000))
        async with httpx.AsyncClient(transport=app, base_url="http://localhost", follow_redirects=True) as client:
            yield client


async def sends(client: httpx.AsyncClient, name: str, content: bytes, text: str = "") -> httpx.Response:
    form = fields((await client.get("/")).text)
    return await client.post("/say", data={**form, "text": text}, files={"file": (name, content, "")})


async def settled(service: Service, client: httpx.AsyncClient) -> str:
    assert service.worker
    await service.worker.drain()
    return (await client.get("/")).text


async def test_a_plan_sent_from_the_page_begins_a_request(tmp_path: Path) -> None:
    """The needs it states are shown with their pages, each with a button that fills in the draft."""
    async with serving(tmp_path) as service, page(service) as client:
        assert (await sends(client, "plan.pdf", PLAN)).status_code == 200
        shown = await settled(service, client)
        assert "I am reading" in messages(shown)[-3]
        assert re.search(r"no laboratory in which seeds|lack of trained taxonomists", shown)
        assert "p. 2" in shown
        use = next(tap for tap in buttons(shown) if "|need|" in tap)
        await taps(client, use, shown)
        shown = await settled(service, client)
        assert "From your document I took over" in messages(shown)[-1]
        assert [file.name for file in await service.storage.files(1)] == ["plan.pdf"]


async def test_its_name_is_shown_and_steers_nothing(tmp_path: Path) -> None:
    """A file alone is no tap of a button, and its name is text, cleaned."""
    async with serving(tmp_path) as service, page(service) as client:
        await sends(client, "../<b>plan\u202e.pdf", PLAN, "our plan")
        shown = await settled(service, client)
        assert '<p class="sent-file"><bdi>' in shown
        assert "<b>plan" not in shown
        assert "\u202e" not in shown


async def test_what_may_not_be_kept_is_said(tmp_path: Path) -> None:
    """A program, an empty file and one that is too large: a sentence each, and the conversation goes on."""
    async with serving(tmp_path) as service, page(service) as client:
        await sends(client, "setup.exe", b"MZ\x90\x00\x03")
        assert "I could not keep" in messages(await settled(service, client))[-1]
        await sends(client, "letter.pdf", b"")
        assert "it is empty" in messages(await settled(service, client))[-1]
        await sends(client, "plan.pdf", b"%PDF-1.7" + bytes(ONE))
        assert "10 MB at most" in messages(await settled(service, client))[-1]
        assert (await sends(client, "plan.pdf", b"%PDF-1.7" + bytes(2 * ONE))).status_code == 413


async def test_the_same_form_sent_twice_is_one_file(tmp_path: Path) -> None:
    async with serving(tmp_path) as service, page(service) as client:
        form = {**fields((await client.get("/")).text), "text": ""}
        for _ in range(2):
            await client.post("/say", data=form, files={"file": ("plan.pdf", PLAN, "application/pdf")})
        shown = await settled(service, client)
        assert shown.count("sent-file") == 1
        assert sum("I found these needs" in text for text in messages(shown)) == 1

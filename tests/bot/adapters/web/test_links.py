"""Links that open a draft or a request, and files to take away."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest

from bot.adapters.web.adapter import WebAdapter
from bot.adapters.web.settings import Rates, WebSettings
from tests.bot.adapters.web.conftest import browser
from tests.bot.adapters.web.forms import fields, messages, says, taps
from tests.bot.adapters.web.scripted import CODE, PAGE, RESUME, Desk, Papers


async def test_a_draft_is_resumed_on_another_browser(adapter: WebAdapter, desk: Desk) -> None:
    """The link asks first, then the whole conversation goes on in the new browser and no longer in the old one."""
    async with browser(adapter, desk) as old, browser(adapter, desk) as new:
        await says(old, "about mangroves")
        await says(old, "pause")
        page = (await new.get(f"/r/{RESUME}")).text
        assert "about mangroves" not in page
        resumed = await new.post(f"/r/{RESUME}", data=fields(page))
        assert "about mangroves" in messages(resumed.text)
        assert "Welcome back" in messages(resumed.text)[-2]
        assert "about mangroves" not in messages((await old.get("/")).text)


@pytest.mark.parametrize("accept", ["text/html", "application/json"], ids=["form", "script"])
async def test_the_browser_that_was_left_may_repeat_itself(adapter: WebAdapter, desk: Desk, accept: str) -> None:
    """What it sent before and never heard about is acknowledged as that message, and answered nowhere a second time."""
    async with browser(adapter, desk) as old, browser(adapter, desk) as new:
        page = (await old.get("/")).text
        await says(old, "about mangroves", page)
        await says(old, "pause")
        await new.post(f"/r/{RESUME}", data=fields((await new.get(f"/r/{RESUME}")).text))
        before = messages((await new.get("/")).text)
        again = await old.post("/say", data={**fields(page), "text": "about mangroves"}, headers={"accept": accept})
        assert again.status_code == (204 if accept == "application/json" else 200)
        assert "about mangroves" not in messages((await old.get("/")).text)
        assert messages((await new.get("/")).text) == before
        assert "You said: new words" in messages((await says(old, "new words")).text)
        assert messages((await new.get("/")).text) == before


@pytest.mark.parametrize("shown", ["mine", "ours"])
async def test_the_browser_that_was_left_clears_its_screen(adapter: WebAdapter, desk: Desk, shown: str) -> None:
    """A page that stayed open there learns that what it shows continues elsewhere; loaded again, it greets."""
    async with browser(adapter, desk) as old, browser(adapter, desk) as new:
        stored = await says(old, "pause")
        after = re.findall(r'data-position="(\d+)"', stored.text)[-2 if shown == "mine" else -1]
        await new.post(f"/r/{RESUME}", data=fields((await new.get(f"/r/{RESUME}")).text))
        assert (await old.get("/news", params={"after": after})).json() == {"erased": True, "pieces": []}
        assert messages((await old.get("/")).text)[0].startswith("Welcome")
        assert len(messages((await old.get("/")).text)) == 2


async def test_following_the_link_alone_opens_nothing(adapter: WebAdapter, desk: Desk) -> None:
    """Previews in chats and mails follow links: they neither see the draft nor use the link up."""
    async with browser(adapter, desk) as old, browser(adapter, desk) as preview:
        await says(old, "pause")
        for _ in range(3):
            await preview.get(f"/r/{RESUME}")
        assert "pause" in messages((await old.get("/")).text)


async def test_the_page_warns_before_it_replaces(adapter: WebAdapter, desk: Desk) -> None:
    """In a browser with a conversation of its own the link says that it would take its place."""
    async with browser(adapter, desk) as old, browser(adapter, desk) as busy, browser(adapter, desk) as idle:
        await says(old, "pause")
        await says(busy, "another draft")
        await idle.get("/")
        assert "would be replaced" in (await busy.get(f"/r/{RESUME}")).text
        assert "would be replaced" not in (await idle.get(f"/r/{RESUME}")).text


async def test_resuming_in_the_same_browser_keeps_it(client: httpx.AsyncClient) -> None:
    """Who opens the link where the draft is stays there and is welcomed back."""
    await says(client, "pause")
    page = (await client.get(f"/r/{RESUME}")).text
    cookie = client.cookies["needs"]
    resumed = await client.post(f"/r/{RESUME}", data=fields(page))
    assert client.cookies["needs"] == cookie
    assert "Welcome back" in messages(resumed.text)[-2]


async def test_who_comes_back_begins_at_what_is_new(client: httpx.AsyncClient) -> None:
    """The page opens at the welcome, not at what was said before the pause; then again at what is said."""
    await says(client, "pause")
    page = (await client.get(f"/r/{RESUME}")).text
    resumed = (await client.post(f"/r/{RESUME}", data=fields(page))).text
    assert "Welcome back" in _opened_at(resumed)
    assert "here I am" in _opened_at((await says(client, "here I am")).text)


async def test_a_dead_link_says_what_to_do(client: httpx.AsyncClient) -> None:
    """Unknown or expired: the page says where to get a new link and whom to ask."""
    page = (await client.get("/r/unknown")).text
    gone = await client.post("/r/unknown", data=fields(page))
    assert gone.status_code == 410
    assert "no longer opens" in gone.text
    assert "desk@example.org" in gone.text


async def test_links_cannot_be_tried_for_long(client: httpx.AsyncClient) -> None:
    """After ten tries an address has to wait; the page says so."""
    page = (await client.get("/r/unknown")).text
    tries = [(await client.post(f"/r/unknown{n}", data=fields(page))).status_code for n in range(11)]
    assert tries == [410] * 10 + [429]


async def test_a_link_pressed_from_elsewhere_is_refused(adapter: WebAdapter, desk: Desk) -> None:
    """Another site cannot make a browser take over a draft."""
    async with browser(adapter, desk) as old, browser(adapter, desk) as victim:
        await says(old, "pause")
        await victim.get("/")
        assert (await victim.post(f"/r/{RESUME}", data={"seal": "forged"})).status_code == 403
        assert "pause" in messages((await old.get("/")).text)


async def test_the_page_of_a_request_opens_by_its_link(client: httpx.AsyncClient) -> None:
    """Whoever holds the link sees the request, and can take it as a document and as data."""
    sent = (await taps(client, "5|do|send")).text
    assert f'href="/p/{PAGE}"' in sent
    client.cookies.clear()
    page = (await client.get(f"/p/{PAGE}")).text
    assert "Lionfish &lt;b&gt; eat" in page
    docx = await client.get(f"/p/{PAGE}/request.docx")
    record = await client.get(f"/p/{PAGE}/request.json")
    assert docx.headers["content-disposition"] == f'attachment; filename="{CODE}.docx"'
    assert (docx.content, record.json()) == (b"PK docx", {})


async def test_a_resume_secret_opens_no_page(client: httpx.AsyncClient) -> None:
    """A secret opens what it was made for and nothing else."""
    await says(client, "pause")
    await taps(client, "5|do|send")
    assert (await client.get(f"/p/{RESUME}")).status_code == 410
    assert (await client.get(f"/p/{RESUME}/request.docx")).status_code == 404


async def test_pages_cannot_be_tried_for_long(desk: Desk, settings: WebSettings) -> None:
    """An address that tries link after link is stopped."""
    adapter = WebAdapter(desk.storage, replace(settings, rates=Rates(pages_per_address=2)), Papers())
    async with browser(adapter, desk) as client:
        assert [(await client.get(f"/p/x{n}")).status_code for n in range(3)] == [410, 410, 429]


async def test_own_files_need_a_sent_request(client: httpx.AsyncClient) -> None:
    """The holder of the conversation downloads the request once there is one, and everything held at any time."""
    await client.get("/")
    early = await client.get("/file/request.docx")
    assert early.status_code == 404
    assert "no file yet" in early.text
    assert (await client.get("/file/everything.json")).json() == {"all": True}
    await taps(client, "5|do|send")
    assert (await client.get("/file/request.docx")).content == b"PK docx"
    assert (await client.get("/file/request.json")).json() == {}
    assert (await client.get("/file/request.exe")).status_code == 404


async def test_files_are_for_the_holder_of_the_cookie(adapter: WebAdapter, desk: Desk) -> None:
    """Another browser gets nothing of it."""
    async with browser(adapter, desk) as holder, browser(adapter, desk) as other:
        await taps(holder, "5|do|send")
        assert (await other.get("/file/request.docx")).status_code == 404
        assert (await other.get("/file/everything.json")).status_code == 404


async def test_only_paths_of_ours_become_links() -> None:
    """A link that leads elsewhere is not shown, whoever wrote it into the table."""
    from bot.adapters.web.bubbles import Bubble
    from bot.message import Outbound

    shown = [
        Bubble(1, "", 0.0, "", Outbound("", link=path), past=False).link
        for path in ("/p/x", "//evil", "/\\evil", "http://x")
    ]
    assert shown == ["/p/x", "", "", ""]


def _opened_at(page: str) -> str:
    """The message a page begins at."""
    (article,) = re.findall(r'<article [^>]*id="now".*?</article>', page, re.DOTALL)
    return str(article)

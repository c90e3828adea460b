"""Who may ask what: cookies, seals, headers, hosts, sizes, rates."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from bot.adapters.web.adapter import WebAdapter
from bot.adapters.web.guard import BODY, Door, stranger
from bot.adapters.web.settings import Rates, WebSettings
from tests.bot.adapters.web.conftest import browser
from tests.bot.adapters.web.forms import box, fields, messages, says
from tests.bot.adapters.web.scripted import Desk, Papers


async def test_cookie_is_for_us_alone(client: httpx.AsyncClient) -> None:
    """The secret is 160 bits, out of reach of scripts and of requests from other sites."""
    cookie = next(c for c in (await client.get("/")).headers.get_list("set-cookie") if c.startswith("needs="))
    assert len(cookie.split(";")[0]) == len("needs=") + 27
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


async def test_https_makes_cookie_and_headers_strict(desk: Desk, settings: WebSettings) -> None:
    """Behind https the cookie is bound to it, and the browser is told to stay there."""
    adapter = WebAdapter(desk.storage, replace(settings, public_url="https://desk.example.org"), Papers())
    async with browser(adapter, desk) as client:
        response = await client.get("/", headers={"host": "desk.example.org"})
    cookie = next(c for c in response.headers.get_list("set-cookie") if "needs=" in c)
    assert cookie.startswith("__Host-needs=")
    assert "Secure" in cookie
    assert response.headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize(
    "path", ["/", "/privacy", "/nowhere", "/r/x", "/p/x", "/static/chat.css", "/live", "/file/request.docx"]
)
async def test_every_answer_carries_the_headers(client: httpx.AsyncClient, path: str) -> None:
    """No page, file or error leaves without the policy; nothing inline may run, nobody may frame us."""
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "strict-transport-security" not in headers


async def test_pages_are_not_kept_and_files_are(client: httpx.AsyncClient) -> None:
    """No cache holds a conversation; what changes its address with its content is kept for ever."""
    page = await client.get("/")
    sheet = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert page.headers["cache-control"] == "no-store"
    assert "immutable" in (await client.get(sheet)).headers["cache-control"]


async def test_pages_hold_nothing_inline(client: httpx.AsyncClient) -> None:
    """No script, style or handler stands in a page, so the policy never has to give way."""
    page = (await says(client, "lionfish")).text
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick" not in page
    assert page.count("<script") == page.count("<script src=")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", ""])
async def test_foreign_host_is_refused(client: httpx.AsyncClient, host: str) -> None:
    """A name that is not ours may not be used to reach us."""
    assert (await client.get("/", headers={"host": host})).status_code == 400


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "192.168.1.20"])
async def test_own_names_and_bare_addresses_are_served(client: httpx.AsyncClient, host: str) -> None:
    """On a local network the chat is reached by its address, without a setting."""
    assert (await client.get("/privacy", headers={"host": host})).status_code == 200


async def test_a_form_without_our_seal_is_refused(client: httpx.AsyncClient) -> None:
    """A form nobody got from us saves nothing, and loses no words."""
    page = (await client.get("/")).text
    response = await client.post("/say", data={"id": fields(page)["id"], "seal": "forged", "text": "mine"})
    assert response.status_code == 403
    assert box(response.text) == "mine"
    assert "mine" not in messages((await client.get("/")).text)


async def test_a_seal_fits_one_visitor(adapter: WebAdapter, desk: Desk) -> None:
    """What another browser was given opens nothing here."""
    async with browser(adapter, desk) as other, browser(adapter, desk) as client:
        page = (await other.get("/")).text
        await client.get("/")
        assert (await says(client, "mine", page)).status_code == 403


async def test_a_form_on_another_site_is_refused(client: httpx.AsyncClient) -> None:
    """Even with a stolen seal, a browser that says the form stood elsewhere is believed."""
    page = (await client.get("/")).text
    data = {**fields(page), "text": "mine"}
    response = await client.post("/say", data=data, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403


async def test_without_cookies_the_page_explains(client: httpx.AsyncClient) -> None:
    """A browser that keeps no cookies is told so, with the words still in the box."""
    page = (await client.get("/")).text
    client.cookies.clear()
    response = await says(client, "mine", page)
    assert response.status_code == 403
    assert "cookies" in response.text
    assert box(response.text) == "mine"


async def test_too_big_a_body_is_refused(client: httpx.AsyncClient) -> None:
    """Past 128 kB nothing is read further, whether the size was announced or not."""
    page = (await client.get("/")).text

    async def unannounced():
        for _ in range(BODY // 1000 + 1):
            yield b"x" * 1000

    announced = await client.post("/say", data={**fields(page), "text": "x" * BODY})
    header = {"content-type": "application/x-www-form-urlencoded"}
    counted = await client.post("/say", content=unannounced(), headers=header)
    assert (announced.status_code, counted.status_code) == (413, 413)
    assert "was not saved" in announced.text


@pytest.mark.parametrize(
    "data", [{}, {"id": "short"}, {"id": "x" * 65}, {"id": "a/../b-12345"}, {"id": "a" * 12, "tap": "x" * 513}]
)
async def test_what_is_no_form_of_ours_is_misread_politely(client: httpx.AsyncClient, data: dict[str, str]) -> None:
    """Missing, odd or oversized fields give a page that says so, never a fault."""
    page = (await client.get("/")).text
    response = await client.post("/say", data={"seal": fields(page)["seal"], "text": "x", **data})
    assert response.status_code == 400
    assert "could not read" in response.text


@pytest.mark.parametrize("address", ["/?look=x", "/live?after=x", "/news?after=1e9"])
async def test_an_odd_address_is_misread_politely(client: httpx.AsyncClient, address: str) -> None:
    """A number that is none gives the same page."""
    await client.get("/")
    response = await client.get(address)
    assert response.status_code == 400
    assert "could not read" in response.text


@pytest.mark.parametrize(
    ("path", "files"),
    [
        ("/say", [("text", ("x.txt", b"hello"))]),
        ("/say", [("file", ("x.txt", b"hello")), ("file", ("y.txt", b"hello"))]),
        ("/tap", [("file", ("x.txt", b"hello"))]),
    ],
    ids=["in place of words", "two", "with a tap"],
)
async def test_files_come_one_at_a_time_and_beside_words(
    client: httpx.AsyncClient, path: str, files: list[tuple[str, tuple[str, bytes]]]
) -> None:
    """Any other form with a file in it is none of ours."""
    page = (await client.get("/")).text
    response = await client.post(path, data={**fields(page), "tap": "1|do|why"}, files=files)
    assert response.status_code == 400


async def test_a_flood_from_one_chat_is_slowed_without_loss(client: httpx.AsyncClient, desk: Desk) -> None:
    """After thirty messages in a minute the next one waits, in the box, and the page says how long."""
    page = (await client.get("/")).text
    answers = [await _script_says(client, page, n) for n in range(30)]
    assert {answer.status_code for answer in answers} == {204}
    slowed = await says(client, "one more", page)
    assert slowed.status_code == 429
    assert 1 <= int(slowed.headers["retry-after"]) <= 3
    assert box(slowed.text) == "one more"
    assert (await _script_says(client, page, 31)).json()["error"] == "too_many"


async def test_a_workshop_behind_one_address_is_not_slowed(adapter: WebAdapter, desk: Desk) -> None:
    """Fifty phones behind one address open the chat and send six messages each, all within a minute."""
    app = adapter.app(desk.accept)
    for _ in range(50):
        transport = httpx.ASGITransport(app, client=("198.51.100.7", 4000))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as phone:
            page = (await phone.get("/")).text
            for n in range(6):
                assert (await _script_says(phone, page, n)).status_code == 204


async def test_a_robot_opening_chats_is_stopped(desk: Desk, settings: WebSettings) -> None:
    """New conversations from one address are limited; other addresses do not notice."""
    adapter = WebAdapter(desk.storage, replace(settings, rates=Rates(new_chats_per_address=3)), Papers())
    app = adapter.app(desk.accept)

    async def opens(address: str) -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(address, 4000))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/")

    assert [(await opens("198.51.100.7")).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert (await opens("203.0.113.9")).status_code == 200


async def test_the_key_is_kept_and_private(desk: Desk, settings: WebSettings, tmp_path: Path) -> None:
    """A restart honours the forms made before it; nobody else on the machine can read the key."""
    first = WebAdapter(desk.storage, settings, Papers())
    again = WebAdapter(desk.storage, settings, Papers())
    async with browser(first, desk) as client:
        page = (await client.get("/")).text
        async with browser(again, desk) as later:
            later.cookies = client.cookies
            assert (await says(later, "still here", page)).status_code == 200
    assert stat.S_IMODE((tmp_path / "web.key").stat().st_mode) == 0o600


async def test_no_words_in_the_logs(client: httpx.AsyncClient, desk: Desk) -> None:
    """Neither what is said nor what goes wrong brings a person's words or address into a log."""
    with capture_logs() as logs:
        await says(client, "canary-words")
        desk.broken = True
        await client.get("/")
        await says(client, "canary-words", "")
    assert logs
    assert "canary-words" not in repr(logs)
    assert "198.51.100.7" not in repr(logs)


async def _script_says(client: httpx.AsyncClient, page: str, number: int) -> httpx.Response:
    data = {"seal": fields(page)["seal"], "id": f"run-{number:08}", "text": f"message {number}"}
    return await client.post("/say", data=data, headers={"accept": "application/json"})


def test_a_key_cut_short_by_a_kill_is_made_anew(settings: WebSettings) -> None:
    """An empty key would let anybody sign; a whole one stays, so that open pages go on."""
    (settings.secret_folder / "web.key").write_bytes(b"")
    visitor = stranger()
    seal = Door(settings).seal(visitor)
    assert len((settings.secret_folder / "web.key").read_bytes()) == 32
    assert Door(settings).seal(visitor) == seal

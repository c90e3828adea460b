"""Files from an officer to the person: chosen in the reply, delivered once after the words, seen to arrive."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.adapters.web.guard import Visitor
from bot.attachments import Brought
from bot.console.settings import KEPT, ROOT
from bot.desk import Refused, enclosed
from bot.wire import read_outbound
from dialogs.words import say
from tests.bot.console.conftest import Browser
from tests.bot.console.talks import PROBLEM, Talks, talking

SECRET = "m" * 27
MARIE = Visitor(SECRET).chat
PDF = b"%PDF-1.7 the form"


@pytest.fixture
async def talks(tmp_path: Path) -> AsyncIterator[Talks]:
    async with talking(tmp_path / "data") as talks:
        yield talks


@pytest.fixture
async def code(talks: Talks) -> str:
    for words in (PROBLEM, "oui", "je voudrais parler à une personne"):
        await talks.says(MARIE, words)
    return (await talks.case(MARIE)).code


async def sends(
    browser: Browser, code: str, text: str, *files: tuple[str, bytes], seen: str = "", key: str = ""
) -> str:
    """Send the reply of the page as a browser does; what is shown then."""
    await browser.get(f"/case/{code}")
    own = {name: re.findall(rf'name="{name}" value="([^"]+)"', browser.page)[0] for name in ("seal", "key", "seen")}
    fields = own | {"text": text} | ({"seen": seen} if seen else {}) | ({"key": key} if key else {})
    response = await browser.client.post(
        f"{ROOT}/case/{code}/reply", data=fields, files=[("file", (name, content)) for name, content in files]
    )
    browser.page = response.text
    return html.unescape(response.text)


async def told(talks: Talks) -> list[tuple[str, str, str]]:
    """What the person was told since the officer came, as (beginning of the text, file, link)."""
    stored = await talks.service.storage.find("web", MARIE)
    assert stored
    rows = await talks.service.storage.transcript(stored.conversation)
    messages = [read_outbound(row.text) for row in rows if row.direction == "out" and row.kind == "desk"]
    return [(message.text, message.file, message.link) for message in messages]


async def test_files_come_after_the_words_and_are_fetched_by_whom_they_were_sent_to(talks: Talks, code: str) -> None:
    """On the web as links that only the person's browser opens: to be saved, never opened as a page."""
    ben = await talks.browser("Ben")
    page = await sends(ben, code, "Merci de remplir ceci.", ("formulaire é.pdf", PDF), ("b.txt", b"deux"))
    assert 'role="alert"' not in page.partition('id="too-big"')[0].partition('id="log"')[2]
    await talks.settled()
    (words, _, _), (first, name, link), (_, other, _) = await told(talks)
    assert "Merci de remplir ceci." in words
    assert (name, other) == ("formulaire é.pdf", "b.txt")
    assert "Ben" in first
    assert name in first
    transport = httpx.ASGITransport(talks.adapter.app(talks.inbox.accept), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        assert (await client.get(link)).status_code == 404
        client.cookies.set("needs", "x" * 27)
        assert (await client.get(link)).status_code == 404
        client.cookies.set("needs", SECRET)
        got = await client.get(link)
        assert (got.content, got.headers["content-type"]) == (PDF, "application/pdf")
        assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''formulaire%20%C3%A9.pdf"
        assert got.headers["x-content-type-options"] == "nosniff"
        assert (await client.get("/file/desk/4711")).status_code == 404
        assert f'href="{link}"' in (await client.get("/")).text
        held = (await client.get("/file/everything.json")).json()
        assert [file["name"] for file in held["files_of_the_desk"]] == [name, other]
        assert held["files"] == []


async def test_the_line_of_time_shows_each_file_with_its_delivery(talks: Talks, code: str) -> None:
    """Under the officer's words, once, and colleagues can look at it; it is no file of the person's."""
    ben = await talks.browser("Ben")
    await sends(ben, code, "", ("a.txt", b"eins"))
    await talks.settled()
    page = html.unescape((await ben.get(f"/case/{code}")).text)
    (entry,) = re.findall(r'<article class="officer".*?</article>', page, re.S)
    assert re.search(r'href="(/desk/case/[^"]+/file/\d+)" dir="auto">a.txt</a>', entry)
    assert f'class="delivery sent">{say("console.delivery.sent", "en")}' in entry
    assert page.count("a.txt") == 1
    link = re.findall(r'href="/desk(/case/[^"]+/file/\d+)"', entry)[0]
    assert (await ben.get(link)).content == b"eins"
    stored = await talks.service.storage.find("web", MARIE)
    assert stored
    assert await talks.service.storage.files(stored.conversation) == []


async def test_a_form_sent_twice_brings_one_file(talks: Talks, code: str) -> None:
    """The same words with another file are another reply."""
    ben = await talks.browser("Ben")
    for content in (b"one", b"one", b"two"):
        await sends(ben, code, "Voici", ("a.txt", content), key="one-form", seen="0" if content == b"one" else "1")
    await talks.settled()
    assert [file for _, file, _ in await told(talks) if file] == ["a.txt", "a.txt"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("page.html", b"<script>alert(1)</script>", "kind"),
        ("big.txt", b"x" * (10 * 1024 * 1024 + 1), "size"),
        ("nothing.txt", b"", "empty"),
    ],
)
async def test_what_is_not_taken_leaves_everything_as_it_was(
    talks: Talks, code: str, name: str, content: bytes, reason: str
) -> None:
    """Neither words nor another file are sent; the words are still in the box."""
    ben = await talks.browser("Ben")
    page = await sends(ben, code, "Lisez ceci", ("good.txt", b"good"), (name, content))
    assert say(f"attachment.{reason}", "en", megabytes=10, files=10, room=50) in page
    assert name in page
    assert "Lisez ceci</textarea>" in page
    await talks.settled()
    assert await told(talks) == []


async def test_a_hundred_megabytes_are_told_and_the_words_are_kept(talks: Talks, code: str) -> None:
    """All of it is read, so that the browser shows the answer; no more than the limit is kept."""
    ben = await talks.browser("Ben")
    page = await sends(ben, code, "Le film de la réunion", ("film.txt", b"x" * (100 * 1024 * 1024)))
    assert say("attachment.reply", "en", megabytes=10, files=10) in page
    assert "Le film de la réunion</textarea>" in page
    assert await told(talks) == []
    page = await sends(ben, code, "Onze", *[(f"{n}.txt", b"%d" % n) for n in range(11)])
    assert say("attachment.reply", "en", megabytes=10, files=10) in page
    assert KEPT < 100 * 1024 * 1024


async def test_files_of_an_outpaced_reply_are_asked_for_again(talks: Talks, code: str) -> None:
    """A browser does not keep them; the words it keeps."""
    ben = await talks.browser("Ben")
    account = await talks.account("Ana")
    case = await talks.case(MARIE)
    await talks.service.at_desk().take(account, case.id, seen=case.acts, key="k")
    page = await sends(ben, code, "Voici", ("a.txt", b"one"), seen="0")
    assert 'id="outpaced"' in page
    assert say("console.files_again", "en") in page
    await talks.settled()
    assert [file for _, file, _ in await told(talks) if file] == []


async def test_a_case_without_a_conversation_takes_no_reply_from_any_view(talks: Talks) -> None:
    """The desk itself refuses, not the page: nothing is written, and nobody is told that it was."""
    ben = await talks.account("Ben")
    desk = talks.service.at_desk()
    case = await desk.open(ben, "Sargassum", key="k", country="DM", text="They wrote by post.")
    for act in (
        desk.reply(ben, case.id, "Hello", seen=case.acts, key="r"),
        desk.hand_back(ben, case.id, seen=case.acts, key="h"),
    ):
        with pytest.raises(Refused, match="no-channel"):
            await act
    assert await talks.service.storage.desk.case(case.id) == case
    closed = await desk.close(ben, case.id, "Answered by post.", seen=case.acts, key="c")
    with pytest.raises(Refused, match="closed"):
        await desk.reply(ben, case.id, "Hello", seen=closed.acts, key="r2")


async def test_what_an_officer_brings_is_looked_at_like_what_people_bring() -> None:
    """By content, with safe names, each name once."""
    kept = await enclosed([Brought("../../a.pdf", "text/html", PDF), Brought("a.pdf", "", PDF + b"2")])
    assert [(file.name, file.media_type) for file in kept] == [
        ("a.pdf", "application/pdf"),
        ("a (2).pdf", "application/pdf"),
    ]
    with pytest.raises(Refused, match="file-kind") as caught:
        await enclosed([Brought("a.exe", "application/pdf", b"MZ\x00\x01")])
    assert caught.value.what


async def test_a_correction_is_a_line_of_its_own(talks: Talks, code: str) -> None:
    """It says what it is, to the person and in the line of time; nothing is corrected that was never said."""
    ben = await talks.browser("Ben")
    account, case = await talks.account("Ben"), await talks.case(MARIE)
    with pytest.raises(Refused, match="nothing"):
        await talks.service.at_desk().correct(account, case.id, "Le 13 mai", seen=case.acts, key="c")
    await sends(ben, code, "Le 3 mai")
    await talks.settled()
    page = html.unescape((await ben.get(f"/case/{code}")).text)
    form = re.findall(r'<form[^>]*action="[^"]*/correct".*?</form>', page, re.S)[0]
    assert ">Le 3 mai</textarea>" in form
    given = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) | {"text": "Le 13 mai"}
    for _ in range(2):
        await ben.post(f"/case/{code}/correct", **given)
    await talks.settled()
    (_, _, _), (corrected, _, _) = await told(talks)
    assert corrected == say("say.from-desk-corrects", "fr", name="\u2068Ben\u2069", text="Le 13 mai")
    page = html.unescape((await ben.get(f"/case/{code}")).text)
    entries = re.findall(r'<article class="officer".*?</article>', page, re.S)
    assert [say("console.corrects", "en") in entry for entry in entries] == [False, True]
    assert all(say("console.delivery.sent", "en") in entry for entry in entries)

"""Begun on the web, continued in Telegram: through both adapters, as one person does it with a browser and a phone."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from telegram import Message

from bot.adapters.web.adapter import WebAdapter
from bot.message import Inbound
from bot.settings import Settings
from bot.wiring import Service, open_service, web
from dialogs.answers import Answer
from dialogs.state import State
from tests.bot.adapters.telegram.conftest import Papers, adapter, running
from tests.bot.adapters.telegram.server import Telegram
from tests.bot.adapters.telegram.talk import Talk
from tests.bot.adapters.web.forms import buttons, fields, messages

PROBLEM = "the lionfish eats our reef fish in Belize"


@dataclass
class Browser:
    """The web chat, with script switched off."""

    service: Service
    client: httpx.AsyncClient

    async def page(self) -> str:
        return (await self.client.get("/")).text

    async def says(self, text: str) -> str:
        return await self._posts("/say", text=text)

    async def picks(self, code: str) -> str:
        """Touch the newest button that answers with this code."""
        tap = next(tap for tap in reversed(buttons(await self.page())) if tap.endswith(f"|pick|{code}"))
        return await self._posts("/tap", tap=tap)

    async def _posts(self, path: str, **said: str) -> str:
        posted = await self.client.post(path, data={**fields(await self.page()), **said})
        assert posted.status_code == 200
        assert self.service.worker
        await self.service.worker.drain()
        return await self.page()


@dataclass
class Person:
    browser: Browser
    phone: Talk

    async def secret(self) -> str:
        """Asked for on the web, after something was told there."""
        await self.browser.says(PROBLEM)
        await self.browser.picks("yes")
        page = await self.browser.says("continue in another app")
        found = re.findall(r"https://t\.me/needs_desk_bot\?start=([\w-]{27})", page)
        assert found, messages(page)[-2:]
        return str(found[-1])

    async def follows(self, secret: str) -> Sequence[Message]:
        """Open the link on the phone: Telegram begins the chat with it."""
        return await self.phone.says(f"/start {secret}")


@pytest.fixture
async def person(tmp_path: Path) -> AsyncIterator[Person]:
    async with contextlib.AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(Telegram().open())
        service = await stack.enter_async_context(
            open_service(Settings(data_dir=tmp_path / "data", library="none", _env_file=None))
        )
        site, bot = web(service), adapter(telegram, Papers(), patience=5.0)
        assert isinstance(site, WebAdapter)
        bot.limits = replace(bot.limits, pace=None)
        inbox = await stack.enter_async_context(service.answering(site, bot, timers=False))
        accepted: list[bool] = []

        async def accept(inbound: Inbound) -> bool:
            accepted.append(await inbox.accept(inbound))
            return accepted[-1]

        await stack.enter_async_context(running(bot, accept, telegram))
        transport = httpx.ASGITransport(site.app(inbox.accept), client=("198.51.100.7", 4000))
        client = httpx.AsyncClient(transport=transport, base_url="http://localhost", follow_redirects=True)
        await stack.enter_async_context(client)
        yield Person(Browser(service, client), Talk(service, telegram, accepted))


def told(state: State) -> dict[str, object]:
    return {key: held.value for key, held in state.answers.items() if isinstance(held, Answer)}


async def test_both_sides_agree_and_it_goes_on_there(person: Person) -> None:
    """Nothing moves before both agreed; then all that was told is in Telegram, and the web says where it went."""
    phone, browser = person.phone, person.browser
    offered = await person.follows(await person.secret())
    assert "Continue it here?" in (offered[-1].text or "")
    assert told(await phone.state()) == {}
    await phone.taps("Yes, continue here")
    assert told(await phone.state()) == {}
    assert "Somebody with your link" in messages(await browser.page())[-1]
    before = len(phone.telegram.seen())
    page = await browser.picks("yes")
    moved = told(await phone.state())
    assert (moved["country"], moved["consent"]) == (("BZ",), "yes")
    assert PROBLEM in str(moved["first_words"])
    shown = phone.telegram.seen()[before:]
    assert shown, "and it shows there where it stands"
    assert "Telegram" in messages(page)[-1]
    await phone.says("Fishers catch half of what they caught five years ago")
    assert len(told(await phone.state())) > len(moved)
    assert phone.telegram.refused == []


@pytest.mark.parametrize("side", ["there", "here"])
async def test_one_side_refuses_and_nothing_changes(person: Person, side: str) -> None:
    """Whoever says no, the request stays where it was, and the phone holds nothing of it."""
    phone, browser = person.phone, person.browser
    await person.follows(await person.secret())
    if side == "there":
        await phone.taps("No")
    else:
        await phone.taps("Yes, continue here")
        await browser.picks("no")
    assert told(await phone.state()) == {}
    assert not any("lionfish" in (message.text or "") for message in phone.telegram.seen()[1:])
    page = await browser.says("Fishers catch half of what they caught five years ago")
    assert PROBLEM in "".join(messages(page))
    assert PROBLEM not in phone.telegram.screen().replace(f"“{PROBLEM}”", "")


async def test_a_secret_opens_once(person: Person) -> None:
    """Used, it opens nothing more for anybody, and a newcomer who follows it is welcomed all the same."""
    secret = await person.secret()
    await person.follows(secret)
    await person.phone.taps("Yes, continue here")
    await person.browser.picks("yes")
    stranger = Talk(person.phone.service, person.phone.telegram, person.phone.accepted, chat=77)
    (answer,) = await stranger.says(f"/start {secret}")
    text = answer.text or ""
    assert "This link opens nothing here" in text
    assert "What is going wrong?" in text
    assert told(await stranger.state()) == {}

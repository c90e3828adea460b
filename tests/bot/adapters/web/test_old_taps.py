"""A button of a draft that is gone, posted from a page that is still open."""

from __future__ import annotations

from pathlib import Path

import httpx

from bot.adapters.web.adapter import WebAdapter
from bot.settings import Settings
from bot.wiring import Service, open_service, web
from dialogs.state import State, load
from dialogs.words import say
from tests.bot.adapters.web.forms import buttons, fields, messages


async def state(service: Service) -> State:
    """Of the one conversation there is."""
    return load((await service.storage.read(1)).state)


async def test_a_button_of_an_erased_draft(tmp_path: Path) -> None:
    """A form of the page as it was then takes nothing of the draft that came after, though that asks the same."""
    async with open_service(Settings(data_dir=tmp_path, library="none", _env_file=None)) as service:
        adapter = web(service)
        assert isinstance(adapter, WebAdapter)
        async with service.answering(adapter, timers=False) as inbox:
            transport = httpx.ASGITransport(adapter.app(inbox.accept), client=("198.51.100.7", 4000))
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost", follow_redirects=True
            ) as client:

                async def posts(path: str, page: str, **said: str) -> str:
                    assert (await client.post(path, data={**fields(page), **said})).status_code == 200
                    assert service.worker
                    await service.worker.drain()
                    return (await client.get("/")).text

                page = await posts("/say", (await client.get("/")).text, text="lionfish eat our reef fish in Belize")
                then = page
                no = next(tap for tap in buttons(then) if tap.endswith("|pick|no"))
                page = await posts("/say", page, text="delete everything")
                page = await posts("/tap", page, tap=next(t for t in buttons(page)[::-1] if t.endswith("|pick|yes")))
                page = await posts("/say", page, text="poachers take the eggs of our turtles in Kenya")
                before = await state(service)
                assert before.asked == "consent"
                page = await posts("/tap", then, tap=no)
                assert say("say.old-tap", "en") in messages(page)[-1]
                after = await state(service)
                assert (after.answers, after.asked) == (before.answers, "consent")
                await posts("/tap", page, tap=next(t for t in buttons(page)[::-1] if t.endswith("|pick|yes")))
                assert (await state(service)).asked != "consent"

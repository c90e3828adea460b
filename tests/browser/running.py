"""The program as `needs serve` runs it, on a free port, for a browser to meet."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from bot.adapters.web.adapter import WebAdapter
from bot.adapters.web.settings import WebSettings
from bot.export.files import Files
from bot.settings import Settings
from bot.wiring import open_service


@contextlib.asynccontextmanager
async def running(folder: Path) -> AsyncIterator[str]:
    """The address people reach it under while it runs."""
    async with open_service(Settings(data_dir=folder, operator="Le Secrétariat", demo=False)) as service:
        announced: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        settings = WebSettings("127.0.0.1", 0, "", "Le Secrétariat", "Montréal", "aide@example.org", False, folder)
        adapter = WebAdapter(service.storage, settings, Files(service.storage), announced.set_result)
        serving = asyncio.create_task(service.serve(adapter))
        try:
            yield await announced
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving

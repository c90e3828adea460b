"""A data folder with the shipped library in it, built once and copied for each test that needs one."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import structlog

from bot.settings import Settings
from bot.wiring import open_service
from knowledge import bundled


@pytest.fixture(scope="session", autouse=True)
def one_model() -> Iterator[None]:
    """The embedding model is loaded once and stays for all tests: each program under test takes a second for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundled, "BundledEmbeddings", cache(bundled.BundledEmbeddings))
        yield


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """A program that a test runs in this process says where its log goes; for the next test that is forgotten."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as `needs serve` leaves it after its first start."""
    folder = tmp_path_factory.mktemp("built")

    async def build() -> None:
        async with open_service(Settings(data_dir=folder)) as service:
            await service.prepare()

    asyncio.run(build())
    return folder


@pytest.fixture
def data_folder(built: Path, tmp_path: Path) -> Path:
    """A copy of it, to talk in."""
    folder = tmp_path / "data"
    shutil.copytree(built, folder)
    return folder

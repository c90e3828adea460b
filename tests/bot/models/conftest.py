"""A scripted model behind the real provider package, with a ledger on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.models.budget import Budget
from bot.models.guarded import Guarded
from bot.models.langchain import LangChainModel, Named
from bot.models.port import Model
from storage import open_storage
from storage.port import Storage
from tests.bot.models.openai import Service, points, serving

NOON = 1_795_269_900.0
"""2026-11-21, 14:05 UTC."""


@dataclass
class Clock:
    now: float = NOON

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """A server, and models that ask it."""

    server: Service
    storage: Storage
    clock: Clock = field(default_factory=Clock)

    def model(self, *, seconds: float = 5.0, of_person: int = 1_000_000, of_all: int = 1_000_000_000) -> Model:
        named = Named("openai:scripted", "sk-test", self.server.url, {}, seconds)
        budget = Budget(self.storage, self.clock, of_person, of_all)
        return Guarded(LangChainModel(named), budget, self.clock, seconds=seconds)


@pytest.fixture
def server() -> Iterator[Service]:
    with serving(points()) as running:
        yield running


@pytest.fixture
async def desk(server: Service, tmp_path: Path) -> AsyncIterator[Desk]:
    storage = await open_storage(tmp_path / "ledger")
    yield Desk(server, storage)
    await storage.close()

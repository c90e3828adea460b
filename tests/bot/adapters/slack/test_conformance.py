"""Slack keeps the promises of every channel, over a socket and by signed calls."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest

from bot.adapters.slack.adapter import SlackAdapter
from storage.port import Storage
from tests.bot.adapters.conformance import Conformance, Gate, Opens
from tests.bot.adapters.slack.conftest import Drawer, Parked, by_call, over_socket, settings
from tests.bot.adapters.slack.member import Member
from tests.bot.adapters.slack.workspace import Workspace


class TestSocket(Conformance):
    @pytest.fixture
    def opens(self, workspace: Workspace, drawer: Drawer, parked: Parked) -> Opens:
        @contextlib.asynccontextmanager
        async def opened(storage: Storage, gate: Gate) -> AsyncIterator[Member]:
            adapter = SlackAdapter(settings(workspace, socket=True), drawer, parked)
            async with over_socket(workspace, adapter, gate.accept) as member:
                yield member

        return opened


class TestSigned(Conformance):
    @pytest.fixture
    def opens(self, workspace: Workspace, drawer: Drawer, parked: Parked) -> Opens:
        @contextlib.asynccontextmanager
        async def opened(storage: Storage, gate: Gate) -> AsyncIterator[Member]:
            adapter = SlackAdapter(settings(workspace, socket=False), drawer, parked)
            async with by_call(workspace, adapter, gate.accept) as member:
                yield member

        return opened

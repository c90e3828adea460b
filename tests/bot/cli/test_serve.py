"""`needs serve`: which port it takes."""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterator

import pytest

from bot.cli.faults import Fault
from bot.cli.serve import is_free, on_free_port, ready
from bot.settings import Settings


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on, with a free one right after it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def usual(port: int) -> Settings:
    """Settings of an operator who chose no port, as if this were the usual one."""
    settings = Settings(_env_file=None, port=port)
    settings.model_fields_set.discard("port")
    return settings


def test_a_port_that_nobody_chose_gives_way(taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    """When the usual port is taken the next free one is, and people are told which."""
    port = on_free_port(usual(taken)).port
    assert port > taken
    assert is_free("127.0.0.1", port)
    assert str(port) in capsys.readouterr().out


def test_a_port_that_was_chosen_is_kept_or_refused(taken: int) -> None:
    """An operator's own port is never exchanged for another: a proxy or a bookmark points there."""
    with pytest.raises(Fault, match="NEEDS_PORT"):
        on_free_port(Settings(_env_file=None, port=taken))


def test_a_free_port_is_taken_as_it_is() -> None:
    """Nothing changes when the port is free."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    chosen = Settings(_env_file=None, port=port)
    assert on_free_port(chosen) == chosen


def test_what_is_loaded_is_not_looked_through_again(capsys: pytest.CaptureFixture[str]) -> None:
    """Once the service is ready, a look for cycles meets what came since, so that nobody waits for the rest of it."""
    here: list[object] = []
    here.append(here)
    try:
        ready(Settings(_env_file=None), "http://127.0.0.1:8080")
        assert not any(one is here for one in gc.get_objects())
        assert gc.get_freeze_count() > len(gc.get_objects())
    finally:
        gc.unfreeze()
        here.clear()
    assert "http://127.0.0.1:8080" in capsys.readouterr().out

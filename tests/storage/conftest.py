"""Each storage test gets a fresh database: SQLite in a folder, and Postgres where NEEDS_TEST_POSTGRES names one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from storage import open_storage
from storage.port import Storage

SERVER = os.environ.get("NEEDS_TEST_POSTGRES", "")

Opener = Callable[[], Awaitable[Storage]]
"""Opens the test's own database, as a process that starts would."""


@pytest.fixture(params=["sqlite", *(["postgres"] if SERVER else [])])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def opener(dialect: str, tmp_path: Path) -> Opener:
    where = str(tmp_path / "data") if dialect == "sqlite" else fresh_database()
    return lambda: open_storage(where)


@pytest.fixture
async def storage(opener: Opener) -> AsyncIterator[Storage]:
    opened = await opener()
    yield opened
    await opened.close()


def fresh_database() -> str:
    """The address of an empty database on the tests' server; it goes when the cluster does."""
    import psycopg

    name = f"test_{uuid4().hex}"
    with psycopg.connect(SERVER, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}")
    return urlsplit(SERVER)._replace(path=f"/{name}").geturl()

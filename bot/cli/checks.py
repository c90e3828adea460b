"""What `needs doctor` looks at: each check says what it found and, when there is something to do, what."""

from __future__ import annotations

import difflib
import os
import platform
import shutil
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from bot.cli.colleagues import colleagues, provider
from bot.cli.deliveries import Stuck, stuck
from bot.cli.finding import Finding
from bot.cli.platforms import platforms
from bot.cli.serve import is_free
from bot.settings import Settings, documented, variable
from knowledge.port import KnowledgeUnavailable
from storage import folder, open_storage
from storage.port import FolderInUse, StorageUnavailable

NEEDED = 200_000_000  # bytes; the index and a year of a busy desk's conversations
WANTED = 1_000_000_000  # bytes
FILE = Path(".env")
"""Settings beside the environment, in the folder a command is started in."""
FOR_TESTS = (
    "NEEDS_SHARED",
    "NEEDS_TEST_POSTGRES",
    "NEEDS_NO_SKIPS",
    "NEEDS_WRITE_TRANSCRIPTS",
    "NEEDS_KILL_AT",
    "NEEDS_SOAK",
)
"""Names that only the tests read."""


async def findings(settings: Settings, environment: Mapping[str, str] = os.environ) -> AsyncIterator[Finding]:
    """Every check, in the order a beginner meets what is checked; never raises for what it finds."""
    yield _python()
    written = _written()
    for finding in (*_names({*environment, *written}), *_passwords(settings, written), *_told(settings)):
        yield finding
    held, finding = _folder(settings.data_dir)
    yield finding
    yield _space(settings.data_dir)
    async for finding in _stores(settings, held=held):
        yield finding
    yield _model()
    yield _port(settings, held=held)
    yield _clock(settings.data_dir)
    async for finding in platforms(settings):
        yield finding
    if sign_in := await provider(settings):
        yield sign_in
    yield _language_model(settings)


def _python() -> Finding:
    return Finding("Python", "ok", f"{platform.python_version()}, {sys.prefix}")


def _written() -> frozenset[str]:
    """The names in the settings file of this folder; none when there is no such file."""
    from dotenv import dotenv_values

    return frozenset(dotenv_values(FILE, encoding="utf-8")) if FILE.is_file() else frozenset()


def _names(given: Iterable[str]) -> Iterator[Finding]:
    """Names that begin like ours and are none: a slip of the keyboard would be silent otherwise."""
    known = documented()
    for name in sorted({name.upper() for name in given}):
        if name.startswith("NEEDS_") and name not in known and name not in FOR_TESTS:
            close = difflib.get_close_matches(name, known, n=1)
            advice = f"did you mean {close[0]}?" if close else "docs/settings.md lists all settings"
            yield Finding("Settings", "to do", f"{name} is no setting; {advice}")


def _passwords(settings: Settings, written: Iterable[str]) -> Iterator[Finding]:
    """A settings file with a password in it is for its owner alone."""
    names = {variable(name) for name in settings.passwords} & {name.upper() for name in written}
    if names and (mode := FILE.stat().st_mode & 0o777) & 0o077:
        held = ", ".join(sorted(names))
        says = f"{FILE.resolve()} holds {held} and has mode {mode:o}; `chmod 600` keeps others from reading it"
        yield Finding("Passwords", "problem", says)


def _told(settings: Settings) -> Iterator[Finding]:
    for name in settings.unset:
        yield Finding("First screen", "to do", f"set {name}: {documented()[name]}")
    if not settings.unset:
        yield Finding("First screen", "ok", f"{settings.operator}; {settings.data_place}; {settings.contact}")
    examples = "shown, labelled as invented" if settings.shows_examples else "not shown"
    yield Finding("Invented examples", "ok", examples)


def _folder(path: Path) -> tuple[bool, Finding]:
    """Whether another process holds the data folder, and what there is to say of it."""
    shown = str(path.resolve())
    if not path.exists():
        parent = next(parent for parent in path.resolve().parents if parent.exists())
        if os.access(parent, os.W_OK):
            return False, Finding("Data folder", "ok", f"{shown}; will be made at the first start")
        return False, Finding("Data folder", "problem", f"{shown} cannot be made; name another in NEEDS_DATA_DIR")
    try:
        folder.hold(path).release()
    except FolderInUse as held:
        return True, Finding("Data folder", "ok", f"{shown}; in use: {held}")
    except StorageUnavailable as fault:
        return False, Finding("Data folder", "problem", str(fault))
    return False, Finding("Data folder", "ok", f"{shown}; writable, nobody works in it")


def _space(path: Path) -> Finding:
    there = next(place for place in (path, *path.resolve().parents) if place.exists())
    free = shutil.disk_usage(there).free
    shown = f"{free / 1e9:.1f} GB free"
    if free < NEEDED:
        return Finding("Disk", "problem", f"{shown}; free some, or name a folder elsewhere in NEEDS_DATA_DIR")
    if free < WANTED:
        return Finding("Disk", "to do", f"{shown}; at least 1 GB is better")
    return Finding("Disk", "ok", shown)


async def _stores(settings: Settings, *, held: bool) -> AsyncIterator[Finding]:
    """The database and, over it, the search index."""
    if not settings.database_url and not (settings.data_dir / "needs.sqlite3").exists():
        yield Finding("Database", "ok", "none yet; made at the first start")
        return
    try:
        storage = await open_storage(settings.database, read_only=True)
    except StorageUnavailable as fault:
        yield Finding("Database", "problem", str(fault))
        return
    try:
        where = "Postgres" if settings.database_url else "SQLite"
        yield Finding("Database", "ok", f"{where}, of this program's version")
        yield _deliveries(await stuck(storage))
        yield await colleagues(storage.desk)
        if held:
            yield Finding("Search index", "ok", "in use; checked by the process that works in the folder")
        else:
            from bot import wiring

            index = wiring.open_index(settings, storage, wiring.embedder_of(settings))
            try:
                yield Finding("Search index", "ok", f"{await index.check()} passages")
            except KnowledgeUnavailable as fault:
                yield Finding("Search index", "problem", str(fault))
            finally:
                await index.close()
    except StorageUnavailable as fault:
        yield Finding("Database", "problem", str(fault))
    finally:
        await storage.close()


def _deliveries(found: Stuck) -> Finding:
    """What got stuck on its way; that somebody wants nothing from us is theirs to decide, and nothing to do."""
    counted = (
        (len(found.uncertain), "messages may not have arrived"),
        (len(found.unread), "could not be read"),
        (len(found.blocked), "people want nothing from us until they write again"),
    )
    says = ", ".join(f"{count} {what}" for count, what in counted if count)
    if not says:
        return Finding("Deliveries", "ok", "nothing is stuck")
    state: Literal["ok", "to do"] = "to do" if found.uncertain or found.unread else "ok"
    return Finding("Deliveries", state, f"{says}; `needs deliveries list` shows them")


def _model() -> Finding:
    """The bundled embedding model's files are those we measured with."""
    from knowledge.bundled import TAG, installed, verify

    try:
        verify(installed())
    except KnowledgeUnavailable as fault:
        return Finding("Embedding model", "problem", str(fault))
    return Finding("Embedding model", "ok", f"{TAG}, files verified")


def _port(settings: Settings, *, held: bool) -> Finding:
    place = f"{settings.host} port {settings.port}"
    if is_free(settings.host, settings.port):
        return Finding("Web chat", "ok", f"{place} is free")
    if held:
        return Finding("Web chat", "ok", f"{place} is taken, probably by the service that runs from this folder")
    if settings.port_given:
        return Finding("Web chat", "problem", f"{place} is taken; stop what uses it, or set NEEDS_PORT to another")
    return Finding("Web chat", "ok", f"{place} is taken; `needs serve` will use the next free one")


def _clock(path: Path) -> Finding:
    """A clock behind our own newest file puts wrong times in requests and expires links at the wrong time."""
    newest = max((file.stat().st_mtime for file in path.glob("*") if file.is_file()), default=0.0)
    now = time.time()
    shown = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(now))
    if now < max(newest, Path(__file__).stat().st_mtime) - 60:
        return Finding("Clock", "problem", f"{shown} is before files that exist already; set the clock")
    return Finding("Clock", "ok", shown)


def _language_model(settings: Settings) -> Finding:
    """Whether the model can be built; it is not asked anything, for that would cost something."""
    from bot import wiring
    from bot.models.langchain import Misnamed

    provider = wiring.provider_of(settings)
    if provider is None:
        return Finding("Language model", "ok", "none; everything works without one")
    try:
        provider.load()
    except Misnamed as wrong:
        return Finding("Language model", "problem", str(wrong))
    shares = f"{settings.model_tokens_person} tokens a person and day, {settings.model_tokens_day} for all together"
    return Finding("Language model", "ok", f"{settings.model}; {shares}")


__all__ = ["Finding", "findings"]

"""Tables, migrations and the ready-made schema say the same; old and fresh databases end alike."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from storage import migrate, open_storage, schema, sqlite
from storage.port import FolderInUse
from tests.storage.conftest import SERVER, fresh_database
from tests.storage.samples import answered


def test_the_migrations_lead_to_the_tables(tmp_path: Path) -> None:
    """Nothing to generate: what tables.py says is what the last migration leaves."""
    migrate.upgrade_file(tmp_path / sqlite.FILE)
    assert migrate.differences(tmp_path / sqlite.FILE) == []


def test_the_ready_made_schema_is_what_the_migrations_make() -> None:
    """`needs db revision` writes both; whoever edits a migration by hand runs `migrate.freeze`."""
    assert schema.FRESH.read_text("utf-8") == migrate.frozen()


def test_versions_are_numbered_in_one_line() -> None:
    """The newest by name is Alembic's head, and every migration follows the one before it."""
    script = ScriptDirectory(str(schema.MIGRATIONS))
    assert script.get_heads() == [schema.head()]
    assert [revision.revision for revision in script.walk_revisions()] == sorted(
        (file.name[:4] for file in (schema.MIGRATIONS / "versions").glob("[0-9]*.py")), reverse=True
    )


def test_upgrade_makes_an_empty_folder_ready(tmp_path: Path) -> None:
    """From any current directory, twice without harm; it returns the version."""
    assert migrate.upgrade(tmp_path) == schema.head()
    assert migrate.upgrade(str(tmp_path)) == schema.head()
    assert migrate.differences(tmp_path / sqlite.FILE) == []


async def test_an_old_database_is_migrated_when_opened(tmp_path: Path) -> None:
    """One without a version counts as before the first; the storage works on it."""
    with sqlite3.connect(tmp_path / sqlite.FILE) as db:
        db.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        db.execute("INSERT INTO alembic_version VALUES ('0000')")
        db.execute("DELETE FROM alembic_version")
        db.execute("CREATE TABLE left_alone (id INTEGER)")
    db.close()
    migrate.upgrade_file(tmp_path / sqlite.FILE)
    storage = await open_storage(tmp_path)
    await answered(storage)
    await storage.close()


async def test_upgrade_leaves_a_running_service_alone(tmp_path: Path) -> None:
    """It has migrated already, and two writers are one too many."""
    storage = await open_storage(tmp_path)
    with pytest.raises(FolderInUse):
        migrate.upgrade(tmp_path)
    await storage.close()


def test_revision_writes_the_next_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed table gives a migration that the next opening runs, and a ready-made schema with it."""
    copy = tmp_path / "migrations"
    subprocess.run(["cp", "-r", str(schema.MIGRATIONS), str(copy)], check=True)
    following = f"{int(schema.head()) + 1:04}"
    first = copy / "versions" / "0001_first_tables.py"
    whole = first.read_text("utf-8")
    column = '        sa.Column("why", sa.String(), nullable=False),\n'
    assert column in whole
    first.write_text(whole.replace(column, ""), "utf-8")
    monkeypatch.setattr(schema, "MIGRATIONS", copy)
    monkeypatch.setattr(schema, "FRESH", copy / "fresh.sql")
    written = migrate.revision("a failed send has a reason")
    assert written.name.startswith(f"{following}_")
    assert "'why'" in written.read_text("utf-8")
    assert f"VALUES ('{following}')" in (copy / "fresh.sql").read_text("utf-8")
    assert schema.head() == following


async def test_an_upgrade_keeps_what_was_stored(tmp_path: Path) -> None:
    """A database of the first version is brought up to date when opened: nothing is lost, no id given twice."""
    storage = await open_storage(tmp_path)
    receipt = await answered(storage)
    told = await storage.transcript(receipt.conversation)
    await storage.close()
    _take_back(tmp_path / sqlite.FILE)
    storage = await open_storage(tmp_path)
    assert await storage.transcript(receipt.conversation) == told
    assert (await answered(storage, n=2)).message > receipt.message
    await storage.close()
    assert migrate.differences(tmp_path / sqlite.FILE) == []
    with sqlite3.connect(tmp_path / sqlite.FILE) as db:
        (conversation,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'conversation'").fetchone()
    db.close()
    assert "AUTOINCREMENT" in conversation


def test_dates_of_cases_that_were_there_before_are_found(tmp_path: Path) -> None:
    """When the desk first replied and when a case ended are read from what was kept; nothing that was late before is
    called out as new."""
    script = import_module("storage.migrations.versions.0009_dates_of_a_case")
    file = tmp_path / sqlite.FILE
    with migrate._file(file) as connection:  # What `upgrade_file` does, but for the last steps.
        command.upgrade(migrate._config(connection), script.down_revision)
        connection.commit()
    columns = "code, kind, title, country, language, institution, team, stage, hold, waiting_since, snoozed_until, acts"
    with sqlite3.connect(file) as db:
        for code, hold, updated in (("LETO-0001", "desk", 20.0), ("LETO-0002", "closed", 30.0)):
            db.execute(
                f"INSERT INTO desk_case ({columns}, opened, updated) "
                "VALUES (?, 'opened', 'T', '', 'en', '', '', 'draft', ?, 5, 0, 0, 5, ?)",
                (code, hold, updated),
            )
        for at in (12.0, 10.0):
            step = "INSERT INTO case_step (desk_case, kind, at, body, once) VALUES (1, 'reply', ?, '{}', ?)"
            db.execute(step, (at, f"r{at}"))
    db.close()
    migrate.upgrade_file(file)
    with sqlite3.connect(file) as db:
        rows = db.execute("SELECT answered, ended, promised, told_late FROM desk_case ORDER BY id").fetchall()
    db.close()
    assert [row[:3] for row in rows] == [(10.0, 0.0, 0.0), (0.0, 30.0, 0.0)]
    assert all(row[3] > 30.0 for row in rows)


def _take_back(file: Path) -> None:
    """Make it a database of the first version, with all that is in it."""
    with sqlite3.connect(file) as db:
        db.execute("DROP INDEX ix_conversation_person")
        way = ("desk_hours", "desk_leave", "desk_team", "endorsement", "desk_link")
        desk = (*way, "desk_view", "case_step", "desk_session", "desk_case", "desk_account")
        for table in ("attachment", "parked_payload", "spending", "usage", *desk):
            db.execute(f"DROP TABLE {table}")
        for table, columns in {
            "conversation": ("parked", "person", "moment"),
            "message": ("about", "asked", "attachments", "remote"),
            "secret": ("code",),
        }.items():
            for column in columns:
                db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        db.execute("ALTER TABLE request ADD COLUMN stage VARCHAR NOT NULL DEFAULT 'waiting'")
        db.execute("UPDATE alembic_version SET version_num = '0001'")
    db.close()


def test_a_case_that_was_opened_twice_stays_twice(tmp_path: Path) -> None:
    """What two processes did before the database forbade it is no obstacle; the first is the one that is known."""
    file = tmp_path / sqlite.FILE
    script = import_module("storage.migrations.versions.0011_once")
    with migrate._file(file) as connection:
        command.upgrade(migrate._config(connection), script.down_revision)
    with contextlib.closing(sqlite3.connect(file)) as db:
        for number in (1, 2):
            db.execute(
                "INSERT INTO desk_case (id, code, kind, title, country, language, institution, team, stage, hold, "
                "waiting_since, snoozed_until, acts, opened, updated) "
                "VALUES (?, ?, 'opened', 'A', '', 'en', '', '', 'draft', 'desk', 0, 0, 1, 0, 0)",
                (number, f"LETO-{number}"),
            )
            db.execute(
                "INSERT INTO case_step (desk_case, kind, at, body, once) VALUES (?, 'opened', 0, '{}', 'list-1')",
                (number,),
            )
        db.commit()
    migrate.upgrade_file(file)
    with contextlib.closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT desk_case, once FROM case_step ORDER BY id").fetchall() == [
            (1, "list-1"),
            (2, "list-1-again-2"),
        ]
    assert migrate.differences(file) == []


def test_opening_loads_no_library_a_turn_does_not_need(tmp_path: Path) -> None:
    """Neither the first opening nor a later one imports SQLModel, SQLAlchemy, Alembic or psycopg."""
    program = (
        "import asyncio, sys\n"
        "from storage import open_storage\n"
        "async def main():\n"
        "    await (await open_storage(sys.argv[1])).close()\n"
        "asyncio.run(main())\n"
        "print(sorted({'sqlmodel', 'sqlalchemy', 'alembic', 'psycopg', 'pydantic'} & set(sys.modules)))\n"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
        )
        assert done.stdout == "[]\n"


if SERVER:

    def test_postgres_is_migrated_to_the_tables() -> None:
        """The same migrations, the same agreement, twice without harm."""
        url = fresh_database()
        assert migrate.upgrade(url) == schema.head()
        assert migrate.upgrade(url) == schema.head()
        assert migrate.differences(url) == []
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
        assert "message" in inspect(engine).get_table_names()
        engine.dispose()

"""Who works at the desk, which browsers they signed in with, and the audit log."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage.connection import Connection, Value
from storage.desk import acting, cases
from storage.desk.port import Account, Act, NewAccount, Role, View, unassigned
from storage.work import alone

_COLUMNS = "a.id, a.email, a.name, a.role, a.team, a.languages, a.password, a.failures, a.locked_until, a.removed"
_ACCOUNT = f"SELECT {_COLUMNS} FROM desk_account a "


@dataclass(frozen=True, slots=True)
class Joining:
    invitation: str
    hash: str
    now: float


@dataclass(frozen=True, slots=True)
class Failure:
    account: int
    failures: int
    locked_until: float


@dataclass(frozen=True, slots=True)
class Gone:
    account: int
    by: int
    at: float


@dataclass(frozen=True, slots=True)
class Duty:
    account: int
    role: Role
    team: str
    languages: tuple[str, ...]
    gone: Gone | None
    """Set where they answer nobody any more."""


@dataclass(frozen=True, slots=True)
class SignIn:
    session: str
    account: int
    now: float
    until: float


@dataclass(frozen=True, slots=True)
class Looked:
    """See `DeskStorage.views`."""

    account: int | None
    what: str
    case: int | None
    since: float
    until: float
    limit: int
    after: int


@dataclass(frozen=True, slots=True)
class Stay:
    session: str
    until: float
    longest: float


def _account(row: Sequence[Any]) -> Account:
    id, email, name, role, team, languages, *rest = row
    return Account(id, email, name, role, team, tuple(languages.split()), *rest)


@alone("desk")
def invite(db: Connection, new: NewAccount) -> Account:
    email = new.email.strip().lower()
    values = (new.name, new.role, new.team, " ".join(new.languages), new.invitation, new.invited_until)
    known = db.rows(f"SELECT id FROM desk_account WHERE email = ?{db.for_update}", (email,))
    if known:
        db.run(
            """
            UPDATE desk_account SET name = ?, role = ?, team = ?, languages = ?, invitation = ?, invited_until = ?,
                   password = '', failures = 0, locked_until = 0, removed = 0, issuer = NULL, subject = NULL
            WHERE id = ?
            """,
            (*values, known[0][0]),
        )
        db.run("DELETE FROM desk_session WHERE account = ?", (known[0][0],))
    else:
        db.run(
            """
            INSERT INTO desk_account (name, role, team, languages, invitation, invited_until, password, failures,
                                      locked_until, created, removed, email)
            VALUES (?, ?, ?, ?, ?, ?, '', 0, 0, ?, 0, ?)
            """,
            (*values, new.at, email),
        )
    return _account(db.rows(_ACCOUNT + "WHERE a.email = ?", (email,))[0])


@alone("desk")
def set_password(db: Connection, given: tuple[int, str]) -> None:
    account, hash = given
    db.run(
        "UPDATE desk_account SET password = ?, invitation = '', failures = 0, locked_until = 0 WHERE id = ?",
        (hash, account),
    )
    db.run("DELETE FROM desk_session WHERE account = ?", (account,))


@alone("desk")
def join(db: Connection, joining: Joining) -> Account | None:
    opens = "a.invitation = ? AND a.invitation <> '' AND a.invited_until > ? AND a.removed = 0"
    found = db.rows(f"SELECT a.id FROM desk_account a WHERE {opens}{db.for_update}", (joining.invitation, joining.now))
    if not found:
        return None
    id = found[0][0]
    db.run(
        "UPDATE desk_account SET password = ?, invitation = '', failures = 0, locked_until = 0 WHERE id = ?",
        (joining.hash, id),
    )
    return _one(db, "WHERE a.id = ?", (id,))


@alone("desk")
def failed(db: Connection, failure: Failure) -> bool:
    return bool(
        db.run(
            "UPDATE desk_account SET failures = ?, locked_until = ? WHERE id = ? AND failures = ?",
            (failure.failures, failure.locked_until, failure.account, failure.failures - 1),
        )
    )


@alone("desk")
def change(db: Connection, duty: Duty) -> None:
    db.run(
        "UPDATE desk_account SET role = ?, team = ?, languages = ? WHERE id = ?",
        (duty.role, duty.team, " ".join(duty.languages), duty.account),
    )
    if duty.gone:
        _leave_cases(db, duty.gone)


@alone("desk")
def remove(db: Connection, gone: Gone) -> None:
    account, now = gone.account, gone.at
    db.run(
        """
        UPDATE desk_account SET removed = ?, invitation = '', password = '', issuer = NULL, subject = NULL WHERE id = ?
        """,
        (now, account),
    )
    db.run("DELETE FROM desk_session WHERE account = ?", (account,))
    _leave_cases(db, gone)


def _leave_cases(db: Connection, gone: Gone) -> None:
    """Their cases are nobody's; whom they talked with waits."""
    account, now = gone.account, gone.at
    db.run("UPDATE desk_case SET assignee = NULL WHERE assignee = ? AND hold = 'closed'", (account,))
    for (id,) in db.rows("SELECT id FROM desk_case WHERE assignee = ? ORDER BY id", (account,)):
        case = cases.locked(db, id)
        key = f"removed-{account}-{now}"
        acting.done(db, Act(id, gone.by, "assign", key, case.acts, now, '{"to": 0}', change=unassigned(case, now)))


@alone("desk")
def sign_in(db: Connection, signed: SignIn) -> None:
    db.run("DELETE FROM desk_session WHERE expires <= ?", (signed.now,))
    db.run(
        "INSERT INTO desk_session (hash, account, created, expires) VALUES (?, ?, ?, ?)",
        (signed.session, signed.account, signed.now, signed.until),
    )
    # Whoever came in by their organisation needs no invitation any more, and nobody else may use it.
    db.run("UPDATE desk_account SET failures = 0, locked_until = 0, invitation = '' WHERE id = ?", (signed.account,))


@alone("desk")
def prolong(db: Connection, stay: Stay) -> None:
    db.run(
        "UPDATE desk_session SET expires = CASE WHEN created + ? < ? THEN created + ? ELSE ? END WHERE hash = ?",
        (stay.longest, stay.until, stay.longest, stay.until, stay.session),
    )


@alone("desk")
def sign_out(db: Connection, session: str) -> None:
    db.run("DELETE FROM desk_session WHERE hash = ?", (session,))


@alone("desk")
def saw(db: Connection, view: View) -> None:
    note(db, view)


def note(db: Connection, view: View) -> None:
    """An entry of the audit log."""
    db.run(
        "INSERT INTO desk_view (account, what, desk_case, at) VALUES (?, ?, ?, ?)",
        (view.account, view.what, view.case, view.at),
    )


@alone(None)
def signed_in(db: Connection, asked: tuple[str, float]) -> Account | None:
    session, now = asked
    return _one(
        db,
        "JOIN desk_session s ON s.account = a.id WHERE s.hash = ? AND s.expires > ? AND a.removed = 0",
        (session, now),
    )


@alone(None)
def by_id(db: Connection, id: int) -> Account | None:
    return _one(db, "WHERE a.id = ?", (id,))


@alone(None)
def by_email(db: Connection, email: str) -> Account | None:
    return _one(db, "WHERE a.email = ?", (email.strip().lower(),))


@alone(None)
def by_subject(db: Connection, named: tuple[str, str]) -> Account | None:
    return _one(db, "WHERE a.issuer = ? AND a.subject = ?", named)


@alone("desk")
def bind(db: Connection, bound: tuple[int, str, str]) -> bool:
    account, *named = bound
    held = db.rows("SELECT id FROM desk_account WHERE issuer = ? AND subject = ?", named)
    if held:
        return bool(held[0][0] == account)
    return bool(
        db.run(
            """
            UPDATE desk_account SET issuer = ?, subject = ?
            WHERE id = ? AND removed = 0 AND (issuer IS NULL OR subject IS NULL)
            """,
            (*named, account),
        )
    )


@alone(None)
def invited(db: Connection, asked: tuple[str, float]) -> Account | None:
    invitation, now = asked
    if not invitation:
        return None
    return _one(db, "WHERE a.invitation = ? AND a.invited_until > ? AND a.removed = 0", (invitation, now))


@alone(None)
def every(db: Connection, _: None) -> list[Account]:
    return [_account(row) for row in db.rows(_ACCOUNT + "WHERE a.removed = 0 ORDER BY a.name, a.id")]


@alone(None)
def views(db: Connection, looked: Looked) -> list[View]:
    conditions: tuple[tuple[str, tuple[Value, ...], bool], ...] = (
        ("account = ?", (looked.account,), looked.account is not None),
        # Whom it was done to stands behind: "invited 12".
        ("(what = ? OR what LIKE ?)", (looked.what, f"{looked.what} %"), bool(looked.what)),
        ("desk_case = ?", (looked.case,), looked.case is not None),
        ("at >= ?", (looked.since,), bool(looked.since)),
        ("at < ?", (looked.until,), bool(looked.until)),
    )
    wanted = [(condition, values) for condition, values, wants in conditions if wants]
    where = f"WHERE {' AND '.join(condition for condition, _ in wanted)} " if wanted else ""
    rows = db.rows(
        f"SELECT account, what, desk_case, at FROM desk_view {where}ORDER BY id DESC LIMIT ? OFFSET ?",
        (*(value for _, values in wanted for value in values), looked.limit, looked.after),
    )
    return [View(*row) for row in rows]


def _one(db: Connection, where: str, values: Sequence[str | int | float]) -> Account | None:
    rows = db.rows(_ACCOUNT + where, values)
    return _account(rows[0]) if rows else None

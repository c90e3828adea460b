"""Open cases that were kept elsewhere: a list of them becomes cases of ours, or is refused with what is wrong where."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.codes import case_code
from bot.desk import MOST, STAGES, permit
from bot.rights import may
from bot.teams import GLOBAL, proposed
from dialogs.vocabularies.parties import PARTIES
from dialogs.words import AVAILABLE, names, say
from storage.desk.port import Account, DeskStorage, NewCase
from storage.port import CodeTaken

COLUMNS = (
    "reference", "title", "country", "language", "institution", "team", "stage", "assignee", "received", "notes",
)  # fmt: skip
"""Of a list; "title" has to be there, and filled in each row."""
EXAMPLE = (
    "2026-014", "Lionfish on the reefs of the south coast", "Haiti", "fr", "Ministry of the Environment", "CARICOM",
    "coaching", "ana@desk.example", "2026-03-01", "Came by e-mail; wants training for fishers.",
)  # fmt: skip
LONGEST = 200
"""Characters of a title, an institution or a reference."""

Why = Literal["empty", "long", "country", "language", "team", "stage", "account", "date", "future", "twice"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell."""

    row: int
    """As tables number them: the head is row 1."""
    column: str
    why: Why
    given: str


class BadColumns(ValueError):
    """The head of the list is not one; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One case of a list."""

    key: str
    """The same whenever the same case is brought: by its reference, else by what it says."""
    title: str
    country: str
    language: str
    institution: str
    team: str
    stage: str
    assignee: int
    """0: nobody yet."""
    received: float
    """0: not said."""
    reference: str
    notes: str


@dataclass(frozen=True, slots=True)
class Brought:
    opened: int
    known: int
    """Were here already."""


def entries(table: Sequence[Sequence[str]], people: Sequence[Account], now: float) -> list[Entry] | list[Problem]:
    """All cases of a list, or all that is wrong with it; empty when it has no rows beside its head.

    Raises:
        BadColumns: it has no head that we know.
    """
    head = _head(table[0] if table else ())
    accounts = {account.email: account.id for account in people if may(account, "take")}
    found: list[Entry] = []
    wrong: list[Problem] = []
    first: dict[str, int] = {}
    for number, cells in enumerate(table[1:], 2):
        if not any(cells):
            continue
        row = {column: cells[place] if place < len(cells) else "" for column, place in head.items()}
        entry, problems = _entry(number, row, accounts, now)
        if entry.key in first:
            problems.append(Problem(number, "reference", "twice", str(first[entry.key])))
        first.setdefault(entry.key, number)
        found.append(entry)
        wrong += problems
    return wrong or found


async def bring(
    storage: DeskStorage, officer: Account, cases: Sequence[Entry], *, clock: Callable[[], float] = time.time
) -> Brought:
    """Open them, each once however often it is brought: what was interrupted can be done again.

    Raises:
        Refused: the officer may not.
    """
    permit(officer, "open")
    now = clock()
    opened = 0
    for entry in cases:
        body = json.dumps({"text": entry.notes, "reference": entry.reference}, ensure_ascii=False)
        while True:
            code = case_code()
            new = NewCase(
                code, officer.id, entry.key, now, entry.title, entry.country, entry.language, entry.institution,
                entry.team, body=body, stage=entry.stage, assignee=entry.assignee, since=entry.received,
            )  # fmt: skip
            try:
                opened += (await storage.open(new)).code == code
            except CodeTaken:
                continue
            break
    return Brought(opened, len(cases) - opened)


def template() -> list[Sequence[str]]:
    """A list with its head and an example, to be filled in."""
    return [COLUMNS, EXAMPLE]


def explained(problem: Problem) -> str:
    """For who brings the list, in English, with what to do."""
    where = f"row {problem.row}, {problem.column}: "
    match problem.why:
        case "empty":
            return where + "is empty; every case needs one"
        case "long":
            return where + f"is too long ({len(problem.given)} characters)"
        case "country":
            return where + f"no country {problem.given!r}; write its name or two letters, as Haiti or HT"
        case "language":
            return where + f"no language {problem.given!r}; write two letters, as fr"
        case "team":
            return where + f"no team {problem.given!r}; write {', '.join(proposed())}, or nothing for the global desk"
        case "stage":
            return where + f"no state {problem.given!r}; write {', '.join(STAGES)}, or nothing"
        case "account":
            return where + f"nobody at the desk has the address {problem.given!r}; invite them first, or write nothing"
        case "date":
            return where + f"no date {problem.given!r}; write it as 2026-03-01"
        case "future":
            return where + f"{problem.given} has not come yet"
        case "twice":
            return where + f"the same case stands in row {problem.given}; give each a reference of its own"


def _head(cells: Sequence[str]) -> dict[str, int]:
    given = [cell.strip().casefold().replace(" ", "_") for cell in cells]
    named = [cell for cell in given if cell]
    if unknown := sorted(set(named) - set(COLUMNS)):
        raise BadColumns(f"no column is called {', '.join(map(repr, unknown))}; there are {', '.join(COLUMNS)}")
    if twice := sorted({cell for cell in named if named.count(cell) > 1}):
        raise BadColumns(f"{', '.join(map(repr, twice))} stands over two columns; keep one")
    if "title" not in named:
        raise BadColumns("there is no column 'title' in the first row; `needs desk template` writes a list to fill in")
    return {cell: place for place, cell in enumerate(given) if cell}


def _entry(number: int, row: Mapping[str, str], accounts: Mapping[str, int], now: float) -> tuple[Entry, list[Problem]]:
    """An entry is given also when there are problems: then it is not used."""
    given = {column: row.get(column, "").replace("\0", "").strip() for column in COLUMNS}
    wrong: list[Problem] = []

    def fault(column: str, why: Why) -> None:
        wrong.append(Problem(number, column, why, given[column]))

    if not given["title"]:
        fault("title", "empty")
    for column in ("title", "institution", "reference"):
        if len(given[column]) > LONGEST:
            fault(column, "long")
    if len(given["notes"]) > MOST:
        fault("notes", "long")
    country = _countries().get(given["country"].casefold(), "") if given["country"] else ""
    if given["country"] and not country:
        fault("country", "country")
    language = given["language"].lower() or "en"
    if language not in AVAILABLE:
        fault("language", "language")
    team = _teams().get(given["team"].casefold())
    if team is None:
        fault("team", "team")
    stage = _stages().get(given["stage"].casefold()) if given["stage"] else "draft"
    if stage is None:
        fault("stage", "stage")
    assignee = accounts.get(given["assignee"].lower(), 0)
    if given["assignee"] and not assignee:
        fault("assignee", "account")
    received = _moment(given["received"])
    if received is None:
        fault("received", "date")
    elif received > now:
        fault("received", "future")
    said = given["reference"] or "\0".join(given[column] for column in ("title", "country", "institution", "notes"))
    entry = Entry(
        f"list-{hashlib.sha256(said.encode()).hexdigest()[:24]}", given["title"], country, language,
        given["institution"], team or GLOBAL, stage or "draft", assignee, received or 0.0, given["reference"],
        given["notes"],
    )  # fmt: skip
    return entry, wrong


def _moment(day: str) -> float | None:
    if not day:
        return 0.0
    try:
        date = dt.date.fromisoformat(day)
    except ValueError:
        return None
    return dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC).timestamp()


@lru_cache(1)
def _countries() -> Mapping[str, str]:
    """Codes and names in all our languages, as they may be written."""
    named = {names.country(code, language).casefold(): code for code in PARTIES for language in AVAILABLE}
    listed = {name.casefold(): party.iso2 for party in PARTIES.values() for _, name in party.names}
    return named | listed | {code.casefold(): code for code in PARTIES}


@lru_cache(1)
def _teams() -> Mapping[str, str]:
    named = {team.name.casefold(): team.id for team in proposed().values()}
    return named | {id.casefold(): id for id in proposed()} | {"": GLOBAL, "global": GLOBAL}


@lru_cache(1)
def _stages() -> Mapping[str, str]:
    worded = {say(f"stage.{stage}", language).casefold(): stage for stage in STAGES for language in AVAILABLE}
    return worded | {stage: stage for stage in STAGES}

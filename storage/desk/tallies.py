"""Counting cases by week, country and team: three statements, whatever the number of weeks."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from storage.connection import Connection, Value
from storage.desk.tally import Tally
from storage.work import alone

_NEW = "SUM(CASE WHEN opened >= ? AND opened < ? THEN 1 ELSE 0 END)"
_WAITING = """
    SUM(CASE WHEN opened < ? AND (answered = 0 OR answered >= ?) AND (ended = 0 OR ended >= ?) THEN 1 ELSE 0 END)
"""


@alone(None)
def tallies(db: Connection, weeks: Sequence[float]) -> list[Tally]:
    spans = list(pairwise(weeks))
    values: list[Value] = [moment for span in spans for moment in span]
    values += [end for _, end in spans for _ in range(3)]
    sums = ", ".join([_NEW] * len(spans) + [_WAITING] * len(spans))
    rows = db.rows(f"SELECT country, team, {sums} FROM desk_case GROUP BY country, team ORDER BY 1, 2", values)
    took = _took(db, weeks)
    late = _late(db, weeks)
    return [
        Tally(
            country,
            team,
            tuple(int(number) for number in numbers[: len(spans)]),
            tuple(len(each) for each in took[country, team]),
            tuple(int(number) for number in numbers[len(spans) :]),
            tuple(len(each) for each in late[country, team]),
            tuple(tuple(each) for each in took[country, team]),
        )
        for country, team, *numbers in rows
    ]


def _took(db: Connection, weeks: Sequence[float]) -> dict[tuple[str, str], list[list[float]]]:
    found: dict[tuple[str, str], list[list[float]]] = defaultdict(lambda: [[] for _ in weeks[1:]])
    rows = db.rows(
        "SELECT country, team, opened, answered FROM desk_case WHERE answered >= ? AND answered < ?",
        (weeks[0], weeks[-1]),
    )
    for country, team, opened, answered in rows:
        found[country, team][_week(weeks, answered)].append(max(answered - opened, 0.0))
    return found


def _late(db: Connection, weeks: Sequence[float]) -> dict[tuple[str, str], list[set[int]]]:
    found: dict[tuple[str, str], list[set[int]]] = defaultdict(lambda: [set() for _ in weeks[1:]])
    rows = db.rows(
        """
        SELECT c.country, c.team, c.id, s.at FROM case_step s JOIN desk_case c ON c.id = s.desk_case
        WHERE s.kind = 'late' AND s.at >= ? AND s.at < ?
        """,
        (weeks[0], weeks[-1]),
    )
    for country, team, case, at in rows:
        found[country, team][_week(weeks, at)].add(case)
    return found


def _week(weeks: Sequence[float], moment: float) -> int:
    return sum(moment >= begins for begins in weeks[1:])

"""Counting cases by week, country and team: three statements, whatever the number of weeks."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from storage.connection import Connection
from storage.desk.tally import Tally
from storage.work import alone

_GONE = """
    CASE WHEN answered > 0 AND (ended = 0 OR answered <= ended) THEN answered WHEN ended > 0 THEN ended ELSE 1e18 END
"""
"""When a case no longer waits for its first answer."""


@alone(None)
def tallies(db: Connection, weeks: Sequence[float]) -> list[Tally]:
    new, waiting = _stood(db, weeks)
    took, late = _took(db, weeks), _late(db, weeks)
    return [
        Tally(
            *of,
            tuple(new[of]),
            tuple(len(each) for each in took[of]),
            tuple(waiting[of]),
            tuple(len(each) for each in late[of]),
            tuple(tuple(each) for each in took[of]),
        )
        for of in sorted({*new, *took, *late})
    ]


_Of = tuple[str, str]
"""Country and team."""


def _stood(db: Connection, weeks: Sequence[float]) -> tuple[dict[_Of, list[int]], dict[_Of, list[int]]]:
    """How many began in each week, and how many had no answer at its end; grouped by the weeks in which they came and
    went, so that there are few rows whatever the number of cases."""
    place = f"CASE {'WHEN {0} < ? THEN ? ' * len(weeks)} ELSE {len(weeks)} END"
    rows = db.rows(
        f"""
        SELECT country, team, {place.format("opened")}, {place.format(f"({_GONE})")}, COUNT(*)
        FROM desk_case GROUP BY 1, 2, 3, 4
        """,
        [value for _ in range(2) for number, moment in enumerate(weeks) for value in (moment, number)],
    )
    new: dict[_Of, list[int]] = defaultdict(lambda: [0] * (len(weeks) - 1))
    waiting: dict[_Of, list[int]] = defaultdict(lambda: [0] * (len(weeks) - 1))
    for country, team, came, went, number in rows:
        # Place 0 is before the first week, n is week n - 1.
        for week in range(len(weeks) - 1):
            new[country, team][week] += number * (came == week + 1)
            waiting[country, team][week] += number * (came <= week + 1 < went)
    return new, waiting


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
    return bisect_right(weeks, moment) - 1

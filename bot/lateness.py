"""When a case is late: a date that was given has passed, or a state takes longer than is usual."""

from __future__ import annotations

from typing import Literal

from storage.desk.port import Case, Usual

DAY = 86_400.0

USUAL: Usual = tuple(
    (stage, days * DAY)
    for stage, days in {
        "draft": 3, "waiting": 5, "shared": 5, "coaching": 14, "ready": 5, "focal-point": 30, "endorsed": 7,
        "no-objection": 7, "changes-asked": 21, "objected": 7, "triaged": 14, "matching": 30, "offered": 21,
        "accepted": 30,
    }.items()
)  # fmt: skip
"""Seconds a case usually stays in a state; delivery and what follows take as long as they take. Chosen, not measured:
a week for what the desk does alone, a month for what others answer."""

Cause = Literal["promise", "ask-back", "stage", "wait"]
"""What has passed: the day an answer was promised for, the day to ask a programme back, the usual time of a state, or
the time one usually waits where no request was sent and no day was told."""


def due(case: Case) -> tuple[tuple[float, Cause], ...]:
    """The dates of a case, soonest first."""
    draft = case.stage == "draft"
    began = case.waiting_since * (not case.promised) if draft else case.staged or case.opened
    usual = dict(USUAL).get(case.stage)
    dates: list[tuple[float, Cause]] = [(case.promised, "promise"), (case.asks_back, "ask-back")]
    if usual and began:
        dates.append((began + usual, "wait" if draft else "stage"))
    return tuple(sorted((at, cause) for at, cause in dates if at))


def late(case: Case, now: float) -> tuple[float, Cause] | None:
    """Since when and why, the longest first; None for a case that is not late.

    A closed case never is; one that rests only by a date that was given. What `storage.desk.lateness` asks of a
    database is the same.
    """
    if case.hold == "closed":
        return None
    rests = case.snoozed_until > now
    passed = (one for one in due(case) if one[0] <= now and not (rests and one[1] in ("stage", "wait")))
    return next(passed, None)

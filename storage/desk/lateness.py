"""Which cases are late, as a condition on rows of `desk_case`."""

from __future__ import annotations

from storage.connection import Value
from storage.desk.port import Usual

_BEGAN = """
    CASE WHEN stage = 'draft' THEN CASE WHEN waiting_since > 0 AND promised = 0 THEN waiting_since ELSE 1e18 END
         WHEN staged > 0 THEN staged ELSE opened END
"""


def late(now: float, usual: Usual, after: str = "0") -> tuple[str, list[Value]]:
    """A condition with its values: a date was given and has passed, or a stage takes longer than is usual.

    A date counts while a case rests, the time of a stage does not. Only dates later than the column `after` count.
    """
    dates = " OR ".join(f"({name} > {after} AND {name} <= ?)" for name in ("promised", "asks_back"))
    if not usual:
        return f"({dates})", [now, now]
    takes = f"CASE stage {'WHEN ? THEN ? ' * len(usual)} ELSE 1e18 END"
    stage = f"(snoozed_until <= ? AND {_BEGAN} + {takes} <= ? AND {_BEGAN} + {takes} > {after})"
    each: list[Value] = [value for stage_and_seconds in usual for value in stage_and_seconds]
    return f"({dates} OR {stage})", [now, now, now, *each, now, *each]

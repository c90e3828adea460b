"""The first message of a case's thread: what can be pressed under it is what the desk would do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.adapters.slack.desk_draw import Face, face
from storage.desk.port import Case

CASE = Case(1, "KUMA-4827", "handoff", 7, "Lionfish", "KE", "en", "", "", None, "waiting", "bot", 0, 0, 0, 1, 1)


@pytest.mark.parametrize(
    ("case", "pressed"),
    [
        (CASE, ["desk-take", "desk-hand-back", "desk-close"]),
        (replace(CASE, conversation=None), ["desk-take", "desk-close"]),
        (replace(CASE, hold="closed"), ["desk-reopen"]),
        (replace(CASE, hold="closed", stage="merged", merged_into=2), []),
    ],
    ids=["open", "without a channel", "closed", "part of another"],
)
def test_nothing_is_offered_that_would_be_refused(case: Case, pressed: list[str]) -> None:
    """In this order; where nothing can be done there is no block for it, which Slack would refuse empty."""
    blocks = face(Face(case, "", "", False, 10.0), "en").blocks
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    assert [one["action_id"] for row in rows for one in row] == pressed
    assert all(rows)

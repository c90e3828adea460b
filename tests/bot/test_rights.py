"""Who may do what at the desk, and what can be done about a case as it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from bot.rights import MAY, answers, may, open_to, possible
from storage.desk.port import Account, Case, Role

WITH_BOT = Case(1, "KUMA-4827", "handoff", 7, "Lionfish", "KE", "en", "", "", None, "waiting", "bot", 0, 0, 0, 1, 1)


def colleague(role: Role, id: int = 5, removed: float = 0.0) -> Account:
    return Account(id, "ana@desk.example", "Ana", role, "", (), "", 0, 0.0, removed)


def test_leads_and_officers_answer_people() -> None:
    """Nobody else does, whatever else their role lets them do."""
    roles: tuple[Role, ...] = get_args(Role)
    assert set(MAY) == set(roles)
    assert {role for role in roles if answers(colleague(role))} == {"lead", "officer"}
    assert {role for role in roles if may(colleague(role), "take")} == {"lead", "officer"}
    assert {role for role in roles if may(colleague(role), "invite")} == {"lead"}


def test_whoever_left_may_do_nothing() -> None:
    gone = colleague("lead", removed=1.0)
    assert not any(may(gone, verb) for verb in MAY["lead"])
    assert open_to(gone, [WITH_BOT]) == frozenset()


@pytest.mark.parametrize(
    ("case", "fits", "lacks"),
    [
        (WITH_BOT, {"take", "reply", "hand-back", "close", "note"}, {"reopen"}),
        (replace(WITH_BOT, conversation=None), {"take", "close", "note"}, {"reply", "correct", "hand-back", "reopen"}),
        (replace(WITH_BOT, hold="closed"), {"reopen", "note"}, {"take", "reply", "close", "merge"}),
        (replace(WITH_BOT, hold="closed", merged_into=2), {"note", "merge"}, {"take", "reopen", "close"}),
        (replace(WITH_BOT, hold="closed", conversation=None, title=""), set(), {"reopen", "note"}),
    ],
    ids=["open", "without a channel", "closed", "part of another", "erased"],
)
def test_what_fits_a_case(case: Case, fits: set[str], lacks: set[str]) -> None:
    """What a view offers is what the storage would do."""
    found = possible([case])
    assert fits <= found
    assert not lacks & found


def test_a_part_with_a_channel_can_be_answered() -> None:
    """A letter that turned out to be the same as somebody's request is answered there."""
    letter = replace(WITH_BOT, conversation=None)
    assert {"reply", "hand-back"} <= possible([letter, replace(WITH_BOT, id=2, merged_into=1)])


def test_who_has_a_case_need_not_take_it() -> None:
    held = replace(WITH_BOT, hold="desk", assignee=5)
    assert "take" not in open_to(colleague("officer"), [held])
    assert "take" in open_to(colleague("officer", id=6), [held])
    assert open_to(colleague("reader"), [held]) == {"read"}

"""Who may do what at the desk, and what can be done about a case as it stands: every act and every view asks here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage.desk.port import Account, Case, Role

_WORK = (
    "read",
    "stage",
    "refer",
    "promise",
    "leave",
    "take",
    "reply",
    "correct",
    "note",
    "assign",
    "transfer",
    "snooze",
    "hand-back",
    "close",
    "reopen",
    "open",
    "merge",
    "erase",
)

MAY: Mapping[Role, frozenset[str]] = {
    "lead": frozenset((*_WORK, "invite", "audit", "calendar")),
    "officer": frozenset(_WORK),
    "facilitator": frozenset(("read", "note")),
    "focal-point": frozenset(),
    "reader": frozenset(("read",)),
}
"""What each role may do. A focal point sees the requests of their country through links of their own, no case."""

_EVERYTHING = frozenset(verb for verbs in MAY.values() for verb in verbs)


def may(account: Account, verb: str) -> bool:
    """Whether somebody may do something at all; whoever left may do nothing."""
    return not account.removed and verb in MAY[account.role]


def answers(account: Account) -> bool:
    """Whether they are one of those who answer people."""
    return may(account, "reply")


def possible(whole: Sequence[Case]) -> frozenset[str]:
    """What can be done about a case now, whoever does it; `whole` is the case, then its parts, which follow it."""
    case = whole[0]
    theirs = frozenset() if case.unconfirmed else frozenset(("erase",))
    if case.merged_into is not None:
        return frozenset(("note", "merge", "erase")) - theirs
    if case.hold == "closed":
        return frozenset() if case.erased else frozenset(("reopen", "note", "erase")) - theirs
    silent = not any(one.conversation for one in whole)
    return _EVERYTHING - theirs - {"reopen"} - ({"reply", "correct", "hand-back"} if silent else set())


def open_to(account: Account, whole: Sequence[Case]) -> frozenset[str]:
    """What somebody can do about a case now; who talks with the person already need not take it."""
    case = whole[0]
    held = case.hold == "desk" and case.assignee == account.id
    return frozenset(verb for verb in possible(whole) if may(account, verb)) - ({"take"} if held else set())

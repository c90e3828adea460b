"""Threads of cases in a team's chat: what they lack is found from the case's history, and queued as messages."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from heapq import merge
from itertools import takewhile
from math import inf

from storage import conversations, kinds
from storage.connection import Connection, Row, Value
from storage.desk import cases
from storage.desk.port import Case
from storage.desk.posts import LINES, TELLS, New, queue
from storage.desk.thread import BY_MESSAGE, CHANNEL, CaughtUp, Done, Line, Look, Mark, Showing, Shows, time_of
from storage.work import alone, together

FEW = 3
"""Messages of a person shown from before they asked for a person. Chosen: the console has all of them."""

OVERLAP = 50
"""Numbers looked at again: on Postgres a lower one may be committed after a higher one."""

_SILENT = ("words", "file")
"""Steps that say only that the person wrote: their words are shown."""
_SAID_AT_THE_HEAD = ("request", "handoff")
"""Steps that began a case and say no more than the first message of its thread."""
_FAILED = f"""
    m.direction = 'out' AND m.kind = 'desk' AND (m.status IN ('uncertain', 'undeliverable') OR (
        m.status = 'queued' AND EXISTS (SELECT 1 FROM conversation c WHERE c.id = m.conversation AND {kinds.BLOCKED})))
    AND EXISTS (SELECT 1 FROM message r WHERE r.conversation = t.id AND r.message_id = 'root' AND r.at <= m.at)
    AND NOT EXISTS (SELECT 1 FROM message f WHERE f.conversation = t.id
                    AND f.message_id = 'failed-' || CAST(m.position AS VARCHAR) || '-' || m.status)
"""
"""Of a message `m` to the person (`kinds.DESK`) and the thread `t`: it did not arrive, and nobody was told."""
_SAID = "'text', 'tap', 'edit', 'unreadable'"
_LOUD = "unclaimed"
"""The step that the whole channel should see."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A thread to be caught up."""

    chat: str
    case: int
    at: float


@dataclass(frozen=True, slots=True)
class Remark:
    chat: str
    case: int
    account: int
    of: int
    key: str
    at: float


@alone(None)
def astir(db: Connection, asked: tuple[str, Mark | None]) -> tuple[Mark, list[int]]:
    chat, after = asked
    ((step,),) = db.rows("SELECT COALESCE(MAX(id), 0) FROM case_step")
    ((message,),) = db.rows("SELECT COALESCE(MAX(id), 0) FROM message")
    mark = Mark(int(step), int(message))
    if after is None:
        rows = db.rows(
            """
            SELECT id FROM desk_case WHERE hold <> 'closed'
            UNION SELECT CAST(thread AS INTEGER) FROM conversation WHERE channel = ? AND chat = ? ORDER BY 1
            """,
            (CHANNEL, chat),
        )
    elif mark == after:
        rows = _unheard(db, chat)
    else:
        rows = db.rows(
            """
            SELECT desk_case FROM case_step WHERE id > ?
            UNION SELECT k.id FROM desk_case k JOIN message m ON m.conversation = k.conversation
            WHERE (k.hold <> 'closed' OR k.merged_into IS NOT NULL) AND m.id > ?
            UNION SELECT p.merged_into FROM desk_case p JOIN case_step s ON s.desk_case = p.id
            WHERE p.merged_into IS NOT NULL AND s.id > ? ORDER BY 1
            """,
            (after.step - OVERLAP, after.message - OVERLAP, after.step - OVERLAP),
        )
        rows += _unheard(db, chat)
    return mark, sorted({int(row[0]) for row in rows})


def _unheard(db: Connection, chat: str) -> list[Row]:
    """Cases an officer talks about whose person did not get something: that a send failed is no news by a number."""
    return db.rows(
        f"""
        SELECT k.id FROM desk_case k
        JOIN conversation t ON t.channel = ? AND t.chat = ? AND t.thread = CAST(k.id AS VARCHAR)
        JOIN message m ON m.conversation = k.conversation
        WHERE k.hold = 'desk' AND k.conversation IS NOT NULL AND {_FAILED}
        """,
        (CHANNEL, chat),
    )


@together("thread")
def catch_up(db: Connection, wishes: Sequence[Wish]) -> list[CaughtUp | Exception]:
    return [_caught_up(db, wish) for wish in wishes]


@dataclass(frozen=True, slots=True)
class _Held:
    """How far a thread is; kept as its conversation's state."""

    step: int
    said: int
    """Position in the person's conversation."""
    case: str
    """Digest of what the first message shows of the case."""


def _caught_up(db: Connection, wish: Wish) -> CaughtUp:
    # Locked, so that the number of acts and the steps read after it belong together.
    case = next(iter(cases.matching(db, f"id = ?{db.for_update}", (wish.case,))), None)
    thread = _thread(db, wish.chat, wish.case)
    if case is None or (thread is None and case.hold == "closed"):
        return CaughtUp(wrote=False, behind=False)
    if thread is None:
        place = (CHANNEL, wish.chat, str(case.id))
        thread = conversations.locked(db, [place], wish.at)[place]
    ((state,),) = db.rows(f"SELECT state FROM conversation WHERE id = ?{db.for_update}", (thread,))
    held = _Held(**json.loads(state)) if state else None
    steps = _steps(db, case.id, held.step if held else 0)
    said, until, behind = _said(db, case, held.said if held else 0)
    now = _Held(
        max([held.step if held else 0, *(step.of for step in steps)]),
        until,
        hashlib.sha256(repr(replace(case, updated=0.0)).encode()).hexdigest()[:16],
    )
    if held is None:
        new = _beginning(case, said, steps, wish.at)
    else:
        new = [*_further(case, said, steps), *_failed(db, case, thread)]
        if held.case != now.case and not _waits(db, thread, "root"):
            new.append(New("root", f"root-{now.case}-{now.step}", wish.at))
    queue(db, thread, new)
    _face_last(db, thread)
    if held != now:
        db.run("UPDATE conversation SET state = ? WHERE id = ?", (json.dumps(asdict(now)), thread))
    return CaughtUp(wrote=any(not row.remote for row in new), behind=behind)


def _beginning(case: Case, said: list[New], steps: list[_Step], at: float) -> list[New]:
    """The first message, which says how the case began; of a call for a person the last words before it, of a question
    or a letter its text; and all that was said and done since.

    However late a thread begins it lacks nothing: an officer at the console may have answered before it does.
    """
    began = steps[0].at if steps else at
    called = bool(steps) and steps[0].kind == "handoff"
    before = [new for new in said if new.at <= began] if called else []
    since = [new for new in said if new.at > began]
    further = _further(case, since, steps[1:] if steps and steps[0].kind in _SAID_AT_THE_HEAD else steps)
    counted = any(new.acts is not None for new in further)
    return [New("root", "root", at, acts=None if counted else case.acts), *before[-FEW:], *further]


def _further(case: Case, said: list[New], steps: list[_Step]) -> list[New]:
    """In the order of time; whoever has read the last of them has seen all that was done."""
    told = [step.told() for step in steps if step.kind not in _SILENT]
    if told:
        told[-1] = replace(told[-1], acts=case.acts)
    return list(merge(said, told, key=lambda new: new.at))


def _steps(db: Connection, case: int, after: int) -> list[_Step]:
    """What was done since, also for the parts that were merged into it: each keeps its own thread for its person's
    words, and what colleagues do there is an act on the whole."""
    rows = db.rows(
        """
        SELECT s.id, s.kind, s.at, s.once, s.desk_case <> ? FROM case_step s
        WHERE s.desk_case = ? AND s.id > ?
        UNION ALL
        SELECT s.id, s.kind, s.at, s.once, s.desk_case <> ? FROM case_step s
        JOIN desk_case p ON p.id = s.desk_case AND p.merged_into = ?
        WHERE s.id > ? AND s.actor IS NOT NULL AND s.kind <> 'merged'
          AND NOT EXISTS (SELECT 1 FROM case_step w WHERE w.desk_case = ? AND w.once = s.once)
        ORDER BY 1
        """,
        (case, case, after, case, case, after, case),
    )
    return [_Step(id, kind, at, once, bool(part)) for id, kind, at, once, part in rows]


def _said(db: Connection, case: Case, after: int) -> tuple[list[New], int, bool]:
    """What the person said since, up to which position, and whether more waits for its turn: only then it is known what
    of it is left out.

    Words belong to one case of their conversation, as `_rung` says.
    """
    if case.conversation is None:
        return [], after, False
    rows = db.rows(
        f"""
        SELECT position, at, status FROM message
        WHERE conversation = ? AND position > ? AND direction = 'in' AND kind IN ({_SAID}) ORDER BY position
        """,
        (case.conversation, after),
    )
    ready = list(takewhile(lambda row: row[2] != "received", rows))
    until = max([after, *(row[0] for row in ready)])
    whole = db.rows(
        "SELECT id, hold, ended, merged_into FROM desk_case WHERE conversation = ? ORDER BY id DESC",
        (case.conversation,),
    )
    ours = [
        New("said", f"said-{position}", at, position)
        for position, at, status in ready
        if status == "handled" and _rung(whole, at) == case.id
    ]
    return ours, until, len(ready) < len(rows)


def _rung(whole: Sequence[Row], at: float) -> int | None:
    """Which case of a conversation, newest first, is told of words of that time: the one an officer talks about, or has
    closed since; else the newest open one, else the newest that is part of another.

    The thread may look only after an officer has closed a case past words that were not seen yet.
    """
    ranks: list[tuple[int, int]] = []
    for id, hold, ended, merged_into in whole:
        if hold == "desk" or (hold == "closed" and merged_into is None and ended > at):
            ranks.append((0, id))
        elif hold != "closed":
            ranks.append((1, id))
        elif merged_into is not None:
            ranks.append((2, id))
    return min(ranks, key=lambda rank: rank[0])[1] if ranks else None


def _failed(db: Connection, case: Case, thread: int) -> list[New]:
    rows = db.rows(
        f"""
        SELECT m.position, m.status, m.at FROM message m, conversation t
        WHERE m.conversation = ? AND t.id = ? AND {_FAILED} ORDER BY m.position
        """,
        (case.conversation, thread),
    )
    return [New("failed", f"failed-{position}-{status}", at, position) for position, status, at in rows]


def _waits(db: Connection, thread: int, shows: Shows) -> bool:
    """Whether a post of this kind is queued already; it shows what is known when it leaves."""
    return bool(
        db.rows(
            "SELECT 1 FROM message WHERE conversation = ? AND kind = ? AND status = 'queued' LIMIT 1", (thread, shows)
        )
    )


def _face_last(db: Connection, thread: int) -> None:
    """What was said goes before what the first message shows, so that all lines that wait can go in one post."""
    rows = db.rows(
        f"""
        SELECT m.id FROM message m WHERE m.conversation = ? AND m.kind = 'root' AND m.message_id <> 'root'
          AND m.status = 'queued' AND EXISTS (
              SELECT 1 FROM message l WHERE l.conversation = m.conversation AND l.status = 'queued'
              AND l.kind IN ({TELLS}) AND l.position > m.position
          )
        """,
        (thread,),
    )
    for (row,) in rows:
        last = conversations.following(db, [thread])[thread]
        if db.run("UPDATE message SET position = ? WHERE id = ? AND status = 'queued'", (last, row)):
            db.run("UPDATE conversation SET next_position = ? WHERE id = ?", (last + 1, thread))


def _thread(db: Connection, chat: str, case: int) -> int | None:
    rows = db.rows(
        "SELECT id FROM conversation WHERE channel = ? AND chat = ? AND thread = ?", (CHANNEL, chat, str(case))
    )
    return int(rows[0][0]) if rows else None


@alone(None)
def showing(db: Connection, message: int) -> Showing | None:
    rows = db.rows(
        """
        SELECT c.id, c.thread, m.kind, m.about, m.tap, m.at, m.attempts, m.remote, m.position,
               COALESCE((SELECT remote FROM message WHERE conversation = m.conversation AND message_id = 'root'), ''),
               COALESCE((SELECT MIN(id) FROM message WHERE conversation = m.conversation AND kind = 'root'
                         AND status = 'queued' AND position > m.position AND message_id <> 'root'), 0)
        FROM message m JOIN conversation c ON c.id = m.conversation WHERE m.id = ? AND c.channel = ?
        """,
        (message, CHANNEL),
    )
    if not rows:
        return None
    thread, case, shows, of, by, at, attempts, remote, position, root, face = rows[0]
    if shows == "anew":
        remote = next((row[0] for row in db.rows("SELECT remote FROM message WHERE id = ?", (int(of),))), "")
    lines: tuple[Line, ...] = (Line(message, shows, int(of), int(by or 0)),)
    loud = False
    if shows in LINES and not remote:
        lines, loud = _waiting(db, thread, position)
    elif shows in (*LINES, "anew"):
        lines = tuple(line for line, _ in _lines(db, thread, "m.remote = ? AND m.remote <> ''", remote))
    return Showing(int(case), shows, lines, at, attempts > 1, remote, root, loud, 0 if remote else face)


def _waiting(db: Connection, thread: int, position: int) -> tuple[tuple[Line, ...], bool]:
    """The line at this position and those that go along with it; whether the whole channel should see it."""
    (first, step), *others = _lines(
        db, thread, "(m.position = ? OR m.position > ? AND m.status = 'queued' AND m.remote = '')", position, position
    )
    if step == _LOUD:
        return (first,), True
    return (first, *(line for line, _ in takewhile(lambda one: one[1] != _LOUD, others))), False


def _lines(db: Connection, thread: int, which: str, *values: Value) -> list[tuple[Line, str]]:
    """In order, each with the kind of its step, "" for what is none."""
    rows = db.rows(
        f"""
        SELECT m.id, m.kind, m.about, m.tap, COALESCE(s.kind, '') FROM message m
        LEFT JOIN case_step s ON m.kind = 'step' AND s.id = CAST(m.about AS INTEGER)
        WHERE m.conversation = ? AND m.kind IN ({TELLS}) AND {which} ORDER BY m.position
        """,
        (thread, *values),
    )
    return [(Line(row, kind, int(of), int(by or 0)), step) for row, kind, of, by, step in rows]


@alone("sent")
def carried(db: Connection, given: tuple[tuple[int, ...], str]) -> None:
    rows, remote = given
    db.each(
        "UPDATE message SET status = 'sent', why = '', remote = ? WHERE id = ? AND status = 'queued'",
        [(remote, row) for row in sorted(rows)],
    )


@alone(None)
def case_of_thread(db: Connection, asked: tuple[str, str]) -> int | None:
    chat, root = asked
    rows = db.rows(
        """
        SELECT c.thread FROM conversation c JOIN message m ON m.conversation = c.id
        WHERE c.channel = ? AND c.chat = ? AND m.message_id = 'root' AND m.remote = ?
        """,
        (CHANNEL, chat, root),
    )
    return int(rows[0][0]) if rows else None


@alone(None)
def beginning(db: Connection, chat: str) -> bool:
    return bool(
        db.rows(
            """
            SELECT 1 FROM message m JOIN conversation c ON c.id = m.conversation
            WHERE m.status IN ('queued', 'attempting') AND m.message_id = 'root' AND m.attempts > 0
              AND c.channel = ? AND c.chat = ? LIMIT 1
            """,
            (CHANNEL, chat),
        )
    )


@alone(None)
def stood(db: Connection, asked: tuple[str, Look]) -> int:
    chat, look = asked
    rows = db.rows(
        """
        SELECT m.remote, m.asked, s.actor
        FROM conversation c JOIN message m ON m.conversation = c.id
        LEFT JOIN case_step s ON m.kind IN ('step', 'theirs') AND s.id = CAST(m.about AS INTEGER)
        WHERE c.channel = ? AND c.chat = ? AND c.thread = ?
          AND (m.kind IN ('step', 'theirs') OR m.message_id = 'root')
        ORDER BY m.position
        """,
        (CHANNEL, chat, str(look.case)),
    )
    seen = look.acts
    for (remote, counted, actor), acts in zip(rows, _reached([row[1] for row in rows]), strict=True):
        read = bool(remote) and time_of(remote) < look.until
        if not (read or actor == look.account or acts <= look.acts):
            break
        if counted:
            seen = max(seen, int(counted))
    return seen


@alone(None)
def heard(db: Connection, asked: tuple[str, Look]) -> int | None:
    chat, look = asked
    thread = _thread(db, chat, look.case)
    states = db.rows("SELECT state FROM conversation WHERE id = ?", (thread,)) if thread else []
    if not states or not states[0][0]:
        return None
    rows = db.rows("SELECT about, remote FROM message WHERE conversation = ? AND kind = 'said'", (thread,))
    unread = [int(of) for of, remote in rows if not (remote and time_of(remote) < look.until)]
    return min(unread) - 1 if unread else _Held(**json.loads(states[0][0])).said


def _reached(counted: Sequence[str]) -> list[float]:
    """By how many acts each of the rows was done at the latest: the number that the next of them counts."""
    acts, found = inf, []
    for number in reversed(counted):
        acts = int(number) if number else acts
        found.append(acts)
    return found[::-1]


@alone(None)
def done_by(db: Connection, asked: tuple[int, str]) -> list[Done]:
    case, key = asked
    rows = db.rows(
        """
        SELECT id, kind FROM case_step WHERE desk_case = ? AND (once = ? OR substr(once, 1, ?) = ?) ORDER BY id
        """,
        (case, key, len(key) + 1, f"{key}e"),
    )
    return [Done(*row) for row in rows]


@alone("thread")
def remark(db: Connection, said: Remark) -> None:
    thread = _thread(db, said.chat, said.case)
    if thread is not None:
        db.rows(f"SELECT id FROM conversation WHERE id = ?{db.for_update}", (thread,))
        queue(db, thread, [New("remark", said.key, said.at, said.of, said.account)])


@alone("sent")
def faced(db: Connection, given: tuple[int, Case, str]) -> None:
    row, case, remote = given
    if db.rows("SELECT 1 FROM desk_case WHERE id = ?", (case.id,)) and cases.read(db, case.id) == case:
        db.run(
            "UPDATE message SET status = 'sent', why = '', remote = ? WHERE id = ? AND status = 'queued'", (remote, row)
        )


@dataclass(frozen=True, slots=True)
class _Step:
    of: int
    kind: str
    at: float
    once: str
    part: bool
    """It was done for a part, and stands in the part's own thread too."""

    def told(self) -> New:
        """As a post; a colleague's own message is one that is there already."""
        if self.part or not self.once.startswith(BY_MESSAGE):
            return New("step", f"step-{self.of}", self.at, self.of)
        message, _, changed = self.once.removeprefix(BY_MESSAGE).partition("e")
        remote = f"{message.partition(':')[0]}:{changed}" if changed else message
        return New("theirs", f"step-{self.of}", self.at, self.of, remote=remote)

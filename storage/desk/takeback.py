"""What is erased or left out leaves the threads in a team's chat: where it stands, and where it may yet arrive."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from storage import conversations
from storage.connection import Connection, among
from storage.desk import cases
from storage.desk.posts import TELLS, New, queue
from storage.desk.thread import CHANNEL
from storage.work import alone


def forget(db: Connection, erased: Sequence[int]) -> None:
    """What was posted about these cases is taken away where it stands; what may stand there is looked for first.

    The first message of each thread stays, and says so. Colleagues' own messages are not ours to take away.
    """
    done = [step for case in erased for step in _steps(db, case)]
    for case, thread in _threads(db, erased, done):
        if case in erased:
            _empty(db, thread)
        else:
            _show_anew(db, thread, said=(), done=done)


def blot(db: Connection, conversation: int, words: str) -> None:
    """These words are about to leave what was said and done: posts that show them, or are on their way with them, are
    shown anew afterwards.

    The first message of a thread follows its case by itself.
    """
    own = cases.of_conversation(db, conversation)
    said = [
        row[0]
        for row in db.rows(
            "SELECT position FROM message WHERE conversation = ? AND replace(text, ?, '') <> text",
            (conversation, words),
        )
    ]
    done = [step for case in own for step in _steps(db, case, words)]
    if said or done:
        for case, thread in _threads(db, own, done):
            _show_anew(db, thread, said if case in own else (), done)


def show_anew(db: Connection, case: int, said: Collection[int]) -> None:
    """Posts that show what the person said at these positions, as they are to be seen now."""
    for _, thread in _threads(db, [case], ()):
        _show_anew(db, thread, said, ())


@alone(None)
def left_over(db: Connection, message: int) -> list[str]:
    rows = db.rows(
        f"""
        SELECT m.remote FROM message s JOIN message m ON m.conversation = s.conversation
        WHERE s.id = ? AND m.kind IN ({TELLS}) AND m.remote <> '' ORDER BY m.position
        """,
        (message,),
    )
    return list(dict.fromkeys(row[0] for row in rows))


def _steps(db: Connection, case: int, words: str = "") -> list[int]:
    """Those whose body holds these words; all without any."""
    rows = db.rows(
        "SELECT id FROM case_step WHERE desk_case = ? AND (? = '' OR replace(body, ?, '') <> body)",
        (case, words, words),
    )
    return [row[0] for row in rows]


def _threads(db: Connection, named: Sequence[int], done: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The threads of these cases, and of those that show these steps: what was done for a part stands in the thread of
    the case it was part of, also once it is none any more. With their cases, in their order; each ours alone until the
    commit."""
    showing = among(
        db,
        f"""
        SELECT c.thread FROM conversation c JOIN message m ON m.conversation = c.id
        WHERE c.channel = '{CHANNEL}' AND m.kind = 'step' AND m.about IN ({{}})
        """,
        [str(step) for step in done],
    )
    for case in sorted({*named, *(int(row[0]) for row in showing)}):
        # As in catching up, a case before its thread: two that waited for each other would both fail.
        db.rows(f"SELECT id FROM desk_case WHERE id = ?{db.for_update}", (case,))
        for (thread,) in db.rows(
            f"SELECT id FROM conversation WHERE channel = ? AND thread = ? ORDER BY id{db.for_update}",
            (CHANNEL, str(case)),
        ):
            yield case, int(thread)


def _empty(db: Connection, thread: int) -> None:
    """What never left is dropped; what may have arrived stays queued to be looked for, and is then taken away."""
    db.run(
        f"""
        DELETE FROM message WHERE conversation = ? AND direction = 'out' AND status = 'queued' AND remote = ''
          AND (attempts = 0 OR kind NOT IN ('root', {TELLS}))
        """,
        (thread,),
    )
    ((posted, at),) = db.rows(
        f"""
        SELECT COUNT(*), COALESCE(MAX(at), 0) FROM message
        WHERE conversation = ? AND (remote <> '' OR status IN ('queued', 'attempting')) AND kind IN ('root', {TELLS})
        """,
        (thread,),
    )
    # One of those that stand in one post takes it away.
    db.run(
        f"""
        DELETE FROM message WHERE conversation = ? AND kind IN ({TELLS}) AND remote <> '' AND id NOT IN (
            SELECT MIN(id) FROM message WHERE conversation = ? AND kind IN ({TELLS}) AND remote <> '' GROUP BY remote
        )
        """,
        (thread, thread),
    )
    db.run(
        f"""
        UPDATE message SET kind = 'gone', status = 'queued', attempts = 0
        WHERE conversation = ? AND kind IN ({TELLS}) AND remote <> ''
        """,
        (thread,),
    )
    if posted:  # What is on its way at this moment, or found there, is taken away by the last look.
        queue(db, thread, [New("root", "root-gone", at), New("sweep", "sweep", at)])


def _show_anew(db: Connection, thread: int, said: Collection[int], done: Collection[int]) -> None:
    """Queued behind what is on its way, once while it waits."""
    about = {"said": said, "failed": said, "step": done}
    rows = db.rows(
        "SELECT id, kind, about, at, status, attempts FROM message WHERE conversation = ? AND direction = 'out'",
        (thread,),
    )
    waiting = {of for _, kind, of, _, status, attempts in rows if (kind, status, attempts) == ("anew", "queued", 0)}
    stale = [
        (id, at) for id, kind, of, at, *_ in rows if int(of or 0) in about.get(kind, ()) and str(id) not in waiting
    ]
    if stale:
        last = conversations.following(db, [thread])[thread]
        queue(db, thread, [New("anew", f"anew-{id}-{last}", at, id) for id, at in sorted(stale)])

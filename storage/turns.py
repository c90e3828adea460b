"""What a turn changes: checked for all turns of a group at once, written with one statement per table."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage import attachments, calls, conversations, documents, erasure, kinds, linking, requests, usage
from storage.connection import Connection, among, put
from storage.desk import cases, ringing
from storage.port import AlreadyHandled, CodeTaken, Pending, Stale, TurnWrite, Written
from storage.work import together


@dataclass(frozen=True, slots=True)
class Leased:
    """A turn and the process that writes it."""

    turn: TurnWrite
    holder: str = ""
    """Name of the process on Postgres; a conversation leased by another is not ours to write."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A conversation, as seen through the inbound message a turn answers."""

    status: str
    kind: str
    position: int
    at: float
    conversation: int
    token: int
    asked_at: int
    foreign: str
    """The process that has it leased now, "" for none."""


@together("turn")
def write(db: Connection, items: Sequence[Leased]) -> list[Written | Exception]:
    """Each turn whole or not at all: AlreadyHandled, Stale or CodeTaken for those that came too late."""
    group = _look(db, items)
    outcomes = [group.admit(item) for item in items]
    admitted = [outcome for outcome in outcomes if isinstance(outcome, _Admitted)]
    called = _write(db, admitted) if admitted else {}
    return [
        Written(outcome.seen.token + 1, outcome.asked_at, outcome.following, called[outcome.turn.handled])
        if isinstance(outcome, _Admitted)
        else outcome
        for outcome in outcomes
    ]


@dataclass(frozen=True, slots=True)
class _Admitted:
    turn: TurnWrite
    seen: _Found
    start: int
    """Position of its first post."""

    @property
    def kind(self) -> str:
        """Of its posts: what the desk had us say is not ours to take back."""
        return kinds.DESK if self.seen.kind == kinds.DESK else "post"

    @property
    def following(self) -> int:
        """The position behind its posts."""
        return self.start + len(self.turn.posts)

    @property
    def asked_at(self) -> int:
        """Position of the post that asks; as it was when none does; 0 when the question was erased with the rest."""
        for position, post in enumerate(self.turn.posts, self.start):
            if post.asks:
                return position
        return 0 if self.turn.erase else self.seen.asked_at


@dataclass(slots=True)
class _Group:
    """What the database says, brought up to date with each turn that is let in."""

    found: dict[int, _Found]
    """By inbound message."""
    following: dict[int, int]
    """The next position, by conversation."""
    tokens: dict[int, int]
    codes: set[str]
    """Case codes in use."""
    claimed: set[int]
    """Inbound messages answered."""

    def admit(self, item: Leased) -> _Admitted | Exception:
        """Whether the turn may be written; the next turns of the group are then judged as if it were."""
        turn = item.turn
        for message in (*turn.also, turn.handled):
            if message not in self.found or message in self.claimed:
                return AlreadyHandled(f"message {message} was answered before")
            if (owner := self.found[message].conversation) != turn.conversation:
                return ValueError(f"message {message} is of conversation {owner}, not {turn.conversation}")
        seen = self.found[turn.handled]
        if self.tokens[turn.conversation] != turn.token or seen.foreign not in ("", item.holder):
            return Stale(f"conversation {turn.conversation} was written, or taken over, since it was read")
        wanted = _codes(turn)
        if taken := wanted & self.codes:
            return CodeTaken(f"a case code is in use: {', '.join(sorted(taken))}")
        if self.tokens[turn.conversation] != seen.token:
            raise RuntimeError("the second turn of a conversation depends on the first: each is to be written alone")
        self.claimed.update((*turn.also, turn.handled))
        self.tokens[turn.conversation] += 1
        self.codes |= wanted
        return _Admitted(turn, seen, self.following[turn.conversation])


def _look(db: Connection, items: Sequence[Leased]) -> _Group:
    rows = among(
        db,
        f"""
        SELECT m.id, m.status, m.kind, m.position, m.at, c.id, c.token, c.asked_at,
               CASE WHEN c.lease_until > {db.clock} THEN c.lease_holder ELSE '' END
        FROM message m JOIN conversation c ON c.id = m.conversation
        WHERE m.id IN ({{}}) AND m.direction = 'in'{db.for_update}
        """,
        sorted(message for item in items for message in (*item.turn.also, item.turn.handled)),
    )
    found = {row[0]: _Found(*row[1:]) for row in rows}
    return _Group(
        found,
        following=conversations.following(db, sorted({seen.conversation for seen in found.values()})),
        tokens={seen.conversation: seen.token for seen in found.values()},
        codes=_taken(db, items),
        claimed={message for message, seen in found.items() if seen.status != "received"},
    )


def _codes(turn: TurnWrite) -> set[str]:
    """Case codes that the turn gives out."""
    return {ring.code for ring in turn.rings} | ({turn.request.code} if turn.request else set())


def _taken(db: Connection, items: Sequence[Leased]) -> set[str]:
    wanted = sorted({code for item in items for code in _codes(item.turn)})
    return (requests.taken(db, wanted) | cases.taken(db, wanted)) if wanted else set()


_ANSWERED = """
    WITH answered (id, asked) AS (VALUES {})
    UPDATE message SET status = 'handled', asked = answered.asked FROM answered WHERE message.id = answered.id
"""


def _write(db: Connection, admitted: list[_Admitted]) -> dict[int, tuple[Pending, ...]]:
    """What other conversations were told, by the message that was answered."""
    put(
        db,
        _ANSWERED,
        "(?, ?)",
        [
            (message, each.turn.read_against.get(message, ""))
            for each in admitted
            for message in (*each.turn.also, each.turn.handled)
        ],
    )
    for each in admitted:
        if each.turn.erase:
            erasure.erase(db, each.turn.conversation, each.seen.position)
            linking.erase_elsewhere(db, each.turn.conversation)
        if each.turn.blots:
            erasure.blot(db, each.turn.conversation, each.turn.blots)
    db.each(
        """
        UPDATE conversation SET state = ?, token = token + 1, asked_at = ?, next_position = ?, keep = ?,
               updated = CASE WHEN updated < ? THEN ? ELSE updated END
        WHERE id = ?
        """,
        [
            (
                turn.state,
                each.asked_at,
                each.following,
                turn.keep,
                latest,
                latest,
                turn.conversation,
            )
            for each in admitted
            for turn, latest in [(each.turn, max(each.turn.at, each.seen.at))]
        ],
    )
    _post(db, admitted)
    turns = [each.turn for each in admitted]
    requests.add(db, [(turn.conversation, turn.request) for turn in turns if turn.request])
    requests.add_secrets(db, [(turn.conversation, secret) for turn in turns for secret in turn.secrets])
    requests.add_notes(db, [(turn.conversation, *note, turn.at) for turn in turns for note in turn.notes])
    documents.write(db, [document for turn in turns for document in turn.documents])
    usage.count(db, [(*each, turn.at) for turn in turns for each in turn.used])
    attachments.unpack(db, [message for turn in turns if turn.unpacked for message in (*turn.also, turn.handled)])
    attachments.add(db, [(turn.conversation, turn.handled, file, turn.at) for turn in turns for file in turn.files])
    for turn in turns:
        for number, ring in enumerate(turn.rings):
            ringing.ring(db, turn.conversation, f"turn-{turn.handled}-{number}", ring, turn.at)
    requests.spend(db, [turn.spent for turn in turns if turn.spent])
    # Last, for they count positions of other conversations, which may have been written in this very group.
    return {turn.handled: _call(db, turn) for turn in turns}


def _call(db: Connection, turn: TurnWrite) -> tuple[Pending, ...]:
    """No statement for a turn that tells nobody; nobody is told of a change of places that did not come about."""
    if turn.trade and not linking.trade(db, turn.conversation, turn.trade):
        return ()
    return calls.call(db, turn.handled, turn.calls, turn.at)


def _post(db: Connection, admitted: list[_Admitted]) -> None:
    put(
        db,
        """
        INSERT INTO message (conversation, position, direction, delivery_id, message_id, kind, text, tap, language, at,
                             asked, status, attempts, why)
        VALUES {}
        """,
        "(?, ?, 'out', NULL, NULL, ?, ?, '', '', ?, ?, ?, 0, '')",
        [
            (
                each.turn.conversation,
                position,
                each.kind,
                post.body,
                each.turn.at,
                post.asked,
                "sent" if post.sent else "queued",
            )
            for each in admitted
            for position, post in enumerate(each.turn.posts, each.start)
        ],
    )

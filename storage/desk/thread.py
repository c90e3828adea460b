"""What a view of cases in a team's chat needs from a database: a thread for each case, and what is posted there.

A thread is a conversation of its own, whose messages are references: what they show is read when they are sent, so that
what was erased or left out meanwhile is in no post.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from storage.desk.port import Case

CHANNEL = "slack-desk"
"""The channel of those conversations; their chat is the desk's channel there, their thread the number of the case."""

Shows = Literal["root", "step", "said", "failed", "theirs", "remark", "anew", "gone", "sweep"]
"""What a post is: the message the thread begins with, which later ones of the kind bring up to date; a step of the
case's history; words of the person; words of the desk that did not arrive; a colleague's own message, which is there
already; that a colleague deleted theirs; a line that changed, so that its post is shown anew; one that is taken away
again; the last look for others to be taken away."""

BY_MESSAGE = "slack-msg:"
"""Begins the key of an act that a colleague's message in the thread was; then comes the channel's id of the message,
for a later version of it followed by "e" and the time of the change."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a look at everything went."""

    step: int
    message: int


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says in a post."""

    row: int
    shows: Shows
    of: int
    """The step, or the position of the message in the person's conversation; 0 for none."""
    by: int
    """The account that a remark is about; 0 for none."""


@dataclass(frozen=True, slots=True)
class Showing:
    """A post of a thread, on its way."""

    case: int
    shows: Shows
    lines: tuple[Line, ...]
    """In order: of a new post what waits in its thread, itself first; of one that is there all that it shows; of one to
    be shown anew that never arrived nothing."""
    at: float
    """When it was queued."""
    again: bool
    """Whether it was tried before, so that it may be there already."""
    remote: str
    """The channel's id of the post, when it is there; of a line that changed that of the post it stands in."""
    root: str
    """The channel's id of the message the thread begins with; "" before it is there."""
    loud: bool = False
    """The whole channel should see it: nobody has taken the case up. It stands alone."""
    face: int = 0
    """The row that waits to bring the first message up to date; 0 for none."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a colleague looked at when they acted from the thread."""

    case: int
    account: int
    until: tuple[int, int]
    """Posts of before this time of the channel's (seconds and millionths) stood there and were read."""
    acts: int = 0
    """`Case.acts` as the button said that they pressed; 0 for none."""


@dataclass(frozen=True, slots=True)
class Done:
    step: int
    kind: str


@dataclass(frozen=True, slots=True)
class CaughtUp:
    wrote: bool
    """There is something new to send."""
    behind: bool
    """The person wrote something that is not answered yet: it is shown once it is."""


class Threads(Protocol):
    async def astir(self, chat: str, after: Mark | None) -> tuple[Mark, Sequence[int]]:
        """Cases of which something was said or done since then, and how far this look went.

        After None: every case that is open or has a thread.
        """

    async def catch_up(self, chat: str, cases: Sequence[int], at: float) -> Sequence[CaughtUp | Exception]:
        """Queue what the threads of these cases lack, each once, whoever else does so at the same time.

        An open case without a thread gets one, with everything that was done before it began.
        """

    async def showing(self, message: int) -> Showing | None:
        """None when it was erased."""

    async def carried(self, rows: Sequence[int], remote: str) -> None:
        """These left in a post of another row; what was erased meanwhile is none any more."""

    async def faced(self, row: int, case: Case, remote: str) -> None:
        """The first message shows a case as it is: the row that was to do so is settled, unless it changed since."""

    async def case_of_thread(self, chat: str, root: str) -> int | None:
        """The case whose thread begins with this message; None when none does."""

    async def beginning(self, chat: str) -> bool:
        """Whether a thread's first message is on its way, so that it may stand there and we do not know it yet."""

    async def stood(self, chat: str, look: Look) -> int:
        """`Case.acts` as somebody saw it in the thread: what they did themselves they have seen."""

    async def heard(self, chat: str, look: Look) -> int | None:
        """The position in the person's conversation up to which somebody had read in the thread what they said; None
        where the thread has not begun."""

    async def done_by(self, case: int, key: str) -> Sequence[Done]:
        """What a colleague's message became, it and its later versions, oldest first."""

    async def remark(self, chat: str, case: int, account: int, of: int, key: str, at: float) -> None:
        """Queue that a colleague deleted a message of theirs, once for a key; `of` is 1 when the person has it."""

    async def left_over(self, message: int) -> Sequence[str]:
        """The channel's ids of posts of the same thread that show something and are not to be."""


def time_of(remote: str) -> tuple[int, int]:
    """Seconds and millionths of a post: of its time, or of the channel's id of it, `<channel>:<time>`."""
    seconds, _, millionths = remote.rpartition(":")[2].partition(".")
    return int(seconds), int(millionths.ljust(6, "0") or 0)

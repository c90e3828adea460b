"""What people at the desk need from a database: cases, what was done about them, accounts. Plain values, never rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from storage.desk.roster import Rosters
from storage.desk.tally import Tallies
from storage.desk.thread import Threads
from storage.desk.way import Endorsements, Links, Teams
from storage.port import NewFile, Pending

Role = Literal["lead", "officer", "facilitator", "focal-point", "reader"]
Kind = Literal["request", "query", "handoff", "opened"]
"""How a case began: a request was sent, a question was kept, a person was asked for, somebody at the desk opened it."""

Hold = Literal["bot", "waiting", "desk", "returned", "closed"]
"""Whose turn it is: the bot talks; the bot talks and a person of the desk is waited for; the desk talks; the desk gave
the conversation back to the bot; nobody, it is over."""


OPEN: tuple[Hold, ...] = ("bot", "waiting", "desk", "returned")
ANY: tuple[Hold, ...] = (*OPEN, "closed")

Usual = tuple[tuple[str, float], ...]
"""Stages and the seconds a case usually stays in them; one that is missing takes as long as it takes. In "draft" they
count from when a person began to wait, unless they were told a day."""


_CASE = "case:"


def case_document(case: int) -> str:
    """The name under which the search index knows a case."""
    return f"{_CASE}{case}"


def case_of(document: str) -> int | None:
    """The case of such a name; None for any other document."""
    number = document.removeprefix(_CASE)
    return int(number) if number != document and number.isdecimal() else None


class Outpaced(Exception):
    """Somebody else at the desk acted on the case since this one looked: `step` is what they did. Nothing was done."""

    def __init__(self, step: CaseStep) -> None:
        super().__init__(f"the case was acted on since it was looked at, by step {step.id}")
        self.step = step


class NotNow(Exception):
    """The case is not in a state in which this can be done; `why` is "closed", "open", "another": another case of the
    conversation is open, "no-channel": there is no way to the person, "merged": it is part of another case, or
    "not-merged": it is not, or no longer; "theirs": a person has it. Of merging: "itself", "into-closed",
    "into-merged": the other case is part of a third one, "has-parts": others are part of it. Nothing was done."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NoCase(LookupError):
    """There is no such case, or it was erased."""


@dataclass(frozen=True, slots=True)
class Case:
    """Something the desk is asked to do, as it stands now. After an erasure only codes, dates and country are left."""

    id: int
    code: str
    """Sayable; of a request that was sent, the request's own."""
    kind: Kind
    conversation: int | None
    """Where the person is; None for one without a channel of theirs, and after an erasure."""
    title: str
    country: str
    """ISO 3166-1 alpha-2, "" if not known."""
    language: str
    """The one the person writes in."""
    institution: str
    """Whose case it is, "" if not known: people change, ministries stay."""
    team: str
    """Id of the team it belongs to; "" is the global desk."""
    assignee: int | None
    """The account that answers for it."""
    stage: str
    """One of the states of a request; "draft" before one was sent. A closed case keeps the one it was closed in."""
    hold: Hold
    waiting_since: float
    """When the person last began to wait for the desk; 0 when nobody waits."""
    snoozed_until: float
    """Out of the queue until then; 0 when it is not. A word of the person ends it."""
    acts: int
    """Counts what the desk did: whoever acts names the number they saw."""
    opened: float
    updated: float
    merged_into: int | None = None
    """The case that this one is part of, having turned out to be the same; None for one that stands for itself."""
    promised: float = 0.0
    """By when the person was told that the desk answers; 0 for no date. An answer keeps it."""
    asks_back: float = 0.0
    """When to ask the programme it was referred to; 0 for no date. Another stage ends it."""
    staged: float = 0.0
    """When it came to its stage; 0: as it was opened."""
    answered: float = 0.0
    """When the desk first had something to say to the person; 0 before."""

    @property
    def erased(self) -> bool:
        """The person had everything erased: nothing more is written about it."""
        return self.hold == "closed" and self.conversation is None and not self.title

    @property
    def unconfirmed(self) -> bool:
        """The desk opened it, and nobody has taken it as theirs: only the desk can have it erased."""
        return self.kind == "opened" and self.conversation is None and bool(self.title)


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One entry of a case's history."""

    id: int
    case: int
    kind: str
    """What was done ("take", "reply", "note", ...), or what rang ("request", "handoff", "words", ...)."""
    by: int | None
    """The account; None for the person or the bot."""
    name: str
    """Of the account, "" for none."""
    at: float
    body: str
    """JSON, opaque here."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an act changes of a case; None leaves a thing as it is."""

    title: str | None = None
    institution: str | None = None
    team: str | None = None
    assignee: int | None = None
    """0: nobody any more."""
    stage: str | None = None
    hold: Hold | None = None
    waiting_since: float | None = None
    snoozed_until: float | None = None
    promised: float | None = None
    asks_back: float | None = None
    told_late: float | None = None
    """Dates up to this moment that have passed stand in the history."""


def unassigned(case: Case, now: float) -> Change:
    """Nobody answers for a case any more: a person somebody talked with waits from now on."""
    if case.hold != "desk" or case.conversation is None:
        return Change(assignee=0)
    return Change(assignee=0, hold="waiting", waiting_since=case.waiting_since or now)


@dataclass(frozen=True, slots=True)
class Along:
    """What an act on a case says in the conversation of one of its parts, and in the part's own history.

    Nothing where the part is none any more, has no conversation, or has the same as the case.
    """

    part: int
    body: str
    call: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Merge:
    """A case becomes part of another, written in one transaction or not at all."""

    case: int
    into: int
    by: int
    key: str
    seen: int
    """`Case.acts` of the case, and of the other one, as the officer saw them."""
    seen_into: int
    at: float
    told: tuple[str, str]
    """Kind and text of an inbox row for the conversation of `case`, where both cases are of one person. Nobody hears
    of a case of somebody else."""


@dataclass(frozen=True, slots=True)
class Unmerge:
    """A part of a case stands for itself again."""

    case: int
    """The part."""
    by: int
    key: str
    seen: int
    """`Case.acts` of the case that it is part of."""
    at: float


@dataclass(frozen=True, slots=True)
class Act:
    """Something done at the desk, written in one transaction or not at all."""

    case: int
    by: int | None
    """The account; None for what time brings."""
    kind: str
    key: str
    """Names this one doing of it: the second time nothing happens."""
    seen: int | None
    """`Case.acts` as the officer saw it; None for what may be done beside others, such as a note."""
    at: float
    body: str = "{}"
    of: tuple[Hold, ...] = ANY
    """It can be done only of a case that is one of these; where that is not any, not of a part of another case."""
    change: Change = Change()
    call: tuple[str, str] | None = None
    """Kind and text of an inbox row for the case's conversation; what follows there follows from its turn."""
    files: tuple[NewFile, ...] = ()
    """Kept with that inbox row."""
    withdraw: bool = False
    """Take back what the bot has queued for the person and nobody began to send; what the desk had it say stays."""
    to: int = 0
    """The part of the case whose person it is for, in whose history it stands; 0 for the case's own person."""
    along: tuple[Along, ...] = ()
    """What those hear who are at other places with a part of the case."""
    addressed: bool = False
    """It is for the person, and nothing without one: not done of a case that has no conversation."""
    answers: bool = False
    """The desk says something to the person: a promise is kept by it, and the first one ends the wait for an answer."""
    heard: int | None = None
    """Position in the conversation of whom it is for up to which the officer had read it; None where nobody knows.

    Whoever wrote after that waits on.
    """


@dataclass(frozen=True, slots=True)
class Standing:
    """How a part of a case stands by itself, by what was done for it before and since it became part."""

    part: Case
    talks: bool
    """The desk talks with its person, in another conversation than the whole's."""
    assignee: int | None
    """Who of the desk has it: the one who answered its person last."""


@dataclass(frozen=True, slots=True)
class Acted:
    case: Case
    """As it is now."""
    step: int
    called: Pending | None
    """The inbox row, to be answered; None for none, and the second time."""
    new: bool
    """False when this was done before."""
    also: tuple[Pending, ...] = ()
    """The inbox rows of `Act.along`."""


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case that somebody at the desk opens."""

    code: str
    by: int
    key: str
    at: float
    title: str
    country: str = ""
    language: str = "en"
    institution: str = ""
    team: str = ""
    conversation: int | None = None
    body: str = "{}"
    """Of its first step: JSON of where it came from."""
    stage: str = "draft"
    assignee: int | None = None
    """The account that answers for it; None: who opens it, 0: nobody yet."""
    since: float = 0.0
    """When it began, if that was before `at`; 0: now."""


@dataclass(frozen=True, slots=True)
class Erasing:
    case: int
    by: int
    seen: int
    """`Case.acts` as the officer saw it."""
    at: float


@dataclass(frozen=True, slots=True)
class Queue:
    """Which cases, and how many."""

    hold: tuple[Hold, ...] = OPEN
    assignee: int | None = None
    """Of this account only; 0: of nobody."""
    team: str | None = None
    country: str = ""
    language: str = ""
    kind: str = ""
    code: str = ""
    """Begins with."""
    waiting: bool = False
    """Only those in which a person waits."""
    now: float = 0.0
    snoozed: bool = False
    """Whether those that rest are shown too."""
    resting: bool = False
    """Only those that rest."""
    late: bool = False
    """Only those that are late."""
    usual: Usual = ()
    limit: int = 50
    after: int = 0
    """How many to pass over."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Cases looked for as they are written, open or closed."""

    code: str = ""
    """A code or a part of one."""
    words: tuple[str, ...] = ()
    """All of them stand in the title or in the institution, whatever the case of their letters."""
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Counts:
    """Cases that are not closed and do not rest."""

    open: int
    waiting: int
    """A person waits for an answer of the desk."""
    unassigned: int
    snoozed: int
    mine: int = 0
    """Of the account that asked, resting or not."""
    late: int = 0
    """Resting ones too, where a date was given that has passed."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What the cases that are not closed are, each with how many, the most first."""

    countries: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    teams: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    email: str
    """In lower case."""
    name: str
    role: Role
    team: str
    languages: tuple[str, ...]
    password: str
    """Hash with its parameters; "" before the invitation was taken up, and for who signs in elsewhere."""
    failures: int
    """Wrong passwords in a row."""
    locked_until: float
    removed: float
    """0 for one who works here."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    email: str
    name: str
    role: Role
    invitation: str
    """Digest of the secret that sets the first password."""
    invited_until: float
    at: float
    team: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """Who saw or did what, for the audit log."""

    account: int | None
    what: str
    case: int | None
    at: float


class DeskStorage(Teams, Endorsements, Links, Rosters, Tallies, Threads, Protocol):
    """Every method waits; each write is durable when it returns. Any may raise storage.port.StorageUnavailable."""

    async def case(self, id: int) -> Case:
        """Raises NoCase."""

    async def case_of(self, conversation: int) -> Case | None:
        """The open case of a conversation; None when there is none."""

    async def by_code(self, code: str) -> Case | None: ...

    async def queue(self, wanted: Queue) -> Sequence[Case]:
        """Those whose promise or date to ask back has passed, by that date; then who waits longest; then those nobody
        waits for, the newest first."""

    async def sought(self, wanted: Sought) -> Sequence[Case]:
        """Those whose code it is first, then the newest; empty when nothing is looked for."""

    async def cases(self, ids: Sequence[int]) -> Sequence[Case]:
        """Those that are there and not erased, in the order of `ids`."""

    async def codes(self, ids: Sequence[int]) -> Mapping[int, str]:
        """By id, of erased cases too."""

    async def findable(self) -> Sequence[int]:
        """Ids of all cases that were not erased."""

    async def counts(self, now: float, team: str | None = None, account: int = 0, usual: Usual = ()) -> Counts: ...

    async def overdue(self, now: float, usual: Usual, limit: int = 200) -> Sequence[Case]:
        """Cases of which a date has passed since `Change.told_late` was last set, oldest case first."""

    async def spread(self) -> Spread: ...

    async def history(self, case: int) -> Sequence[CaseStep]:
        """In the order it was done; empty for a case that was erased."""

    async def newest(self) -> int:
        """Number of the last step anywhere: when it grows, something happened."""

    async def open(self, new: NewCase) -> Case:
        """Once for a key.

        Raises:
            storage.port.CodeTaken: the code is in use.
        """

    async def erase(self, erasing: Erasing) -> Case:
        """A case that the desk opened and nobody confirmed as theirs is a stub from now on, which the audit log says.

        Once: of one that is erased nothing more is. Its thread, if it has one, is emptied as a person's would be.

        Raises:
            NoCase: there is none.
            Outpaced: somebody else at the desk acted since.
            NotNow("theirs"): a person has it, who alone may have it erased.
        """

    async def act(self, act: Act) -> Acted:
        """All of it at once.

        Raises:
            NoCase: there is none.
            Outpaced: somebody else at the desk acted since.
            NotNow: the case is not one of `Act.of`, or would be the second open one of its conversation, or there is
            nobody to whom it is addressed.
        """

    async def merge(self, merge: Merge) -> Acted:
        """The other case, as it is now. Once for a key.

        Raises:
            NoCase: there is none.
            Outpaced: somebody else at the desk acted since, on either.
            NotNow: one of them is closed, part of another or has parts, or they are one and the same.
        """

    async def unmerge(self, unmerge: Unmerge) -> Acted:
        """What was a part, as it stands again: as before it was merged, and waiting if its person wrote since.

        Raises: as `merge`.
        """

    async def parts(self, case: int) -> Sequence[Case]:
        """The cases that were merged into one, in the order they began."""

    async def standing(self, case: int) -> Sequence[Standing]:
        """How each of the cases that were merged into one stands by itself, in the order they began."""

    async def one_person(self, case: int, other: int) -> bool:
        """Whether both cases are of the same person, as far as we know."""

    async def near(self, case: int, limit: int = 200) -> Sequence[tuple[Case, bool]]:
        """Open cases of the same person or the same country, with whether they are of the person; those come first, and
        then the newest."""

    async def unclaimed(self, since: float) -> Sequence[Case]:
        """Hand-offs nobody took up that wait since before this moment, longest first."""

    async def invite(self, new: NewAccount) -> Account:
        """A new account, or a new invitation for one that is there (then its password no longer opens)."""

    async def account(self, id: int) -> Account | None: ...

    async def account_of(self, email: str) -> Account | None:
        """Whatever the case of the letters; one that was removed too."""

    async def account_at(self, issuer: str, subject: str) -> Account | None:
        """Whose account somebody of this name at this provider signs in to; None before `bind`."""

    async def bind(self, account: int, issuer: str, subject: str) -> bool:
        """From now on somebody of this name at this provider is the account, whatever their address; False when
        another is, or they are another account, and nothing is written. A new invitation and a removal undo it."""

    async def invited(self, invitation: str, now: float) -> Account | None: ...

    async def accounts(self) -> Sequence[Account]:
        """Those who work here, by name."""

    async def set_password(self, account: int, hash: str) -> None:
        """And spend the invitation, and end all sessions."""

    async def join(self, invitation: str, hash: str, now: float) -> Account | None:
        """Spend an invitation for a first password; None when it does not open, or somebody just used it."""

    async def failed(self, account: int, failures: int, locked_until: float) -> bool:
        """One failure more than before; False, and nothing is written, when the count is not one less: another attempt
        came between. Signing in sets it to none."""

    async def change_account(
        self, account: int, role: Role, team: str, languages: Sequence[str], *, leaves: tuple[int, float] | None = None
    ) -> None:
        """`leaves` says who took all cases from them, and when, where they answer nobody any more."""

    async def remove_account(self, account: int, by: int, now: float) -> None:
        """Ends its sessions; what it did stays under its name, its cases belong to nobody."""

    async def sign_in(self, session: str, account: int, now: float, until: float) -> None:
        """`session` is the digest of what the browser holds."""

    async def signed_in(self, session: str, now: float) -> Account | None:
        """The account of a session that is neither over nor of a removed account."""

    async def prolong(self, session: str, until: float, longest: float) -> None:
        """It lasts until then, but no longer than so many seconds since it began."""

    async def sign_out(self, session: str) -> None: ...

    async def saw(self, view: View) -> None: ...

    async def views(
        self,
        case: int | None = None,
        limit: int = 200,
        *,
        account: int | None = None,
        what: str = "",
        since: float = 0.0,
        until: float = 0.0,
        after: int = 0,
    ) -> Sequence[View]:
        """Newest first, of one account, sort, case or time ("" and 0: any); `after` are passed over."""

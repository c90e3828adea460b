"""What was said during the day, by whom and when: each word bears a mark of its own, and the play writes the list."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from dialogs.words import AVAILABLE, say

MARK = re.compile(r"\b[wrc]-\d{3}\b")
"""Of a person's words, an officer's reply, the reason of a closing."""


CROSSED = tuple(max(say("say.desk-crossed", code, name="\0").split("\0"), key=len) for code in AVAILABLE)
"""How a person is told that what they wrote last may not have been read, in every language, without the name."""


def warned(texts: Iterable[str]) -> list[str]:
    """The marks that stand in one message with that."""
    return marks(text for text in texts if any(notice in text for notice in CROSSED))


def marks(texts: Iterable[str]) -> list[str]:
    """In the order they are read, again where they stand again."""
    return [mark for text in texts for mark in MARK.findall(text)]


@dataclass(slots=True)
class Word:
    """Said by a person, to the desk."""

    person: int
    last: bool
    """Nothing is wanted any more."""
    sent: float = 0.0
    """When it was acknowledged."""


@dataclass(slots=True)
class Reply:
    """Written by an officer, or the reason they closed the case with."""

    officer: str
    code: str
    seen: frozenset[str] = frozenset()
    """What stood before the officer when it was sent."""
    sent: float = 0.0
    """When, 0.0 as long as it was not: whoever wrote it was told why."""
    heard: float = 0.0
    """When the person first had it."""


@dataclass(slots=True)
class Ledger:
    words: dict[str, Word] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    channels: dict[int, str] = field(default_factory=dict)
    """Of each person."""
    arrived: dict[int, float] = field(default_factory=dict)
    """When a person had asked for somebody, sent a request, or asked what the assistant cannot answer."""
    looked: dict[str, float] = field(default_factory=dict)
    """When the first officer had a case before them, by its code."""
    stood: dict[str, float] = field(default_factory=dict)
    """When a word or a reply first stood in its thread."""
    told: dict[str, int] = field(default_factory=dict)
    """How often each officer heard that nothing was sent, because a colleague had acted."""
    met: list[tuple[str, ...]] = field(default_factory=list)
    """Of two who answered at the same moment: whose words went through."""

    def word(self, person: int, *, last: bool = False) -> str:
        mark = f"w-{len(self.words):03}"
        self.words[mark] = Word(person, last)
        return mark

    def reply(self, officer: str, code: str, *, closing: bool = False) -> str:
        mark = f"{'c' if closing else 'r'}-{len(self.replies):03}"
        self.replies[mark] = Reply(officer, code)
        return mark

    def hears(self, texts: Iterable[str]) -> list[str]:
        """The marks a person reads now, noted with the time when they are new."""
        found, now = marks(texts), time.monotonic()
        for mark in found:
            if (reply := self.replies.get(mark)) and not reply.heard:
                reply.heard = now
        return found

    def stands(self, found: Iterable[str]) -> None:
        """These marks stand in a thread now."""
        for mark in found:
            self.stood.setdefault(mark, time.monotonic())

    def went(self, mark: str) -> bool:
        """Whether it was said: all a person says is, of an officer's what was not refused."""
        return mark in self.words or (mark in self.replies and self.replies[mark].sent > 0.0)


@dataclass(slots=True)
class Figures:
    """What did not go as promised."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    """Seen where it does not belong: by somebody else, in another case, or although its writer was told it was not
    sent."""
    disorder: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    """Replies that went past a colleague's, which their writer had not seen."""
    crossed: list[str] = field(default_factory=list)
    """Replies that crossed words of the person."""
    untold: list[str] = field(default_factory=list)
    """Those of them with which the person was not told so."""

    @property
    def sound(self) -> bool:
        return not (self.lost or self.twice or self.astray or self.disorder or self.unseen or self.untold)

    def compare(self, where: str, wanted: Sequence[str], found: Sequence[str], *, ordered: bool = True) -> None:
        """Each once, in order, nothing else."""
        for mark in dict.fromkeys((*wanted, *found)):
            if mark not in found:
                self.lost.append(f"{mark} {where}")
            elif mark not in wanted:
                self.astray.append(f"{mark} {where}")
            elif found.count(mark) > 1:
                self.twice.append(f"{mark} {where}")
        known = [mark for mark in dict.fromkeys(found) if mark in wanted]
        if ordered and known != [mark for mark in wanted if mark in known]:
            self.disorder.append(f"{where}: {' '.join(known)}")


def account(
    ledger: Ledger,
    screens: dict[int, Sequence[str]],
    cases: dict[str, Sequence[str]],
    threads: dict[str, Sequence[str]],
    told: Collection[str] = (),
) -> tuple[Figures, dict[str, int]]:
    """Compare what was said with the marks on each person's screen, in each case and in each thread at the end; also
    whose case is whose. `told` are the replies with which a person was told that theirs may not have been read."""
    figures, owners = Figures(), {}
    for code, found in cases.items():
        people = [ledger.words[mark].person for mark in found if mark in ledger.words]
        if people:
            owners[code] = people[0]
    for person, read in screens.items():
        found = [mark for mark in read if mark in ledger.replies]
        mine = [code for code, owner in owners.items() if owner == person]
        said = [mark for mark in ledger.words if ledger.words[mark].person == person]
        replies = [m for m, reply in ledger.replies.items() if reply.code in mine and ledger.went(m)]
        figures.compare(f"on the screen of {person} ({ledger.channels[person]})", _by_time(ledger, replies), found)
        whole = [mark for code in mine for mark in cases[code]]
        heard = [mark for mark in whole if mark in ledger.replies]
        figures.compare(f"in the case of {person}", said, [mark for mark in whole if mark in ledger.words])
        spoken = [mark for mark in replies if mark.startswith("r")]
        figures.compare(f"in the case of {person}", spoken, heard, ordered=False)
        if heard != [mark for mark in found if mark.startswith("r")]:
            figures.disorder.append(f"case and screen of {person} differ")
        posted = [mark for code in mine for mark in threads.get(code, ())]
        figures.compare(f"in the thread of {person}", said, [mark for mark in posted if mark in ledger.words])
        figures.compare(
            f"in the thread of {person}", spoken, [m for m in posted if m.startswith("r") and ledger.went(m)],
            ordered=False,
        )  # fmt: skip
        _unseen(ledger, whole, told, figures)
    return figures, owners


def _by_time(ledger: Ledger, replies: Sequence[str]) -> list[str]:
    return sorted(replies, key=lambda mark: ledger.replies[mark].sent)


def _unseen(ledger: Ledger, whole: Sequence[str], told: Collection[str], figures: Figures) -> None:
    """What stood in the case before a reply and not before its writer."""
    for place, mark in enumerate(whole):
        if (reply := ledger.replies.get(mark)) is None:
            continue
        for earlier in whole[:place]:
            if earlier in reply.seen:
                continue
            if earlier in ledger.words:
                figures.crossed.append(f"{mark} crossed {earlier}")
                figures.untold += [] if mark in told else [f"{mark} crossed {earlier}"]
            elif ledger.replies[earlier].officer != reply.officer:
                figures.unseen.append(f"{mark} of {reply.officer} past {earlier}")

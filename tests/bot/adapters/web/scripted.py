"""A desk that answers by a script: every kind of message the web has to show, without a conversation behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.codes import digest
from bot.inbox import Inbox
from bot.message import Found, Inbound, Line, Option, Outbound
from bot.wire import write_outbound
from storage.port import FileRow, NewRequest, Pending, Post, Secret, Storage, StorageUnavailable, TurnWrite

RESUME = "resume-secret-0000000000"
PAGE = "page-secret-000000000000"
CODE = "KUMA-4827"

ALWAYS = (
    Option("Why this question?", "1|do|why"),
    Option("I don’t know", "1|do|unknown"),
    Option("Talk to a person", "1|do|person"),
)
WELCOME = Outbound(
    "Welcome. This is the help desk for technical and scientific cooperation. Tell us what is going wrong; together we "
    "turn it into a request that others can act on. You can talk to a person at any time."
)
FIRST = Outbound(
    "In a few words: what is the problem?",
    kind="ask",
    options=(ALWAYS[0], Option("Français", "1|do|language:fr"), ALWAYS[2]),
    hint="text",
)
HITS = Outbound(
    "Two examples from places like yours:",
    kind="hits",
    found=(
        Found(
            "GP01", "Fishers and divers keep lionfish off the reef", "a small island State in the Caribbean",
            "Bahamas, 2013", "https://www.cbd.int/example (case study)",
            "Regular removal by trained fishers, a market for the fish, and counts on the reef before and after.",
            (Option("Tell me more", "2|more|GP01"), Option("Use as an example", "2|example|GP01"),
             Option("Not relevant", "2|not-relevant|GP01")),
        ),
        Found(
            "GP02", "A regional plan against marine invaders", "same region: Caribbean", "year not stated",
            "PANORAMA – Solutions for a Healthy Planet", "Shared protocols for watching, reporting and removing.",
            (Option("Tell me more", "2|more|GP02"), Option("Not relevant", "2|not-relevant|GP02")),
        ),
    ),
)  # fmt: skip
COUNTRY = Outbound(
    "So this is about lionfish on your reefs. In which country is this?",
    kind="ask",
    options=(
        Option("Jamaica", "2|pick|JM"), Option("Haiti", "2|pick|HT"), Option("Dominican Republic", "2|pick|DO"),
        Option("Another Government, territory or organisation", "2|pick|other"), *ALWAYS,
    ),
    counter="2 of at most 6",
    hint="choice",
)  # fmt: skip
CARD = Outbound(
    "This is what we have. What is marked is our proposal: please check it.",
    kind="card",
    lines=(
        Line("What goes wrong", "The problem", "Lionfish eat the young fish.", change="5|change|problem"),
        Line("What goes wrong", "What is missing", "Skills, equipment", proposed=True, because="never trained",
             change="5|change|gap_types"),
        Line("Where", "Country", "Jamaica", change="5|change|country"),
        Line("Who asks", "How to reach you", "name@ministry.example", change="5|change|contact_channel"),
        Line("Results", "What will be different", "not answered yet", change="5|change|outcome", open=True),
        Line("Results", "By when", "not answered yet", change="5|change|end_date", open=True),
    ),
    counter="6 of at most 6",
)  # fmt: skip
_TO_CHECK = (
    Line("Links", "Global targets", "6 – Reduce the introduction of invasive alien species by half; 5 – "
         + "legal " * 30, proposed=True, because="lionfish", change="5|change|gbf_targets"),
    Line("Who asks", "Organisation", "Ministry of fisheries", proposed=True, change="5|change|organisation"),
)  # fmt: skip
REVIEW = Outbound(
    "The essential is complete. Send it now, or make it stronger? No money is promised, and this is not an official "
    "communication of a government.",
    kind="ask",
    options=(Option("Send now", "5|do|send", primary=True), Option("Make it stronger", "5|do|stronger"),
             Option("Pause", "5|do|pause"), ALWAYS[2]),
    hint="choice",
)  # fmt: skip
WHOLE = Outbound(
    "No money is promised.\n\nIs this right? Sending it also confirms what I proposed.",
    kind="card",
    options=(REVIEW.options[0], REVIEW.options[1], Option("Change something", "5|do|change"), *REVIEW.options[2:]),
    lines=(*CARD.lines, *_TO_CHECK),
    counter="6 of at most 6",
)
"""A card with its question, as the conversation puts it."""
SENT = Outbound(f"Sent. Your case code is {CODE}.", link=f"/p/{PAGE}")
LESSON = Outbound(
    "What have you solved that others could learn from?", kind="ask", options=(Option("Not now", "6|do|skip"),)
)
FAILED = Outbound("Something went wrong on our side. Your message is saved; a person will look at it.", kind="error")
PAUSED = Outbound("Your draft is kept. With this link you can come back on any device:", link=f"/r/{RESUME}")
FRENCH = (
    Outbound("Bien, continuons en français.", language="fr"),
    Outbound("Dans quel pays cela se passe-t-il ?", kind="ask", language="fr", options=(Option("Haïti", "3|pick|HT"),)),
)
SEVERAL = Outbound(
    "What is missing? You may choose several, up to 3.",
    kind="ask",
    options=(
        Option("Skills", "4|pick|skills"),
        Option("Data", "4|pick|data"),
        Option("Equipment", "4|pick|tools"),
        ALWAYS[2],
    ),
    hint="choices",
)
ARABIC = Outbound("في أي بلد يحدث هذا؟", kind="ask", language="ar", options=(Option("مصر", "3|pick|EG"),))


def answer(inbound: Pending) -> tuple[Outbound, ...]:
    said = f"{inbound.text} {inbound.tap}".lower()
    by_word: list[tuple[str, tuple[Outbound, ...]]] = [
        ("|do|send", (SENT, LESSON)), ("review", (CARD, REVIEW)),
        ("whole", (WHOLE,)), ("lionfish", (HITS, COUNTRY)), ("broken", (FAILED,)),
        ("several", (SEVERAL,)),
        ("pause", (PAUSED,)), ("|do|language:fr", FRENCH), ("français", FRENCH), ("العربية", (ARABIC,)),
        ("مثال", (replace(HITS, language="ar"), ARABIC)),
        ("silence", ()), ("delete", (Outbound("Everything was deleted."),)),
    ]  # fmt: skip
    if inbound.kind == "open":
        return (WELCOME, FIRST)
    if inbound.kind == "resume":
        return (Outbound("Welcome back. This is where we were."), COUNTRY)
    known = next((posts for word, posts in by_word if word in said), None)
    return (Outbound(f"You said: {inbound.text}"), COUNTRY) if known is None else known


class Desk:
    """The real inbox on the real database, and the script in place of a conversation; `broken` lets nothing in."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.broken = False
        self.written: Callable[[str], object] = lambda chat: None
        """Told which chat was answered, as the outbox tells an adapter."""
        self._waiting: list[Pending] = []
        self._inbox = Inbox(storage, self._waiting.append)

    async def accept(self, inbound: Inbound) -> bool:
        if self.broken:
            raise StorageUnavailable("the disk is full; free some space")
        new = await self._inbox.accept(inbound)
        while self._waiting:
            row = self._waiting.pop(0)
            if posts := answer(row):
                await self.answer(row, posts)
        return new

    async def answer(self, row: Pending, posts: tuple[Outbound, ...], *, erase: bool = False) -> None:
        stored = await self.storage.read(row.conversation)
        request = NewRequest(CODE, "request", "{}", "JM", "Lionfish", "en", "desk", row.at) if SENT in posts else None
        links = {
            PAUSED: Secret(digest(RESUME), "resume", row.at + 60),
            SENT: Secret(digest(PAGE), "page", row.at + 60, CODE),
        }
        turn = TurnWrite(
            row.conversation,
            stored.token,
            row.message,
            "{}",
            tuple(Post(write_outbound(post)) for post in posts),
            request=request,
            secrets=tuple(secret for post, secret in links.items() if post in posts),
            erase=erase or "delete" in row.text,
            at=row.at,
        )
        await self.storage.write(turn)
        self.written(stored.chat)

    async def answer_late(self, *posts: Outbound) -> None:
        """Answer the oldest message that the script left unanswered."""
        await self.answer((await self.storage.pending())[0], posts)


@dataclass(frozen=True)
class Sheet:
    title: str
    body: str
    language: str


class Papers:
    """What can be taken away of the one request there is."""

    async def page(self, code: str) -> Sheet | None:
        body = "<h1>Request for assistance</h1><h2>The problem</h2><p>Lionfish &lt;b&gt; eat the young fish.</p>"
        return Sheet("Request KUMA-4827", body, "en") if code == CODE else None

    async def docx(self, code: str) -> bytes | None:
        return b"PK docx" if code == CODE else None

    async def record(self, code: str) -> bytes | None:
        return b"{}" if code == CODE else None

    async def referred(self, conversation: int, code: str, programme: str, ending: str) -> bytes | None:
        return b"PK copy" if (code, programme, ending) == (CODE, "ctcn", "docx") else None

    async def everything(self, conversation: int) -> bytes | None:
        return b'{"all": true}'

    async def of_desk(self, conversation: int, id: int) -> tuple[FileRow, bytes] | None:
        return None

"""A person who does what people do in real channels: changes messages, replies, sends files, goes on elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.attachments import Brought
from bot.channel import NotConnected, Undeliverable
from bot.desk import Desk, enclosed
from bot.inbox import Inbox
from bot.message import Attachment, Inbound, Outbound, Place
from bot.promising import Promising
from bot.referring import Referring
from bot.upkeep import Upkeep
from storage.desk.port import Account, Case, NewAccount
from storage.desk.roster import Hours
from tests.person import Patient, Person, Phone
from tests.plans import files as plans

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
CONTENTS: Mapping[str, bytes] = {
    "pdf": PDF,
    "picture": PNG,
    "table": b"island;nests\nUpolu;12\n",
    "archive": b"PK\x03\x04" + bytes(22) + b"\x09\x00\x00\x00secret.sh",
    "program": b"MZ\x90\x00\x03",
    "plan": plans.content("samoa"),
    "plan in Word": plans.content("benin"),
    "plan in two columns": plans.content("ecuador"),
    "letter": b"Dear colleagues, the meeting is on Monday at nine. Please bring the maps. Kind regards, Ana",
    "locked": plans.locked(),
    "scan": plans.scan(),
    "nothing": b"",
    "huge": PDF + bytes(10 * 1024 * 1024),
    "gone": b"",
}
"""What a script may send, by a word for it; "gone" cannot be fetched any more."""


class Caller(Phone):
    """A phone from which files can be sent, and that can be reached by a link."""

    def __init__(self, name: str = "phone") -> None:
        super().__init__()
        self.name = name
        self.lead = f"https://{name}.example/"
        self.offline = 0
        """Fetches that fail before one succeeds."""

    async def fetch(self, place: Place, attachment: Attachment, most: int) -> bytes:
        if self.offline:
            self.offline -= 1
            raise NotConnected("no connection")
        if attachment.id == "gone":
            raise Undeliverable("gone")
        content, _, number = attachment.id.partition(":")
        return (CONTENTS[content] + number.encode())[: most + 1]

    def way(self, secret: str) -> str:
        return self.lead + secret


@dataclass
class Chatter(Person):
    """One person with a phone, and perhaps a second phone beside it on which the same or another person writes."""

    phone: Phone = field(default_factory=Caller)
    beside: Chatter | None = None
    closed: Case = field(init=False)
    """The case somebody at the desk last acted on."""
    said: list[tuple[str, str]] = field(default_factory=list)
    """(words, message id), oldest first."""
    unsent: list[Inbound] | None = None
    """What was done and does not arrive yet; None when everything arrives at once."""

    async def edits(self, words: str, now: str) -> Sequence[Outbound]:
        """Change the last message that began with these words."""
        about = next(id for text, id in reversed(self.said) if text.startswith(words))
        self.said.append((now, about))
        return await self.acts(replace(self._message("text", text=now), kind="edit", about=about))

    async def replies(self, to: str, words: str) -> Sequence[Outbound]:
        """Reply to the last message of ours that says something."""
        about = next(send.id for send in reversed(self.phone.received) if to in send.message.text)
        return await self.acts(replace(self._message("text", text=words), about=str(about)))

    async def sends(self, name: str, content: str, caption: str = "", times: int = 1) -> Sequence[Outbound]:
        """A file, or several alike, with a caption."""
        files = tuple(
            Attachment(
                content if times == 1 else f"{content}:{number}",
                name if times == 1 else f"{number}-{name}",
                size=len(CONTENTS[content]),
            )
            for number in range(1, times + 1)
        )
        return await self.acts(replace(self._message("text", text=caption), attachments=files))

    async def does(self, kind: str, text: str = "") -> Sequence[Outbound]:
        """Anything else that can come in."""
        return await self.acts(self._message(kind, text=text))

    async def acts(self, *messages: Inbound) -> Sequence[Outbound]:
        """What came back here; `heard` tells what came on the other phone."""
        return await self._send(list(messages))

    @property
    def _phones(self) -> Sequence[Phone]:
        return [self.phone, *([self.beside.phone] if self.beside else [])]

    def begins(self) -> None:
        """Whatever is done from now on arrives together, with `arrives`."""
        self.unsent = []

    async def arrives(self) -> Sequence[Outbound]:
        """All that was done since `begins`, accepted while nobody was there to answer."""
        messages, self.unsent = self.unsent or [], None
        inbox = Inbox(self.service.storage, lambda row: None)
        for message in messages:
            await inbox.accept(message)
        async with self.service.answering(*self._phones, timers=False):
            assert self.service.worker
            await self.service.worker.drain()
            await self.service.librarian.load()
        return self.heard()

    async def has_upkeep(self) -> Sequence[Outbound]:
        """One round of what time brings."""
        async with self.service.answering(*self._phones, timers=False):
            worker = self.service.worker
            assert worker
            promising = Promising(self.service.storage.desk, worker.wake, clock=self.clock)
            desk = self.service.desk
            await Upkeep(self.service.storage, worker.wake, desk=desk, promising=promising, clock=self.clock).round()
            await worker.drain()
        return self.heard()

    async def meets(self, name: str, act: str, words: str) -> Sequence[Outbound]:
        """Somebody at the desk acts on this person's case, or confirms its calendar; `tests/test_transcripts.py` says
        how."""
        phones = [self.phone, *([self.beside.phone] if self.beside else [])]
        async with self.service.answering(*phones, timers=False):
            worker, desk, stored = self.service.worker, self.service.desk, self.service.storage.desk
            assert worker
            assert desk
            invited = NewAccount(f"{name}@desk.example".lower(), name, "officer", "", 0.0, self.clock())
            officer = await stored.account_of(invited.email) or await stored.invite(invited)
            if act == "calendar":
                hours = Hours("UTC", "", "09:00", "17:00", (5, 6), words, officer.id, self.clock())
                await stored.set_hours(hours)
                return []
            home = await self.service.storage.find(self.phone.name, self.chat)
            assert home
            case = await stored.case_of(home.conversation)
            if act == "reopen":
                self.closed = await desk.reopen(
                    officer, self.closed.id, seen=self.closed.acts, key=f"{next(self._ids)}"
                )
            else:
                assert case, "nobody at the desk has a case of this conversation"
                self.closed = await self._acts_on(desk, officer, case, act, words)
            await worker.drain()
        return self.heard()

    async def _acts_on(self, desk: Desk, officer: Account, case: Case, act: str, words: str) -> Case:
        key = f"{next(self._ids)}"
        match act:
            case "take":
                return await desk.take(officer, case.id, seen=case.acts, key=key)
            case "write":
                return await desk.reply(officer, case.id, words, seen=case.acts, key=key)
            case "correct":
                return await desk.correct(officer, case.id, words, seen=case.acts, key=key)
            case "send":
                described, _, said = words.partition(" // ")
                name, _, content = described.partition(", ")
                files = await enclosed([Brought(name, "", content.encode())])
                return await desk.reply(officer, case.id, said, seen=case.acts, key=key, files=files)
            case "note":
                return await desk.note(officer, case.id, words, key=key)
            case "ask":
                return await desk.hand_back(officer, case.id, seen=case.acts, key=key, ask=words)
            case "back":
                return await desk.hand_back(officer, case.id, seen=case.acts, key=key, text=words)
            case "promise":
                promising = Promising(self.service.storage.desk, desk.wake, clock=self.clock)
                return await promising.promise(officer, case.id, words, seen=case.acts, key=key)
            case "refer":
                referring = Referring(self.service.storage, desk.wake, clock=self.clock)
                to, day, why = words.split(" ", 2)
                return await referring.refer(
                    officer, case.id, to, why, day, seen=case.acts, key=key, agreed="said so in the chat"
                )
            case _:
                return await desk.close(officer, case.id, words, seen=case.acts, key=key)

    def heard(self) -> Sequence[Outbound]:
        """What this phone received and nobody looked at yet."""
        new = [send.message for send in self.phone.received[len(self.seen) :]]
        self.seen += new
        return new

    async def _send(self, messages: list[Inbound]) -> Sequence[Outbound]:
        self.said += [(one.text, one.message_id) for one in messages if one.kind == "text"]
        if self.unsent is not None:
            self.unsent += messages
            return []
        patient = Patient(self.mind.understand)
        self.service.mind = replace(self.mind, understand=patient)
        async with self.service.answering(*self._phones, timers=False) as inbox:
            assert self.service.worker
            await self.service.worker.drain()
            for message in messages:
                await inbox.accept(message)
            patient.all_in.set()
            await self.service.worker.drain()
            await self.service.librarian.load()
        self.service.mind = replace(self.mind, understand=patient.understand)
        return self.heard()


__all__ = ["CONTENTS", "PDF", "PNG", "Caller", "Chatter"]

"""What the web chat is told when it is built: where to listen, what to say of itself, how often people may write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from starlette.types import ASGIApp

from storage.port import FileRow


@dataclass(frozen=True, slots=True)
class Rates:
    """Allowances per minute. Chosen, not measured: fifty phones behind one address send 300 messages at most."""

    messages_per_chat: int = 30
    messages_per_address: int = 600
    new_chats_per_address: int = 120
    links_per_address: int = 10
    """Secret links tried, per ten minutes: 160 bits are not guessed, yet nobody needs more."""
    pages_per_address: int = 300
    """Pages and files of sent requests opened by a secret link, per ten minutes."""
    streams_per_chat: int = 8
    """Live connections at once; the oldest ends when one more is opened."""

    @classmethod
    def for_chats(cls, messages: int) -> Rates:
        """All allowances for writing, in proportion to what one chat may send per minute."""
        return cls(messages, 20 * messages, 4 * messages)


@dataclass(frozen=True, slots=True)
class WebSettings:
    host: str
    port: int
    """0 takes any free port; the address announced names it."""
    public_url: str
    """Where people open the chat, without a path: "https://desk.example.org"; "" when it is `host` and `port`."""
    operator: str
    data_place: str
    contact: str
    demo: bool
    secret_folder: Path
    """Holds the key that signs forms; made when absent."""
    rates: Rates = field(default_factory=Rates)

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")


@dataclass(frozen=True, slots=True)
class Mounted:
    """Another application on the same server: one address, one certificate, the same headers on every answer."""

    path: str
    """Its first folder: "/desk"."""
    app: ASGIApp
    body: int
    """Bytes of one request."""
    close: Callable[[], None] = lambda: None
    """Ends what it keeps open, when the server stops."""


class Sheet(Protocol):
    """A sent request as a page."""

    @property
    def title(self) -> str: ...

    @property
    def body(self) -> str:
        """HTML, already escaped, without script or style."""

    @property
    def language(self) -> str: ...


class Exports(Protocol):
    """What of a request can be taken away. Every method answers None for a code nobody has, or one that was erased."""

    async def page(self, code: str) -> Sheet | None: ...

    async def docx(self, code: str) -> bytes | None: ...

    async def record(self, code: str) -> bytes | None:
        """JSON, in UTF-8."""

    async def referred(self, conversation: int, code: str, programme: str, ending: str) -> bytes | None:
        """The copy of a case of this conversation that went to another programme, as "docx" or "json"."""

    async def everything(self, conversation: int) -> bytes | None:
        """JSON of all that is held about the person of a conversation, in UTF-8."""

    async def of_desk(self, conversation: int, id: int) -> tuple[FileRow, bytes] | None:
        """A file that the desk sent to the person of a conversation; None for anybody else's."""

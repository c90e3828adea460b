"""The values templates show, and the templates filled with them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from unicodedata import east_asian_width
from urllib.parse import urlsplit

from markupsafe import Markup

from bot import attachments
from bot.adapters.web.live import Piece
from bot.adapters.web.settings import Sheet, WebSettings
from bot.adapters.web.text import SLOT, around, linked, named, plain
from bot.browser.pages import addresses, direction, templates
from bot.display import alone
from bot.endorsement import Verdict
from bot.endorsing import Page
from bot.filenames import cleaned
from bot.message import Line, Option, Outbound
from bot.render.turn import FROM_DESK
from bot.sniffing import TAKEN
from bot.unset import told
from bot.wire import read_outbound
from dialogs.words import OWN_NAMES, say
from storage.port import TranscriptRow

HERE = Path(__file__).parent
FILES = HERE / "static"
STATIC = "/static"
"""Where they are served."""
TEXT = 20_000
"""Characters of one message."""
LONG = 170
"""Letters of an answer that a card shows in part until it is opened: two lines of a wide screen, five of a phone."""
READY = 2
"""Choices of a card that stay in reach while it is read; more of them would not leave room for it."""

QUESTIONS = ("ask", "card")
"""Kinds of messages that wait for an answer."""

Say = Callable[..., str]
"""`dialogs.words.say`: a wording by id and language, with named values."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as it is drawn."""

    position: int
    id: str
    """The browser's own number of a message it sent, "" for ours."""
    at: float
    text: str
    message: Outbound | None
    """None for what the person wrote."""
    past: bool
    """A later question was put: its buttons rest."""
    files: tuple[str, ...] = ()
    """Names of what the person sent along."""

    @property
    def language(self) -> str:
        return self.message.language if self.message else ""

    @property
    def direction(self) -> Literal["ltr", "rtl", "auto"]:
        return direction(self.message.language) if self.message else "auto"

    @property
    def paragraphs(self) -> list[str]:
        """The text at its empty lines, each part but the last with the line end that sets it apart where it is read out
        or copied."""
        return [part for part in re.split(r"(?<=\n)\n+", self.text) if part]

    @property
    def proposed(self) -> list[Line]:
        """The lines of a card that are proposals of ours: what there is to check stands before all else."""
        return [line for line in self.message.lines if line.proposed and not line.open] if self.message else []

    @property
    def sections(self) -> list[tuple[str, list[Line]]]:
        """The other answered lines of a card under their headings, in the order they come."""
        grouped: dict[str, list[Line]] = {}
        for line in self.message.lines if self.message else ():
            if not line.open and not line.proposed:
                grouped.setdefault(line.section, []).append(line)
        return list(grouped.items())

    @property
    def open(self) -> list[Line]:
        """The lines of a card that wait for an answer."""
        return [line for line in self.message.lines if line.open] if self.message else []

    @property
    def ready(self) -> list[Option]:
        """The choices of a card that stay in reach while it is read; none of a message without lines."""
        return [option for option in self._offered if not _quiet(option)][:READY] if self._lined else []

    @property
    def options(self) -> list[Option]:
        """The other buttons under a message."""
        return [option for option in self._offered if option not in self.ready]

    @property
    def _lined(self) -> bool:
        return bool(self.message and self.message.lines)

    @property
    def _offered(self) -> list[Option]:
        """All buttons but those of other languages, which are offered at the head of the page already."""
        return [option for option in self.message.options if "|do|language:" not in option.tap] if self.message else []

    @property
    def link(self) -> str:
        """The path this message gives, only when it is one of ours."""
        path = self.message.link if self.message else ""
        return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""


@dataclass(frozen=True, slots=True)
class Form:
    """What the forms of a page carry."""

    seal: str
    id: str
    kept: str = ""
    """Words that could not be saved and are still in the box."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told that is no part of the conversation."""

    title: str
    text: str
    action: str = ""
    """Where the button posts to; "" for a link back to the conversation."""
    button: str = ""
    tap: str = ""
    warning: str = ""


def bubbles(rows: Sequence[TranscriptRow]) -> list[Bubble]:
    """What is seen of a transcript: not that somebody arrived, came back, or was silent."""
    shown = [row for row in rows if row.direction == "out" or row.kind in ("text", "tap")]
    drawn = [(row, read_outbound(row.text) if row.direction == "out" else None) for row in shown]
    asked = max((i for i, (_, message) in enumerate(drawn) if message and message.kind in QUESTIONS), default=-1)
    turn = max((i for i, (_, message) in enumerate(drawn[: asked + 1]) if message is None), default=-1)
    return [
        Bubble(
            position=row.position,
            id="" if message else row.message_id.partition(".")[0],
            at=row.at,
            text=message.text if message else row.text,
            files=tuple(cleaned(file.name, file.media_type) for file in attachments.read(row.attachments)),
            message=message,
            past=i < turn and message is not None and message.kind != "hits",
        )
        for i, (row, message) in enumerate(drawn)
    ]


def label_of(rows: Sequence[TranscriptRow], tap: str) -> str:
    """What stood on a button, or on several chosen together; "" when we never showed it."""
    head, _, argument = tap.rpartition("|")
    language = argument.removeprefix("language:")
    if language in OWN_NAMES and language != argument:
        return OWN_NAMES[language]
    for row in reversed(rows):
        if row.direction == "out":
            message = read_outbound(row.text)
            labels = _labels(message)
            found = [labels.get(f"{head}|{code}", "") for code in argument.split(",")]
            if label := labels.get(tap) or (say("list.comma", message.language).join(found) if all(found) else ""):
                return label
    return ""


class Pages:
    """Every page and piece of a page, in words of the reader's language."""

    def __init__(self, settings: WebSettings, say: Say, languages: Sequence[str]) -> None:
        self._settings = settings
        self._wording = say
        self._languages = tuple(languages)
        self._templates = templates(HERE / "templates")
        self._templates.globals.update(
            service=settings, languages=self._languages, names=OWN_NAMES, direction=direction, linked=linked,
            named=named, plain=plain, quiet=_quiet, saved=self._saved, purpose=_purpose,
            limit=TEXT, asset=addresses(FILES, STATIC), taken=TAKEN, megabytes=attachments.ONE >> 20, alone=alone,
            long=_long,
        )  # fmt: skip

    def chat(
        self,
        language: str,
        rows: Sequence[TranscriptRow],
        form: Form,
        *,
        origin: str,
        preparing: bool = False,
        alert: str = "",
        look: int = 0,
    ) -> str:
        """The conversation; `alert` says what went wrong with the last request, "" if nothing did.

        `origin` is the address people reach us under, without a path: links to keep are shown whole. `look` gives each
        page that comes back by itself an address of its own: browsers do not load the one they show, with its #, anew.
        """
        seen = bubbles(rows)
        hint = next((b.message.hint for b in reversed(seen) if b.message and b.message.kind == "ask"), "text")
        after = rows[-1].position if rows else 0
        return self._fill(
            "chat.html",
            language,
            bubbles=seen,
            form=form,
            preparing=preparing,
            alert=alert,
            hint=hint,
            after=after,
            now=_now(rows, seen),
            question=max((b.position for b in seen if b.message and b.message.kind in QUESTIONS), default=0),
            origin=origin,
            look=look,
        )

    def pieces(self, language: str, rows: Sequence[TranscriptRow], origin: str) -> list[Piece]:
        """New messages one by one, each with its position; rows that are not seen come empty."""
        drawn = {bubble.position: bubble for bubble in bubbles(rows)}
        html = {
            at: self._fill("message.html", language, bubble=bubble, origin=origin, now=0, question=0)
            for at, bubble in drawn.items()
        }
        return [Piece(row.position, html.get(row.position, "")) for row in rows]

    def notice(self, language: str, notice: Notice, form: Form | None = None) -> str:
        return self._fill("notice.html", language, notice=notice, form=form)

    def privacy(self, language: str) -> str:
        return self._fill("privacy.html", language)

    def sheet(self, sheet: Sheet, path: str) -> str:
        """A sent request; `path` is where it and its files are found."""
        return self._fill("sheet.html", sheet.language, sheet=sheet, body=Markup(sheet.body), path=path)  # noqa: S704

    def endorse(
        self, page: Page, silence: str, form: Form, path: str, choices: Mapping[Verdict, str],
        kept: Mapping[str, str], lacks: str,
    ) -> str:  # fmt: skip
        """What a focal point is asked, in their language; `kept` is what they wrote, `lacks` a wording of what is not
        there yet."""
        return self._fill(
            "endorse.html", page.endorsement.language, page=page, silence=silence, form=form, path=path,
            choices=choices, kept=defaultdict(str, kept), lacks=lacks,
        )  # fmt: skip

    def status(self, language: str, code: str, told: str, team: str) -> str:
        return self._fill("status.html", language, code=code, told=told, team=team)

    def say(self, id: str, language: str, /, **values: object) -> str:
        return self._wording(id, language, **told(values, language))

    def _fill(self, template: str, language: str, **values: object) -> str:
        def t(id: str, /, **named: object) -> str:
            return self.say(id, language, **named)

        return self._templates.get_template(template).render(t=t, language=language, **values)

    def _saved(self, language: str, at: float) -> Markup:
        """The words "Saved at 14:05", the time as an element that the browser puts into its own zone."""
        moment = datetime.fromtimestamp(at, UTC)
        time = Markup('<time datetime="{}">{} UTC</time>').format(
            moment.strftime("%Y-%m-%dT%H:%M:%SZ"), moment.strftime("%Y-%m-%d %H:%M")
        )
        return around(self.say("web.saved_at", language, time=SLOT), time)


def _now(rows: Sequence[TranscriptRow], seen: Sequence[Bubble]) -> int:
    """Where reading goes on: the last thing the person said, or the first they were told on coming back; 0 for none."""
    last = next((row for row in reversed(rows) if row.direction == "in"), None)
    if last is None or last.kind in ("text", "tap", "open"):
        return max((bubble.position for bubble in seen if bubble.message is None), default=0)
    return next((bubble.position for bubble in seen if bubble.position > last.position), 0)


def _long(text: str) -> bool:
    """Whether an answer is shown in part first; letters of East Asia are twice as wide."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text) > LONG


def _labels(message: Outbound) -> dict[str, str]:
    """What each button of a message says, by its tap."""
    options = [*message.options, *(option for found in message.found for option in found.options)]
    lines = {line.change: line.label for line in message.lines if line.change}
    return lines | {option.tap: option.label for option in options}


def _quiet(option: Option) -> bool:
    """Whether a button is one of those always at hand, not an answer to the question."""
    _, verb, argument = [*option.tap.split("|", 2), "", ""][:3]
    return verb == "do" and argument not in ("send", "stronger", "change", "pause") and not option.primary


def _purpose(path: str) -> str:
    """The wording for a path of ours."""
    head, tail = urlsplit(path).path[:3], path.rpartition("/")[2]
    by_file = {
        "request.docx": "web.link_docx",
        "request.json": "web.link_json",
        "copy.docx": "web.link_copy",
        "everything.json": "web.link_everything",
    }
    if path.startswith(FROM_DESK):
        return "web.link_file"
    by_folder = {"/r/": "web.link_resume", "/p/": "web.link_page"}
    return by_file.get(tail) or by_folder.get(head) or "web.link_other"

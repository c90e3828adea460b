"""The values templates show, and the templates filled with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup

from bot import attachments
from bot.adapters.web.bubbles import QUESTIONS, bubbles, long, now, quiet
from bot.adapters.web.live import Piece
from bot.adapters.web.settings import Sheet, WebSettings
from bot.adapters.web.text import SLOT, around, linked, named, plain
from bot.browser.pages import addresses, direction, templates
from bot.display import alone
from bot.endorsement import Verdict
from bot.endorsing import Page
from bot.message import Outbound
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

Say = Callable[..., str]
"""`dialogs.words.say`: a wording by id and language, with named values."""


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
            named=named, plain=plain, quiet=quiet, saved=self._saved, purpose=_purpose,
            limit=TEXT, asset=addresses(FILES, STATIC), taken=TAKEN, megabytes=attachments.ONE >> 20, alone=alone,
            long=long,
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
            now=now(rows, seen),
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


def _labels(message: Outbound) -> dict[str, str]:
    """What each button of a message says, by its tap."""
    options = [*message.options, *(option for found in message.found for option in found.options)]
    lines = {line.change: line.label for line in message.lines if line.change}
    return lines | {option.tap: option.label for option in options}


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

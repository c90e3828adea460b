"""What a turn's effects leave in the database: a request, what can be found, links, notes for the desk, an erasure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot import linking
from bot.attachments import Taken
from bot.codes import case_code, digest, secret
from bot.findable import findable
from bot.message import Outbound
from bot.wire import write_outbound
from dialogs.answers import Answer, Answers
from dialogs.coach.private import HIDDEN
from dialogs.effects import (
    Blot,
    Effect,
    Erase,
    GiveCopy,
    GiveLink,
    GiveWay,
    HandOff,
    Judge,
    KeepLesson,
    KeepQuery,
    Knock,
    PassOn,
    ReadFile,
    Show,
    ShowMore,
    Trade,
    TurnAway,
)
from dialogs.events import Hit
from dialogs.form import Form
from dialogs.request import dump as dump_request
from dialogs.request import finish
from dialogs.state import Phase, State, tongue, where
from storage.port import Call, DocumentRow, NewRequest, Post, Ring, Rings, Secret, Stored, TurnWrite, Visibility

LINK_LASTS = 30 * 24 * 3600.0
"""Seconds a secret link opens; a new one is given at every pause. Chosen: a month between two workshops."""

NOTHING: Mapping[str, object] = {}

LINE = 120
"""Characters of what a case is called while it has no title. Chosen: a line of the desk's queue."""

SEEN_BY: dict[str, Visibility] = {"me": "owner", "public": "public"}
"""Who may find a sent request, by the person's choice; the desk where the choice says nothing else."""


@dataclass(slots=True)
class Recording:
    """Collects while a turn thinks; nothing is written until `write` is given to the storage."""

    stored: Stored
    now: float
    request: NewRequest | None = None
    documents: list[DocumentRow] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    used: list[tuple[str, str]] = field(default_factory=list)
    """What was done with documents that were found, as (document, deed)."""
    links: dict[str, str] = field(default_factory=dict)
    """Paths on our site, by purpose: "resume", "page"; and "way", the secret for another channel."""
    shown: dict[str, Hit] = field(default_factory=dict)
    """Documents whose whole text is to be shown."""
    erase: bool = False
    blots: list[str] = field(default_factory=list)
    """Words that are to stand nowhere any more."""
    stays: bool = False
    """Nothing of a person is in it, so that no consent is needed to remember that we answered."""
    files: Taken = field(default_factory=Taken)
    calls: list[Call] = field(default_factory=list)
    spent: str = ""
    rings: list[Ring] = field(default_factory=list)
    trade: Stored | None = None
    """The conversation to change places with."""

    @property
    def place(self) -> Stored:
        """Where the answer goes: here, unless the conversation moves with this very turn."""
        return self.trade or self.stored

    def submit(self, form: Form, state: State, answers: Answers) -> str:
        """Make the request of these answers and the document others may find; returns its code."""
        code = case_code()
        request = finish(form, answers, code=code, language=state.language, sent=self.now, files=state.files)
        title, country = request.text("title"), next(iter(request.codes("country")), "")
        self.request = NewRequest(
            code=code,
            form=form.name,
            body=dump_request(request),
            country=country,
            title=title,
            language=state.language,
            visibility=_visibility(answers),
            at=self.now,
        )
        self.rings.append(_for_desk("request", code, state, title=title, country=country))
        if document := findable(request, _visibility(answers), self.stored.conversation):
            self.documents.append(document)
        return code

    def note(self, effect: Effect, state: State) -> None:
        """Remember what an effect asks for beyond words on the screen."""
        match effect:
            case KeepQuery(question=question):
                self._note("query", {"question": question, "language": state.language})
                self._ring("query", state, question=question)
            case KeepLesson(text=text):
                self._note("lesson", {"text": text, "code": state.code})
            case Show(hits=hits):
                self.used.extend((hit.document, "shown") for hit in hits)
            case ShowMore(document=document) if document in self.shown:
                self.used.append((document, "opened"))
            case Judge(document=document, verdict=verdict):
                self.used.append((document, verdict))
                self._note("verdict", {"document": document, "verdict": verdict})
            case HandOff(reason=reason, until=until):
                self._note("handoff", {"reason": reason, "language": state.language})
                self._ring("handoff", state, reason=reason)
                self.rings[-1] = replace(self.rings[-1], promised=until)
            case PassOn():
                self._ring("words", state)
            case GiveLink():
                if state.phase is Phase.SENT:
                    self._link("page", state.code)
                else:
                    self._link("resume")
            case GiveCopy(code=code, programme=programme):
                word = secret()
                self.secrets.append(Secret(digest(word), "page", self.now + LINK_LASTS))
                self.links["copy"] = f"/p/{word}/{code}/{programme}/copy.docx"
            case GiveWay():
                word = secret(linking.SECRET_BYTES)
                self.secrets.append(Secret(digest(word), "link", self.now + linking.LASTS))
                self.links["way"] = word
            case Knock(key=key, other=other):
                self.spent = key
                self.calls.append(linking.knock(self.stored.conversation, other, self.stored.channel, self.now))
            case ReadFile(name=name):
                self.calls.append(Call(self.stored.conversation, "read", name))
            case TurnAway(other=other):
                self.calls.append(Call(other, "away", str(self.stored.conversation)))
            case Trade(other=other):
                assert self.trade is not None, "the turn looks where it moves to before it decides"
                self.calls.append(Call(other, "moved", self.trade.channel))
            case Erase():
                self.erase = True
            case Blot(words=words):
                self.blots.extend(words)
            case _:
                pass

    def fault(self, message: int) -> None:
        """A turn failed for good: the desk should look at this message."""
        self._note("fault", {"message": message})

    def keep(self, files: Taken, state: State) -> None:
        """The files that came with a message; the desk is told of what comes after a request was sent."""
        self.files = Taken((*self.files.names, *files.names), (*self.files.new, *files.new))
        if files.names and state.phase is Phase.SENT:
            self._note("file", {"names": list(files.names), "code": state.code})
            self._ring("file", state, names=files.names)

    def write(
        self,
        turn: TurnWrite,
        state: State,
        posts: tuple[Outbound, ...],
        *,
        asks: str,
        again: bool = False,
        sent: bool,
    ) -> TurnWrite:
        """The whole write; `asks` is the question that the last post carries, which the person saw before when it is
        put `again`; `sent` holds where people pull."""
        agreed = state.answers.get("consent")
        kept = self.stays or state.phase is Phase.SENT or (isinstance(agreed, Answer) and agreed.value == "yes")
        return replace(
            turn,
            posts=tuple(
                Post(
                    write_outbound(p),
                    asks=bool(asks) and not again and p is posts[-1],
                    asked=asks if p is posts[-1] else "",
                    sent=sent,
                )
                for p in posts
            ),
            request=self.request,
            documents=tuple(self.documents),
            secrets=tuple(self.secrets),
            rings=tuple(self.rings),
            notes=tuple(self.notes),
            used=tuple(self.used),
            keep=kept,
            erase=self.erase,
            blots=tuple((words, HIDDEN) for words in self.blots),
            files=self.files.new,
            spent=self.spent,
            calls=tuple(self.calls),
            trade=self.trade.conversation if self.trade else 0,
        )

    def _link(self, purpose: Literal["page", "resume"], code: str = "") -> None:
        word = secret()
        self.secrets.append(Secret(digest(word), purpose, self.now + LINK_LASTS, code))
        self.links[purpose] = f"/{purpose[0]}/{word}"

    def _ring(self, kind: Rings, state: State, **body: object) -> None:
        self.rings.append(_for_desk(kind, case_code(), state, body=body))

    def _note(self, kind: str, body: dict[str, Any]) -> None:
        self.notes.append((kind, json.dumps(body, ensure_ascii=False)))


def _for_desk(
    kind: Rings,
    code: str,
    state: State,
    *,
    title: str = "",
    country: str = "",
    body: Mapping[str, object] = NOTHING,
) -> Ring:
    """What the desk's queue says of a case: as much as the person has told it.

    A request and the call for a person share what was told; a question, and words to an officer, share no draft.
    """
    if kind not in ("request", "handoff"):
        asked = _short(str(body.get("question", "")))
        return Ring(kind, code, tongue(state), asked, next(iter(where(state)), ""), body=_json(body))
    return Ring(
        kind,
        code,
        tongue(state),
        title or _short(_told(state, "title") or _told(state, "first_words")),
        country or next(iter(where(state)), ""),
        _told(state, "organization"),
        _json(body),
    )


def _json(body: Mapping[str, object]) -> str:
    return json.dumps(body, ensure_ascii=False)


def _told(state: State, key: str) -> str:
    held = state.answers.get(key)
    return held.value if isinstance(held, Answer) and isinstance(held.value, str) else ""


def _short(text: str) -> str:
    """One line of a queue."""
    line = " ".join(text.split())
    return line if len(line) <= LINE else f"{line[: LINE - 1].rstrip()}…"


def _visibility(answers: Answers) -> Visibility:
    held = answers.get("visibility")
    chosen = held.value if isinstance(held, Answer) else ""
    return SEEN_BY.get(str(chosen), "desk")

"""What can be taken away of a request or a conversation, by code or conversation; None where nothing is (left)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.export.page import Page, to_page
from bot.export.record import moment, record, to_record, written
from bot.message import Place
from bot.referral import Programme, programmes
from bot.requests import request_of
from bot.steps import body_of
from dialogs.answers import Answer
from dialogs.keys import Json
from dialogs.request import Request
from dialogs.state import load as load_state
from dialogs.state import write_held
from dialogs.words import AVAILABLE
from storage.desk.port import Case, CaseStep
from storage.port import FileRow, Storage, TranscriptRow


class Files:
    """Reads the database each time, so that what was erased is gone at once."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def page(self, code: str) -> Page | None:
        request = await request_of(self._storage, code)
        return to_page(request) if request else None

    async def docx(self, code: str) -> bytes | None:
        request = await request_of(self._storage, code)
        return await asyncio.to_thread(_docx, request) if request else None

    async def record(self, code: str) -> bytes | None:
        request = await request_of(self._storage, code)
        return to_record(request).encode() if request else None

    async def bio_bridge(self, code: str) -> bytes | None:
        from bot.export.bbi import to_bio_bridge

        request = await request_of(self._storage, code)
        return to_bio_bridge(request).encode() if request else None

    async def copy(self, code: str, programme: str, ending: str, *, contact: bool) -> bytes | None:
        """In the layout of a programme's form, ending "docx" or "json"; None also for a programme or an ending that is
        none. Of a case that did not begin as a request: its title and country, and what was told and confirmed in a
        draft that is the desk's to read because a person was asked for."""
        known = programmes().get(programme)
        case = await self._storage.desk.by_code(code) if known else None
        request = await request_of(self._storage, code)
        if request is None and case is not None:
            request = await self._of_case(case)
        if request is None or known is None or ending not in ("docx", "json"):
            return None
        return await asyncio.to_thread(_copy, request, known, ending, contact)

    async def referred(self, conversation: int, code: str, programme: str, ending: str) -> bytes | None:
        """The copy that a case of this conversation was referred with, for the person; None when it never was."""
        desk = self._storage.desk
        # A draft that was referred and is sent later has the code of the request from then on.
        case = await desk.by_code(code) or await desk.case_of(conversation)
        if case is None or case.conversation != conversation:
            return None
        made = referred(await desk.history(case.id), programme)
        return await self.copy(case.code, programme, ending, contact=made.agreed) if made else None

    async def _of_case(self, case: Case) -> Request | None:
        """None for one that was erased."""
        if not case.title:
            return None
        answers = {"title": Answer(case.title)}
        if case.country:
            answers["country"] = Answer((case.country,))
        files: tuple[str, ...] = ()
        if case.kind == "handoff" and case.hold != "closed" and case.conversation:
            stored = await self._storage.read(case.conversation)
            if stored.state:
                state = load_state(stored.state)
                told = {key: one for key, one in state.answers.items() if isinstance(one, Answer) and one.confirmed}
                answers, files = answers | told, state.files
        language = case.language if case.language in AVAILABLE else "en"
        return Request(case.code, "request", 1, language, answers, attachments=files)

    async def everything(self, conversation: int) -> bytes | None:
        """All that is held about the person of a conversation, as JSON; None for a conversation without messages.

        What the same person told in other channels is under "elsewhere".
        """
        held = await self._held(conversation)
        if held is None:
            return None
        person = (await self._storage.read(conversation)).person
        others = await self._storage.conversations_of(person) if person is not None else ()
        elsewhere: list[Json] = [found for id in others if id != conversation and (found := await self._held(id))]
        return written({**held, "elsewhere": elsewhere} if elsewhere else held).encode()

    async def _held(self, conversation: int) -> dict[str, Json] | None:
        rows = await self._storage.transcript(conversation)
        if not rows:
            return None
        stored = await self._storage.read(conversation)
        sent = [await request_of(self._storage, row.code) for row in await self._storage.requests(conversation)]
        answers = load_state(stored.state).answers if stored.state else {}
        messages: list[Json] = [_message(row) for row in rows]
        requests: list[Json] = [record(request) for request in sent if request]
        notes: list[Json] = [
            {"kind": note.kind, "body": json.loads(note.body), "at": moment(note.at)}
            for note in await self._storage.notes(conversation)
        ]
        files = _listed(await self._storage.files(conversation))
        received = _listed(await self._storage.desk_files(conversation))
        return {
            "channel": stored.channel,
            "messages": messages,
            "answers": {key: write_held(one) for key, one in answers.items()},
            "requests": requests,
            "files": files,
            **({"files_of_the_desk": received} if received else {}),
            "notes_for_the_desk": notes,
        }

    async def of_desk(self, conversation: int, id: int) -> tuple[FileRow, bytes] | None:
        """What the desk sent to the person of this conversation; None for anybody else's, and for what was erased."""
        kept = next((file for file in await self._storage.desk_files(conversation) if file.id == id), None)
        data = await self._storage.file(id) if kept else None
        return (kept, data) if kept and data is not None else None

    async def of_place(self, place: Place, name: str, kept: int = 0) -> bytes | None:
        """The file that goes with a message to this place, as `Outbound` names it: its last request, all that is held,
        or what the desk sent; None when it is gone."""
        stored = await self._storage.find(place.channel, place.chat, place.thread)
        if stored is None:
            return None
        if kept:
            found = await self.of_desk(stored.conversation, kept)
            return found[1] if found else None
        if name == "request.docx":
            return await self.docx(stored.request)
        return await self.everything(stored.conversation)


@dataclass(frozen=True, slots=True)
class Referred:
    agreed: bool
    """The person agreed to it beyond what they had chosen: then the copy says who asks."""


def referred(history: Sequence[CaseStep], programme: str) -> Referred | None:
    """How a case was last referred to a programme; None when it never was."""
    for step in reversed(history):
        if step.kind == "refer" and (body := body_of(step)).text("to_programme") == programme:
            return Referred(bool(body.text("agreed")))
    return None


def _copy(request: Request, programme: Programme, ending: str, contact: bool) -> bytes:
    from bot.export.copy import copy, to_json, to_outline

    copied = copy(request, programme, contact=contact)
    if ending == "json":
        return to_json(copied).encode()
    from bot.export.docx import on_paper

    return on_paper(to_outline(copied), request.sent)


def _docx(request: Request) -> bytes:
    from bot.export.docx import to_docx  # python-docx takes 150 ms to import; only who wants a document waits for it

    return to_docx(request)


def _listed(files: Sequence[FileRow]) -> list[Json]:
    return [
        {"name": file.name, "media_type": file.media_type, "size": file.size, "sha256": file.sha256} for file in files
    ]


def _message(row: TranscriptRow) -> dict[str, Json]:
    text = row.text if row.direction == "in" else str(json.loads(row.text).get("text", ""))
    return {
        "from": "person" if row.direction == "in" else "assistant",
        "text": text,
        "tap": row.tap,
        "at": moment(row.at),
    }

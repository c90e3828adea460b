"""One turn's thinking: from a message, and what is stored of its conversation, to everything that is to be written."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.channel import Limits
from bot.meaning import meaning
from bot.message import Outbound
from bot.recording import Recording
from bot.render import Service, render
from bot.search import Search
from bot.understanding.port import Understanding
from bot.waiting import Thinking, wait
from dialogs.effects import Ask, Effect, Retrieve, ShowMore, Submit
from dialogs.engine import advance
from dialogs.events import Submitted
from dialogs.form import Depth, Form
from dialogs.state import State, dump, load
from dialogs.words import AVAILABLE
from storage.port import Pending, Stored, TurnWrite, Written


@dataclass(frozen=True, slots=True)
class Mind:
    """Everything a turn thinks with; built once, shared by all turns."""

    form: Form
    understand: Understanding
    search: Search
    service: Service
    limits: Mapping[str, Limits]
    """By channel."""
    clock: Callable[[], float] = time.time
    depth: Depth = Depth.QUICK
    """Where a new conversation starts."""


@dataclass(frozen=True, slots=True)
class Thought:
    """What a turn came to; nothing of it is written yet."""

    stored: Stored
    """What it was thought from."""
    state: State
    write: TurnWrite

    @property
    def findable(self) -> bool:
        """Whether it changes what can be found: then the index has something to do."""
        return bool(self.write.documents) or self.write.erase

    def after(self, written: Written) -> Stored:
        """The conversation once this was written."""
        before, write = self.stored, self.write
        request = write.request.code if write.request else "" if write.erase else before.request
        return Stored(
            before.conversation,
            before.channel,
            before.chat,
            before.thread,
            write.state,
            written.token,
            written.asked_at,
            request,
        )


def think(mind: Mind, row: Pending, stored: Stored, state: State | None = None) -> Thinking[Thought]:
    """Answer one inbound message; it waits only for a search, for a document, or for a model that reads the words.

    `state` is what `stored` says it is, for whoever remembers it.
    """
    state = state or _state(mind, stored, row)
    recording = Recording(stored, mind.clock())
    effects: list[Effect] = []
    events = yield from meaning(mind.understand, mind.form, state, row, stored)
    while events:
        step = advance(mind.form, state, events.pop(0))
        state = step.state
        for effect in step.effects:
            match effect:
                case Retrieve():
                    found = yield from wait(mind.search.retrieve(effect, state.language, stored.conversation))
                    events.insert(0, found)
                case Submit(answers=answers):
                    events.insert(0, Submitted(recording.submit(mind.form, state, answers)))
                case ShowMore(document=document):
                    if hit := (yield from wait(mind.search.look(document, state.language, stored.conversation))):
                        recording.shown[document] = hit
                    effects.append(effect)
                case _:
                    recording.note(effect, state)
                    effects.append(effect)
    return _thought(mind, row, state, _one_question(effects), recording)


def apology(mind: Mind, row: Pending, stored: Stored) -> Thought:
    """Answer a message whose turn failed again and again: an honest sentence, the state unchanged, the desk told."""
    state = _state(mind, stored, row)
    recording = Recording(stored, mind.clock())
    recording.fault(row.message)
    write = TurnWrite(stored.conversation, stored.token, row.message, stored.state or dump(state), at=mind.clock())
    posts = (mind.service.failure(state.language),)
    return Thought(
        stored, state, recording.write(write, state, posts, asks=False, sent=mind.limits[stored.channel].pulls)
    )


def with_depth(mind: Mind, depth: Depth) -> Mind:
    """The same mind, starting new conversations at another depth."""
    return replace(mind, depth=depth)


def _thought(mind: Mind, row: Pending, state: State, effects: list[Effect], recording: Recording) -> Thought:
    stored = recording.stored
    limits = mind.limits[stored.channel]
    posts: tuple[Outbound, ...] = render(
        effects,
        language=state.language,
        limits=limits,
        service=mind.service,
        state=state,
        documents=recording.shown,
        links=recording.links,
    )
    write = recording.write(
        TurnWrite(stored.conversation, stored.token, row.message, dump(state), at=mind.clock()),
        state,
        posts,
        asks=any(isinstance(effect, Ask) for effect in effects),
        sent=limits.pulls,
    )
    return Thought(stored, state, write)


def _one_question(effects: list[Effect]) -> list[Effect]:
    """Only the last question of a turn is put: an event that followed another may have moved on."""
    last = max((i for i, e in enumerate(effects) if isinstance(e, Ask)), default=-1)
    return [e for i, e in enumerate(effects) if not isinstance(e, Ask) or i == last]


def _state(mind: Mind, stored: Stored, row: Pending) -> State:
    if stored.state:
        return load(stored.state)
    language = row.language.partition("-")[0].lower()
    return State(mind.form.version, depth=mind.depth, language=language if language in AVAILABLE else "en")

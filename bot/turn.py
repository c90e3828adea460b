"""One turn: read, think, write. Sending is outbox.py's business; nothing here leaves before it is saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import structlog

from bot.channel import Limits
from bot.meaning import meaning
from bot.message import Outbound
from bot.recording import Recording
from bot.render import Service, render
from bot.search import Search
from bot.understanding.port import Understanding
from dialogs.effects import Ask, Effect, Retrieve, Submit
from dialogs.engine import advance
from dialogs.events import Submitted
from dialogs.form import Depth, Form
from dialogs.state import State, dump, load
from dialogs.words import AVAILABLE
from storage.port import AlreadyHandled, CodeTaken, Pending, Stale, Storage, Stored, TurnWrite

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Mind:
    """Everything a turn thinks with; built once, shared by all turns."""

    form: Form
    understand: Understanding
    search: Search
    service: Service
    limits: Mapping[str, Limits]
    """By channel."""
    storage: Storage
    clock: Callable[[], float] = time.time
    depth: Depth = Depth.QUICK
    """Where a new conversation starts."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a turn left behind."""

    stored: Stored
    state: State
    posts: tuple[Outbound, ...]
    findable: bool
    """Whether it changed what can be found: the index has something to do."""


async def take_turn(mind: Mind, row: Pending) -> Taken | None:
    """Answer one inbound message; None when it was answered before. Safe to repeat at any point.

    Raises:
        StorageUnavailable: nothing happened; take the turn again later.
    """
    started = time.perf_counter()
    seen = row.seen
    while True:
        stored = seen or await mind.storage.read(row.conversation)  # read
        seen = None
        state = _state(mind, stored, row)
        state, effects, recording = await _think(mind, stored, state, row)
        posts = render(
            effects,
            language=state.language,
            limits=mind.limits[stored.channel],
            service=mind.service,
            state=state,
            documents=recording.shown,
            links=recording.links,
        )
        write = recording.write(
            TurnWrite(stored.conversation, stored.token, row.message, dump(state), also=row.also, at=mind.clock()),
            state,
            posts,
            asks=any(isinstance(effect, Ask) for effect in effects),
            sent=mind.limits[stored.channel].pulls,
        )
        try:
            await mind.storage.write(write)  # write
        except (Stale, CodeTaken):
            continue
        except AlreadyHandled:
            return None
        log.info(
            "turn_taken",
            conversation=row.conversation,
            kind=row.kind,
            phase=state.phase.value,
            asked=state.asked,
            effects=len(effects),
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return Taken(stored, state, posts, findable=bool(write.documents) or write.erase)


async def _think(mind: Mind, stored: Stored, state: State, row: Pending) -> tuple[State, list[Effect], Recording]:
    """From a message to a new state and what to do about it; only the search waits for anything."""
    recording = Recording(stored, mind.clock())
    effects: list[Effect] = []
    events = await meaning(mind.understand, mind.form, state, row, stored)
    while events:
        step = advance(mind.form, state, events.pop(0))
        state = step.state
        for effect in step.effects:
            match effect:
                case Retrieve():
                    events.insert(0, await mind.search.retrieve(effect, state.language, stored.conversation))
                case Submit(answers=answers):
                    events.insert(0, Submitted(recording.submit(mind.form, state, answers)))
                case _:
                    await recording.note(effect, state, mind.search)
                    effects.append(effect)
    return state, _one_question(effects), recording


def _one_question(effects: list[Effect]) -> list[Effect]:
    """Only the last question of a turn is put: an event that followed another may have moved on."""
    last = max((i for i, e in enumerate(effects) if isinstance(e, Ask)), default=-1)
    return [e for i, e in enumerate(effects) if not isinstance(e, Ask) or i == last]


def _state(mind: Mind, stored: Stored, row: Pending) -> State:
    if stored.state:
        return load(stored.state)
    language = row.language.partition("-")[0].lower()
    return State(mind.form.version, depth=mind.depth, language=language if language in AVAILABLE else "en")


async def apologise(mind: Mind, row: Pending) -> Stored:
    """Answer a message whose turn failed again and again: an honest sentence, the state unchanged, the desk told."""
    stored = await mind.storage.read(row.conversation)
    state = _state(mind, stored, row)
    posts = (mind.service.failure(state.language),)
    recording = Recording(stored, mind.clock())
    recording.fault(row.message)
    write = TurnWrite(stored.conversation, stored.token, row.message, stored.state or dump(state), at=mind.clock())
    await mind.storage.write(recording.write(write, state, posts, asks=False, sent=mind.limits[stored.channel].pulls))
    return stored


def with_depth(mind: Mind, depth: Depth) -> Mind:
    """The same mind, starting new conversations at another depth."""
    return replace(mind, depth=depth)


__all__ = ["Mind", "Taken", "apologise", "take_turn", "with_depth"]

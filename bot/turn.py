"""One turn: read, think, write. Sending is outbox.py's business; nothing here leaves before it is saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import structlog

from bot import linking
from bot.attachments import NOTHING, Fetch, read, take
from bot.attachments import Taken as Files
from bot.channel import Limits
from bot.meaning import meaning, read_against
from bot.message import Outbound, Place
from bot.recording import Recording
from bot.render import Service, render
from bot.search import Search
from bot.understanding.port import Understanding
from dialogs.effects import Ask, Effect, Knock, Retrieve, Submit, Trade
from dialogs.engine import advance
from dialogs.events import Attached, Event, KnockHeard, LinkEnded, LinkFailed, Submitted, WantsStatus
from dialogs.form import Depth, Form
from dialogs.state import State, dump, load
from dialogs.words import AVAILABLE
from storage.port import AlreadyHandled, CodeTaken, Gone, Pending, Referred, Stale, Storage, Stored, TurnWrite

log = structlog.get_logger()


Way = Callable[[str], str]
"""From a secret to the address that carries it, or to what has to be written to us there; "" while it is not known."""


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
    fetch: Mapping[str, Fetch] = field(default_factory=dict)
    """How files are fetched, by channel; absent where none can be sent."""
    ways: Mapping[str, Way] = field(default_factory=dict)
    """The channels one can go on in, by name: a secret as the address or the words that lead there."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a turn left behind."""

    stored: Stored
    state: State
    posts: tuple[Outbound, ...]
    findable: bool
    """Whether it changed what can be found: the index has something to do."""
    called: tuple[int, ...] = ()
    """Conversations that were told something by this turn, and have an answer to give."""


async def take_turn(mind: Mind, row: Pending) -> Taken | None:
    """Answer one inbound message; None when it was answered before. Safe to repeat at any point.

    Raises:
        StorageUnavailable: nothing happened; take the turn again later.
    """
    started = time.perf_counter()
    seen = row.seen
    files = await _files(mind, row) if row.attachments else NOTHING
    while True:
        stored = seen or await mind.storage.read(row.conversation)  # read
        seen = None
        before = _state(mind, stored, row)
        referred = await mind.storage.referred(row.conversation, row.about, row.position) if row.about else None
        state, effects, recording = await _think(mind, stored, before, row, referred, files)
        limits = mind.limits[recording.place.channel]
        posts = render(
            effects,
            language=state.language,
            limits=limits,
            service=mind.service,
            state=state,
            documents=recording.shown,
            links=recording.links,
            ways=_ways(mind, recording),
        )
        write = recording.write(
            TurnWrite(
                stored.conversation,
                stored.token,
                row.message,
                dump(state),
                also=row.also,
                read_against=read_against(mind.form, before, row, stored, referred),
                at=mind.clock(),
            ),
            state,
            posts,
            asks=next((effect.field for effect in reversed(effects) if isinstance(effect, Ask)), ""),
            sent=limits.pulls,
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
        called = tuple(call.conversation for call in write.calls)
        return Taken(recording.place, state, posts, findable=bool(write.documents) or write.erase, called=called)


async def _think(
    mind: Mind, stored: Stored, state: State, row: Pending, referred: Referred | None, files: Files
) -> tuple[State, list[Effect], Recording]:
    """From a message to a new state and what to do about it; only the search and the database are waited for."""
    before = state
    recording = Recording(stored, mind.clock(), stays=row.kind == "group")
    effects: list[Effect] = []
    events = await _events(mind, stored, state, row, referred)
    if files is not NOTHING:
        recording.keep(files, state)
        events.insert(0, Attached(files.names, files.refused))
    while events:
        event = events.pop(0)
        if isinstance(event, WantsStatus) and stored.person is not None:
            event = WantsStatus(tuple(sent.code for sent in await mind.storage.requests_of(stored.person)))
        step = advance(mind.form, state, event)
        state = step.state
        for effect in step.effects:
            match effect:
                case Retrieve():
                    events.insert(0, await mind.search.retrieve(effect, state.language, stored.conversation))
                case Submit(answers=answers):
                    events.insert(0, Submitted(recording.submit(mind.form, state, answers)))
                case Knock(key=key, other=other):
                    if await linking.still_opens(mind.storage, key, other, mind.clock()):
                        await recording.note(effect, state, mind.search)
                        events.insert(0, KnockHeard())
                    else:
                        events.insert(0, LinkFailed("unknown"))
                case Trade(other=other):
                    try:
                        recording.trade = await mind.storage.read(other)
                    except Gone:  # Erased in this very moment: think again, knowing it.
                        return await _think(mind, stored, before, row, referred, files)
                    await recording.note(effect, state, mind.search)
                case _:
                    await recording.note(effect, state, mind.search)
                    effects.append(effect)
    return state, _one_question(effects), recording


async def _events(mind: Mind, stored: Stored, state: State, row: Pending, referred: Referred | None) -> list[Event]:
    """What the message means; what it needs to know of other conversations is looked up first."""
    if row.kind == "link":
        return [await linking.opened(mind.storage, row.conversation, row.text, mind.clock())]
    if row.kind in ("text", "tap") and (gone := await linking.void(mind.storage, state, mind.clock())) is not None:
        return [LinkEnded(gone, "lapsed")]
    return await meaning(mind.understand, mind.form, state, row, stored, referred)


async def _files(mind: Mind, row: Pending) -> Files:
    """The files of a message, fetched before anything is thought about it and with no transaction open."""
    stored = row.seen or await mind.storage.read(row.conversation)
    place = Place(stored.channel, stored.chat, stored.thread)
    held = await mind.storage.files(row.conversation)
    return await take(mind.fetch.get(stored.channel), place, read(row.attachments), held)


def _ways(mind: Mind, recording: Recording) -> Mapping[str, str]:
    """By channel how this conversation is continued there, with the secret of this turn; "" without one."""
    secret = recording.links.get("way", "")
    here = recording.place.channel
    return {name: way(secret) if secret else "" for name, way in mind.ways.items() if name != here}


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
    await mind.storage.write(recording.write(write, state, posts, asks="", sent=mind.limits[stored.channel].pulls))
    return stored


def with_depth(mind: Mind, depth: Depth) -> Mind:
    """The same mind, starting new conversations at another depth."""
    return replace(mind, depth=depth)


__all__ = ["Mind", "Taken", "apologise", "take_turn", "with_depth"]

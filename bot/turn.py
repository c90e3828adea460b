"""One turn's thinking: from a message, and what is stored of its conversation, to everything that is to be written."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot import attachments, codes, linking, taps
from bot.attachments import Fetch
from bot.channel import Limits
from bot.meaning import meaning, read_against
from bot.message import Outbound, Place
from bot.recording import Recording
from bot.render import Service, render
from bot.search import Search
from bot.understanding.port import Understanding
from bot.waiting import Thinking, wait
from dialogs.effects import Ask, Effect, Knock, Retrieve, ShowMore, Submit, Trade
from dialogs.engine import advance
from dialogs.events import Attached, Event, KnockHeard, LinkEnded, LinkFailed, Submitted, WantsStatus
from dialogs.form import Depth, Form
from dialogs.linking import wish
from dialogs.state import State, dump, load
from dialogs.words import AVAILABLE
from storage.port import Gone, Pending, Records, Referred, Stored, TurnWrite, Written

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
    records: Records
    """For the few turns that are about another message, another conversation or a file; the others ask for nothing."""
    clock: Callable[[], float] = time.time
    draw: Callable[[], str] = codes.name
    """A name that was never given, for a draft or a question."""
    depth: Depth = Depth.QUICK
    """Where a new conversation starts."""
    fetch: Mapping[str, Fetch] = field(default_factory=dict)
    """How files are fetched, by channel; absent where none can be sent."""
    ways: Mapping[str, Way] = field(default_factory=dict)
    """The channels one can go on in, by name: a secret as the address or the words that lead there."""


@dataclass(frozen=True, slots=True)
class Thought:
    """What a turn came to; nothing of it is written yet."""

    stored: Stored
    """What it was thought from."""
    state: State
    write: TurnWrite
    place: Place
    """Where the answer goes: elsewhere when the conversation moves with this very turn."""

    @property
    def findable(self) -> bool:
        """Whether it changes what can be found: then the index has something to do."""
        return bool(self.write.documents) or self.write.erase

    def after(self, written: Written) -> Stored | None:
        """The conversation once this was written; None when it changed places, for then only the database knows."""
        before, write = self.stored, self.write
        if write.trade:
            return None
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
            before.person,
        )


def think(mind: Mind, row: Pending, stored: Stored, state: State | None = None) -> Thinking[Thought]:
    """Answer one inbound message.

    It waits only for a search, for a document, for a model that reads the words, and, where the message is about
    something beside its conversation as it stands, for the records or for a file. `state` is what `stored` says it is,
    for whoever remembers it.
    """
    before = state = state or _state(mind, stored, row)
    recording = Recording(stored, mind.clock(), stays=row.kind == "group")
    referred: Referred | None = None
    if row.about:
        referred = yield from wait(mind.records.referred(row.conversation, row.about, row.position))
    effects: list[Effect] = []
    events = yield from _events(mind, row, stored, state, referred)
    if row.attachments:
        events.insert(0, (yield from _attached(mind, row, recording, state)))
    while events:
        step = advance(mind.form, state, (yield from _informed(mind, stored, events.pop(0))))
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
                case Knock(key=key, other=other):
                    if (yield from wait(linking.still_opens(mind.records, key, other, mind.clock()))):
                        recording.note(effect, state)
                        events.insert(0, KnockHeard())
                    else:
                        events.insert(0, LinkFailed("unknown"))
                case Trade(other=other):
                    try:
                        recording.trade = yield from wait(mind.records.read(other))
                    except Gone:  # Erased in this very moment: think again, knowing it.
                        return (yield from think(mind, row, stored, before))
                    recording.note(effect, state)
                    effects.append(effect)
                case _:
                    recording.note(effect, state)
                    effects.append(effect)
    effects = _one_question(effects)
    state = taps.named(before, state, mind.draw, asks=any(isinstance(effect, Ask) for effect in effects))
    write = TurnWrite(
        stored.conversation,
        stored.token,
        row.message,
        dump(state),
        also=row.also,
        read_against=read_against(mind.form, before, row, stored, referred),
        at=mind.clock(),
    )
    return _thought(mind, write, state, effects, recording)


def apology(mind: Mind, row: Pending, stored: Stored) -> Thought:
    """Answer a message whose turn failed again and again: an honest sentence, the state unchanged, the desk told."""
    state = _state(mind, stored, row)
    recording = Recording(stored, mind.clock())
    recording.fault(row.message)
    write = TurnWrite(stored.conversation, stored.token, row.message, stored.state or dump(state), at=mind.clock())
    posts = (mind.service.failure(state.language),)
    write = recording.write(write, state, posts, asks="", sent=mind.limits[stored.channel].pulls)
    return Thought(stored, state, write, _place(stored))


def with_depth(mind: Mind, depth: Depth) -> Mind:
    """The same mind, starting new conversations at another depth."""
    return replace(mind, depth=depth)


def _events(mind: Mind, row: Pending, stored: Stored, state: State, referred: Referred | None) -> Thinking[list[Event]]:
    """What the message means; what it needs to know of other conversations is looked up first."""
    if row.kind == "link":
        return [(yield from wait(linking.opened(mind.records, row.conversation, row.text, mind.clock())))]
    if row.kind in ("text", "tap") and (wished := wish(state)):
        gone = yield from wait(linking.void(mind.records, *wished, mind.clock()))
        if gone is not None:
            return [LinkEnded(gone, "lapsed")]
    return (yield from meaning(mind.understand, mind.form, state, row, stored, referred))


def _attached(mind: Mind, row: Pending, recording: Recording, state: State) -> Thinking[Attached]:
    """The files of a message, fetched while nothing is written and no transaction is open."""
    held = yield from wait(mind.records.files(row.conversation))
    fetch = mind.fetch.get(recording.stored.channel)
    sent = attachments.read(row.attachments)
    files = yield from wait(attachments.take(fetch, _place(recording.stored), sent, held))
    recording.keep(files, state)
    return Attached(files.names, files.refused)


def _informed(mind: Mind, stored: Stored, event: Event) -> Thinking[Event]:
    """The event, with what is known of the person's other conversations."""
    if not isinstance(event, WantsStatus) or stored.person is None:
        return event
    sent = yield from wait(mind.records.requests_of(stored.person))
    return WantsStatus(tuple(request.code for request in sent))


def _thought(mind: Mind, write: TurnWrite, state: State, effects: list[Effect], recording: Recording) -> Thought:
    limits = mind.limits[recording.place.channel]
    posts: tuple[Outbound, ...] = render(
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
        write,
        state,
        posts,
        asks=next((effect.field for effect in reversed(effects) if isinstance(effect, Ask)), ""),
        sent=limits.pulls,
    )
    return Thought(recording.stored, state, write, _place(recording.place))


def _ways(mind: Mind, recording: Recording) -> Mapping[str, str]:
    """By channel how this conversation is continued there, with the secret of this turn; "" without one."""
    secret = recording.links.get("way", "")
    here = recording.place.channel
    return {name: way(secret) if secret else "" for name, way in mind.ways.items() if name != here}


def _place(stored: Stored) -> Place:
    return Place(stored.channel, stored.chat, stored.thread)


def _one_question(effects: list[Effect]) -> list[Effect]:
    """Only the last question of a turn is put: an event that followed another may have moved on."""
    last = max((i for i, e in enumerate(effects) if isinstance(e, Ask)), default=-1)
    return [e for i, e in enumerate(effects) if not isinstance(e, Ask) or i == last]


def _state(mind: Mind, stored: Stored, row: Pending) -> State:
    if stored.state:
        return load(stored.state)
    language = row.language.partition("-")[0].lower()
    return State(mind.form.version, depth=mind.depth, language=language if language in AVAILABLE else "en")

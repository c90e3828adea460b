"""One turn's thinking: from messages, and what is stored of their conversation, to everything that is to be written."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot import answer, attachments, calls, codes, linking, plans, taps
from bot.answering import answered, reworded
from bot.attachments import Fetch
from bot.channel import Limits
from bot.meaning import day, meaning, payer, read_against, speaks_of_cases
from bot.message import Outbound, Place
from bot.recording import Recording
from bot.render import Service, render
from bot.roster import Day
from bot.search import Search
from bot.understanding.port import Understanding
from bot.waiting import Thinking, wait
from bot.writing.port import Writer
from dialogs.effects import Ask, Effect, Erase, Knock, Retrieve, Reword, Say, ShowMore, Submit, Trade, TurnAway
from dialogs.engine import advance
from dialogs.events import (
    Attached,
    DeskWrote,
    Enclosed,
    Event,
    Hit,
    KnockHeard,
    LinkEnded,
    LinkFailed,
    OldTap,
    Submitted,
    WantsHuman,
    WantsStatus,
)
from dialogs.form import Depth, Form
from dialogs.kinds import Consent
from dialogs.linking import wish
from dialogs.state import State, dump, load
from dialogs.state import replace as changed
from dialogs.words import AVAILABLE
from knowledge.reading.port import Reads
from storage.port import Gone, Pending, Records, Referred, Stored, TurnWrite, Written

Way = Callable[[str], str]
"""From a secret to the address that carries it, or to what has to be written to us there; "" while it is not known."""


AT_A_TIME = 20
"""Messages of one turn that are thought through before whatever else the process does has its turn. Chosen."""

_LAST = (Submit, Erase, Knock, Trade, TurnAway)
"""What the messages that follow are to find written: they are a turn of their own."""


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
    reads: Reads | None = None
    """Reads documents for the needs they state; None where they are only kept."""
    writer: Writer | None = None
    """Puts answers together from what was found, and a person's words more clearly; None without a language model."""
    answers_by: Callable[[float], Awaitable[Day | None]] | None = None
    """The day by which the desk answers whoever asks at a moment; None where no calendar is kept."""
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
            written.following,
        )


@dataclass(slots=True)
class _Course:
    """Where a turn stands between two messages."""

    begun: State
    """As the person saw the conversation when they sent all of them."""
    state: State
    effects: list[Effect] = field(default_factory=list)
    handled: list[int] = field(default_factory=list)
    """Messages, in order."""
    read_against: dict[int, str] = field(default_factory=dict)
    tapped: set[str] = field(default_factory=set)
    ended: bool = False
    """What follows is a turn of its own, but for more touches of a button that was touched."""

    def met(self, stored: Stored, row: Pending) -> tuple[Stored, State]:
        """The conversation as a message met it: a question that was put within this turn was seen by nobody."""
        if taps.put(self.state) == taps.put(self.begun):
            return stored, self.state
        return replace(stored, asked_at=max(stored.asked_at, row.position)), changed(self.state, asked_as="")


def think(mind: Mind, heard: Sequence[Pending], stored: Stored, state: State | None = None) -> Thinking[Thought]:
    """Answer messages that wait together, in order, with one answer; `Thought.write` says how many of them it is to.

    At least the first; after one that sends, erases or moves the conversation the others wait for the next turn.
    It waits only for a search, for a document, for a model that reads the words or puts them more clearly, and, where a
    message is about something beside its conversation as it stands, for the records or for a file. `state` is what
    `stored` says it is, for whoever remembers it.
    """
    begun = changed(state or _state(mind, stored, heard[0]), today=day(heard[0].at))
    recording = Recording(stored, mind.clock(), stays=heard[0].kind == "group")
    course = _Course(begun, begun)
    for number, row in enumerate(heard, 1):
        if course.ended and row.tap not in course.tapped:
            break
        try:
            yield from _hear(mind, row, course, recording)
        except Gone:  # Whom it was to change places with was erased in this very moment: think again, knowing it.
            return (yield from think(mind, heard, stored, begun))
        if number % AT_A_TIME == 0:
            yield from wait(asyncio.sleep(0))
    effects = answer.one(course.effects)
    state = taps.named(begun, course.state, mind.draw, asks=any(isinstance(effect, Ask) for effect in effects))
    write = TurnWrite(
        stored.conversation,
        stored.token,
        course.handled[-1],
        dump(state),
        also=tuple(course.handled[:-1]),
        read_against=course.read_against,
        unpacked=any(row.attachments for row in heard),
        at=mind.clock(),
    )
    return _thought(mind, write, state, effects, recording, _open_before(mind, begun, state))


def apology(mind: Mind, row: Pending, stored: Stored) -> Thought:
    """Answer a message whose turn failed again and again: an honest sentence, the state unchanged, the desk told."""
    state = _state(mind, stored, row)
    recording = Recording(stored, mind.clock())
    recording.fault(row.message)
    write = TurnWrite(
        stored.conversation,
        stored.token,
        row.message,
        stored.state or dump(state),
        unpacked=bool(row.attachments),
        at=mind.clock(),
    )
    posts = (mind.service.failure(state.language),)
    write = recording.write(write, state, posts, asks="", sent=mind.limits[stored.channel].pulls)
    return Thought(stored, state, write, _place(stored))


def with_depth(mind: Mind, depth: Depth) -> Mind:
    """The same mind, starting new conversations at another depth."""
    return replace(mind, depth=depth)


def _hear(mind: Mind, row: Pending, course: _Course, recording: Recording) -> Thinking[None]:
    """Take the course one message further.

    Raises:
        Gone: the conversation it was to change places with was erased.
    """
    stored, state = course.met(recording.stored, row)
    referred: Referred | None = None
    if row.about:
        referred = yield from wait(mind.records.referred(row.conversation, row.about, row.position))
    events = yield from _events(mind, row, stored, state, referred)
    if row.tap in course.tapped:  # The same button touched twice in a row is one touch.
        events = [event for event in events if not isinstance(event, OldTap)]
    if row.tap:
        course.tapped.add(row.tap)
    if row.attachments:
        events.insert(0, (yield from _attached(mind, row, recording, course.state)))
    course.handled += row.messages
    course.read_against |= dict.fromkeys(row.messages, read_against(mind.form, state, row, stored, referred))
    yield from _advance(mind, events, course, recording)


def _advance(mind: Mind, events: list[Event], course: _Course, recording: Recording) -> Thinking[None]:
    """Everything that follows from the events; `Gone` as above."""
    stored = recording.stored
    while events:
        event = yield from _informed(mind, stored, events.pop(0))
        step = advance(mind.form, answer.unshown(course.state, course.effects), event)
        state = course.state = step.state
        for effect in step.effects:
            course.ended |= isinstance(effect, _LAST)
            match effect:
                case Retrieve():
                    found = yield from wait(mind.search.retrieve(effect, state.language, stored.conversation))
                    if mind.writer and effect.purpose == "question" and found.hits:
                        told = answered(mind.writer, effect.query, found, state.language, payer=payer(stored))
                        found = yield from wait(told)
                    events.insert(0, found)
                    continue
                case Reword():
                    events.insert(0, (yield from wait(reworded(mind.writer, effect, payer=payer(stored)))))
                    continue
                case Submit(answers=answers):
                    events.insert(0, Submitted(recording.submit(mind.form, state, answers)))
                    continue
                case ShowMore(document=document):
                    if hit := (yield from wait(mind.search.look(document, state.language, stored.conversation))):
                        recording.shown[document] = hit
                    else:  # Nothing is read of what nobody may see any more.
                        course.effects.append(effect)
                        continue
                case Knock(key=key, other=other):
                    opens = yield from wait(linking.still_opens(mind.records, key, other, mind.clock()))
                    events.insert(0, KnockHeard() if opens else LinkFailed("unknown"))
                    if not opens:
                        continue
                case Say(message="delete-done"):
                    stay = yield from wait(mind.records.codes_of(stored.conversation))
                    effect = _receipt(effect, tuple(stay), mind.clock())
                case Trade(other=other):
                    recording.trade = yield from wait(mind.records.read(other))
                case _:
                    pass
            recording.note(effect, state)
            course.effects.append(effect)


def _events(mind: Mind, row: Pending, stored: Stored, state: State, referred: Referred | None) -> Thinking[list[Event]]:
    """What the message means; what it needs to know of other conversations is looked up first."""
    if row.kind == "link":
        return [(yield from wait(linking.opened(mind.records, row.conversation, row.text, mind.clock())))]
    if row.kind == "read":
        return (yield from _read(mind, row))
    if row.kind == calls.KIND:
        return [(yield from _told(mind, row))]
    if row.kind in ("text", "tap") and (wished := wish(state)):
        gone = yield from wait(linking.void(mind.records, *wished, mind.clock()))
        if gone is not None:
            return [LinkEnded(gone, "lapsed")]
    hits = (yield from wait(_listed(mind, state, stored))) if speaks_of_cases(row, state) else {}
    return (yield from meaning(mind.understand, mind.form, state, row, stored, referred, hits))


async def _listed(mind: Mind, state: State, stored: Stored) -> dict[str, Hit]:
    """The cases of the list shown last that may still be seen, by document."""
    looked = [await mind.search.look(document, state.language, stored.conversation) for document in state.listed]
    return {hit.document: hit for hit in looked if hit}


def _read(mind: Mind, row: Pending) -> Thinking[list[Event]]:
    """What a document states that was kept with an earlier message; nothing when it was erased since."""
    if mind.reads is None:
        return []
    found = yield from wait(plans.found(mind.records, mind.reads, row.conversation, row.text))
    return [found] if found else []


def _told(mind: Mind, row: Pending) -> Thinking[Event]:
    """What the desk tells, with the files that came along, and whether the person's words crossed it."""
    told = calls.read(row.text)
    if isinstance(told, DeskWrote) and told.files:
        kept = yield from wait(mind.records.desk_files(row.conversation))
        files = tuple(Enclosed(file.id, file.name) for file in kept if file.message == row.message)
        told = replace(told, files=files)
    if isinstance(told, DeskWrote) and told.heard is not None:
        since = yield from wait(mind.records.transcript(row.conversation, told.heard))
        told = replace(told, crossed=any(one.written and one.position < row.position for one in since))
    return told


def _attached(mind: Mind, row: Pending, recording: Recording, state: State) -> Thinking[Attached]:
    """The files of a message, fetched while nothing is written and no transaction is open."""
    held = yield from wait(mind.records.files(row.conversation))
    fetch = mind.fetch.get(recording.stored.channel)
    sent = attachments.read(row.attachments)
    files = yield from wait(attachments.take(fetch, _place(recording.stored), sent, (*held, *recording.files.new)))
    recording.keep(files, state)
    return Attached(files.names, files.refused, plans.readable(files.new) if mind.reads else ())


def _informed(mind: Mind, stored: Stored, event: Event) -> Thinking[Event]:
    """The event, with what is known of the person's other conversations, or of when the desk answers."""
    if isinstance(event, WantsHuman) and mind.answers_by:
        day = yield from wait(mind.answers_by(mind.clock()))
        return replace(event, day=day.iso, until=day.until) if day else event
    if not isinstance(event, WantsStatus) or stored.person is None:
        return event
    sent = yield from wait(mind.records.requests_of(stored.person))
    return WantsStatus(tuple(request.code for request in sent))


def _open_before(mind: Mind, begun: State, state: State) -> bool:
    """Whether the question that is open now was open as it is before this turn: what is on its way may answer it.

    Nothing is agreed to, sent or erased by what came before the words it would be a yes to.
    """
    asked = mind.form.field(state.asked or "")
    return asked is not None and not isinstance(asked.kind, Consent) and taps.put(begun) == taps.put(state)


def _thought(
    mind: Mind, write: TurnWrite, state: State, effects: list[Effect], recording: Recording, again: bool = False
) -> Thought:
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
        again=again,
        sent=limits.pulls,
    )
    return Thought(recording.stored, state, write, _place(recording.place))


def _ways(mind: Mind, recording: Recording) -> Mapping[str, str]:
    """By channel how this conversation is continued there, with the secret of this turn; "" without one."""
    secret = recording.links.get("way", "")
    here = recording.place.channel
    return {name: way(secret) if secret else "" for name, way in mind.ways.items() if name != here}


def _receipt(deleted: Say, codes: tuple[str, ...], now: float) -> Say:
    """That everything is deleted, with when it was and what stays: of these codes the dates and the country."""
    when = dt.datetime.fromtimestamp(now, dt.UTC).strftime("%Y-%m-%d %H:%M")
    return replace(deleted, values={"when": when, "codes": codes})


def _place(stored: Stored) -> Place:
    return Place(stored.channel, stored.chat, stored.thread)


def _state(mind: Mind, stored: Stored, row: Pending) -> State:
    if stored.state:
        return load(stored.state)
    language = row.language.partition("-")[0].lower()
    return State(mind.form.version, depth=mind.depth, language=language if language in AVAILABLE else "en")

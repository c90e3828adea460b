"""What an inbound message means: a tap, a timer, a return or words become the events of one turn."""

from __future__ import annotations

import dataclasses
import datetime as dt

from bot import editing, linking, taps
from bot.understanding.port import Reading, Situation, Understanding
from bot.waiting import Thinking, wait
from dialogs.answers import Answer
from dialogs.events import (
    Event,
    Knocked,
    LinkEnded,
    Moved,
    OldTap,
    Opened,
    Overheard,
    Resumed,
    Spoke,
    TimedOut,
    Unclear,
    Unreadable,
)
from dialogs.form import Form
from dialogs.state import BETWEEN, Phase, State, tongue
from dialogs.words import AVAILABLE, LANGUAGES
from storage.port import Pending, Referred, Stored

SENTENCE = 3
"""Words from which a message shows a language that we cannot answer in. Chosen."""


def meaning(
    understand: Understanding,
    form: Form,
    state: State,
    row: Pending,
    stored: Stored,
    referred: Referred | None = None,
) -> Thinking[list[Event]]:
    """The events of one message, in order; empty only for a change that changes nothing.

    `referred` is the message that this one is about, where it names one.
    """
    match row.kind:
        case "open":
            return [*_hinted(row, state), Opened()]
        case "resume":
            return [Resumed()]
        case "timeout":
            return [TimedOut(int(row.text or 0))]
        case "tap":
            return [taps.to_event(row.tap, state, form) or OldTap()]
        case "edit":
            return (yield from _changed(understand, form, state, row, stored, referred))
        case "unreadable":
            return [Unreadable()]
        case "group":
            return [Overheard()]
        case "knock":
            knock = linking.read_knock(row.text)
            return [Knocked(knock.other, knock.channel, knock.until)]
        case "away":
            return [LinkEnded(int(row.text), "no")]
        case "lapsed":
            return [LinkEnded(int(row.text), "lapsed")]
        case "moved":
            return [Moved(row.text)]
        case _:
            return (yield from _read(understand, form, state, row, stored, referred))


def _read(
    understand: Understanding, form: Form, state: State, row: Pending, stored: Stored, referred: Referred | None
) -> Thinking[list[Event]]:
    if not row.text.strip():
        return [] if row.attachments else [Unclear("", "empty")]
    if referred and referred.direction == "out" and (field := editing.question_of(form, state, referred)):
        situation = _situation(form, state, row, field.key, editing.offered(field))
        reading = yield from _understood(understand, row.text, situation)
        event = editing.replied(state, field, referred, reading.event)
        return [*_spoke(row.text, reading.language or "", situation), event]
    # Sent after the open question was on the screen, or as a reply to it.
    seen = row.position > stored.asked_at or (referred is not None and referred.asked == state.asked)
    situation = _situation(form, state, row, _asked(form, state, seen), state.options if seen else ())
    if seen and (typed := taps.typed(row.text, state)):
        return [typed]
    reading = yield from _understood(understand, row.text, situation)
    spoke = _spoke(row.text, reading.language or "", situation)
    replied = referred is not None and referred.direction == "out"
    return [*spoke, editing.replied_to_ours(state, referred, reading.event) if replied and referred else reading.event]


def _changed(
    understand: Understanding, form: Form, state: State, row: Pending, stored: Stored, referred: Referred | None
) -> Thinking[list[Event]]:
    """A message was changed; of one we never had, or with the same words, nothing follows."""
    if referred is None or referred.direction == "out" or not row.text.strip() or referred.text == row.text:
        return []
    unanswered = not isinstance(state.answers.get(referred.asked), Answer)
    if referred.latest and unanswered and referred.asked in ("", state.asked):
        return (yield from _read(understand, form, state, row, stored, None))
    field = form.field(referred.asked)
    situation = _situation(form, state, row, referred.asked or None, editing.offered(field))
    known = editing.known_without(state.answers, referred.text, row.text)
    reading = yield from _understood(understand, row.text, dataclasses.replace(situation, answers=known))
    return editing.changed(form, state, referred, row.text, reading.event)


def _understood(understand: Understanding, text: str, situation: Situation) -> Thinking[Reading]:
    given = understand(text, situation)
    return given if isinstance(given, Reading) else (yield from wait(given))


def _situation(form: Form, state: State, row: Pending, asked: str | None, options: tuple[str, ...]) -> Situation:
    field = form.field(asked or "")
    return Situation(
        form=form,
        asked=asked,
        options=options,
        answers=state.answers,
        language=tongue(state),
        today=dt.datetime.fromtimestamp(row.at, dt.UTC).date().isoformat(),
        first="first_words" not in state.answers or state.phase is Phase.CANCELLED,
        shows_language=not (field and field.contact),
    )


def read_against(form: Form, state: State, row: Pending, stored: Stored, referred: Referred | None) -> str:
    """The question a message was read against, "" for none: what it is read against again when it is changed."""
    if row.kind != "text":
        return ""
    if referred and referred.direction == "out" and (field := editing.question_of(form, state, referred)):
        return field.key
    return _asked(form, state, row.position > stored.asked_at) or ""


def _hinted(row: Pending, state: State) -> list[Event]:
    """The language of the device, when it is one of the house that we cannot answer in yet: said on arrival."""
    language = row.language.partition("-")[0].lower()
    known = state.phase is Phase.NEW and language in LANGUAGES and language not in AVAILABLE
    return [Spoke(language)] if known else []


def _spoke(text: str, language: str, situation: Situation) -> list[Event]:
    """The language a message shows its writer to use; nothing when it shows none.

    A name, an organisation or an address shows none; nor does a word such as "no" that is Spanish as well as English,
    unless it is in a language we answer in or in a script of its own.
    """
    shows = language in AVAILABLE or len(text.split()) >= SENTENCE or not text.isascii()
    return [Spoke(language)] if language and shows and situation.shows_language else []


def _asked(form: Form, state: State, seen: bool) -> str | None:
    if state.phase is Phase.NEW and state.asked not in BETWEEN:
        return form.fields[0].key
    return state.asked if seen else None

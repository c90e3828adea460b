"""What an inbound message means: a tap, a timer, a return or words become the events of one turn."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from bot import editing, linking, plans, taps
from bot.understanding import cases, languages
from bot.understanding.port import Reading, Situation, Understanding
from bot.understanding.script import Message
from bot.waiting import Thinking, wait
from dialogs.answers import Answer
from dialogs.events import (
    Event,
    Hit,
    Knocked,
    LinkEnded,
    Moved,
    OldTap,
    Opened,
    Overheard,
    Resumed,
    Spoke,
    TimedOut,
    Told,
    Unclear,
    Unreadable,
)
from dialogs.form import Form
from dialogs.state import BETWEEN, Phase, State, tongue
from dialogs.words import AVAILABLE, LANGUAGES
from storage.port import Pending, Referred, Stored

NO_HITS: Mapping[str, Hit] = MappingProxyType({})

ARTICLE = 3
"""Letters of the longest article or preposition within a name: "del", "das", "les"; longer words bear a capital."""


def meaning(
    understand: Understanding,
    form: Form,
    state: State,
    row: Pending,
    stored: Stored,
    referred: Referred | None = None,
    hits: Mapping[str, Hit] = NO_HITS,
) -> Thinking[list[Event]]:
    """The events of one message, in order; empty only for a change that changes nothing.

    `referred` is the message that this one is about, where it names one; `hits` the cases of the list shown last, by
    document, where it may speak of them (`speaks_of_cases`).
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
            return (yield from _changed(understand, form, state, row, stored, referred, hits))
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
            return (yield from _read(understand, form, state, row, stored, referred, hits))


def speaks_of_cases(row: Pending, state: State) -> bool:
    """Whether it is worth looking up what the cases of the list shown last are called."""
    if row.kind not in ("text", "edit") or not state.listed or not _hears_of_cases(state):
        return False
    return cases.speaks(row.text, state.choosing or None)


def _hears_of_cases(state: State) -> bool:
    """While the desk talks, or wants to know something, what is said is said to the desk."""
    return not (state.with_desk or state.desk_asked)


def _read(
    understand: Understanding,
    form: Form,
    state: State,
    row: Pending,
    stored: Stored,
    referred: Referred | None,
    hits: Mapping[str, Hit],
) -> Thinking[list[Event]]:
    if not row.text.strip():
        return [] if row.attachments else [Unclear("", "empty")]
    if wished := (yield from _of_cases(understand, form, state, row, stored, hits)):
        return wished
    if referred and referred.direction == "out" and (field := editing.question_of(form, state, referred)):
        situation = _situation(form, state, row, stored, field.key, editing.offered(field))
        reading = yield from _understood(understand, row.text, situation)
        event = editing.replied(state, field, referred, reading.event)
        return [*_spoke(row.text, reading.language or "", situation), event]
    # Sent after the open question was on the screen, or as a reply to it.
    seen = row.position > stored.asked_at or (referred is not None and referred.asked == state.asked)
    situation = _situation(form, state, row, stored, _asked(form, state, seen), state.options if seen else ())
    if seen and (typed := taps.typed(row.text, state, form)):
        return [typed]
    reading = yield from _understood(understand, row.text, situation)
    spoke = _spoke(row.text, reading.language or "", situation)
    if row.attachments and isinstance(reading.event, Unclear):  # What stands under a picture need not answer anything.
        return spoke
    if reading.before:
        return [*spoke, reading.before, reading.event]
    if referred is not None and referred.direction == "out":
        return [*spoke, editing.replied_to_ours(state, referred, reading.event)]
    return [*spoke, _offered(form, state, situation, row.text, reading.event)]


def _of_cases(
    understand: Understanding, form: Form, state: State, row: Pending, stored: Stored, hits: Mapping[str, Hit]
) -> Thinking[list[Event]]:
    """What a message wants of similar cases, behind what else it says; empty when it does not speak of them."""
    if not (_hears_of_cases(state) and cases.speaks(row.text, state.choosing or None)):
        return []
    seen = row.position > stored.asked_at
    situation = _situation(form, state, row, stored, _asked(form, state, seen), state.options if seen else ())
    if seen and taps.typed(row.text, state, form):
        return []
    shown = cases.Shown(state.listed, state.dismissed, taps.letters(state), hits, state.choosing or None)
    wish = cases.read(row.text, shown, situation)
    if wish is None:
        return []
    language = languages.of(Message(row.text)) if situation.shows_language else None
    spoke = _spoke(row.text, language or "", situation)
    if not wish.rest:
        return [*spoke, *wish.events]
    reading = yield from _understood(understand, wish.rest, situation)
    before = [reading.before] if reading.before else []
    return [*spoke, *before, reading.event, *wish.events]


def _offered(form: Form, state: State, situation: Situation, text: str, event: Event) -> Event:
    """What was read; a part of a plan, pasted where the problem is asked for, is first offered to be looked through."""
    field = form.field(situation.asked or "")
    asks = state.phase in (Phase.NEW, Phase.ASKING) and field is not None and field.searches and not state.coach
    return (plans.pasted(text, event) or event) if asks and isinstance(event, Told) else event


def _changed(
    understand: Understanding,
    form: Form,
    state: State,
    row: Pending,
    stored: Stored,
    referred: Referred | None,
    hits: Mapping[str, Hit],
) -> Thinking[list[Event]]:
    """A message was changed; of one we never had, or with the same words, nothing follows."""
    if referred is None or referred.direction == "out" or not row.text.strip() or referred.text == row.text:
        return []
    unanswered = not isinstance(state.answers.get(referred.asked), Answer)
    if referred.latest and unanswered and referred.asked in ("", state.asked):
        return (yield from _read(understand, form, state, row, stored, None, hits))
    field = form.field(referred.asked)
    situation = _situation(form, state, row, stored, referred.asked or None, editing.offered(field))
    known = editing.known_without(state.answers, referred.text, row.text)
    reading = yield from _understood(understand, row.text, dataclasses.replace(situation, answers=known))
    return editing.changed(form, state, referred, row.text, reading.event)


def _understood(understand: Understanding, text: str, situation: Situation) -> Thinking[Reading]:
    given = understand(text, situation)
    return given if isinstance(given, Reading) else (yield from wait(given))


def _situation(
    form: Form, state: State, row: Pending, stored: Stored, asked: str | None, options: tuple[str, ...]
) -> Situation:
    field = form.field(asked or "")
    return Situation(
        form=form,
        asked=asked,
        options=options,
        answers=state.answers,
        language=tongue(state),
        today=day(row.at),
        first="first_words" not in state.answers or state.phase is Phase.CANCELLED,
        shows_language=not (field and field.contact),
        payer=payer(stored),
    )


def day(at: float) -> str:
    """YYYY-MM-DD of a moment, in UTC."""
    return dt.datetime.fromtimestamp(at, dt.UTC).date().isoformat()


def payer(stored: Stored) -> str:
    """Whose share of a language model's tokens a turn takes."""
    return f"person {stored.person}" if stored.person is not None else f"conversation {stored.conversation}"


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

    A name, an organisation or an address shows none: "Sierra de las Minas" is no Spanish sentence.
    """
    shows = situation.shows_language and (situation.first or not _is_name(text))
    return [Spoke(language)] if language and shows else []


def _is_name(text: str) -> bool:
    """Whether a line of several words has a capital on each that is longer than an article, and is no shouting."""
    words = text.split()
    long = [word for word in words if len(word) > ARTICLE]
    return len(words) > 1 and bool(long) and not text.isupper() and all(word[0].isupper() for word in long)


def _asked(form: Form, state: State, seen: bool) -> str | None:
    if state.phase is Phase.NEW and state.asked not in BETWEEN:
        return form.fields[0].key
    return state.asked if seen else None

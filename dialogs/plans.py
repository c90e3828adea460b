"""Needs that a plan states: shown a few at a time, and one of them taken as the start of the request.

Nothing a person said is replaced by a document: what is taken from it fills what is still open, or what was concluded
or taken before, and waits for the card. A picked need may be changed for another; `undo` takes it back.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from dialogs import discretion
from dialogs.answers import Answer, Gap, Held, Note, Source
from dialogs.asking import Step, again, between
from dialogs.closing import reopen
from dialogs.effects import Effect, ReadFile, Say, ShowNeeds
from dialogs.events import NeedsFound, Pasted, Told
from dialogs.form import Form
from dialogs.kinds import Invalid, check
from dialogs.needs import Need
from dialogs.state import BETWEEN, Phase, State, replace
from dialogs.taking import go_on, joined, take

AT_ONCE = 5
"""Needs shown in one go: what a person compares on a phone. Chosen."""

REMEMBERED = 30
"""Needs kept of all documents of a request: two documents' worth."""

OPEN = (Phase.ASKING, Phase.REVIEWING)
"""Before a request is sent or given up, documents are read for it."""


def read_next(state: State, names: tuple[str, ...]) -> tuple[Effect, ...]:
    """What it takes to have files read that came along; nothing once the request was sent."""
    if not names or state.phase not in OPEN:
        return ()
    return (Say("needs-reading", {"names": names}), *(ReadFile(name) for name in names))


def found(form: Form, state: State, event: NeedsFound) -> Step:
    """A document was read: its needs are shown, or why there are none."""
    if state.phase not in OPEN:
        return Step(state)
    named = {"names": (event.document,)}
    if event.unread:
        return again(form, state, Say("needs-unread", {**named, "why": event.unread}))
    if not event.needs:
        return again(form, state, Say("needs-none", named))
    state, effects = _shown(_with(state, event.needs), 0)
    return again(form, state, Say("needs-found", named), *effects)


def more(form: Form, state: State) -> Step:
    """The next needs, as long as there are any."""
    if state.phase not in OPEN or not state.needs[state.needs_shown :]:
        return again(form, state, Say("needs-no-more"))
    state, effects = _shown(state, state.needs_shown)
    return again(form, state, *effects)


def taken(form: Form, state: State, key: str) -> Step:
    """A need becomes the start of the request: every field it can fill is a proposal that cites the document."""
    need = next((need for need in state.needs if need.key == key), None)
    if need is None or state.phase not in OPEN:
        return again(form, state, Say("need-gone"))
    if state.asked in BETWEEN:  # Whoever goes on with a need has left that question.
        state = reopen(form, replace(state, update=())).state
    accepted = {key: answer for key, answer in _proposed(form, state, need).items() if answer != state.answers.get(key)}
    if not accepted:
        return again(form, state, Say("need-known"))
    undo = tuple((key, state.answers.get(key)) for key in accepted)
    answers = {**state.answers, **accepted}
    after = replace(state, answers=answers, undo=undo, undo_phase="", misses=0)
    fields = tuple(field.key for field in form.fields if field.key in accepted and field.key != form.fields[0].key)
    said = Say("need-taken" if _tells(form, accepted) else "need-beside", {"fields": fields})
    return go_on(form, state, after, accepted, [said])


def pasted(state: State, event: Pasted) -> Step:
    """A text that reads like a plan: whether to look for its needs is asked, and nothing of it is lost meanwhile."""
    state = replace(_with(state, event.needs), update=tuple(event.told.answers.items()))
    return between(state, "plan")


def looked_through(form: Form, state: State) -> Step:
    """Yes, show the needs of what was pasted."""
    state, effects = _shown(replace(state, update=()), 0)
    return reopen(form, state, Say("needs-in-text"), *effects)


def own_words(form: Form, state: State) -> Step:
    """No, what was pasted is what the person wants to say."""
    answers = {key: answer for key, answer in state.update if key not in state.answers}
    state = reopen(form, replace(state, update=())).state
    state, event = discretion.discreet(form, state, Told(answers))
    return take(form, state, event) if isinstance(event, Told) and event.answers else again(form, state)


def _with(state: State, needs: tuple[Need, ...]) -> State:
    """The needs of a document before those of earlier ones."""
    earlier = tuple(need for need in state.needs if need not in needs)
    return replace(state, needs=(*needs, *earlier)[:REMEMBERED], needs_shown=0)


def _shown(state: State, start: int) -> tuple[State, tuple[Effect, ...]]:
    """The needs from one on, and the state that knows they were shown."""
    needs = state.needs[start : start + AT_ONCE]
    left = len(state.needs) - start - len(needs)
    return replace(state, needs_shown=start + len(needs)), (ShowNeeds(needs, start, left),)


def _tells(form: Form, accepted: Mapping[str, Answer]) -> bool:
    """Whether what the matter is was taken, rather than only what stands around it."""
    return any(field.searches and field.key in accepted for field in form.fields)


def _proposed(form: Form, state: State, need: Need) -> dict[str, Answer]:
    """What of a need goes into the draft, by field, in the form's order."""
    first, *others = (field.key for field in form.fields if field.searches)
    quoted = Answer(need.quote, Source.DOCUMENT, need.quote, confirmed=False, citation=need.citation)
    given = {**need.answers, first: quoted, **{key: _problem(state.answers.get(first), quoted) for key in others}}
    own = {key for key in (first, *others) if _own(state.answers.get(key))}
    if own & set(others) and "national_priority" in given:
        # The problem stays as the person told it: the sentence goes along with its place in the plan.
        reference = given["national_priority"]
        given["national_priority"] = dataclasses.replace(reference, value=f"{reference.value} – {need.quote}")
    fitting: dict[str, Answer] = {}
    for field in form.fields:
        answer, held = given.get(field.key), state.answers.get(field.key)
        if answer is None or not (_open(held) or (not own and _concluded(held)) or (field.searches and _copied(held))):
            continue
        value = check(field.kind, answer.value)
        if not isinstance(value, Invalid):
            fitting[field.key] = dataclasses.replace(answer, value=value)
    return fitting


def _problem(told: Held | None, quoted: Answer) -> Answer:
    """The problem a need states; first words of the person's own stay at its head."""
    if not _own(told) or not isinstance(quoted.value, str):
        return quoted
    return dataclasses.replace(quoted, value=joined(told, quoted.value).value)


def _open(held: Held | None) -> bool:
    """Whether nothing is held, or only what another need filled in."""
    taken = isinstance(held, Answer) and held.source is Source.DOCUMENT and not held.confirmed
    return held is None or isinstance(held, Gap) or taken


def _concluded(held: Held | None) -> bool:
    return isinstance(held, Answer) and held.source is Source.INFERRED and not held.confirmed


def _copied(held: Held | None) -> bool:
    """Whether it only says again what the first words say."""
    return isinstance(held, Answer) and held.source is Source.READ and not held.confirmed and not held.words


def _own(held: Held | None) -> bool:
    """Whether the person said it, rather than a document or we."""
    said = isinstance(held, Answer) and held.source not in (Source.INFERRED, Source.DOCUMENT)
    return (said and not _copied(held)) or isinstance(held, Note)

"""What had better not be told to others is left out before it is kept, and the person asked whether it stays out.

An answer is held without it from the first moment: nothing says it back, searches for it or sends it. The words
themselves wait beside the answers until the person decides; who does not say is taken to want it out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from dialogs.answers import Answer, Held, Source
from dialogs.asking import Step, between
from dialogs.closing import reopen
from dialogs.coach.private import hidden, private
from dialogs.effects import Ask, Blot, Card, Effect, Say
from dialogs.events import Edited, Event, Repeat, Told, Unclear
from dialogs.form import Form
from dialogs.kinds import Contact, Text
from dialogs.state import BETWEEN, Phase, State, replace, tongue
from dialogs.taking import take

Withheld = tuple[str, str, str]
"""Kind, words, and the text they stand in; as `State.withheld` holds it."""

QUIET = (Phase.SENT, Phase.CANCELLED)
"""What is written then is a word for the desk, which has the request."""


def discreet(form: Form, state: State, event: Event) -> tuple[State, Event]:
    """The event without what had better stay out, which the state now holds; both unchanged for nearly all events."""
    if state.phase in QUIET or not isinstance(event, Told | Edited | Unclear):
        return state, event
    texts = _texts(form, event)
    own = _own(form, state, event)
    found = tuple((one.kind, one.words, text) for text in texts for one in private(text, tongue(state), own))
    if not found:
        return state, event
    state = replace(state, withheld=(*state.withheld, *found))
    left = (hidden(text, (words for _, words, source in found if source == text)) for text in texts)
    says_more = any(c.isalnum() for text in left for c in text)
    return state, _without(form, event, found) if says_more else Repeat()


def ask_first(step: Step) -> Step:
    """The step with the question about what was left out in place of any other, while the person has not decided."""
    state, effects = step
    if not state.withheld or state.phase in QUIET or state.asked in BETWEEN:
        return step
    if not effects or not isinstance(effects[-1], Ask):
        return step
    put = effects[-1]
    if put.terms == "full":  # They were not said after all.
        state = replace(state, terms_said=False)
    kinds = dict.fromkeys(kind for kind, _, _ in state.withheld)
    kept = (effect for effect in effects[:-1] if not isinstance(effect, Card))
    return between(state, "hide", *kept, *(Say(f"withheld-{kind}") for kind in kinds))


def stays_out(form: Form, state: State, *first: Effect) -> Step:
    """The person wants it out, or goes on without a word about it: it leaves all that was stored."""
    return reopen(form, replace(state, withheld=()), *forgotten(state), *(first or (Say("withheld-gone"),)))


def put_back(form: Form, state: State) -> Step:
    """The person wants their words as they wrote them; a text of which nothing was left is told now."""
    answers = {key: _restored(held, state.withheld) for key, held in state.answers.items()}
    held = [answer.value for answer in answers.values() if isinstance(answer, Answer) and isinstance(answer.value, str)]
    untold = [
        text for text in dict.fromkeys(text for _, _, text in state.withheld) if not any(text in one for one in held)
    ]
    state = replace(state, answers=answers, withheld=())
    if not untold:
        return reopen(form, state, Say("withheld-back"))
    step = take(form, reopen(form, state).state, Told(more="\n".join(untold)))
    return Step(step.state, (Say("withheld-back"), *step.effects))


def forgotten(state: State) -> tuple[Effect, ...]:
    """What makes the words disappear where they were stored."""
    return (Blot(tuple(dict.fromkeys(words for _, words, _ in state.withheld))),) if state.withheld else ()


def _texts(form: Form, event: Told | Edited | Unclear) -> tuple[str, ...]:
    """The person's own sentences in an event, each once; what reaches them is none."""
    if isinstance(event, Unclear):
        return (event.text,)
    said = (key for key, answer in event.answers.items() if answer.source is not Source.INFERRED)
    told = [event.answers[key].value for key in said if _speaks(form, key)]
    more = event.more if isinstance(event, Told) else ""
    return tuple(dict.fromkeys(text for text in (*told, more) if isinstance(text, str) and text))


def _speaks(form: Form, key: str) -> bool:
    field = form.field(key)
    return field is not None and not field.contact and not isinstance(field.kind, Contact)


def _own(form: Form, state: State, event: Told | Edited | Unclear) -> tuple[str, ...]:
    """The ways to reach the person who writes, told before or with these words."""
    now = {} if isinstance(event, Unclear) else event.answers
    held = [
        answers.get(field.key)
        for field in form.fields
        if isinstance(field.kind, Contact)
        for answers in (state.answers, now)
    ]
    return tuple(one.value for one in held if isinstance(one, Answer) and isinstance(one.value, str))


def _without(form: Form, event: Told | Edited | Unclear, found: tuple[Withheld, ...]) -> Event:
    words = [words for _, words, _ in found]
    match event:
        case Unclear(text=text):
            return dataclasses.replace(event, text=hidden(text, words))
        case Told(answers=answers, more=more):
            return dataclasses.replace(event, answers=_masked(form, answers, words), more=hidden(more, words))
        case Edited(answers=answers):
            return dataclasses.replace(event, answers=_masked(form, answers, words))


def _masked(form: Form, answers: Mapping[str, Answer], words: list[str]) -> dict[str, Answer]:
    """The answers without the words; a title we made of them is not proposed at all, for it may hold a part."""
    return {
        key: _clean(answer, words) if _speaks(form, key) else answer
        for key, answer in answers.items()
        if not (answer.source is Source.INFERRED and _is_text(form, key)) and not _of_another(form, key, answer, words)
    }


def _of_another(form: Form, key: str, answer: Answer, words: list[str]) -> bool:
    """Whether a way to reach somebody, read from these very words, is not the person's own."""
    field = form.field(key)
    return field is not None and isinstance(field.kind, Contact) and any(each in answer.words for each in words)


def _is_text(form: Form, key: str) -> bool:
    field = form.field(key)
    return field is not None and isinstance(field.kind, Text)


def _clean(answer: Answer, words: list[str]) -> Answer:
    value = hidden(answer.value, words) if isinstance(answer.value, str) else answer.value
    return dataclasses.replace(answer, value=value, words=hidden(answer.words, words))


def _restored(held: Held, withheld: tuple[Withheld, ...]) -> Held:
    """An answer with the texts that were written in place of those that were held."""
    if not isinstance(held, Answer) or not isinstance(held.value, str):
        return held
    value = held.value
    for _, _, text in withheld:
        value = value.replace(hidden(text, [words for _, words, source in withheld if source == text]), text)
    return dataclasses.replace(held, value=value)

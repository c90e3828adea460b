"""Yes and no, to whatever was put: the card, a deletion, the last question, a field."""

from __future__ import annotations

import dataclasses

from dialogs import discretion, editing, linking, plans, rewording
from dialogs.answers import Answer, Gap, Source
from dialogs.asking import CHOOSE, WHICH, Manner, Step, again, ask_next
from dialogs.closing import closed, reopen, send
from dialogs.effects import Erase, Say
from dialogs.events import Told, Unclear
from dialogs.form import Form
from dialogs.kinds import Choice, Consent
from dialogs.state import State, replace
from dialogs.taking import joined, miss, set_aside, take

SAYING = 4
"""Words from which a no says more than no. Chosen."""


def agreed(form: Form, state: State, text: str) -> Step:
    """Yes to what is open: the card is sent, everything is deleted, a question is answered; `text` as it was said."""
    match state.asked:
        case "review" if state.coach == CHOOSE and text:  # Asked which line, "ok" names none; the button does send.
            return again(form, replace(state, coach=""))
        case "review":
            return send(form, state)
        case "delete":
            # The case goes as well: nobody of the desk is there to hear what comes next.
            fresh = State(form.version, language=state.language, chosen_language=state.chosen_language)
            return Step(fresh, (Erase(), Say("delete-done")))
        case "update":
            return editing.updated(form, state)
        case "continue":
            return linking.accepted(state)
        case "confirm":
            return linking.confirmed(form, state)
        case "hide":
            return discretion.stays_out(form, state)
        case "plan":
            return plans.looked_through(form, state)
        case "clearer":
            return rewording.taken(form, state)
        case "lesson" | None:
            return again(form, state)
    return _plain(form, state, "yes", text)


def declined(form: Form, state: State, text: str) -> Step:
    """No to what is open, or not now."""
    match state.asked:
        case "review":
            return _objected(form, state, text)
        case "delete":
            return reopen(form, state, Say("delete-kept"))
        case "update":
            return editing.left(form, state)
        case "continue":
            return linking.unwanted(form, state)
        case "confirm":
            return linking.refused(form, state)
        case "hide":
            return discretion.put_back(form, state)
        case "plan":
            return plans.own_words(form, state)
        case "clearer":
            return rewording.kept(form, state)
        case "lesson":
            return Step(closed(state), (Say("lesson-skipped"),))
        case None:
            return again(form, state)
    return _plain(form, state, "no", text)


def _objected(form: Form, state: State, text: str) -> Step:
    """No to the card: what is wrong with it, when somebody says so in words we cannot place, is kept for the desk."""
    state = replace(state, coach=CHOOSE)
    if not text:  # The button: the card is there to choose from.
        return again(form, state)
    state = replace(state, misses=state.misses + 1)
    manner: Manner = "plain" if state.misses == 1 else "short"
    if len(text.split()) < SAYING or form.field("other") is None:
        return again(form, state, manner=manner)
    answers = {**state.answers, "other": joined(state.answers.get("other"), text)}
    return again(form, replace(state, answers=answers), Say("added-remark"), manner=manner)


def _plain(form: Form, state: State, code: str, text: str) -> Step:
    """A bare yes or no to a field's question: it answers some, and says of others that there is something to tell."""
    field = form.field(state.asked or "")
    if field is None:
        return again(form, state)
    held = state.answers.get(field.key)
    if state.coach and code == "no":
        return set_aside(form, state, Gap("skipped"), Say("skipped"))
    if state.coach:
        return ask_next(form, state) if state.coach == WHICH else miss(form, state, Unclear(text))
    if isinstance(held, Answer) and code == "yes":  # The proposal stays.
        answers = {**state.answers, field.key: dataclasses.replace(held, confirmed=True)}
        return ask_next(form, replace(state, answers=answers))
    match field.kind:
        case Consent():
            return take(form, state, Told({field.key: Answer(code, Source.CHOSEN)}))
        case Choice(options=codes) if code in codes:
            return take(form, state, Told({field.key: Answer(code, Source.CHOSEN)}))
    if field.yes_no and code == "yes":
        answers = {**state.answers, field.key: Answer(text or code)}
        return again(form, replace(state, answers=answers, coach=WHICH, undo=((field.key, held),), undo_phase=""))
    if field.yes_no:
        return take(form, state, Told({field.key: Answer(text or code)}))
    if code == "no" and held is None:
        return set_aside(form, state, Gap("skipped"), Say("skipped"))
    return miss(form, state, Unclear(text))

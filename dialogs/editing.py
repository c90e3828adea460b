"""What a person changed in a message they had sent: a correction while it is their last, an offer when it is older."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from dialogs.answers import Answer, Held, Source
from dialogs.asking import Step, again, between
from dialogs.closing import reopen
from dialogs.effects import Compare, KeepQuery, Say
from dialogs.events import Edited, Told
from dialogs.form import Form
from dialogs.kinds import Invalid, Text, check
from dialogs.state import Phase, State, replace
from dialogs.taking import joined, take


def edited(form: Form, state: State, edit: Edited) -> Step:
    """Nothing at all when the new words say what is held already."""
    changes = _changes(form, state, edit)
    if not changes or state.phase is Phase.CANCELLED:
        return Step(state)
    if state.phase is Phase.SENT:
        return again(form, state, KeepQuery(edit.now), Say("passed-on"))
    if edit.latest:
        # It may have been no answer before: then it is one now, and nothing is corrected.
        correction = any(key in state.answers for key, answer in changes.items() if answer.confirmed)
        return take(form, state, Told(changes, correction=correction))
    told = {key: answer for key, answer in changes.items() if answer.source is not Source.INFERRED}
    if not told:
        return Step(state)
    shown = told.keys() - ({"first_words"} if "problem_statement" in told else set())  # The problem begins with them.
    compared = [Compare(key, state.answers.get(key), answer) for key, answer in told.items() if key in shown]
    return between(replace(state, update=tuple(changes.items())), "update", Say("edit-older"), *compared)


def updated(form: Form, state: State) -> Step:
    """The person agreed: what the older message says now is taken, and the open question put again."""
    changes, state = dict(state.update), _back(state)
    return take(form, state, Told(changes, correction=True))


def left(form: Form, state: State) -> Step:
    """The person wants all to stay as it was."""
    return reopen(form, replace(state, update=()), Say("edit-left"))


def _back(state: State) -> State:
    """The question that was open before is open again; whoever takes an answer puts it."""
    return replace(state, asked=state.aside, aside=None, options=(), update=(), misses=0)


def _changes(form: Form, state: State, edit: Edited) -> dict[str, Answer]:
    """The answers that become others, in the order of the message."""
    changes: dict[str, Answer] = {}
    for key, answer in edit.answers.items():
        field, held = form.field(key), state.answers.get(key)
        if field is None:
            continue
        becomes = _replaced(held, answer, edit)
        usable = not isinstance(check(field.kind, becomes.value), Invalid)
        if usable and not (isinstance(held, Answer) and held.value == becomes.value):
            changes[key] = becomes
    if not changes:
        return changes
    words = _words(form, state, changes, edit)
    for key, held in state.answers.items():
        if isinstance(held, Answer) and (value := _said_anew(held, words)):
            changes.setdefault(key, dataclasses.replace(held, value=value))
    return changes


def _words(form: Form, state: State, changes: Mapping[str, Answer], edit: Edited) -> Mapping[str, str]:
    """What the words become that other answers may be made of: those of the message, and those we hold of it.

    The two differ where an earlier change of the message was not taken over.
    """
    words = {edit.was.strip(): edit.now.strip()}
    for key, becomes in changes.items():
        field, held = form.field(key), state.answers.get(key)
        if field and isinstance(field.kind, Text) and isinstance(held, Answer):
            words[str(held.value)] = str(becomes.value)
    return words


def _said_anew(held: Answer, words: Mapping[str, str]) -> str:
    """What an answer becomes that was made of words that were changed; "" when it was not.

    What was proposed from them is proposed from the new ones; what was joined of them and others keeps the others.
    """
    if not isinstance(held.value, str):
        return ""
    if held.value in words:
        return "" if held.confirmed else words[held.value]
    lines = f"\n{held.value}\n"
    found = next((was for was in words if was and f"\n{was}\n" in lines), None)
    return lines.replace(f"\n{found}\n", f"\n{words[found]}\n", 1).strip() if found else ""


def _replaced(held: Held | None, answer: Answer, edit: Edited) -> Answer:
    """An answer told in several messages keeps the words of the others."""
    if not (isinstance(held, Answer) and isinstance(held.value, str) and isinstance(answer.value, str)):
        return answer
    # What was changed is what they wrote, not what was made of it.
    told, was = held.words if held.source is Source.REWORDED else held.value, edit.was.strip()
    if "\n" not in told or told == was:
        return answer
    if was and was in told:
        return Answer(told.replace(was, answer.value.strip(), 1), Source.TYPED)
    return joined(Answer(told), answer.value)

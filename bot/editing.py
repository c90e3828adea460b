"""A message that changes an earlier one, or replies to one of ours, is read against the question of that one."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.answers import Answer, Answers, Source, Value
from dialogs.asking import options
from dialogs.events import Agreed, Declined, DoesNotKnow, Edited, Event, OldTap, Skipped, Told, Unclear, WantsHelp
from dialogs.form import Field, Form
from dialogs.kinds import Choice, Consent, Text
from dialogs.state import State
from storage.port import Referred

_OF_ITS_QUESTION = (Agreed, Declined, Skipped, DoesNotKnow, Unclear, WantsHelp)
"""What means something only to the question that was open when it was said."""


def question_of(form: Form, state: State, referred: Referred | None) -> Field | None:
    """The field a message is about by what it refers to; None when that is the open question, or no field's."""
    if referred is None or not referred.asked or referred.asked == state.asked:
        return None
    return form.field(referred.asked)


def offered(field: Field | None) -> tuple[str, ...]:
    """The codes that stood under the question, for an answer by number."""
    return options(field) if field else ()


def known_without(answers: Answers, was: str, now: str) -> Answers:
    """What is known without what was only read from words that the new ones lack: it is read from those again."""
    return {
        key: held
        for key, held in answers.items()
        if not (
            isinstance(held, Answer)
            and not held.confirmed
            and held.words
            and held.words in was
            and held.words not in now
            and not isinstance(held.value, str)
        )
    }


def changed(form: Form, state: State, referred: Referred, text: str, read: Event) -> list[Event]:
    """The events of an edit, whose new words were read against the question of the old ones; [] when nothing follows.

    What says no answer (a greeting, a question) is answered anew while it is the person's last message.
    """
    field = form.field(referred.asked)
    told = answers(field, read)
    if told:
        return [Edited(told, referred.text, text, referred.latest)]
    return [read] if referred.latest and not isinstance(read, _OF_ITS_QUESTION) else []


def replied(state: State, field: Field, referred: Referred, read: Event) -> Event:
    """A reply to an earlier question answers or corrects it; any other event is what it is."""
    told = answers(field, read)
    return Told(told, correction=field.key in state.answers) if told else read


def replied_to_ours(state: State, referred: Referred, read: Event) -> Event:
    """A yes or no to a question of ours that is no longer open does not answer the one that is."""
    stale = referred.asked and referred.asked != state.asked
    return OldTap() if stale and isinstance(read, Agreed | Declined) else read


def answers(field: Field | None, read: Event) -> Mapping[str, Answer]:
    """What an event answers by field; a bare yes or no answers the field it was said to, where that takes one."""
    match read:
        case Told(answers=told):
            return told
        case Agreed(text=text) | Declined(text=text) if field is not None:
            value = _plain(field, "yes" if isinstance(read, Agreed) else "no", text)
            return {field.key: Answer(value, Source.CHOSEN)} if value else {}
        case _:
            return {}


def _plain(field: Field, code: str, text: str) -> Value:
    match field.kind:
        case Consent():
            return code
        case Choice(options=codes) if code in codes:
            return code
        case Text():
            return text
        case _:
            return ""

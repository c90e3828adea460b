"""When a language model is worth asking: where the literal reading is unsure or silent, and for which fields.

The rule, in the order it applies:

1. Never about an attack, a command, a tap, a correction, the card, or a question whose answer decides something or
   says who asks (consent, who may see it, a name, an organisation, an address).
2. Never when a closed question was answered plainly.
3. About words that were not understood, while a field is the open question.
4. About whatever else a person tells in a few words or more, for fields that hold nothing yet.
"""

from __future__ import annotations

from bot.understanding import hostile
from bot.understanding.port import Reading, Situation
from bot.understanding.script import Message
from dialogs import events
from dialogs.form import Field
from dialogs.kinds import Consent, Contact, Text
from dialogs.matter import length

TELLING = 4
"""Words from which a message may say more than it was asked for. Chosen."""

OURS = frozenset(("first_words", "contact_name", "visibility", "fpic_needed", "other"))
"""Fields no model proposes: the message itself, a name, who may see it, whether a people agreed, remarks."""

TOLD_ALONE = frozenset(("problem_statement",))
"""Proposed only as the answer to their own question: otherwise it would not be put."""


def open_to(text: str, situation: Situation, reading: Reading) -> tuple[Field, ...]:
    """The fields a model may add to this reading, in the form's order; empty when it is not to be asked."""
    if not _unsure(text, situation, reading.event) or hostile.is_hostile(Message(text)):
        return ()
    told = reading.event.answers if isinstance(reading.event, events.Told) else {}
    return tuple(
        field
        for field in situation.form.fields
        if field.key not in told and _proposable(field, situation) and field.key not in situation.answers
    )


def _unsure(text: str, situation: Situation, event: events.Event) -> bool:
    asked = situation.form.field(situation.asked or "")
    if situation.asked is not None and (asked is None or not _askable(asked)):
        return False
    match event:
        case events.Unclear(reason=reason):
            return asked is not None and reason not in ("empty", "no-words", "which-country", "too-many")
        case events.Told(answers=answers, correction=False):
            own = answers.get(asked.key) if asked else None
            plainly = own is not None and asked is not None and not isinstance(asked.kind, Text)
            return not plainly and length(text) >= TELLING
        case _:
            return False


def _askable(field: Field) -> bool:
    return field.key == "first_words" or not (
        field.contact or field.key in OURS or isinstance(field.kind, Consent | Contact)
    )


def _proposable(field: Field, situation: Situation) -> bool:
    if isinstance(field.kind, Consent | Contact) or field.key in OURS:
        return False
    return field.key == situation.asked or field.key not in TOLD_ALONE

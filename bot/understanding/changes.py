"""A person who asks to give an answer again, or to have it in clearer words: "change the scope", "reword the aim"."""

from __future__ import annotations

from bot.understanding import talk
from bot.understanding.corrections import named_fields
from bot.understanding.lexicon import lexicon
from bot.understanding.script import Message

_LONGEST = 12
"""Words; such a message is short."""


def wanted(message: Message) -> str | None:
    """The field to be asked again; None unless the message is a verb of change, a field's name and talk."""
    verbs = lexicon("changes").find(message)
    if not verbs or message.weight > _LONGEST:
        return None
    fields = named_fields(message)
    if not fields or talk.content(message, (*verbs, *fields)):
        return None
    return fields[-1].code if any(verb.first != field.first for verb in verbs for field in fields) else None


def clearer(message: Message) -> str | None:
    """The field to be put more clearly; None unless the message is a wish for better words, a field's name and talk."""
    wishes = lexicon("clearer").find(message)
    said = {wish.code for wish in wishes}
    if not ("reword" in said or {"say", "better"} <= said) or message.weight > _LONGEST:
        return None
    fields = named_fields(message)
    return fields[-1].code if fields and not talk.content(message, (*wishes, *fields)) else None

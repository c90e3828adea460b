"""Understanding with a language model beside the literal reading: it can add to it, and never take away.

The literal reading comes first and stands. A model is asked only where that is unsure or silent (`doubt`); what it
points at has to be proved by the person's own words (`proof`) and waits for the card. Whatever goes wrong, the literal
reading is the reading.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace

from bot.models.port import Model, Request, Unanswered
from bot.understanding import doubt, facts, intents, proof
from bot.understanding.literal import understand
from bot.understanding.port import Reading, Situation
from bot.understanding.prompt import MOST, Read, prompt
from bot.understanding.script import Message
from dialogs import events
from dialogs.answers import Answer
from dialogs.events import Event
from dialogs.form import Field

_MEANT: Mapping[str, Event] = {name: intents.event(name) for name in ("help", "dont_know", "repeat")}


class WithModel:
    """The port with a model. A message that needs none is read at once."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __call__(self, text: str, situation: Situation) -> Reading | Awaitable[Reading]:
        literal = understand(text, situation)
        fields = doubt.open_to(text, situation, literal)
        return self._read(text, situation, literal, fields) if fields else literal

    async def _read(self, text: str, situation: Situation, literal: Reading, fields: Sequence[Field]) -> Reading:
        message = facts.head(Message(text.strip()))
        asked = Request(prompt(message.text, fields, situation.asked), situation.payer)
        try:
            read = await self._model.ask(asked, Read)
        except Unanswered:
            return literal
        return enriched(literal, message, read, fields, situation)


def enriched(literal: Reading, message: Message, read: Read, fields: Sequence[Field], situation: Situation) -> Reading:
    """The literal reading and what the model proved beside it.

    Every answer of the literal reading is in the result as it was. Words that it could not read become an answer only
    if the open question is answered by them, or a harmless wish (help, an example, not knowing, a question of one's
    own).
    """
    proposals = _proposals(message, read, fields, situation)
    match literal.event:
        case events.Told(answers=told) as event:
            return replace(literal, event=replace(event, answers={**proposals, **told})) if proposals else literal
        case events.Unclear() if situation.asked in proposals:
            return replace(literal, event=events.Told(proposals), intent="answer")
        case events.Unclear():
            meant = _meant(message, read)
            return replace(literal, event=meant, intent=intents.intent(meant)) if meant else literal
        case _:
            return literal


def _proposals(message: Message, read: Read, fields: Sequence[Field], situation: Situation) -> dict[str, Answer]:
    """What is proved, by field, the first of each; those alone that the model was asked about."""
    wanted = {field.key: field for field in fields}
    found: dict[str, Answer] = {}
    for pointed in read.found:
        field = wanted.get(pointed.field)
        if field is None or field.key in found or len(found) >= MOST:
            continue
        if answer := proof.proved(message, field, pointed.quote, pointed.codes, situation):
            found[field.key] = answer
    return found


def _meant(message: Message, read: Read) -> Event | None:
    if read.intent == "answer" or proof.stands_in(message, read.intent_quote) is None:
        return None
    return events.Asked(message.text) if read.intent == "question" else _MEANT[read.intent]

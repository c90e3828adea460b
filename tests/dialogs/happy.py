"""A person who answers plainly: the happy path of any form at any depth, as events."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.answers import Answer, Money, Source, Value
from dialogs.effects import Ask, Effect, Retrieve, Reword, Submit
from dialogs.engine import advance
from dialogs.events import Agreed, Event, Hit, Opened, Retrieved, Skipped, Submitted, Told, Worded
from dialogs.form import Depth, Field, Form
from dialogs.kinds import Amount, Choice, Choices, Consent, Contact, Count, Countries, Date, Languages, Text
from dialogs.state import State

HITS = (Hit("GP01", "Peer exchange", country=("BW",), source="a public record"),)


def plain_value(field: Field) -> Value:
    """An answer of the right kind, short and plain."""
    match field.kind:
        case Text():
            return f"words about {field.key}"
        case Choice(options=codes):
            return codes[0]
        case Choices(options=codes):
            return (codes[0],)
        case Countries():
            return ("JM",)
        case Date():
            return "2027-06"
        case Amount():
            return Money(40_000, "USD")
        case Count():
            return 12
        case Contact():
            return "sina@ministry.example"
        case Languages():
            return ("en",)
        case Consent():
            return "yes"


def reply(form: Form, ask: Ask, *, proposing: bool = False) -> Event:
    """What a plain person says to a question; with `proposing`, first words let us infer all that can be."""
    if ask.field == "review":
        return Agreed()
    field = form.field(ask.field)
    if field is None:
        return Skipped()
    inferred = {
        f.key: Answer(plain_value(f), Source.INFERRED, "words", confirmed=False)
        for f in form.fields
        if proposing and f.proposed and field.key == form.fields[0].key
    }
    return Told({**inferred, field.key: Answer(plain_value(field), Source.TYPED)})


def settle(form: Form, state: State, event: Event) -> tuple[State, list[Effect]]:
    """One message with what the search, a model and the case number answer within the same turn."""
    effects: list[Effect] = []
    events = [event]
    while events:
        step = advance(form, state, events.pop(0))
        state = step.state
        effects += step.effects
        last = step.effects[-1] if step.effects else None
        if isinstance(last, Retrieve):
            events.insert(0, Retrieved(HITS))
        elif isinstance(last, Reword):
            events.insert(0, Worded(f"Clearer: {last.text}"))
        elif isinstance(last, Submit):
            events.insert(0, Submitted("KUMA-4827"))
    return state, effects


def happy_path(form: Form, depth: Depth, *, proposing: bool = False) -> Iterator[Event]:
    """From arriving to the last optional question."""
    state, effects = settle(form, State(form.version, depth=depth), Opened())
    yield Opened()
    while isinstance(effects[-1], Ask):
        event = reply(form, effects[-1], proposing=proposing)
        yield event
        state, effects = settle(form, state, event)

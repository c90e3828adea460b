"""A person of the desk is offered, once for each reason, where a conversation with us is not what helps."""

from __future__ import annotations

from dialogs.answers import Answer
from dialogs.asking import Step
from dialogs.coach.signals import Signal, hurried, spoken
from dialogs.effects import Ask, Card, Effect, Retrieve, Say, Show, Submit
from dialogs.events import Agreed, Declined, DoesNotKnow, Event, Told, Unclear
from dialogs.form import Form
from dialogs.state import State, replace, tongue

STUCK = 2
"""Times a person does not know what the problem is."""

DEADLINES = ("start_date", "end_date")

_BEFORE = (Ask, Card, Retrieve, Show, Submit)
"""What an offer stands before."""


def offered(form: Form, before: State, event: Event, step: Step) -> Step:
    """The step with a sentence for each new reason to talk to a person; the button for it is there anyway."""
    state = step.state
    if state.with_desk or state.marked or not step.effects:
        return step
    new = tuple(one for one in dict.fromkeys(_signals(form, before, event, state)) if one not in state.offered)
    if not new:
        return step
    said = (*(Say(f"signal-{one}") for one in new), Say("offer-person"))
    return Step(replace(state, offered=(*state.offered, *new)), _with(step.effects, said))


def _with(effects: tuple[Effect, ...], said: tuple[Effect, ...]) -> tuple[Effect, ...]:
    place = next((at for at, effect in enumerate(effects) if isinstance(effect, _BEFORE)), len(effects))
    kept = tuple(effect for effect in effects[:place] if effect != said[-1])
    return (*kept, *said, *effects[place:])


def _signals(form: Form, before: State, event: Event, state: State) -> tuple[Signal, ...]:
    found: list[Signal] = [one for text in _words(form, event) for one in spoken(text, tongue(state))]
    if isinstance(event, DoesNotKnow) and _about_the_problem(form, before) and state.misses >= STUCK:
        found.append("stuck")
    if len(state.withheld) > len(before.withheld) and any(kind == "place" for kind, _, _ in state.withheld):
        found.append("species")
    told = {key: held for key, held in state.answers.items() if before.answers.get(key) != held}
    if isinstance(consent := told.get("fpic_needed"), Answer) and consent.value in ("yes", "unsure"):
        found.append("consent")
    dates = (told.get(key) for key in DEADLINES)
    if any(isinstance(held, Answer) and hurried(str(held.value), state.today) for held in dates):
        found.append("hurry")
    return tuple(found)


def _words(form: Form, event: Event) -> tuple[str, ...]:
    """What the person wrote, as far as the event holds it."""
    match event:
        case Told(answers=answers, more=more):
            texts = (held.value for key, held in answers.items() if (field := form.field(key)) and not field.contact)
            return (*(text for text in texts if isinstance(text, str)), more)
        case Unclear(text=text) | Agreed(text=text) | Declined(text=text):
            return (text,)
        case _:
            return ()


def _about_the_problem(form: Form, state: State) -> bool:
    field = form.field(state.asked or "")
    return field is not None and field.searches

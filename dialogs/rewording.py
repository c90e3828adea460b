"""What a person wrote, put more clearly by somebody else: shown beside their own words, and taken when they say so.

Whoever rewords adds no fact (that is theirs to see to), and never replaces anything: both wordings are shown whole, and
one tap decides. What was taken is still the person's: it keeps their own words beside it, and `undo` brings them back.
"""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.answers import Answer, Source
from dialogs.asking import Step, again, ask_next, between
from dialogs.closing import reopen
from dialogs.effects import Explain, Offer, Reword, Say
from dialogs.events import Worded
from dialogs.form import Field, Form
from dialogs.kinds import Invalid, Text, check
from dialogs.matter import has_capitals, length
from dialogs.state import BETWEEN, Phase, State, replace, tongue

SHORTEST = 8
"""Words from which a text may be unclear. Chosen: below it there is hardly a sentence."""

QUESTION = "clearer"
"""The question between: which of the two shall stand?"""

_WAITING = "clearer: "
_OPEN = (Phase.ASKING, Phase.REVIEWING)


def asked_for(form: Form, state: State, key: str) -> Step:
    """A person wants clearer words, for a field by name or for whichever they mean."""
    if state.phase is Phase.SENT:
        return again(form, state, Say("already-submitted"))
    if state.phase not in _OPEN or state.asked in BETWEEN:
        return again(form, state)
    told = wordable(form, state)
    if not told and not key:  # Who told next to nothing yet means our words.
        return again(form, state, *(Explain(field.key) for field in (form.field(state.asked or ""),) if field))
    meant = _named(form, told, key) if key else _meant(form, state, told)
    if not meant:
        return again(form, state, Say("clearer-nothing"))
    waiting = replace(state, waiting=f"{_WAITING}{meant}")
    return Step(waiting, (Reword(meant, _own(told[meant]), tongue(state)),))


def offered(form: Form, state: State) -> str:
    """The field for which clearer words are worth offering where the conversation stands; "" for none."""
    if state.phase not in _OPEN:
        return ""
    told = {key: held for key, held in wordable(form, state).items() if held.source is not Source.REWORDED}
    if state.asked == "review":
        return _first(form, told)
    return state.asked if state.asked in told else ""


def wordable(form: Form, state: State) -> dict[str, Answer]:
    """What the person told in sentences, by field: not who they are, no title of ours, nothing a document says.

    Only in scripts with capitals, by which a name that was added is known.
    """
    held = form.relevant(state.answers)
    if isinstance(held.get("problem_statement"), Answer):
        held.pop("first_words", None)
    return {
        field.key: answer
        for field in form.fields
        if isinstance(answer := held.get(field.key), Answer) and _tells(field, answer)
    }


def worded(form: Form, state: State, event: Worded) -> Step:
    """The answer to a `Reword`: both wordings and which shall stand, or that there is none and all stays."""
    if not state.waiting.startswith(_WAITING):
        return Step(state)
    key, state = state.waiting.removeprefix(_WAITING), replace(state, waiting="")
    held, field = state.answers.get(key), form.field(key)
    if event.why == "unavailable":
        return again(form, state, Say("clearer-unavailable"))
    usable = field is not None and not isinstance(check(field.kind, event.text), Invalid)
    if event.why or not usable or not isinstance(held, Answer):
        return again(form, state, Say("clearer-failed"))
    clearer = Answer(event.text.strip(), Source.REWORDED, _own(held))
    shown = Offer(key, clearer.words, str(clearer.value))
    return between(replace(state, update=((key, clearer),)), QUESTION, shown)


def taken(form: Form, state: State) -> Step:
    """The person wants the clearer words: they stand, and can be taken back."""
    ((key, clearer), *_) = state.update or (("", None),)
    held = state.answers.get(key)
    if clearer is None or not isinstance(held, Answer) or _own(held) != clearer.words:
        return kept(form, state)
    changed = replace(state, answers={**state.answers, key: clearer}, update=(), undo=((key, held),), undo_phase="")
    if state.aside == key and not state.aside_coach:  # It was put again to be changed, and now it is.
        return ask_next(form, replace(changed, asked=None, aside=None), Say("clearer-used"))
    return reopen(form, changed, Say("clearer-used"))


def kept(form: Form, state: State) -> Step:
    """The person keeps their own words, or goes on without a word about it."""
    return reopen(form, replace(state, update=()), Say("clearer-kept"))


def left(form: Form, state: State) -> State:
    """The state when something else is told in place of a choice: nothing is taken over, what was open is open."""
    return reopen(form, replace(state, update=())).state if state.asked == QUESTION else state


def _tells(field: Field, held: Answer) -> bool:
    own = isinstance(field.kind, Text) and not field.contact and not field.proposed and held.citation is None
    return own and isinstance(held.value, str) and length(held.value) >= SHORTEST and has_capitals(held.value)


def _own(held: Answer) -> str:
    """The person's own words, whichever stand."""
    return held.words if held.source is Source.REWORDED else str(held.value)


def _named(form: Form, told: Mapping[str, Answer], key: str) -> str:
    """A field by name; the problem is one, whether it is told in full yet or in first words."""
    field = form.field(key)
    if key in told or field is None or not field.searches:
        return key if key in told else ""
    return next((one.key for one in form.fields if one.searches and one.key in told), "")


def _meant(form: Form, state: State, told: Mapping[str, Answer]) -> str:
    """What somebody means who names nothing: what is asked about, else what they told last; at the card the problem."""
    if state.asked is not None and state.asked in told:
        return state.asked
    if state.asked == "review":
        return _first(form, {key: held for key, held in told.items() if held.source is not Source.REWORDED} or told)
    return next((key for key in reversed(state.trail) if key in told), _first(form, told))


def _first(form: Form, told: Mapping[str, Answer]) -> str:
    """The problem, or what comes next in the form; "" for none."""
    problem = next((field.key for field in form.fields if field.searches and field.key in told), "")
    return problem or next(iter(told), "")

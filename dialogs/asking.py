"""What to ask next, in which manner, and how many questions are left at most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from dialogs.answers import Answer, Logframe, Source
from dialogs.coach import COACHED, next_question
from dialogs.effects import Ask, Card, Effect, Say
from dialogs.form import Depth, Field, Form
from dialogs.kinds import Choice, Choices, Consent
from dialogs.state import BETWEEN, Phase, State, replace, tongue

Manner = Literal["plain", "short", "example"]
COACH_IN_A_ROW = 2
"""At most so many coaching questions follow one another (domain rule: two, then offer to send)."""

CHOOSE = "choose"
"""Put at the card instead of its question: which line is to be changed. A yes to that sends nothing."""
WHICH = "which"
"""Asked after a bare yes to what may be yes or no: the yes is kept until more is told, which says yes as well."""

LISTED = 14
"""Lists longer than this are not put as buttons: a person names what they mean, or we propose."""


class Step(NamedTuple):
    """What a conversation becomes, and what has to be done about it, in order."""

    state: State
    effects: tuple[Effect, ...] = ()


def options(field: Field) -> tuple[str, ...]:
    """The codes offered with a field's question; empty for free text and for long lists."""
    match field.kind:
        case Consent():
            return ("yes", "no")
        case Choice(options=codes) | Choices(options=codes) if len(codes) <= LISTED:
            return codes
        case _:
            return ()


def next_field(form: Form, state: State) -> Field | None:
    """The next field to ask; None when the card is due. Who asks and how to reach them come last.

    Where turns are few, what only the person can tell goes before what we could propose, so that a coaching question
    about the problem finds room. Once we ask who they are, what we could propose is only shown on the card, as is a
    value that stands by default.
    """
    waiting = [f for f in form.asked_at(state.depth, state.answers) if f.key not in state.answers]
    must = [f for f in waiting if not f.proposed]
    if state.depth is Depth.FULL:
        return next((f for f in waiting if not f.contact), next(iter(waiting), None))
    room = state.total - state.asks - len(must) - 1
    asks_who = any(field.contact and field.key in state.trail for field in form.fields)
    spare = room > 0 and state.depth > Depth.QUICK and not asks_who
    proposed = [f for f in waiting if f.proposed and not f.contact and not f.default] if spare else []
    need = [f for f in must if not f.contact]
    return next(iter((*need, *proposed, *must)), None)


def ask_next(form: Form, state: State, *first: Effect) -> Step:
    """Put the next question, or the review card when the depth is complete."""
    if state.phase is Phase.SENT:
        return Step(replace(state, asked=None, options=(), coach="", misses=0), first)
    field = next_field(form, state)
    for early in _told_early(form, state, field):
        if kind := coaching(form, state, early):
            coached = (*state.coached, f"{early.key}:{kind}")
            return ask(form, replace(state, coached=coached), early.key, *first, coach=kind)
    if field is None:
        return review(form, state, *first)
    return ask(form, state, field.key, *first)


def _told_early(form: Form, state: State, upcoming: Field | None) -> list[Field]:
    """Fields passed over because first words answered them: their coaching question is put when their turn comes."""
    keys = [field.key for field in form.fields]
    until = keys.index(upcoming.key) if upcoming else len(keys)
    read = [field for field in form.fields[:until] if field.key not in state.trail and field.searches]
    return [field for field in read if field.key in state.answers]


def ask(form: Form, state: State, key: str, *first: Effect, coach: str = "") -> Step:
    """Put a new question about a field."""
    field = form.field(key)
    offered = options(field) if field and not coach else ()
    fresh = key not in state.trail if not coach else True
    asks = state.asks + 1 if fresh else state.asks
    state = replace(
        state,
        phase=Phase.ASKING,
        asked=key,
        options=offered,
        coach=coach,
        misses=0,
        asks=asks,
        trail=(*(k for k in state.trail if k != key), key),
    )
    state = replace(state, total=bound(form, state))
    return Step(state, (*first, put(state, "plain")))


def review(form: Form, state: State, *first: Effect) -> Step:
    """Show the card and ask whether it may be sent; that the depth is complete is said on arriving."""
    arrived = "review" not in state.trail
    proposed = {
        f.key: Answer(f.default, Source.INFERRED, confirmed=False)
        for f in form.asked_at(state.depth, state.answers)
        if f.default and f.key not in state.answers
    }
    state = replace(
        state,
        answers={**state.answers, **proposed},
        phase=Phase.REVIEWING,
        asked="review",
        options=(),
        coach="",
        misses=0,
        asks=state.asks + 1 if arrived else state.asks,
        trail=(*(k for k in state.trail if k != "review"), "review"),
    )
    complete = (Say("complete" if state.depth is Depth.FULL else "essential-complete"),) if arrived else ()
    return _with_card(form, state, *first, *complete)


def _with_card(form: Form, state: State, *first: Effect) -> Step:
    """The card and its question; what must be known before sending is thereby said."""
    return Step(replace(state, terms_said=True), (*first, card(form, state), put(state)))


def card(form: Form, state: State) -> Card:
    """Everything held that still applies, and what this depth has not got yet."""
    kept = form.relevant(state.answers)
    return Card(kept, tuple(f.key for f in form.asked_at(state.depth, kept) if f.key not in kept), state.files)


def again(form: Form, state: State, *first: Effect, manner: Manner = "plain") -> Step:
    """Put the open question again after a digression or a miss; with none open, go on where we were.

    The card comes along only where it is asked about as it is; who has been away sees it in any case.
    """
    if state.asked is None:
        if state.phase in (Phase.SENT, Phase.CANCELLED, Phase.NEW):
            return Step(state, first)
        return ask_next(form, state, *first)
    if state.asked == "review" and (manner == "plain" or not state.terms_said):
        return _with_card(form, state, *first)
    if manner == "example" and (field := form.field(state.asked or "")):
        state = replace(state, options=options(field))
    return Step(state, (*first, put(state, manner)))


def bound(form: Form, state: State) -> int:
    """The most questions this depth will have taken, the card included; never more than was shown before."""
    waiting = [f for f in form.fields if f.depth <= state.depth and f.key not in state.answers and f.key != state.asked]
    must = sum(not f.proposed for f in waiting)
    proposed = sum(f.proposed for f in waiting) if state.depth > Depth.QUICK else 0
    extra = proposed + _coached_at_most(state.depth, [f.key for f in waiting], state.asked)
    return max(min(state.total, state.asks + must + extra + 1), 0)


def _coached_at_most(depth: Depth, waiting: Sequence[str], asked: str | None = None) -> int:
    """The most coaching questions there can still be."""
    if depth is Depth.FULL:
        return COACH_IN_A_ROW * sum(key in COACHED for key in (*waiting, asked))
    return COACH_IN_A_ROW if depth > Depth.QUICK else 0


def start(form: Form, state: State, depth: Depth) -> State:
    """Begin a depth: count anew, with a total that holds whatever happens."""
    waiting = [f for f in form.fields if f.depth <= depth and f.key not in state.answers]
    must = sum(not f.proposed for f in waiting)
    if depth is Depth.FULL:
        total = len(waiting) + 1 + _coached_at_most(depth, [f.key for f in waiting])
    elif state.answers:  # Deepened from the card: what was asked there is not counted again.
        total = must + 1 + COACH_IN_A_ROW
    else:
        total = form.limit(depth)
    trail = tuple(key for key in state.trail if key != "review")
    return replace(state, depth=depth, asks=0, total=min(total, form.limit(depth)), trail=trail)


def coaching(form: Form, state: State, field: Field) -> str | None:
    """The kind of coaching question to put about what was just told; None when there is no room or no need."""
    held = state.answers.get(field.key)
    if state.depth is Depth.QUICK or not isinstance(held, Answer) or not isinstance(held.value, str | Logframe):
        return None
    row = [entry.partition(":")[0] for entry in state.coached]
    if row.count(field.key) >= COACH_IN_A_ROW:
        return None
    waiting = [f for f in form.asked_at(state.depth, state.answers) if f.key not in state.answers]
    must = [f for f in waiting if not f.proposed or state.depth is Depth.FULL]
    if state.total - state.asks - len(must) - 1 <= 0:
        return None
    return next_question(field.key, held.value, tongue(state), state.answers, state.coached, state.today)


def put(state: State, manner: Manner = "plain") -> Ask:
    """The open question as an effect, with its counter where one applies."""
    counted = state.asked not in ("lesson", *BETWEEN) and state.phase in (Phase.ASKING, Phase.REVIEWING)
    number = state.asks if counted and state.total and state.asks <= state.total else 0
    terms: Literal["", "full", "short"] = ""
    if state.asked == "review" and manner == "plain" and not state.coach:
        terms = "short" if state.terms_said else "full"
    return Ask(
        state.asked or "",
        options=state.options,
        manner=manner,
        coach=state.coach,
        number=number,
        total=state.total if number else 0,
        terms=terms,
    )


def between(state: State, question: str, *first: Effect) -> Step:
    """Put a question of ours that comes between; what was open is put again afterwards."""
    aside = state.aside if state.asked in BETWEEN else state.asked
    state = replace(
        state,
        asked=question,
        options=("yes", "no"),
        coach="",
        aside=aside,
        aside_coach=state.aside_coach if state.asked in BETWEEN else state.coach,
        misses=0,
    )
    return Step(state, (*first, put(state)))

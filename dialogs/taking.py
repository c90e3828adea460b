"""Take what a person told: check it, keep it, say back what was heard, and go on."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping

from dialogs.answers import Answer, Answers, Gap, Held, Logframe, Money, Note, Source, Value
from dialogs.asking import WHICH, Manner, Step, again, ask, ask_next, coaching
from dialogs.coach import indicators, strong_point
from dialogs.effects import Compare, Effect, Heard, Refuse, Retrieve, Say
from dialogs.events import Told, Unclear
from dialogs.form import Field, Form
from dialogs.kinds import Choice, Consent, Indicators, Invalid, Text, check
from dialogs.matter import heart, length, query
from dialogs.state import BETWEEN, Phase, State, replace, tongue, where

LONG = 400
"""Words past which we say that all was kept; chosen, twice the advice of the Bio-Bridge form."""

PRAISE = {"number": "praise-number", "time": "praise-time", "place": "praise-place"}

LAST = 3
"""Times a question is passed by until it is left."""

ENOUGH = 20
"""Words from which first words are a problem statement of their own (the field list asks for 20 to 200)."""


def take(form: Form, state: State, told: Told) -> Step:
    """Keep every usable fact of a message; ask again only about the one that was asked for."""
    accepted, refused = _checked(form, state, told)
    first: list[Effect] = list(refused)
    added = _added(form, state, told.more) if told.more else {}
    accepted |= added
    if told.more:
        first.append(Say("added"))
    accepted |= _problem_told_at_once(form, state, accepted)
    repeated = any(key == state.asked and state.answers.get(key) == answer for key, answer in accepted.items())
    accepted = {key: answer for key, answer in accepted.items() if state.answers.get(key) != answer}
    if repeated and not accepted:
        return after_taking(form, state.asked, state, first)
    if not accepted:
        return again(form, state, *first) if told.more else miss(form, state, Unclear(_words(told)), *first)
    moot = _moot(form, state, accepted)
    answers = {**state.answers, **accepted}
    undo = tuple((key, state.answers.get(key)) for key in accepted)
    answered = state.asked in accepted
    coached = answered and not told.correction  # A corrected answer leaves the question about it open.
    after = replace(
        state,
        answers=answers,
        undo=undo,
        undo_phase="",
        coach="" if coached else state.coach,
        misses=_misses(state, told, answered=answered),
    )
    first += [*_compared(state, accepted, told), *_heard(state, accepted, told, added), *moot]
    after, money = _money(after, accepted)
    first += money
    first += [Say("long-kept") for a in accepted.values() if _is_long(a)][:1]
    if "consent" in accepted:
        first.append(Say("consent-thanks" if _is(accepted["consent"], "yes") else "consent-declined"))
    if state.phase is Phase.CANCELLED:
        after = replace(after, phase=Phase.ASKING)
    return go_on(form, state, after, accepted, first)


def _misses(state: State, told: Told, *, answered: bool) -> int:
    """Words that pass the open question by take it down a rung, unless it was not on the screen yet; facts do not."""
    if told.unseen:
        return state.misses
    return state.misses + 1 if told.more and not answered else 0


def go_on(form: Form, before: State, state: State, accepted: Collection[str], first: list[Effect]) -> Step:
    """From answers just kept, by field: to a search when they tell what the matter is, else to the next question."""
    if problem := query(form, state, accepted):
        state = replace(state, waiting="similar", searched=problem)
        title = state.answers.get("title") if "title" in accepted else None
        text = heart(problem, title.value if isinstance(title, Answer) else None)
        return Step(state, (*first, Retrieve(text, country=where(state), leave_out=state.dismissed)))
    return after_taking(form, before.asked, state, first)


def after_taking(form: Form, asked: str | None, state: State, first: list[Effect]) -> Step:
    """Go on once an answer is kept: a coaching question about it, the open question again, or the next one."""
    if asked == "review":  # A remark is shown on the card; after that the card need not come back each time.
        corrected = replace(state, phase=Phase.ASKING)
        return passed_by(form, state, *first) if state.misses else ask_next(form, corrected, *first)
    if asked in ("lesson", *BETWEEN):
        return again(form, state, *first)
    if state.coach:  # Something else was told; the coaching question stays open.
        return again(form, replace(state, misses=0), *first)
    field = form.field(asked) if asked else None
    if field and field.key in state.answers:
        if kind := coaching(form, state, field):
            coached = (*state.coached, f"{field.key}:{kind}")
            return ask(form, replace(state, coached=coached), field.key, *first, coach=kind)
        return ask_next(form, state, *first, *_praise(state, field.key))
    if field and state.phase is Phase.ASKING and field.when(state.answers):
        return passed_by(form, state, *first)
    return ask_next(form, state, *first)


def _praise(state: State, key: str) -> list[Effect]:
    """One word about what is good in an answer that was typed and needed no coaching question."""
    held = state.answers.get(key)
    if any(entry.partition(":")[0] == key for entry in state.coached):
        return []
    if not isinstance(held, Answer) or held.source is not Source.TYPED or not isinstance(held.value, str):
        return []
    first = state.answers.get("first_words")
    told = held.value.removeprefix(f"{first.value}\n") if isinstance(first, Answer) else held.value
    point = strong_point(key, told, tongue(state), state.answers)
    return [Say(PRAISE[point])] if point else []


def miss(form: Form, state: State, unclear: Unclear, *first: Effect) -> Step:
    """What was said does not answer the open question: say why, and put it again one rung lower."""
    if state.asked is None:
        return again(form, state, Say("unclear"), *first)
    why: tuple[Effect, ...] = first or (Refuse(state.asked, unclear.reason),)
    state = replace(state, misses=state.misses + 1)
    field = form.field(state.asked or "")
    if field and state.misses >= LAST:
        return _left(form, state, field, Note(unclear.text) if unclear.text.strip() else Gap("skipped"))
    if unclear.options:
        return again(form, replace(state, options=unclear.options), *why)
    return _lower(form, state, *why)


def passed_by(form: Form, state: State, *first: Effect) -> Step:
    """Something else was told, and is kept elsewhere: the open question comes again, one rung lower."""
    field = form.field(state.asked or "")
    if field and state.misses >= LAST:
        return _left(form, state, field, Gap("skipped"), *first)
    if state.asked == "review" and state.misses == 1:  # What was added shows on the card; once is enough.
        return again(form, state, *first)
    return _lower(form, state, *first)


def _lower(form: Form, state: State, *first: Effect) -> Step:
    """The retry ladder, by how often the open question was missed or passed by: put as it is, put shortly, then with an
    example and every option. What is no field, the card above all, keeps its choices, with a person beside them."""
    field = form.field(state.asked or "")
    if state.misses == 0:
        return again(form, state, *first)
    if field is None:
        offer = (Say("offer-person"),) if state.misses >= LAST else ()
        return again(form, state, *first, *offer, manner="short")
    if state.misses == 1:
        return again(form, state, *first, manner="short")
    skip = () if field.hard else (Say("offer-skip"),)
    return again(form, state, *first, *skip, manner="example")


def _left(form: Form, state: State, field: Field, held: Note | Gap, *first: Effect) -> Step:
    """The end of the ladder: the question is left, with what was said kept; nobody is held up by it."""
    if state.coach or field.key in state.answers:
        return ask_next(form, state, *first, Say("left-open"))
    if isinstance(field.kind, Consent):  # Without a yes nothing is kept, and the card says so.
        answers = {**state.answers, field.key: Answer("no", Source.INFERRED, confirmed=False)}
        return ask_next(form, replace(state, answers=answers), *first, Say("consent-left"))
    said = Say("noted-for-desk") if isinstance(held, Note) else Say("left-open")
    return ask_next(form, replace(state, answers={**state.answers, field.key: held}), *first, said, Say("offer-person"))


def set_aside(form: Form, state: State, gap: Gap, said: Say) -> Step:
    """Leave the open question without an answer: skipped, not known, or to be asked by the person."""
    field = form.field(state.asked or "")
    if field is None:
        return again(form, state)
    if state.coach or gap in state.answers.values():  # Said in full once, about a question of its own; else briefly.
        said = Say("noted-again")
    if gap.why == "unknown" and state.coach and (kind := coaching(form, state, field)):  # Something else may be known.
        coached = (*state.coached, f"{field.key}:{kind}")
        return ask(form, replace(state, coached=coached), field.key, said, coach=kind)
    if state.coach or field.key in state.answers:
        return ask_next(form, state, said)
    if isinstance(field.kind, Consent):  # Without a yes nothing is kept.
        return take(form, state, Told({field.key: Answer("no", Source.CHOSEN)}))
    if field.hard and state.misses < 2:
        manner: Manner = "example" if state.misses == 0 else "short"
        return again(form, replace(state, misses=state.misses + 1), Say("hard"), manner=manner)
    return ask_next(form, replace(state, answers={**state.answers, field.key: gap}), said)


def confirmed(answers: Answers) -> dict[str, Held]:
    """All answers, the proposals among them now agreed to."""
    return {
        key: dataclasses.replace(held, confirmed=True) if isinstance(held, Answer) else held
        for key, held in answers.items()
    }


def joined(held: Held | None, more: str) -> Answer:
    """More words of the person about what they told already."""
    if isinstance(held, Answer) and isinstance(held.value, str):
        value = f"{held.value.rstrip()}\n{more}"
        if held.source is Source.REWORDED:
            return Answer(value, Source.REWORDED, f"{held.words}\n{more}")
        return Answer(value, Source.TYPED)
    return Answer(more, Source.TYPED)


def _with_first_words(state: State, answer: Answer, more: str) -> Answer:
    """Asked to tell more, people do not say again what they said first: both together are the problem."""
    first = state.answers.get("first_words")
    if "problem_statement" in state.answers or not isinstance(first, Answer) or not isinstance(first.value, str):
        return answer
    if first.value.casefold().strip(" .!?…") in more.casefold():
        return answer
    return dataclasses.replace(answer, value=joined(first, more).value)


def _checked(form: Form, state: State, told: Told) -> tuple[dict[str, Answer], list[Refuse]]:
    accepted: dict[str, Answer] = {}
    refused: list[Refuse] = []
    for key, answer in told.answers.items():
        field = form.field(key)
        if field is None:
            continue
        value = check(field.kind, _as_told(state, field, answer.value))
        if isinstance(value, Invalid):
            if key == state.asked:
                refused.append(Refuse(key, value.reason))
            continue
        answer = dataclasses.replace(answer, value=value)
        if key == state.asked and state.coach not in ("", WHICH) and isinstance(value, str) and not told.correction:
            answer = joined(state.answers.get(key), value)
        elif key == state.asked == "problem_statement" and isinstance(value, str):
            answer = _with_first_words(state, answer, value)
        if answer.confirmed or key == state.asked or _may_propose(form, state, told, key):
            accepted[key] = answer
    return accepted, refused


def _as_told(state: State, field: Field, value: Value) -> Value:
    """A value as the field holds it: of words about indicators their lines; of an answer about them, those filled."""
    if not isinstance(field.kind, Indicators) or not isinstance(value, str) or not any(c.isalnum() for c in value):
        return value
    held, language = state.answers.get(field.key), tongue(state)
    if isinstance(held, Answer) and isinstance(held.value, Logframe):
        if state.asked == field.key and state.coach:
            return indicators.filled(held.value, value, language)
        return indicators.edited(held.value, value, language) or indicators.logframe(value, language)
    return indicators.logframe(value, language)


def _problem_told_at_once(form: Form, state: State, accepted: dict[str, Answer]) -> dict[str, Answer]:
    """First words long enough are the problem, and what is added to them is added to it.

    A problem that was read in a document, or in other words, stays.
    """
    first, field = accepted.get("first_words"), form.field("problem_statement")
    if not (first and field and isinstance(first.value, str)) or field.key in accepted:
        return {}
    held = state.answers.get(field.key)
    ours = Answer(held.value, Source.READ, "", confirmed=False) if isinstance(held, Answer) else None
    if (held is not None and held == ours) or (held is None and length(first.value) >= ENOUGH):
        return {field.key: Answer(first.value, Source.READ, "", confirmed=False)}
    return {}


def _may_propose(form: Form, state: State, told: Told, key: str) -> bool:
    """A proposal never replaces what the person said or agreed to.

    A title is proposed from the words about the problem only, and the first one stays until the matter is told anew. So
    does a single choice: "focal point" said at first is not put aside for what a ministry's name suggests. What is said
    in passing replaces nothing: the twenty to be trained are not the nine hundred who suffer.
    """
    held, field, asked = state.answers.get(key), form.field(key), form.field(state.asked or "")
    if field and isinstance(field.kind, Text) and field.proposed and "first_words" not in told.answers:
        return held is None and asked is not None and asked.searches
    if field and isinstance(field.kind, Choice) and told.answers[key].source is Source.INFERRED:
        return held is None
    if told.more and not told.correction:
        return held is None
    return held is None or (isinstance(held, Answer) and not held.confirmed)


def _added(form: Form, state: State, more: str) -> dict[str, Answer]:
    """Text sent before the question was seen belongs to the last text answer; at the card, to the remarks."""
    if state.asked == "review" and form.field("other"):
        return {"other": joined(state.answers.get("other"), more)}
    for key in reversed(("first_words", *state.trail)):
        field, held = form.field(key), state.answers.get(key)
        if field and isinstance(field.kind, Text) and isinstance(held, Answer) and not field.contact:
            return {key: joined(held, more)}
    field = form.field("first_words")
    return {"first_words": Answer(more)} if field and "first_words" not in state.answers else {}


def _heard(state: State, accepted: dict[str, Answer], told: Told, added: Answers) -> list[Effect]:
    """What was understood, but for what was asked; of words added to earlier ones, `added`, that they were."""
    foreign = tongue(state) != state.language
    if told.correction:
        changed = {
            key: answer
            for key, answer in accepted.items()
            if answer.source is not Source.INFERRED and key != "consent" and key not in added
        }
        return [Heard(changed, corrected=True, foreign=foreign)] if changed else []
    said_back = {
        key: answer
        for key, answer in accepted.items()
        if answer.source is not Source.INFERRED
        and key not in ("first_words", "problem_statement", "consent", "title")
        and key != state.asked
        and key not in added
    }
    begins = "first_words" in accepted and not ("first_words" in added and "first_words" in state.answers)
    if not said_back and not begins:
        return []
    if state.phase is Phase.NEW or begins:
        return [Heard({k: v for k, v in accepted.items() if k != "consent"}, foreign=foreign)]
    replaced = all(isinstance(state.answers.get(key), Answer) for key in said_back)
    return [Heard(said_back, corrected=replaced, foreign=foreign)]


def _compared(state: State, accepted: Mapping[str, Answer], told: Told) -> list[Effect]:
    """Before and after, where words were added to an answer because we asked for more; it can be taken back."""
    key, held = state.asked or "", state.answers.get(state.asked or "")
    answer = accepted.get(key)
    if state.coach in ("", WHICH) or told.correction or answer is None or not isinstance(held, Answer):
        return []
    return [Compare(key, held, answer)]


def _moot(form: Form, state: State, accepted: dict[str, Answer]) -> list[Effect]:
    """Answers that no longer apply after a correction; they are kept, but neither shown nor sent."""
    before = form.relevant(state.answers)
    after = form.relevant({**state.answers, **accepted})
    return [Say("moot", {"field": key}) for key in before if key not in after]


def _money(state: State, accepted: dict[str, Answer]) -> tuple[State, list[Effect]]:
    """No money is promised: said once, when money comes up."""
    spoken = any(
        isinstance(a.value, Money) or (isinstance(a.value, tuple) and {"money", "AT11"} & set(a.value))
        for a in accepted.values()
    )
    if not spoken or state.money_said:
        return state, []
    return replace(state, money_said=True), [Say("money")]


def _is(held: Held, value: str) -> bool:
    return isinstance(held, Answer) and held.value == value


def _is_long(answer: Answer) -> bool:
    return isinstance(answer.value, str) and length(answer.value) > LONG


def _words(told: Told) -> str:
    return next((a.value for a in told.answers.values() if isinstance(a.value, str)), "")

"""Where a person wants to go: back, to a named field, deeper, past a question, to what is held, on after a pause."""

from __future__ import annotations

from dialogs import discretion
from dialogs.answers import Gap
from dialogs.asking import CHOOSE, Step, again, ask, ask_next, card, review, start
from dialogs.assent import declined
from dialogs.closing import closed, send, status
from dialogs.coach.appraisal import appraise, mismatches
from dialogs.effects import Appraise, Ask, Say
from dialogs.form import Depth, Form
from dialogs.kinds import Consent
from dialogs.state import BETWEEN, Phase, State, replace, tongue
from dialogs.taking import set_aside


def skipped(form: Form, state: State) -> Step:
    """Leave the open question out."""
    if state.asked == "lesson":
        return Step(closed(state), (Say("lesson-skipped"),))
    return set_aside(form, state, Gap("skipped"), Say("skipped"))


def unknown(form: Form, state: State, later: bool) -> Step:
    """The person does not know, or will ask somebody."""
    if state.asked == "lesson":
        return Step(closed(state), (Say("lesson-skipped"),))
    if later:
        return set_aside(form, state, Gap("will_ask"), Say("noted-will-ask"))
    return set_aside(form, state, Gap("unknown"), Say("noted-unknown"))


def back(form: Form, state: State) -> Step:
    """To the question before, whose answer stays until another is given."""
    earlier = [k for k in state.trail if k != state.asked and form.field(k)]
    if state.phase in (Phase.SENT, Phase.CANCELLED) or not earlier:
        return again(form, state, Say("back-first"))
    key = earlier[-1]
    trail = tuple(k for k in state.trail if k != state.asked or form.field(k) is None)
    return ask(form, replace(state, trail=trail), key)


def change(form: Form, state: State, key: str) -> Step:
    """To a named field."""
    if state.phase is Phase.SENT:
        return again(form, state, Say("already-submitted"))
    if form.field(key) is None and state.asked == "review":
        return again(form, replace(state, coach=CHOOSE))
    if form.field(key) is None:
        return again(form, state, Say("choose-change"))
    if state.phase is Phase.CANCELLED:
        state = replace(state, phase=Phase.ASKING)
    return ask(form, replace(state, trail=(*state.trail, key) if key not in state.trail else state.trail), key)


def look(form: Form, state: State) -> Step:
    """Show what is held; at the card, the card."""
    if state.phase is Phase.REVIEWING:
        return again(form, state)
    if state.phase in (Phase.SENT, Phase.CANCELLED):
        return again(form, state, status(state))
    if not form.relevant(state.answers):
        return again(form, state, Say("nothing-held"))
    return again(form, state, card(form, state))


def deepen(form: Form, state: State) -> Step:
    """Go on to the next depth. Only sending agrees to what the card proposed: it is proposed again on the next one."""
    if state.phase in (Phase.SENT, Phase.CANCELLED):
        return again(form, state, Say("already-submitted"))
    if state.depth is Depth.FULL:
        return review(form, state, Say("complete")) if state.phase is Phase.REVIEWING else again(form, state)
    state = start(form, replace(state, phase=Phase.ASKING), Depth(state.depth + 1))
    unmet = mismatches(form.relevant(state.answers), tongue(state))
    return ask_next(form, state, Say("stronger"), *((Appraise("", unmet),) if unmet else ()))


def appraised(form: Form, state: State) -> Step:
    """How strong the request is as it stands, and what would help it most; then the open question."""
    told = form.relevant(state.answers)
    if not told.keys() & {field.key for field in form.fields if field.searches}:
        return again(form, state, Say("nothing-held"))
    found = appraise(told, tongue(state), state.today)
    return again(form, state, Appraise(found.strength, found.points))


def wants_send(form: Form, state: State) -> Step:
    """On to sending by the shortest way: what has not been told and must be is named in one sentence, and asked.

    The rest of a longer depth may follow from the card, by "make it stronger".
    """
    if state.asked == "review":
        return send(form, state)
    if state.phase in (Phase.SENT, Phase.CANCELLED):
        return again(form, state, Say("already-submitted") if state.phase is Phase.SENT else status(state))
    if state.asked == "hide":
        return _sends_without(form, discretion.stays_out(form, state))
    if state.asked in BETWEEN:  # Nothing is deleted, changed or moved by passing on.
        return declined(form, state, "")
    if not form.relevant(state.answers).keys() & {field.key for field in form.fields if field.searches}:
        told, first = Say("nothing-to-send"), form.fields[0].key
        return again(form, state, told) if state.asked == first else ask(form, state, first, told)
    waiting = [f for f in form.asked_at(Depth.QUICK, state.answers) if f.key not in state.answers and not f.default]
    needed = tuple(f.key for f in waiting if not isinstance(f.kind, Consent))
    total = min(state.total, state.asks + len(waiting) + 1)
    state = replace(state, depth=Depth.QUICK, total=total, coach="")
    return ask_next(form, state, *((Say("still-needed", {"fields": needed}),) if needed else ()))


def _sends_without(form: Form, out: Step) -> Step:
    """On to sending what was left without some words; the card that changed thereby is seen again first."""
    if out.state.asked == "review":
        return out
    step = wants_send(form, out.state)
    return Step(step.state, (*(effect for effect in out.effects if not isinstance(effect, Ask)), *step.effects))


def resumed(form: Form, state: State) -> Step:
    """A recap, then the open question."""
    if state.phase in (Phase.SENT, Phase.CANCELLED):
        return again(form, state, status(state))
    state = replace(state, terms_said=False)
    recap = (card(form, state),) if form.relevant(state.answers) and state.asked != "review" else ()
    return again(form, state, Say("resumed"), *recap)

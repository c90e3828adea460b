"""How a conversation ends, and begins anew: sent, cancelled, restarted, taken back, erased, fallen silent."""

from __future__ import annotations

from dialogs.answers import Answer, Gap, Held, Source
from dialogs.asking import Step, again, ask, ask_next, between, put, review, start
from dialogs.effects import Effect, GiveLink, KeepLesson, KeepQuery, Say, Submit
from dialogs.events import Told
from dialogs.form import Form
from dialogs.state import BETWEEN, Phase, State, replace
from dialogs.taking import confirmed

TOLD = 5
"""Requests from elsewhere that are named when somebody asks where they are."""

KEPT_FOR_NEXT = (
    "consent",
    "country",
    "contact_name",
    "organization",
    "organization_type",
    "requester_role",
    "contact_channel",
)
"""What a second request of the same person need not ask again."""


def send(form: Form, state: State) -> Step:
    """The card was agreed to: every proposal on it is confirmed, what is open on it is left out knowingly.

    Who has been away since the card sees it once more, with what must be known before sending.
    """
    if not state.terms_said:
        return again(form, state)
    kept = form.relevant(state.answers)
    missing: dict[str, Held] = {f.key: Gap("skipped") for f in form.asked_at(state.depth, kept) if f.key not in kept}
    answers = {**confirmed(kept), **missing}
    state = replace(state, phase=Phase.SENT, answers={**state.answers, **answers}, asked=None, options=(), undo=())
    return Step(state, (Submit(answers),))


def submitted(state: State, code: str) -> Step:
    """The request has its code: say it, give the page, and put the one optional question."""
    if state.phase is not Phase.SENT or state.code == code:
        return Step(state)
    state = replace(state, code=code, stage="", asked="lesson", options=(), coach="", misses=0)
    return Step(state, (Say("submitted", {"code": code}), GiveLink(), put(state)))


def after_sending(form: Form, state: State, told: Told) -> Step:
    """What is told after sending: the lesson others could learn from, or a word for the desk; the request stays.

    Whoever gives an address or corrects something does not tell a lesson: that is for the desk alone.
    """
    typed = (a for a in told.answers.values() if a.source is Source.TYPED)
    words = told.more or next((a.value if isinstance(a.value, str) else a.words for a in typed), "")
    about_us = told.correction or any(field.contact and field.key in told.answers for field in form.fields)
    if state.asked == "lesson" and words and not about_us:
        return Step(closed(state), (KeepLesson(words), Say("lesson-thanks")))
    if words and (about_us or "first_words" in told.answers or len(words.split()) > 3):
        return again(form, state, KeepQuery(words), Say("passed-on"))
    return again(form, state, Say("already-submitted"))


def cancelled(form: Form, state: State) -> Step:
    """Stop without sending; nothing is thrown away until the person says so."""
    if state.phase in (Phase.SENT, Phase.CANCELLED):
        return again(form, state, status(state))
    undo = tuple(state.answers.items())
    ended = replace(closed(state), phase=Phase.CANCELLED, undo=undo, undo_phase="cancelled")
    return Step(ended, (Say("cancelled"),))


def restarted(form: Form, state: State) -> Step:
    """From the beginning, in the same language; a draft can be taken back."""
    anew = fresh(form, state)
    if state.phase is not Phase.SENT:
        anew = replace(anew, undo=tuple(state.answers.items()), undo_phase="restarted")
    return again(form, anew, Say("new-request" if state.phase is Phase.SENT else "restarted"))


def fresh(form: Form, state: State) -> State:
    """A new request in the same conversation; consent holds, and after sending also who asks."""
    keep = KEPT_FOR_NEXT if state.phase is Phase.SENT else ("consent",)
    answers = {k: v for k, v in state.answers.items() if k in keep and isinstance(v, Answer)}
    new = State(
        form.version,
        phase=Phase.ASKING,
        answers=answers,
        language=state.language,
        chosen_language=state.chosen_language,
        writes=state.writes,
        regretted=state.regretted,
        marked=state.marked,
        kept=state.kept,
        withheld=state.withheld,
        code=state.code,
    )
    new = replace(start(form, new, new.depth), total=form.limit(new.depth))
    return ask(form, new, form.fields[0].key).state


def undo(form: Form, state: State) -> Step:
    """Take the last change back; what was open is put again, unless something is to be asked for now."""
    if not state.undo or state.phase is Phase.SENT:
        return again(form, state, Say("nothing-to-undo"))
    whole = state.undo_phase in ("cancelled", "restarted")
    answers = {} if whole else dict(state.answers)
    for key, held in state.undo:
        if held is None:
            answers.pop(key, None)
        else:
            answers[key] = held
    emptied = any(held is None for _, held in state.undo)
    state = replace(state, answers=answers, undo=(), undo_phase="")
    if not (whole or emptied) and state.asked not in (None, *BETWEEN):
        return again(form, state, Say("undone"))
    state = replace(state, phase=Phase.ASKING)
    return ask_next(form, state, Say("undone"))


def ask_delete(state: State) -> Step:
    """Ask once before everything is erased."""
    return between(state, "delete")


def reopen(form: Form, state: State, *first: Effect) -> Step:
    """Back to the question that was open before one of ours came between."""
    asked, coach = state.aside, state.aside_coach
    state = replace(state, asked=None, aside=None, aside_coach="", options=(), misses=0)
    if state.phase is Phase.NEW:
        return Step(state, first)
    if asked and coach:
        return again(form, replace(state, asked=asked, coach=coach), *first)
    if asked == "review" and state.phase is Phase.REVIEWING:
        return review(form, state, *first)
    if asked == "lesson" or asked is None or form.field(asked) is None:
        return ask_next(form, state, *first) if state.phase is not Phase.CANCELLED else Step(state, first)
    return ask(form, state, asked, *first)


def timed_out(state: State) -> Step:
    """One reminder with the way back; nothing at all when there is nothing to come back to."""
    if not state.answers or state.phase in (Phase.SENT, Phase.CANCELLED) or state.paused:
        return Step(state)
    return Step(away(state), (Say("timed-out"), GiveLink()))


def away(state: State) -> State:
    """The person has gone: what they must know before sending is said anew when they are back."""
    return replace(state, paused=True, terms_said=False)


def where_it_stands(state: State, elsewhere: tuple[str, ...]) -> tuple[Effect, ...]:
    """Where the case stands, and what was sent from elsewhere; newest first, as many as one can take in."""
    others = tuple(Say("status-elsewhere", {"code": code}) for code in elsewhere[:TOLD] if code != state.code)
    own = () if others and not state.answers else (status(state),)
    return (*own, *others)


def status(state: State) -> Say:
    """Where the case stands, in one sentence."""
    if state.code and state.phase is Phase.SENT:
        return Say("status", {"code": state.code})
    return Say("status-draft") if state.answers else Say("status-none")


def closed(state: State) -> State:
    """The state with no question open."""
    return replace(state, asked=None, options=(), coach="", misses=0)

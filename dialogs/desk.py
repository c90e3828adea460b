"""People of the desk in the conversation: one takes it over, writes, and gives it back to us."""

from __future__ import annotations

from dialogs.asking import Step, again, ask
from dialogs.effects import Effect, FromDesk, GiveCopy, KeepQuery, PassOn, Say
from dialogs.events import (
    Agreed,
    Attached,
    Called,
    Corrected,
    Declined,
    DeskWrote,
    Event,
    HandedBack,
    Knocked,
    Language,
    LinkEnded,
    LinkFailed,
    Merged,
    Moved,
    Opened,
    Promised,
    Referred,
    Resumed,
    Spoke,
    Staged,
    TimedOut,
    Told,
    Unclear,
    WantsDelete,
    WantsExport,
    WantsStatus,
)
from dialogs.form import Form
from dialogs.state import Phase, State, replace

_OURS = (Called, Language, Spoke, WantsDelete, WantsExport, WantsStatus)
"""What we take up while the desk talks: what the desk does, and what is nobody's business but the person's."""
_QUIET = (Opened, Resumed, TimedOut, Knocked, LinkEnded, LinkFailed, Moved)
"""What is no word of the person to the desk."""


def silent(state: State, event: Event) -> Step | None:
    """While the desk holds the conversation everything the person says goes to the desk; None for what we take up."""
    if isinstance(event, _OURS):
        return None
    if isinstance(event, Agreed | Declined) and state.asked == "delete":
        return None
    if isinstance(event, _QUIET):
        return Step(state)
    if isinstance(event, Attached):
        return Step(replace(state, files=(*state.files, *(n for n in event.kept if n not in state.files))), (PassOn(),))
    return Step(state, (PassOn(),))


def taken_over(state: State, by: str, about: int) -> Step:
    """The person is told who it is, once; what was open stays open for when we go on."""
    told = () if state.with_desk and state.officer == by else (Say("desk-took-over", {"name": by}),)
    return Step(replace(state, with_desk=True, marked=True, officer=by, talk=about), told)


def _left(state: State) -> State:
    """Nobody of the desk is with the person any more."""
    return replace(state, with_desk=False, marked=False, officer="", talk=0)


def _of_another(state: State, about: int) -> bool:
    """Whether the desk talks with the person about another case than this: that talk goes on."""
    return state.with_desk and 0 not in (state.talk, about) and state.talk != about


def wrote(state: State, event: DeskWrote) -> Step:
    """Words of the desk; whoever writes talks with the person from now on."""
    taken = taken_over(state, event.by, event.about)
    return Step(taken.state, (*taken.effects, FromDesk(event.by, event.text, event.files, crossed=event.crossed)))


def corrected(form: Form, state: State, event: Corrected) -> Step:
    """A line of its own, for who has read the first one must notice; who talks with the person stays who it was."""
    told = FromDesk(event.by, event.text, corrects=True)
    return Step(state, (told,)) if state.with_desk else again(form, state, told)


def handed_back(form: Form, state: State, event: HandedBack) -> Step:
    """We go on where we were, or with what the desk wants asked.

    What is answered after a request was sent goes to the desk: the request itself stays as it was sent.
    """
    if not (state.with_desk or event.ask or event.text):
        return Step(state)
    if _of_another(state, event.about):
        return Step(state, (FromDesk(event.by, event.text),) if event.text else ())
    state = _left(state)
    first: list[Effect] = [Say("handed-back-asking" if event.ask or event.text else "handed-back")]
    if event.text:
        first.append(FromDesk(event.by, event.text))
    field = form.field(event.ask)
    if state.phase is Phase.SENT and (field or event.text):
        if field:
            first.append(Say("desk-asks", {"question": field.key}))
        return again(form, replace(state, desk_asked=True), *first)
    if state.phase in (Phase.ASKING, Phase.REVIEWING) and field and field.when(state.answers):
        return ask(form, replace(state, phase=Phase.ASKING), field.key, *first)
    return again(form, state, *first)


def answered(form: Form, state: State, event: Event) -> Step | None:
    """What is said to a question of the desk about what was sent goes to the desk; None for what is no answer."""
    match event:
        case Unclear(text=text) | Agreed(text=text) | Declined(text=text) if text:
            words = text
        case Told(answers=answers, more=more):
            words = more or next((str(a.value) if isinstance(a.value, str) else a.words for a in answers.values()), "")
        case _:
            words = ""
    if not words:
        return None
    return again(form, replace(state, desk_asked=False), KeepQuery(words), Say("told-desk"))


def staged(form: Form, state: State, event: Staged) -> Step:
    """The person is told at which state their case is now, and why; when it is closed we talk with them again."""
    state = replace(state, stage=event.stage if event.code == state.code else state.stage)
    told: list[Effect] = [Say("staged", {"code": event.code, "stage": event.stage})]
    if event.why:
        told.append(FromDesk(event.by, event.why))
    if event.stage == "closed" and not _of_another(state, event.about):
        return again(form, replace(_left(state), desk_asked=False), *told)
    return Step(state, tuple(told)) if state.with_desk else again(form, state, *told)


def merged(form: Form, state: State, event: Merged) -> Step:
    """The person is told that we go on with one case of two."""
    state = replace(state, stage="merged" if event.code == state.code else state.stage)
    told = Say("merged", {"code": event.code, "into": event.into})
    return Step(state, (told,)) if state.with_desk else again(form, state, told)


def promised(form: Form, state: State, event: Promised) -> Step:
    """The person is told who answers, and by which day."""
    told = Say("desk-promises", {"name": event.by, "day": event.day})
    return Step(state, (told,)) if state.with_desk else again(form, state, told)


def referred(form: Form, state: State, event: Referred) -> Step:
    """The person is told to whom their case goes, why and what happens next, and gets the same copy."""
    state = replace(state, stage="referred" if event.code == state.code else state.stage)
    values = {"code": event.code, "name": event.name, "day": event.day}
    told = (Say("referred", values), FromDesk(event.by, event.why), GiveCopy(event.code, event.programme))
    return Step(state, told) if state.with_desk else again(form, state, *told)


def unclaimed(form: Form, state: State) -> Step:
    """Nobody of the desk has come yet, or whoever came has left the desk: the person is told and need not wait."""
    if not state.marked:
        return Step(state)
    state = replace(state, with_desk=False, officer="", talk=0)
    reachable = "contact_channel" in state.answers or form.field("contact_channel") is None
    if reachable or state.phase in (Phase.SENT, Phase.CANCELLED, Phase.NEW):
        return again(form, state, Say("desk-unclaimed"))
    return ask(form, state, "contact_channel", Say("desk-unclaimed-address"))

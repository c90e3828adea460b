"""How a conversation moves: `advance` takes what happened and returns what follows.

Rules, in the order they apply:

1. The desk outranks the bot: while somebody of the desk holds a conversation we say nothing, except about language,
   deletion, export and "where is my case".
2. A person may ask for the desk, pause, go back, change, review, cancel, undo at any moment.
3. Answers are taken whenever they come: asked for, early, or as a correction. Nothing told is forgotten.
4. One question at a time, and last. A digression shows the plain question again and is never a miss.
5. What we read or infer is a proposal until the person agrees to the card; only then is it submitted, once.
"""

from __future__ import annotations

from typing import assert_never

from dialogs import desk, discretion, editing, linking, offering, plans, rewording
from dialogs.asking import CHOOSE, Step, again, ask, start
from dialogs.assent import agreed, declined
from dialogs.closing import (
    after_sending,
    ask_delete,
    away,
    cancelled,
    closed,
    fresh,
    reopen,
    restarted,
    submitted,
    timed_out,
    undo,
    where_it_stands,
)
from dialogs.effects import (
    Ask,
    Effect,
    Explain,
    Export,
    GiveLink,
    GiveWay,
    HandOff,
    Retrieve,
    Say,
)
from dialogs.events import (
    Agreed,
    Asked,
    Attached,
    Back,
    Called,
    Cancelled,
    Change,
    Corrected,
    Declined,
    Deepen,
    DeskWrote,
    DoesNotKnow,
    Edited,
    Event,
    Greeted,
    HandedBack,
    HitUnnamed,
    Knocked,
    KnockHeard,
    Language,
    Linked,
    LinkEnded,
    LinkFailed,
    Merged,
    MoreNeeds,
    Moved,
    NeedsFound,
    OffTopic,
    OldTap,
    OnHit,
    Opened,
    Overheard,
    Pasted,
    Paused,
    Promised,
    Referred,
    Repeat,
    Restarted,
    Resumed,
    Retrieved,
    Review,
    Skipped,
    Spoke,
    Staged,
    Submitted,
    TakenOver,
    Thanked,
    TimedOut,
    Told,
    TookNeed,
    Unclaimed,
    Unclear,
    Undo,
    Unreadable,
    WantsClearer,
    WantsDelete,
    WantsExport,
    WantsHelp,
    WantsHuman,
    WantsLink,
    WantsSend,
    WantsSimilar,
    WantsStatus,
    WantsStrength,
    Worded,
)
from dialogs.form import Form
from dialogs.reconcile import reconcile
from dialogs.searching import on_hit, retrieved, similar, unnamed
from dialogs.state import BETWEEN, Phase, State, replace, where
from dialogs.steering import appraised, back, change, deepen, look, resumed, skipped, unknown, wants_send
from dialogs.taking import miss, take
from dialogs.words import AVAILABLE

__all__ = ["Step", "advance"]

_BEFORE_HELLO = (
    Opened, Called, TimedOut,
    Overheard, Linked, LinkFailed, KnockHeard,
    Knocked, LinkEnded, Moved, Edited,
)  # fmt: skip
"""What does not begin a conversation by itself."""


_OF_ONE = ("empty", "lost")
"""Reasons that are worded for one file."""


def advance(form: Form, state: State, event: Event) -> Step:
    """Take one event and return the next state and what to do about it.

    Total: defined for every state and event, never raises. At most one `Ask`, and it is last unless a `Retrieve` or
    `Submit` ends the step: the answer to those is the next event.
    """
    if state.version != form.version:
        before, state = state, reconcile(form, state)
        told = () if before.phase is Phase.NEW else (Say("form-changed"),)
        return _after(advance(form, state, event), *told)
    if isinstance(event, Spoke):
        return _spoken(state, event)
    if state.with_desk and (held := desk.silent(state, event)):
        return held
    new = state.phase is Phase.NEW and state.asked not in BETWEEN
    if isinstance(event, WantsHuman) and event.hails and _untold(state):
        event = Greeted()
    if new and isinstance(event, Greeted):  # The welcome greets already.
        return _open(form, state)
    if new and not isinstance(event, _BEFORE_HELLO):
        opened, event = discretion.discreet(form, _opened(form, state), event)
        step = offering.offered(form, state, event, _move(form, opened, event))
        return discretion.ask_first(_after(step, Say("welcome")))
    if state.waiting and not isinstance(
        event, Retrieved | Worded
    ):  # Whoever was asked never answered; the conversation goes on without.
        state = replace(state, waiting="")
    if state.paused and not isinstance(event, TimedOut):
        state = replace(state, paused=False)
    if state.choosing:  # Whoever drops what we just asked drops that alone.
        state = replace(state, choosing="")
        event = Repeat() if isinstance(event, Cancelled) else event
    before, (state, event) = state, discretion.discreet(form, state, event)
    return discretion.ask_first(offering.offered(form, before, event, _move(form, state, event)))


def _move(form: Form, state: State, event: Event) -> Step:
    if state.desk_asked and state.phase is Phase.SENT and (told := desk.answered(form, state, event)):
        return told
    if state.coach == CHOOSE and not isinstance(event, Agreed):
        state = replace(state, coach="")
    match event:
        case Opened():
            return _open(form, state)
        case Told():
            return _told(form, state, event)
        case Agreed(text=text):
            return agreed(form, state, text)
        case Declined(text=text):
            return declined(form, state, text)
        case Unclear():
            if state.asked in BETWEEN and state.misses:  # Nothing is deleted, changed, moved or told on a doubt.
                return discretion.stays_out(form, state) if state.asked == "hide" else declined(form, state, "")
            return miss(form, state, event)
        case Asked(question=question):
            return Step(
                replace(state, waiting=f"question: {question}"), (Retrieve(question, "question", where(state)),)
            )
        case Retrieved():
            return retrieved(form, state, event)
        case Submitted(code=code):
            return submitted(state, code)
        case OffTopic():
            return again(form, state, Say("off-topic"))
        case WantsHelp():
            return again(form, state, *(Explain(field.key) for field in (form.field(state.asked or ""),) if field))
        case Skipped():
            return skipped(form, state)
        case DoesNotKnow(later=later):
            return unknown(form, state, later)
        case Back():
            return back(form, state)
        case Change(field=key):
            return change(form, state, key)
        case Review():
            return look(form, state)
        case Deepen():
            return deepen(form, state)
        case Edited():
            return editing.edited(form, rewording.left(form, state) if event.latest else state, event)
        case Attached():
            return _attached(form, state, event)
        case NeedsFound():
            return plans.found(form, state, event)
        case MoreNeeds():
            return plans.more(form, state)
        case TookNeed(key=key):
            return plans.taken(form, state, key)
        case Pasted():
            return plans.pasted(state, event)
        case Unreadable():
            return again(form, state, Say("unreadable"))
        case Overheard():
            return Step(state, (Say("only-private"),))
        case WantsLink():
            return again(form, state, GiveWay())
        case Linked():
            return linking.linked(state, event)
        case LinkFailed(why=why):
            return _welcomed(form, linking.failed(form, state, why))
        case KnockHeard():
            return linking.asked_there(form, state)
        case Knocked():
            return linking.knocked(state, event)
        case LinkEnded():
            return linking.ended(form, state, event)
        case Moved(channel=channel):
            return linking.moved(form, state, channel)
        case WantsStrength():
            return appraised(form, state)
        case WantsClearer(field=key):
            return rewording.asked_for(form, state, key)
        case Worded():
            return rewording.worded(form, state, event)
        case WantsSend():
            return wants_send(form, state)
        case Paused():
            return Step(away(state), (Say("paused"), GiveLink()))
        case Resumed():
            return resumed(form, state)
        case Cancelled():
            return cancelled(form, state)
        case Restarted():
            return restarted(form, state)
        case Undo():
            return undo(form, state)
        case WantsHuman():
            return _hand_off(form, state, event)
        case WantsStatus(elsewhere=elsewhere):
            return again(form, state, *where_it_stands(state, elsewhere))
        case WantsExport():
            return again(form, state, Export(), Say("export"))
        case WantsDelete():
            return ask_delete(state)
        case Language(code=code):
            return _language(form, state, code)
        case WantsSimilar():
            return similar(form, state)
        case OnHit(document=document, action=action):
            return on_hit(form, state, document, action)
        case HitUnnamed(action=action):
            return unnamed(form, state, action)
        case Repeat():
            return again(form, state)
        case Greeted():
            return again(form, state, Say("greeting"))
        case Thanked():
            return again(form, closed(state) if state.asked == "lesson" else state, Say("thanks"))
        case OldTap():
            return again(form, state, Say("old-tap"))
        case TimedOut():
            return timed_out(state)
        case TakenOver(by=by, about=about):
            return desk.taken_over(state, by, about)
        case Corrected():
            return desk.corrected(form, state, event)
        case DeskWrote():
            return desk.wrote(state, event)
        case HandedBack():
            return desk.handed_back(form, state, event)
        case Staged():
            return desk.staged(form, state, event)
        case Merged():
            return desk.merged(form, state, event)
        case Promised():
            return desk.promised(form, state, event)
        case Referred():
            return desk.referred(form, state, event)
        case Unclaimed():
            return desk.unclaimed(form, state)
        case Spoke():
            return _spoken(state, event)
        case _:
            assert_never(event)


def _spoken(state: State, event: Spoke) -> Step:
    """Answer in the language of the person, or say once, in theirs, that we cannot yet.

    Who wrote a language of ours before is taken at their word only when they write the other one twice: a line of
    figures and names looks like any language.
    """
    before, state = state.writes, replace(state, writes=event.language)
    if state.chosen_language:
        return Step(state)
    if event.language in AVAILABLE:
        return Step(replace(state, language=event.language))
    if event.language == state.regretted or state.with_desk or before in AVAILABLE:
        return Step(state)
    return Step(replace(state, regretted=event.language), (_regret(event.language),))


def _regret(language: str) -> Say:
    return Say("language-unavailable", {"language": language})


def _opened(form: Form, state: State) -> State:
    state = start(form, replace(state, phase=Phase.ASKING), state.depth)
    return ask(form, state, form.fields[0].key).state


def _open(form: Form, state: State) -> Step:
    if state.phase is not Phase.NEW:
        return again(form, state)
    state = start(form, state, state.depth)
    return ask(form, state, form.fields[0].key, Say("welcome"))


def _welcomed(form: Form, step: Step) -> Step:
    """Whom a link led here is new here all the same: when it leads no further, the conversation begins."""
    if step.state.phase is not Phase.NEW or step.state.asked is not None:
        return step
    return _after(_open(form, step.state), *step.effects)


def _told(form: Form, state: State, told: Told) -> Step:
    if state.asked == "delete":  # Whoever speaks of the matter does not want it gone.
        return _after(_told(form, reopen(form, state).state, told), Say("delete-kept"))
    if state.asked == rewording.QUESTION:  # Whoever goes on telling keeps what they told.
        return _told(form, rewording.left(form, state), told)
    if state.asked == "hide":
        first = [effect for effect in discretion.stays_out(form, state).effects if not isinstance(effect, Ask)]
        return _after(_told(form, reopen(form, replace(state, withheld=())).state, told), *first)
    if state.phase is Phase.SENT:
        return after_sending(form, state, told)
    if state.phase is Phase.CANCELLED:
        return take(form, fresh(form, state), told)
    return take(form, state, told)


def _attached(form: Form, state: State, event: Attached) -> Step:
    """One sentence for what is kept and one for each reason not to keep a file; the open question stays.

    It is put again with what comes of reading, where something is read.
    """
    kept = event.kept
    state = replace(state, files=(*state.files, *(name for name in kept if name not in state.files)))
    said: list[Effect] = [Say("attached", {"names": kept})] if kept else []
    if kept and state.phase is Phase.SENT:
        said = [Say("attached-later", {"names": kept})]
    reasons = dict.fromkeys(reason for _, reason in event.refused)
    for reason in reasons:
        names = tuple(dict.fromkeys(name for name, why in event.refused if why == reason))
        each = ((name,) for name in names) if reason in _OF_ONE else (names,)
        said += [Say("attachment-refused", {"names": some, "reason": reason}) for some in each]
    if reading := plans.read_next(state, event.readable):
        return Step(state, (*said, *reading))
    return again(form, state, *said)


def _untold(state: State) -> bool:
    """Whether nobody at the desk has anything to answer, and nothing was told of which they could hear."""
    return state.phase in (Phase.NEW, Phase.ASKING) and not (state.answers or state.marked or state.kept)


def _hand_off(form: Form, state: State, event: WantsHuman) -> Step:
    if state.marked:
        return again(form, state, Say("handed-off-again"))
    state = replace(state, marked=True)
    told = Say("handed-off-by", {"day": event.day}) if event.day else Say("handed-off")
    first = (HandOff("asked", form.relevant(state.answers), event.until), told)
    reachable = "contact_channel" in state.answers or form.field("contact_channel") is None
    if reachable or state.phase in (Phase.SENT, Phase.CANCELLED):
        return again(form, state, *first)
    return ask(form, state, "contact_channel", *first)


def _language(form: Form, state: State, code: str) -> Step:
    if code not in AVAILABLE:
        return again(form, replace(state, regretted=code), _regret(code))
    return again(form, replace(state, language=code, chosen_language=True), Say("language-set"))


def _after(step: Step, *first: Effect) -> Step:
    return Step(step.state, (*first, *step.effects))

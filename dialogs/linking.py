"""Going on in another channel: a secret from here, a question there, and a question back here before anything moves."""

from __future__ import annotations

from dialogs.asking import Step, again, between, card
from dialogs.closing import reopen
from dialogs.effects import Ask, Effect, Knock, Say, Trade, TurnAway
from dialogs.events import Knocked, Linked, LinkEnded
from dialogs.form import Form
from dialogs.state import Phase, State, replace

_OFFERED, _WAITING, _KNOCKED = "offered", "waiting", "knocked"
_WHY_NOT = {"unknown": "link-unknown", "often": "link-often", "own": "link-own"}


def linked(state: State, link: Linked) -> Step:
    """Here: may the conversation that began elsewhere be continued in this one?"""
    state = replace(state, link=(_OFFERED, link.key, str(link.other)))
    offer = Say("link-offer", {"title": link.title}) if link.title else Say("link-offer-untitled")
    return between(state, "continue", offer)


def failed(form: Form, state: State, why: str) -> Step:
    """Polite, and nothing is revealed: an unknown, an expired and a used secret are the same."""
    state = replace(state, link=())
    first = Say(_WHY_NOT[why])
    return reopen(form, state, first) if state.asked == "continue" else again(form, state, first)


def accepted(state: State) -> Step:
    """Here the person agrees: the other side is asked; its answer comes as an event of its own."""
    if state.link[:1] != (_OFFERED,):
        return Step(replace(state, link=()), (Say("link-unknown"),))
    _, key, other = state.link
    return Step(state, (Knock(key, int(other)),))


def asked_there(form: Form, state: State) -> Step:
    """The other side was asked; until it answers, all is as it was."""
    if state.link[:1] != (_OFFERED,):
        return Step(state)
    return reopen(form, replace(state, link=(_WAITING, state.link[2])), Say("link-asked"))


def unwanted(form: Form, state: State) -> Step:
    """Here the person does not want it after all."""
    return reopen(form, replace(state, link=()), Say("link-left"))


def knocked(state: State, knock: Knocked) -> Step:
    """There: is it you? While one asks, a second is turned away."""
    if state.asked == "confirm":
        return Step(state, (TurnAway(knock.other),))
    state = replace(state, link=(_KNOCKED, str(knock.other), knock.channel, str(knock.until)))
    return between(state, "confirm", Say("link-knock", {"channel": knock.channel}))


def confirmed(form: Form, state: State) -> Step:
    """There the person agrees: the conversation moves, and shows at its new place where it stands."""
    other = _knocker(state)
    if other is None:
        return reopen(form, replace(state, link=()), Say("link-lapsed"))
    state = replace(state, link=())
    shown = form.relevant(state.answers) and state.aside != "review" and state.phase is not Phase.SENT
    recap: tuple[Effect, ...] = (card(form, state),) if shown else ()
    step = reopen(form, state, Say("link-done"), *recap)
    return Step(step.state, (Trade(other), *step.effects))


def refused(form: Form, state: State) -> Step:
    """There the person says that it was somebody else."""
    other = _knocker(state)
    step = reopen(form, replace(state, link=()), Say("link-refused"))
    return Step(step.state, (TurnAway(other), *step.effects)) if other is not None else step


def ended(form: Form, state: State, end: LinkEnded) -> Step:
    """The other side did not agree, or an hour passed; nothing when this side no longer waits for it."""
    if state.link == (_WAITING, str(end.other)):
        return again(form, replace(state, link=()), Say("link-not-confirmed"))
    if state.asked == "confirm" and _knocker(state) == end.other:
        return reopen(form, replace(state, link=()), Say("link-lapsed"))
    return Step(state)


def moved(form: Form, state: State, channel: str) -> Step:
    """What was here goes on elsewhere; what was begun there is kept here."""
    step = again(form, replace(state, link=()), Say("link-moved", {"channel": channel}))
    # Without anything told here, the next question would only confuse.
    return step if state.answers else Step(step.state, tuple(e for e in step.effects if not isinstance(e, Ask)))


def wish(state: State) -> tuple[int, float] | None:
    """Who wants to continue this elsewhere while we ask about it, and until when; None when we do not ask."""
    asks = state.asked == "confirm" and state.link[:1] == (_KNOCKED,)
    return (int(state.link[1]), float(state.link[3])) if asks else None


def _knocker(state: State) -> int | None:
    return int(state.link[1]) if state.link[:1] == (_KNOCKED,) else None

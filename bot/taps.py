"""What a button carries, `<question>|<verb>|<argument>` in at most 64 bytes, and the event that tapping it is.

The question is the number of the question the button was shown with: an answer to one that is no longer open is an old
tap. What can be done at any time (a person, pause, delete ...) may be tapped on any message, however old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

from dialogs.answers import Answer, Source, Value
from dialogs.events import (
    Agreed,
    Back,
    Change,
    Declined,
    Deepen,
    DoesNotKnow,
    Event,
    Language,
    MoreNeeds,
    OldTap,
    OnHit,
    Paused,
    Repeat,
    Restarted,
    Review,
    Skipped,
    Told,
    TookNeed,
    Undo,
    WantsDelete,
    WantsExport,
    WantsHelp,
    WantsHuman,
    WantsLink,
    WantsSimilar,
    WantsStatus,
)
from dialogs.form import Depth, Form
from dialogs.forms.request import REQUEST
from dialogs.kinds import Choices, Countries, Languages
from dialogs.state import BETWEEN, State
from dialogs.words import AVAILABLE, say

Verb = Literal["pick", "do", "change", "more", "example", "not-relevant", "need"]

LONGEST = 64
"""Bytes; what Telegram allows a button to carry."""

REVIEW = ("send", "stronger", "change", "pause")
"""What is offered under the review card, in the order numbered."""

_ANY_TIME: dict[str, Event] = {
    "back": Back(),
    "person": WantsHuman(),
    "similar": WantsSimilar(),
    "more_needs": MoreNeeds(),
    "undo": Undo(),
    "pause": Paused(),
    "repeat": Repeat(),
    "review": Review(),
    "restart": Restarted(),
    "export": WantsExport(),
    "delete": WantsDelete(),
    "status": WantsStatus(),
    "link": WantsLink(),
}
_OF_THE_QUESTION: dict[str, Event] = {
    "skip": Skipped(),
    "unknown": DoesNotKnow(),
    "will_ask": DoesNotKnow(later=True),
    "why": WantsHelp(),
    "stronger": Deepen(),
    "send": Agreed(),
    "change": Declined(),
}
_TYPED = ("why", "skip", "unknown", "will_ask", "back", "person", "similar", "undo", "pause", "repeat", "review")
_LETTERS = "ABCDEFGHIJKL"
_CHOICES: Mapping[str, tuple[str, ...]] = {"review": REVIEW, "lesson": ("skip",)}
"""Commands that stand on a question's own buttons, in its own words."""


@dataclass(frozen=True, slots=True)
class Tap:
    question: int
    verb: Verb
    argument: str


def build(question: int, verb: Verb, argument: str) -> str:
    """The string a button carries.

    Raises:
        ValueError: it would be longer than a button can carry; shorten the document's id.
    """
    tap = f"{question}|{verb}|{argument}"
    if len(tap.encode()) > LONGEST:
        raise ValueError(f"the tap {tap!r} is longer than {LONGEST} bytes; shorten the argument")
    return tap


def parse(tap: str) -> Tap | None:
    """What a button carried; None for anything that is no tap of ours."""
    question, _, rest = tap.partition("|")
    verb, _, argument = rest.partition("|")
    number = question.isascii() and question.isdigit() and len(question) < 10
    if not (number and argument) or verb not in get_args(Verb):
        return None
    return Tap(int(question), cast(Verb, verb), argument)


def to_event(tap: str, state: State, form: Form = REQUEST) -> Event | None:
    """What tapping means where the conversation stands; None for anything that is no tap of ours."""
    parsed = parse(tap)
    if parsed is None:
        return None
    now = parsed.question == state.question
    match parsed.verb:
        case "pick":
            return _picked(parsed.argument, state, form) if now else OldTap()
        case "do":
            return _done(parsed.argument, now, state)
        case "change":
            return Change(parsed.argument) if form.field(parsed.argument) else None
        case "more" | "example" | "not-relevant":
            return OnHit(parsed.argument, parsed.verb)
        case "need":
            return TookNeed(parsed.argument)


def typed(text: str, state: State) -> Event | None:
    """A message that is, as a whole, the label of a button, its number under the card, or a letter for a case.

    For channels without buttons, and for people who type what a button says. None: read it as words.
    """
    words = _folded(text)
    if (
        state.asked == "review"
        and words.isdecimal()
        and len(words) < 10
        and 0 < int(words) <= len(review_choices(state))
    ):
        return _done(review_choices(state)[int(words) - 1], True, state)
    command = _labels(state.asked).get(words)
    if command and (command != "stronger" or command in review_choices(state)):
        return _done(command, True, state)
    return _about_a_case(words, state) or _about_a_need(words, state)


def review_choices(state: State) -> tuple[str, ...]:
    """What can be done with the card; nothing is stronger than full depth."""
    return tuple(choice for choice in REVIEW if choice != "stronger" or state.depth < Depth.FULL)


def letter(document: str, state: State) -> str:
    """The letter a case goes by where there are no buttons; "" when it is no longer remembered."""
    return _LETTERS[state.shown.index(document)] if document in state.shown[: len(_LETTERS)] else ""


def _picked(argument: str, state: State, form: Form) -> Event:
    codes = tuple(argument.split(","))
    if state.asked in BETWEEN:
        return Agreed() if codes == ("yes",) else Declined()
    field = form.field(state.asked or "")
    if field is None or (state.options and not set(codes) <= set(state.options)):
        return OldTap()
    several = isinstance(field.kind, Choices | Countries | Languages)
    value: Value = codes if several else codes[0]
    return Told({field.key: Answer(value, Source.CHOSEN)})


def _done(argument: str, now: bool, state: State) -> Event | None:
    command, _, detail = argument.partition(":")
    if command == "language":
        return Language(detail) if detail else None
    if command in _ANY_TIME:
        return _ANY_TIME[command]
    event = _OF_THE_QUESTION.get(command)
    if event is None:
        return None
    if command in ("send", "stronger", "change") and state.asked != "review":
        return OldTap()
    return event if now else OldTap()


def _about_a_case(words: str, state: State) -> Event | None:
    label, _, last = words.rpartition(" ")
    verb = _hit_labels().get(label)
    place = _LETTERS.lower().find(last) if len(last) == 1 else -1
    return OnHit(state.shown[place], verb) if verb and 0 <= place < len(state.shown) else None


def _about_a_need(words: str, state: State) -> Event | None:
    """ "Use need 2", "More needs": what stands under needs where there are no buttons, while there are any."""
    if not state.needs:
        return None
    if words in {_folded(say("button.more_needs", language)) for language in AVAILABLE}:
        return MoreNeeds()
    wanted = (
        need
        for number, need in enumerate(state.needs, start=1)
        for language in AVAILABLE
        if words == _folded(say("button.need_n", language, n=number))
    )
    return next((TookNeed(need.key) for need in wanted), None)


@cache
def _labels(asked: str | None) -> dict[str, str]:
    """Commands by the words on their buttons, in every language: those of any question, and this one's own."""
    any_time = ((f"button.{command}", command) for command in _TYPED)
    own = ((f"option.{asked}.{command}", command) for command in _CHOICES.get(asked or "", ()))
    every = (*any_time, *own)
    return {_folded(say(id, language)): command for id, command in every for language in AVAILABLE}


@cache
def _hit_labels() -> dict[str, Literal["more", "example", "not-relevant"]]:
    verbs: tuple[tuple[str, Literal["more", "example", "not-relevant"]], ...] = (
        ("button.more", "more"),
        ("button.example", "example"),
        ("button.not_relevant", "not-relevant"),
    )
    return {_folded(say(id, language)): verb for id, verb in verbs for language in AVAILABLE}


def _folded(text: str) -> str:
    """Comparable: without case, marks around it, and the difference between kinds of spaces and apostrophes."""
    return " ".join(text.casefold().replace("’", "'").split()).strip(" ?!.…¿¡؟？！。．").strip()

"""What a button carries, `<draft>.<question>|<verb>|<argument>` in at most 64 bytes, and what tapping it means.

Draft and question are names given by chance, never given again (decision 15). An answer counts for the open question
alone; what changes a draft counts for that draft alone; what can be done at any time (a person, pause, delete ...) may
be tapped on any message, however old. All else is an old tap: nothing is taken, and the open question stands again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, cast, get_args

from bot.display import option
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
    WantsClearer,
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
from dialogs.state import BETWEEN, State, replace
from dialogs.words import AVAILABLE, say

Verb = Literal["pick", "do", "change", "more", "example", "not-relevant", "need"]

LONGEST = 64
"""Bytes; what Telegram allows a button to carry."""

ANYWHERE = "0"
"""The origin of a command that stands under no question: in a menu, at the head of a page."""

REVIEW = ("send", "stronger", "change", "pause")
"""What is offered under the review card, in the order numbered."""

_ANY_TIME: dict[str, Event] = {
    "person": WantsHuman(),
    "similar": WantsSimilar(),
    "more_needs": MoreNeeds(),
    "pause": Paused(),
    "repeat": Repeat(),
    "review": Review(),
    "export": WantsExport(),
    "delete": WantsDelete(),
    "status": WantsStatus(),
    "link": WantsLink(),
}
_OF_THE_DRAFT: dict[str, Event] = {
    "back": Back(),
    "undo": Undo(),
    "restart": Restarted(),
}
_OF_THE_QUESTION: dict[str, Event] = {
    "skip": Skipped(),
    "unknown": DoesNotKnow(),
    "will_ask": DoesNotKnow(later=True),
    "why": WantsHelp(),
    "stronger": Deepen(),
    "clearer": WantsClearer(),
    "send": Agreed(),
    "change": Declined(),
}
_TYPED = (
    "why",
    "skip",
    "unknown",
    "will_ask",
    "back",
    "person",
    "similar",
    "undo",
    "pause",
    "repeat",
    "review",
    "clearer",
)
_LETTERS = "ABCDEFGHIJKL"
_CHOICES: Mapping[str, tuple[str, ...]] = {"review": REVIEW, "lesson": ("skip",)}
"""Commands that stand on a question's own buttons, in its own words."""
_ORIGIN = re.compile(r"[\w-]{1,9}\.[\w-]{1,9}|\d{1,9}", re.ASCII)
"""Names of ours, or a number: `ANYWHERE`, or what an earlier version counted questions by, whose buttons are old."""


@dataclass(frozen=True, slots=True)
class Tap:
    origin: str
    """What the button stands under: `<draft>.<question>`, or `ANYWHERE`."""
    verb: Verb
    argument: str

    @property
    def draft(self) -> str:
        """ "" when it stands under none."""
        draft, dot, _ = self.origin.partition(".")
        return draft if dot else ""


def origin(state: State) -> str:
    """What a button shown now stands under; the state is `named`."""
    return f"{state.draft}.{state.asked_as}"


def named(before: State, state: State, draw: Callable[[], str], *, asks: bool) -> State:
    """The state as a turn leaves it that began with `before`, and put a question or not (`asks`).

    A draft that has just begun gets a name, and so does a question that was put or is open instead of another, though
    it be the same in words. `draw` gives names that were never given: chance, not a count, because what is counted is
    counted again after a draft was erased, traded, or served from a backup.
    """
    anew = asks or not state.asked_as or put(state) != put(before)
    return replace(state, draft=state.draft or draw(), asked_as=draw() if anew else state.asked_as)


def build(origin: str, verb: Verb, argument: str) -> str:
    """The string a button carries; `origin` says what it stands under.

    Raises:
        ValueError: it would be longer than a button can carry; shorten the document's id.
    """
    tap = f"{origin}|{verb}|{argument}"
    if len(tap.encode()) > LONGEST:
        raise ValueError(f"the tap {tap!r} is longer than {LONGEST} bytes; shorten the argument")
    return tap


def parse(tap: str) -> Tap | None:
    """What a button carried; None for anything that is no tap of ours."""
    origin, _, rest = tap.partition("|")
    verb, _, argument = rest.partition("|")
    if not (argument and _ORIGIN.fullmatch(origin)) or verb not in get_args(Verb):
        return None
    return Tap(origin, cast(Verb, verb), argument)


def to_event(tap: str, state: State, form: Form = REQUEST) -> Event | None:
    """What tapping means where the conversation stands; None for anything that is no tap of ours."""
    parsed = parse(tap)
    if parsed is None:
        return None
    match parsed.verb:
        case "pick":
            return _picked(parsed.argument, state, form) if parsed.origin == origin(state) else OldTap()
        case "do":
            return _done(parsed, state)
        case "change":
            return _of_draft(Change(parsed.argument), parsed, state) if form.field(parsed.argument) else None
        case "example" | "not-relevant":
            return _of_draft(OnHit(parsed.argument, parsed.verb), parsed, state)
        case "more":
            return OnHit(parsed.argument, parsed.verb)
        case "need":
            return _of_draft(TookNeed(parsed.argument), parsed, state)


def typed(text: str, state: State, form: Form = REQUEST) -> Event | None:
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
        return _done(Tap(origin(state), "do", review_choices(state)[int(words) - 1]), state)
    command = _labels(state.asked).get(words)
    if command and (command != "stronger" or command in review_choices(state)):
        return _done(Tap(origin(state), "do", command), state)
    if code := _offered(state.asked or "", state.options, state.language).get(words):
        return _picked(code, state, form)
    return _about_a_case(words, state) or _about_a_need(words, state)


def review_choices(state: State) -> tuple[str, ...]:
    """What can be done with the card; nothing is stronger than full depth."""
    return tuple(choice for choice in REVIEW if choice != "stronger" or state.depth < Depth.FULL)


def letter(document: str, state: State) -> str:
    """The letter a case goes by where there are no buttons; "" when it is no longer remembered."""
    return _LETTERS[state.shown.index(document)] if document in state.shown[: len(_LETTERS)] else ""


def letters(state: State) -> dict[str, str]:
    """The cases that were shown, by letter."""
    return dict(zip(_LETTERS, state.shown, strict=False))


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


def _done(tap: Tap, state: State) -> Event | None:
    command, _, detail = tap.argument.partition(":")
    if command == "language":
        return Language(detail) if detail else None
    if command in _ANY_TIME:
        return _ANY_TIME[command]
    if command in _OF_THE_DRAFT:
        event = _OF_THE_DRAFT[command]
        return event if tap.origin in (ANYWHERE, origin(state)) else _of_draft(event, tap, state)
    if command not in _OF_THE_QUESTION:
        return None
    if command in ("send", "stronger", "change") and state.asked != "review":
        return OldTap()
    return _OF_THE_QUESTION[command] if tap.origin == origin(state) else OldTap()


def _of_draft(event: Event, tap: Tap, state: State) -> Event:
    return event if tap.draft and tap.draft == state.draft else OldTap()


def put(state: State) -> tuple[str, str | None, str, tuple[str, ...]]:
    """What the open question is by what it asks."""
    return state.draft, state.asked, state.coach, state.options


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


@lru_cache(maxsize=256)
def _offered(asked: str, options: tuple[str, ...], language: str) -> dict[str, str]:
    """The options of a question by the words on their buttons: as they stand there, and in every other language."""
    others = (other for other in AVAILABLE if other != language)
    found: dict[str, str] = {}
    for spoken in (language, *others):
        for code in options:
            found.setdefault(_folded(option(asked, code, spoken)), code)
    return found


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

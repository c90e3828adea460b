"""One question in words: how it is put, its options, and what can be done instead of answering."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.channel import Limits
from bot.display import display, flowing, option
from bot.message import Option
from bot.render.fit import excerpt
from bot.render.sayings import example
from bot.taps import build, origin, review_choices
from dialogs import rewording
from dialogs.answers import Answer, Logframe, Source
from dialogs.asking import CHOOSE, WHICH
from dialogs.coach.indicators import lacking
from dialogs.effects import Ask
from dialogs.form import Field
from dialogs.forms.request import REQUEST
from dialogs.kinds import Amount, Choice, Choices, Consent, Contact, Count, Countries, Date, Languages, Text
from dialogs.state import BETWEEN, State
from dialogs.words import AVAILABLE, OWN_NAMES, has, say

ASKABLE = (
    "evidence",
    "past_efforts",
    "indicators",
    "beneficiaries_direct",
    "beneficiaries_number",
    "consultation",
    "national_priority",
    "same_request_elsewhere",
    "own_resources",
    "budget",
    "start_date",
    "end_date",
    "after",
    "preferred_partners",
)
"""Fields that a colleague may know: "I will ask" is offered with them."""

PATIENT = 2  # misses after which even a question we cannot do without may be passed over

ECHO = 90  # characters of a person's own words said back before a coaching question

SO_FAR = 200  # characters of an answer shown again when it is changed

INVITES = {"contact_name": ("organization", "contact_channel")}
"""Questions that invite other answers along; put shortly once one of those is told, for nobody is asked twice."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    options: tuple[Option, ...]
    counter: str
    hint: str
    several: bool
    """More than one of the options may be chosen."""


PLACED = {"problem_statement": "ask.problem_statement.country"}
"""How a question that asks where is put to who has told the country."""
SHARED = {"consent": "ask.consent-shared"}
"""Questions that say who reads along, as they stand once a person of the desk was asked for."""


def question(ask: Ask, state: State, limits: Limits, language: str, *, rewords: bool = False) -> Question:
    """The question and its buttons; without buttons, numbered lines and the words that do the same.

    `rewords` says that somebody is there to put a person's words more clearly, which is then offered.
    """
    field = REQUEST.field(ask.field)
    picks = _picks(ask, state, language)
    commands = _commands(ask, field, state, language, clearer=rewords and bool(rewording.offered(REQUEST, state)))
    counter = say("say.counter", language, n=ask.number, total=ask.total) if ask.total else ""
    parts = [_wording(ask, state, language)]
    shown = _within(picks, commands, limits)
    several = len(picks) > 1 and isinstance(field.kind if field else None, Choices) and not ask.coach
    if several:
        parts.append(say("hand.many", language, n=_most(field)))
    if picks and (limits.options == 0 or shown[: len(picks)] != picks):
        parts.append(_numbered(picks, language))
    if limits.options == 0:
        parts.append(_by_word(picks, commands, language))
    text = "\n".join(part for part in parts if part)
    return Question(text, shown, counter, _hint(field, ask), several)


def person(state: State, language: str) -> Option:
    """A person is one tap away at every message."""
    return _command(state, "person", language)


def commands(state: State, names: tuple[str, ...], limits: Limits, language: str) -> tuple[Option, ...]:
    """Buttons for commands, as many as the channel shows; the first is the most wanted."""
    options = tuple(_command(state, name, language) for name in names)
    return _within((), options, limits)


def _wording(ask: Ask, state: State, language: str) -> str:
    if ask.coach == CHOOSE:
        return say("say.choose-change", language)
    if ask.coach:
        wordings = (f"coach.{ask.coach}.{ask.field}", f"coach.{ask.coach}", f"check.{ask.coach}")
        wording = next((id for id in wordings if has(id, "en")), wordings[-1])
        put = say(wording, language, words=_words(ask, state))
        if ask.coach == WHICH or ask.manner != "plain":
            return put
        return "\n".join(part for part in (_echo(ask, state, language), put, _instance(ask, language)) if part)
    told = any(key in state.answers for key in INVITES.get(ask.field, ()))
    plain = say(f"short.{ask.field}" if told else _asking(ask, state), language)
    if ask.manner == "plain":
        return "\n".join(part for part in (_so_far(ask, state, language), plain) if part)
    short = say(f"short.{ask.field}", language)
    return short if ask.manner == "short" else f"{short}\n{example(ask.field, language)}"


def _asking(ask: Ask, state: State) -> str:
    """The wording of a question as it fits what is known: where it is, and whether the desk reads along."""
    usual = f"ask.{ask.field}"
    if state.marked and ask.field in SHARED:
        return SHARED[ask.field]
    return PLACED.get(ask.field, usual) if isinstance(state.answers.get("country"), Answer) else usual


def _instance(ask: Ask, language: str) -> str:
    """A short answer of somebody else to a coaching question."""
    ids = (f"coach.example.{ask.coach}.{ask.field}", f"coach.example.{ask.coach}")
    known = next((id for id in ids if has(id, "en")), "")
    return say("coach.example", language, example=say(known, language)) if known else ""


def _echo(ask: Ask, state: State, language: str) -> str:
    """Their own last words, said back before a coaching question asks for more."""
    held = state.answers.get(ask.field)
    if not isinstance(held, Answer):
        return ""
    match held.value:
        case Logframe() as frame:
            words = frame.rows[lacking(frame)[0]].what
        case value:
            words = str(value).rstrip().rpartition("\n")[2]
    return say("coach.heard", language, words=excerpt(words.rstrip(" .。"), ECHO))


def _so_far(ask: Ask, state: State, language: str) -> str:
    """What is held already, when a question is put again to change it."""
    held = state.answers.get(ask.field)
    if not isinstance(held, Answer) or ask.field in ("review", "lesson", *BETWEEN):
        return ""
    return say(
        "say.so-far", language, value=excerpt(flowing(display(ask.field, held.value, language), language), SO_FAR)
    )


def _words(ask: Ask, state: State) -> str:
    held = state.answers.get(ask.field)
    return excerpt(str(held.value), SO_FAR) if isinstance(held, Answer) else ""


def _picks(ask: Ask, state: State, language: str) -> tuple[Option, ...]:
    return tuple(
        Option(
            option(ask.field, code, language),
            build(origin(state), "pick", code),
            primary=(ask.field, code) == ("consent", "yes"),
        )
        for code in ask.options
    )


def _commands(ask: Ask, field: Field | None, state: State, language: str, *, clearer: bool) -> tuple[Option, ...]:
    if ask.field == "review":
        choices = review_choices(state)
        shown = tuple(
            Option(say(f"option.review.{c}", language), build(origin(state), "do", c), primary=c == "send")
            for c in choices
        )
        beside = ("clearer",) * clearer + ("undo",) * _was_reworded(state)
        return (*shown, *(_command(state, name, language) for name in beside), person(state, language))
    if ask.field == "lesson":
        skip = Option(say("option.lesson.skip", language), build(origin(state), "do", "skip"))
        return (skip, person(state, language))
    if field is None:
        return (person(state, language),)
    wanted = [*("clearer",) * clearer, *_instead(field, ask, state), "person"]
    others = _languages(state, language) if len(state.trail) <= 1 and ask.manner == "plain" else ()
    return (*(_command(state, name, language) for name in wanted), *others)


def _instead(field: Field, ask: Ask, state: State) -> list[str]:
    """What may be done instead of answering, most wanted first."""
    hard = field.hard and state.misses < PATIENT
    wanted = [] if ask.manner == "example" else ["why"]
    if not hard:
        wanted += ["skip", "unknown"]
    if field.key in ASKABLE:
        wanted.append("will_ask")
    if _was_coached(state) or _was_reworded(state):
        wanted.insert(0, "undo")
    return wanted


def _was_coached(state: State) -> bool:
    """Whether the last change added the answer to a coaching question, which can be taken back."""
    return any(
        isinstance(before, Answer) and any(put.startswith(f"{key}:") for put in state.coached)
        for key, before in state.undo
    )


def _was_reworded(state: State) -> bool:
    """Whether the last change put an answer into clearer words, which can be taken back."""
    now = (state.answers.get(key) for key, _ in state.undo)
    return any(isinstance(held, Answer) and held.source is Source.REWORDED for held in now)


def _languages(state: State, language: str) -> tuple[Option, ...]:
    return tuple(
        Option(OWN_NAMES[other], build(origin(state), "do", f"language:{other}"))
        for other in AVAILABLE
        if other != language
    )


def _command(state: State, name: str, language: str) -> Option:
    return Option(say(f"button.{name}", language), build(origin(state), "do", name))


def _within(picks: tuple[Option, ...], commands: tuple[Option, ...], limits: Limits) -> tuple[Option, ...]:
    """As many buttons as the channel shows: a person stays, the other commands go first, then the last options."""
    if limits.options == 0:
        every: tuple[Option, ...] = (*picks, *commands)
        return tuple(_labelled(o, limits) for o in every)
    kept = [o for o in commands if o.tap.endswith("|do|person")][:1]
    room = limits.options - len(kept)
    rest = tuple(o for o in commands if o not in kept)
    chosen = (*picks, *rest)[: max(room, 0)]
    return tuple(_labelled(o, limits) for o in (*chosen, *kept))


def _labelled(option: Option, limits: Limits) -> Option:
    label = _short(option.label, limits.label)
    return option if label == option.label else Option(label, option.tap, option.primary)


@lru_cache(maxsize=8192)
def _short(label: str, most: int) -> str:
    """Labels come from the catalogues and the lists of options: there are only so many."""
    return excerpt(label, most)


def _numbered(picks: tuple[Option, ...], language: str) -> str:
    return "\n".join(say("say.choice", language, n=n, label=o.label) for n, o in enumerate(picks, start=1))


def _by_word(picks: tuple[Option, ...], commands: tuple[Option, ...], language: str) -> str:
    """What to type where there are no buttons: numbers for the options, words for the rest."""
    review = [o for o in commands if o.tap.partition("|")[2] in ("do|send", "do|stronger", "do|change", "do|pause")]
    lines = [_numbered(tuple(review), language)] if any(o.primary for o in review) else []
    lines += [say("hand.options", language)] if picks or lines else []
    words = [o.label for o in commands if not (lines and o in review)]
    return "\n".join((*lines, say("hand.commands", language, commands=" · ".join(words))))


def _most(field: Field | None) -> int:
    return field.kind.most if field and isinstance(field.kind, Choices) else 1


def _hint(field: Field | None, ask: Ask) -> str:
    if field is None:
        return "text" if ask.field == "lesson" else "choice"
    if ask.coach:
        return "text"
    match field.kind:
        case Contact():
            return "email"
        case Choice() | Consent():
            return "choice"
        case Choices():
            return "choices"
        case Countries():
            return "country"
        case Date():
            return "date"
        case Count():
            return "number"
        case Text() | Amount() | Languages():
            return "text"

"""Hold whole conversations from a script: say what the script has for what is asked, and see where it ends.

The real turn, understanding, search and database are driven; only the person is played. What is said depends on what is
asked, on nothing else: labels that say what would be right are never read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.cli.lines import Answer, BadLine, Row, Shape
from bot.cli.verbs import LABELS
from bot.codes import masked
from bot.message import Outbound
from dialogs.answers import values
from dialogs.form import Depth, Form
from dialogs.keys import ELSEWHERE, Json, asked_as, evaluation_name, ours, to_evaluation
from dialogs.state import Phase, State
from dialogs.words import LANGUAGES

SHAPE = Shape(
    {"id": str, "turns": list},
    {"default": str, "lang": str, "depth": str, "at_review": str},
    LABELS,
)
MOST_TURNS = 80
ANY_TIME_FROM = 3
"""The turn from which "any-time" words are thrown in, one a turn."""
UNKNOWN = {
    "en": "I don't know",
    "fr": "je ne sais pas",
    "es": "no sé",
    "pt": "não sei",
    "ar": "لا أعرف",
    "ru": "не знаю",
    "zh": "不知道",
}
YES = {"en": "yes", "fr": "oui", "es": "sí", "pt": "sim", "ar": "نعم", "ru": "да", "zh": "是"}
MOMENTS = ("first", "any-time", "at-confirm", "after-submit")
"""What a turn's "when" may be besides a question."""

End = Literal["confirm", "human", "cancelled", "paused", "submitted", "stuck"]


class Talk(Protocol):
    """One person's conversation with the assistant."""

    async def open(self) -> Sequence[Outbound]:
        """Arrive, and see the first screen."""

    async def say(self, text: str) -> Sequence[Outbound]:
        """Say something and wait for the answer."""

    async def state(self) -> State: ...


@dataclass(frozen=True, slots=True)
class Script:
    """The person's side, independent of the order of questions."""

    id: str
    turns: tuple[tuple[str, str], ...]
    """(when, words), in order."""
    default: str = ""
    """Said when a question has no turn left; "" says that one does not know, in the language of the conversation."""
    language: str = "en"
    depth: Depth = Depth.STANDARD
    agrees: bool = False
    """Whether to agree at the review card once nothing is left to say there; else the conversation ends."""


@dataclass(frozen=True, slots=True)
class Says:
    words: str


@dataclass(frozen=True, slots=True)
class Ends:
    how: End


@dataclass(slots=True)
class Player:
    """What is left to say. Changes as it speaks."""

    script: Script
    said: int = 0
    _left: dict[str, deque[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for when, words in self.script.turns:
            self._left.setdefault(when, deque()).append(words)

    def next(self, state: State) -> Says | Ends:
        """What to say now, or how the conversation ended."""
        if end := self._ended(state):
            return Ends(end)
        self.said += 1
        return Says(self._words(state))

    def _ended(self, state: State) -> End | None:
        if state.marked:
            return "human"
        if state.phase is Phase.CANCELLED:
            return "cancelled"
        if state.paused:
            return "paused"
        if state.phase is Phase.SENT and not self._left.get("after-submit"):
            return "submitted"
        if state.asked == "review" and self._silent_at_review():
            return "confirm"
        return "stuck" if self.said >= MOST_TURNS else None

    def _silent_at_review(self) -> bool:
        waiting = self._left.get("at-confirm") or (self.said + 1 >= ANY_TIME_FROM and self._left.get("any-time"))
        return not waiting and not self.script.agrees

    def _words(self, state: State) -> str:
        if self.said == 1 and (words := self._take("first")):
            return words
        if self.said >= ANY_TIME_FROM and (words := self._take("any-time")):
            return words
        if state.phase is Phase.SENT:
            return self._take("after-submit") or self._unknown()
        if state.asked == "review":
            return self._take("at-confirm") or YES[self.script.language]
        names = asked_as(state.asked) if state.asked else frozenset({"first_words"})
        return next((words for name in sorted(names) if (words := self._take(name))), "") or self._unknown()

    def _take(self, when: str) -> str:
        left = self._left.get(when)
        return left.popleft() if left else ""

    def _unknown(self) -> str:
        return self.script.default or UNKNOWN[self.script.language]


def script(row: Row, form: Form) -> Script:
    """
    Raises:
        BadLine: a turn is no {"when", "user"}, or its "when" is no moment and no question of ours.
    """
    return Script(
        id=row.text("id"),
        turns=tuple(_turn(number, turn, form) for number, turn in enumerate(row.get("turns"), 1)),
        default=row.text("default"),
        language=row.one_of("lang", LANGUAGES, "en"),
        depth=Depth[row.one_of("depth", ("quick", "standard", "full"), "standard").upper()],
        agrees=row.one_of("at_review", ("agree", "stop"), "stop") == "agree",
    )


async def converse(script: Script, talk: Talk, form: Form) -> Answer:
    """Hold the conversation to its end; answers are all that is held then, in the shapes of the evaluation sets."""
    player = Player(script)
    transcript: list[Json] = [_heard(message) for message in await talk.open()]
    while True:
        state = await talk.state()
        match player.next(state):
            case Says(words):
                transcript.append({"from": "person", "asked": state.asked, "text": words})
                transcript += [_heard(message) for message in await talk.say(words)]
            case Ends(how):
                break
    return {
        "id": script.id,
        "answers": _answers(state, form),
        "end": how,
        "turns": player.said,
        "transcript": _without_chance(transcript, state.code),
    }


def _turn(number: int, turn: object, form: Form) -> tuple[str, str]:
    match turn:
        case {"when": str(when), "user": str(words), **rest} if not rest.keys() - LABELS:
            pass
        case _:
            raise BadLine(f'turn {number} is {str(turn)[:60]!r}; write {{"when": ..., "user": ...}}')
    if when not in MOMENTS and form.field(ours(when)) is None and when not in (*ELSEWHERE, "lesson", "delete"):
        raise BadLine(f"turn {number}: no moment or question {when!r}; use {', '.join(MOMENTS)} or a field's key")
    return when, words


def _heard(message: Outbound) -> Json:
    return {"from": "assistant", "kind": message.kind, "text": message.text}


def _answers(state: State, form: Form) -> Json:
    held = values(form.relevant(state.answers))
    kinds = {one.key: one.kind for one in form.fields}
    return {evaluation_name(key): to_evaluation(kinds[key], value) for key, value in held.items()}


def _without_chance(transcript: list[Json], code: str) -> list[Json]:
    """The transcript without what is drawn by lot (the case code, secret links), so that two runs can be compared."""

    def plain(text: str) -> str:
        return masked(text.replace(code, "CODE") if code else text)

    return [
        {key: plain(value) if isinstance(value, str) else value for key, value in line.items()}
        for line in transcript
        if isinstance(line, dict)
    ]

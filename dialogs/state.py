"""What we remember of a conversation between two messages."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from dialogs.answers import Answer, Answers, Citation, Gap, Held, Indicator, Logframe, Money, Note, Source, Value
from dialogs.compact import compact
from dialogs.events import Action
from dialogs.form import Depth
from dialogs.needs import Need

BETWEEN = ("delete", "update", "continue", "confirm", "hide", "plan", "clearer")
"""Questions of ours that come between: yes or no, and then back to what was open. Delete everything? Take over what an
old message says now? Continue here what began elsewhere? Is it you who wants to continue elsewhere? Shall what we left
out of your words stay out? Shall we look for needs in what was pasted? Shall the clearer words stand?"""


class Phase(StrEnum):
    NEW = "new"
    ASKING = "asking"
    REVIEWING = "reviewing"
    SENT = "sent"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class State:
    version: int
    """Of the form; another number means `reconcile` has work to do."""
    phase: Phase = Phase.NEW
    depth: Depth = Depth.QUICK
    answers: Answers = field(default_factory=dict)
    asked: str | None = None
    """Key of the open question: a field, "review", "lesson" or one of `BETWEEN`."""
    options: tuple[str, ...] = ()
    """Codes offered with it, in the order shown."""
    coach: str = ""
    """Kind of the coaching question that is open about `asked`."""
    draft: str = ""
    """Name of the draft, which no other has: given by the turn in which it begins, "" until then. What begins anew
    (`State(...)`) has none, so that nothing of an earlier draft can be taken for its own."""
    asked_as: str = ""
    """Name of the open question, which no other has: given anew by the turn that puts it, "" before the first."""
    misses: int = 0
    """Times the open question was put again without our learning anything."""
    asks: int = 0
    """Different questions put at this depth."""
    total: int = 0
    """The most questions this depth will take, as last shown; it never grows."""
    language: str = "en"
    chosen_language: bool = False
    """The person asked for this language: what they write no longer changes it."""
    writes: str = ""
    """The language the person last wrote in when we were sure of it; it may be one we do not answer in."""
    regretted: str = ""
    """The language we said we do not speak yet; said once."""
    waiting: str = ""
    """What the search was asked for ("similar", "question: ..."), or what is to be put more clearly ("clearer: ...");
    empty when neither is under way."""
    searched: str = ""
    """The text last searched for by ourselves."""
    shown: tuple[str, ...] = ()
    """Documents the person has seen, newest last."""
    listed: tuple[str, ...] = ()
    """Documents of the list of cases shown last, in its order: what "the first" counts in."""
    choosing: Action | Literal[""] = ""
    """What is to be done with the case that the person names next; "" when we did not just ask which one is meant."""
    dismissed: tuple[str, ...] = ()
    """Documents the person called not relevant."""
    trail: tuple[str, ...] = ()
    """Fields asked so far, for going back."""
    coached: tuple[str, ...] = ()
    """Coaching questions put, as "field:kind"."""
    undo: tuple[tuple[str, Held | None], ...] = ()
    """What the last change replaced; None where nothing was held."""
    undo_phase: str = ""
    """The phase before the last change, when it changed too."""
    aside: str | None = None
    """The question that was open when one of `BETWEEN` was put."""
    aside_coach: str = ""
    """The kind of it, when it was a coaching question."""
    withheld: tuple[tuple[str, str, str], ...] = ()
    """What was left out of the answers until the person says whether it stays out: kind, words, and the text they stand
    in as it was written."""
    update: tuple[tuple[str, Answer], ...] = ()
    """What answers become when the person agrees to "update" or "clearer", or says no to "plan"."""
    needs: tuple[Need, ...] = ()
    """What the documents of this request state that is lacking, the last document's first."""
    needs_shown: int = 0
    """How many of them were shown."""
    link: tuple[str, ...] = ()
    """Where going on across channels stands: ("offered", key, other) here, while we ask; ("waiting", other) here, while
    the other side is asked; ("knocked", other, channel, until) there, while it is."""
    files: tuple[str, ...] = ()
    """Names of what the person sent along with this request."""
    code: str = ""
    """Of the request that was sent last."""
    stage: str = ""
    """Where the desk says that it stands; "" before the desk moved it."""
    paused: bool = False
    marked: bool = False
    """A person of the desk was asked for."""
    kept: bool = False
    """A question was kept for the desk."""
    with_desk: bool = False
    """A person of the desk holds the conversation: the bot is silent."""
    officer: str = ""
    """Who, by the name the person was told; "" while nobody does."""
    talk: int = 0
    """The case the desk talks about; 0 while it does not."""
    desk_asked: bool = False
    """The desk wants to know something about what was sent: what is said next goes to the desk, however short."""
    offered: tuple[str, ...] = ()
    """Reasons for which a person of the desk was offered; each once."""
    today: str = ""
    """YYYY-MM-DD, the day of the message that is being answered; "" before the first."""
    money_said: bool = False
    terms_said: bool = False
    """Who reads it, what it is not and that no money is promised was said in full, and nobody has been away since."""


if TYPE_CHECKING:
    from dataclasses import replace as replace
else:

    def replace(state: State, /, **fields: object) -> State:
        """What `dataclasses.replace` does, in a seventh of its time.

        A turn changes the state seven times and it has many fields; hence no slots either: a dict is copied at once.
        """
        new = object.__new__(State)
        new.__dict__.update(state.__dict__, **fields)
        return new


def tongue(state: State) -> str:
    """The language the person writes in, as far as we know; the one we answer in otherwise."""
    return state.writes or state.language


def where(state: State) -> tuple[str, ...]:
    """The country of the request, for nearness; empty when it is not told."""
    held = state.answers.get("country")
    return held.value if isinstance(held, Answer) and isinstance(held.value, tuple) else ()


_DEFAULT = State(0)
_PLAIN = (
    "asked",
    "coach",
    "draft",
    "asked_as",
    "misses",
    "asks",
    "total",
    "language",
    "chosen_language",
    "writes",
    "regretted",
    "waiting",
    "searched",
    "choosing",
    "undo_phase",
    "today",
    "aside",
    "aside_coach",
    "needs_shown",
    "code",
    "stage",
    "paused",
    "marked",
    "kept",
    "with_desk",
    "officer",
    "talk",
    "desk_asked",
    "money_said",
    "terms_said",
)
_TUPLES = ("offered", "options", "shown", "listed", "dismissed", "trail", "coached", "link", "files")
_USUAL = tuple((name, getattr(_DEFAULT, name)) for name in (*_PLAIN, *_TUPLES))
_SOURCES = {source.value: source for source in Source}


def dump(state: State) -> str:
    """The state as compact JSON; what has its default value is left out."""
    data: dict[str, Any] = {"version": state.version, "phase": state.phase.value, "depth": int(state.depth)}
    fields = state.__dict__
    for name, usual in _USUAL:
        if (value := fields[name]) != usual:
            data[name] = value
    if state.answers:
        data["answers"] = {key: write_held(held) for key, held in state.answers.items()}
    if state.undo:
        data["undo"] = [[key, held and write_held(held)] for key, held in state.undo]
    if state.withheld:
        data["withheld"] = state.withheld
    if state.update:
        data["update"] = [[key, write_held(answer)] for key, answer in state.update]
    if state.needs:
        data["needs"] = [_write_need(need) for need in state.needs]
    return compact(data)


def load(text: str) -> State:
    """Read a state written by `dump`.

    Raises:
        ValueError: the text is not a state of this program.
    """
    try:
        data = json.loads(text)
        fields: dict[str, Any] = {name: data[name] for name in _PLAIN if name in data}
        fields |= {name: tuple(data[name]) for name in _TUPLES if name in data}
        return replace(
            _DEFAULT,
            version=data["version"],
            phase=Phase(data["phase"]),
            depth=Depth(data["depth"]),
            answers={key: read_held(held) for key, held in data.get("answers", {}).items()},
            undo=tuple((key, None if held is None else read_held(held)) for key, held in data.get("undo", [])),
            update=tuple((key, _answer(held)) for key, held in data.get("update", [])),
            needs=tuple(_read_need(need) for need in data.get("needs", [])),
            withheld=tuple((str(kind), str(words), str(text)) for kind, words, text in data.get("withheld", [])),
            **fields,
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ValueError(f"not a conversation state: {text[:40]!r}") from error


def _answer(data: list[Any]) -> Answer:
    held = read_held(data)
    if not isinstance(held, Answer):
        raise ValueError("an update is an answer")
    return held


def _write_need(need: Need) -> list[Any]:
    answers = {key: write_held(answer)[:5] for key, answer in need.answers.items()}
    return [need.quote, _write_citation(need.citation), answers]


def _read_need(data: list[Any]) -> Need:
    """The answers of a need cite its place, which is written once."""
    citation = _read_citation(data[1])
    answers = {key: dataclasses.replace(_answer(held), citation=citation) for key, held in data[2].items()}
    return Need(data[0], citation, answers)


def write_held(held: Held) -> list[Any]:
    """One held answer as a JSON list whose first item says what it is."""
    if isinstance(held, Answer):
        written = ["a", _write_value(held.value), held.source, held.words, int(held.confirmed)]
        return [*written, _write_citation(held.citation)] if held.citation else written
    return ["g", held.why] if isinstance(held, Gap) else ["n", held.text]


def read_held(data: list[Any]) -> Held:
    """Raises ValueError, TypeError, KeyError or IndexError when the list is not one of `write_held`."""
    match data[0]:
        case "a":
            citation = _read_citation(data[5]) if len(data) > 5 else None
            return Answer(_read_value(data[1]), _SOURCES[data[2]], data[3], bool(data[4]), citation)
        case "g":
            if data[1] not in ("skipped", "unknown", "will_ask"):
                raise ValueError(data[1])
            return Gap(data[1])
        case "n":
            return Note(data[1])
        case other:
            raise ValueError(f"no held answer is written {other!r}")


def _write_citation(citation: Citation) -> list[Any]:
    return [citation.document, citation.page, citation.heading]


def _read_citation(data: list[Any]) -> Citation:
    document, page, heading = data
    return Citation(str(document), int(page), str(heading))


def _write_value(value: Value) -> Any:
    """JSON has lists for tuples."""
    match value:
        case Money(amount=amount, currency=currency):
            return {"amount": amount, "currency": currency}
        case Logframe(rows=rows):
            return {"rows": [[row.what, row.level, row.baseline, row.target, row.date, row.source] for row in rows]}
        case _:
            return value


def _read_value(data: Any) -> Value:
    match data:
        case str() | int():
            return data
        case list():
            return tuple([str(code) for code in data])
        case {"amount": int(amount), "currency": str(currency)}:
            return Money(amount, currency)
        case {"rows": [_, *_] as rows}:
            return Logframe(tuple(Indicator(*row) for row in rows))
        case _:
            raise ValueError("not a value")

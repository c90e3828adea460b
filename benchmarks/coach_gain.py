"""What the coach's questions add to real objectives, when they are answered only with what stands in the same record.

    python -m benchmarks.coach_gain lifeweb_structured.jsonl [--show N]

A row is a record with "title", "timeframe", "nbsap_alignment" and "objectives", each with "objective" and
"expected_result". Every objective is told to the conversation itself, which asks what it asks anybody. A question is
answered with a piece of the same record that answers it, word for word, or with "I don't know": nothing is made up, so
what is not in the record stays open, and is counted as open only where the person and the desk see it so.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dialogs.answers import Answer, Answers, Logframe
from dialogs.asking import start
from dialogs.coach import findings
from dialogs.coach.indicators import lacking
from dialogs.coach.lexicon import lexicon
from dialogs.coach.signs import Signs, read
from dialogs.effects import Ask
from dialogs.engine import advance
from dialogs.events import DoesNotKnow, Event, Retrieved, Told
from dialogs.form import Depth
from dialogs.forms.request import REQUEST
from dialogs.state import Phase, State, replace

POINTS = ("time", "number", "baseline", "group")
TODAY = "2026-11-21"
ASKED_ABOUT = ("objective", "indicators")
_PIECES = re.compile(r"(?<=[.;:])\s+|\s+(?=[a-e]\)\s)|…")


@dataclass
class Tally:
    """Counts over all objectives of a file."""

    objectives: int = 0
    before: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    """Points that the record holds somewhere: more than that nobody could tell without making it up."""
    after: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)
    """Points that are missing afterwards."""
    seen_open: Counter[str] = field(default_factory=Counter)
    """Of these, the ones that a finding or an open cell shows."""


def main() -> None:
    options = _options()
    records = [json.loads(line) for line in options.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    tally = Tally()
    for record in records:
        for objective in record["objectives"]:
            if objective["objective"].strip():
                _tell(record, objective, tally, show=tally.objectives < options.show)
    _print(tally, len(records))


def _tell(record: dict[str, Any], objective: dict[str, str], tally: Tally, *, show: bool) -> None:
    text = objective["objective"].strip()
    facts = _facts(record, objective)
    tally.objectives += 1
    tally.before.update(_points({"objective": Answer(text)}))
    tally.there.update(_points({"objective": Answer("\n".join((text, *facts)))}))
    answers = _talk(text, facts, tally, show=show)
    points = _points(answers)
    tally.after.update(points)
    open_points = set(POINTS) - points
    tally.open.update(open_points)
    tally.seen_open.update(open_points & _shown_open(answers))


def _talk(text: str, facts: tuple[str, ...], tally: Tally, *, show: bool) -> Answers:
    """The answers after the conversation about an objective and its indicators."""
    answers = {"first_words": Answer("as told"), "consent": Answer("yes")}
    state = start(REQUEST, State(REQUEST.version, Phase.ASKING, answers=answers, today=TODAY), Depth.FULL)
    for key in ASKED_ABOUT:
        state = replace(state, asked=key, coach="", trail=(*state.trail, key))
        measure = _first(facts, lambda signs: signs.measured or signs.has("sources"))
        first: Event = Told({key: Answer(text)}) if key == "objective" else _reply(key, "", measure)
        state = _step(state, first)
        while state.asked == key and state.coach:
            words = _fact(state.coach, key, facts)
            tally.asked[f"{key}: {state.coach}"] += 1
            tally.answered[f"{key}: {state.coach}"] += bool(words)
            if show:
                print(f"  {key} {state.coach}: {words or '(I do not know)'}")
            state = _step(state, _reply(key, state.coach, words))
    if show:
        print(text, "=>", {key: str(held.value) for key, held in state.answers.items() if isinstance(held, Answer)})
    return state.answers


def _step(state: State, event: Event) -> State:
    step = advance(REQUEST, state, event)
    while step.effects and not isinstance(step.effects[-1], Ask) and step.state.waiting:
        step = advance(REQUEST, step.state, Retrieved(()))
    return step.state


def _reply(key: str, coach: str, words: str) -> Event:
    return Told({key: Answer(words)}) if words else DoesNotKnow()


def _fact(kind: str, key: str, facts: tuple[str, ...]) -> str:
    """A piece of the record that answers a question of this kind; "" when none does."""
    match kind, key:
        case "who", _:
            return _first(facts, lambda signs: signs.peopled)
        case "when", _:
            return _first(facts, lambda signs: signs.timed)
        case "where", "indicators":
            return _first(facts, lambda signs: signs.has("sources"))
        case "how_known", "indicators":
            return _first(facts, lambda signs: signs.baseline and signs.measured)
        case "how_known", _:
            return _first(facts, lambda signs: signs.measured or signs.stated)
        case _:
            return ""


def _facts(record: dict[str, Any], objective: dict[str, str]) -> tuple[str, ...]:
    """What else the record says: the result expected of this objective, how long it takes, its title, its plan."""
    sources = (objective.get("expected_result", ""), record.get("timeframe", ""), record.get("title", ""))
    pieces = (piece.strip() for text in (*sources, record.get("nbsap_alignment", "")) for piece in _PIECES.split(text))
    return tuple(piece for piece in pieces if len(piece) > 3 and any(c.isalnum() for c in piece))


def _first(facts: tuple[str, ...], wanted: Callable[[Signs], bool]) -> str:
    return next((piece for piece in facts if wanted(_signs(piece))), "")


def _points(answers: Answers) -> set[str]:
    """Which of the four an objective has, in itself or in its indicators."""
    objective, frame = _signs(_text(answers, "objective")), _frame(answers)
    rows = frame.rows if frame else ()
    told = _signs(_text(answers, "indicators"))
    found = {
        "time": objective.timed or told.timed or any(row.date for row in rows),
        "number": objective.measured or told.measured,
        "baseline": objective.baseline or any(row.baseline for row in rows),
        "group": objective.peopled or told.peopled,
    }
    return {point for point, has in found.items() if has}


def _shown_open(answers: Answers) -> set[str]:
    """The points that the card, the document or "how strong is it?" shows as open."""
    checks = {one.check for key in ASKED_ABOUT for one in findings(key, _text(answers, key), "en", answers, TODAY)}
    frame = _frame(answers)
    cells = lacking(frame)[1] if frame else ()
    gap = not isinstance(answers.get("indicators"), Answer)
    shown = {
        "time": "C_SMART_T" in checks or "date" in cells,
        "number": "C_SMART_M" in checks or gap,
        "baseline": "baseline" in cells or "C_BASELINE" in checks or gap,
        "group": "C_WHO" in checks or "C_SMART_S" in checks,
    }
    return {point for point, seen in shown.items() if seen}


def _frame(answers: Answers) -> Logframe | None:
    held = answers.get("indicators")
    return held.value if isinstance(held, Answer) and isinstance(held.value, Logframe) else None


def _text(answers: Answers, key: str) -> str:
    held = answers.get(key)
    return str(held.value) if isinstance(held, Answer) else ""


def _signs(text: str) -> Signs:
    return read(text, lexicon("en"), int(TODAY[:4]))


def _print(tally: Tally, records: int) -> None:
    print(f"{tally.objectives} objectives of {records} records")
    print("point     before   after   in the record   open afterwards   and shown so")
    for point in POINTS:
        counts = (tally.before, tally.after, tally.there)
        before, after, there = (f"{round(100 * count[point] / (tally.objectives or 1)):4} %" for count in counts)
        print(f"{point:9} {before}  {after}          {there} {tally.open[point]:17} {tally.seen_open[point]:14}")
    print("question, times put, answered from the record, else “I don’t know”")
    for question, put in tally.asked.most_common():
        print(f"  {question:24} {put:4} {tally.answered[question]:4}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N conversations")
    return parser.parse_args()


if __name__ == "__main__":
    main()

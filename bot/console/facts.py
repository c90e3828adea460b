"""What a person has told, field by field, as an officer reads it: the value, how we know it, what proves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.casefile import said_elsewhere
from bot.display import display, label
from bot.render.card import SECTIONS
from bot.render.fit import excerpt
from bot.render.strength import QUOTED
from dialogs import coach
from dialogs.answers import Answer, Answers, Gap, Held, Note
from dialogs.form import Depth, Form
from dialogs.kinds import Text
from dialogs.words import has, say

_NOT_ASKED = ("consent", "first_words", "title", "visibility")
"""Between the person and the assistant, or made from other answers."""


@dataclass(frozen=True, slots=True)
class Fact:
    key: str
    label: str
    value: str
    source: str
    """How we know it; "" where nothing is known."""
    because: str
    """The person's words that made us think so, "" when the value is their words."""
    proposed: bool
    """The person has not confirmed it yet."""
    original: bool
    """In the person's own words, which are in another language than the officer's: nobody translated them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    sections: tuple[tuple[str, tuple[Fact, ...]], ...]
    """Facts under their headings, in the order of the card; empty when nothing was told."""
    open: tuple[str, ...]
    """Labels of what was not dealt with as far as most conversations go, in the form's order."""
    asks: tuple[tuple[str, str], ...]
    """(key, label) of what the assistant can be asked to ask: what is not known comes first."""
    strength: coach.Strength
    missing: tuple[str, ...]
    """What the answers still lack, as questions in the officer's language."""


def sheet(form: Form, answers: Answers, *, reader: str, writer: str, today: str = "") -> Sheet:
    """Of a draft or of a sent request; `reader` and `writer` are the languages of the officer and the person."""
    held = form.relevant(answers)
    if said_elsewhere(held):
        del held["first_words"]
    facts: dict[str, list[Fact]] = {}
    for field in form.fields:
        if field.key in held and field.key != "consent":
            foreign = isinstance(field.kind, Text) and reader != writer
            facts.setdefault(field.section, []).append(_fact(field.key, held[field.key], reader, foreign=foreign))
    fields = [field for field in form.fields if field.key not in _NOT_ASKED and field.when(held)]
    unknown = [field for field in fields if field.key not in held]
    known = [field for field in fields if field.key in held]
    return Sheet(
        tuple((say(f"section.{name}", reader), tuple(facts[name])) for name in SECTIONS if name in facts),
        tuple(label(field.key, reader) for field in unknown if field.depth <= Depth.STANDARD),
        tuple((field.key, label(field.key, reader)) for field in (*unknown, *known)),
        coach.strength(held, writer, today),
        _missing(held, reader, writer, today),
    )


def _name(key: str, reader: str) -> str:
    """Of a field, for somebody who is not the person who answered."""
    if key != "first_words":
        return label(key, reader)
    words = say("doc.gap.note", reader)
    return words[:1].upper() + words[1:]


def _fact(key: str, held: Held, reader: str, *, foreign: bool) -> Fact:
    name = _name(key, reader)
    match held:
        case Answer(value=value, source=source, words=words, confirmed=confirmed):
            quoted = isinstance(value, str) and value.casefold() == words.casefold()
            unsure = f"console.source.{source.value}"
            return Fact(
                key,
                name,
                display(key, value, reader),
                say(f"source.{source.value}" if confirmed or not has(unsure, "en") else unsure, reader),
                "" if quoted else words,
                proposed=not confirmed,
                original=foreign,
            )
        case Gap(why=why):
            return Fact(key, name, say(f"console.gap.{why}", reader), "", "", proposed=False, original=False)
        case Note(text=text):
            return Fact(key, name, text, say("console.source.note", reader), "", proposed=False, original=foreign)


def _missing(held: Mapping[str, Held], reader: str, writer: str, today: str) -> tuple[str, ...]:
    """Each once, for the two fields without which a request cannot be clear."""
    found: dict[str, None] = {}
    for key in coach.CORE:
        one = held.get(key)
        if isinstance(one, Answer) and isinstance(one.value, str):
            for finding in coach.findings(key, one.value, writer, held, today):
                if finding.question and has(finding.question, "en"):
                    found[say(finding.question, reader, words=excerpt(finding.words, QUOTED))] = None
        else:
            found[say("heard.fact", reader, label=label(key, reader), value=say("say.open-field", reader))] = None
    return tuple(found)

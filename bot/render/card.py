"""The review card: a line for everything held, under its heading, with our proposals marked."""

from __future__ import annotations

from typing import assert_never

from bot.display import display, label
from bot.message import Line
from bot.render.fit import excerpt
from bot.taps import build
from dialogs.answers import Answer, Gap, Held, Note
from dialogs.effects import Card
from dialogs.forms.request import REQUEST
from dialogs.words import say

LONGEST = 400  # characters of one value; the whole of it stands in the exports

SECTIONS = (
    "need",
    "where",
    "context",
    "help",
    "result",
    "people",
    "link",
    "time",
    "delivery",
    "sustain",
    "files",
    "who",
    "share",
)
"""Headings in the order of the card."""

_FIELDS = sorted(REQUEST.fields, key=lambda field: SECTIONS.index(field.section))


def lines(card: Card, origin: str, language: str) -> tuple[Line, ...]:
    """One line per field held or still open, by section; first words give way to the problem told in full."""
    held: dict[str, Held | None] = {**card.answers, **dict.fromkeys(card.open)}
    if isinstance(held.get("problem_statement"), Answer):
        held.pop("first_words", None)
    answers = [_line(f.key, f.section, held[f.key], origin, language) for f in _FIELDS if f.key in held]
    return (*answers, *_files(card, language))


def as_text(shown: tuple[Line, ...], language: str) -> str:
    """The same card for a channel that draws none."""
    text: list[str] = []
    section = ""
    for line in shown:
        if line.section != section:
            section = line.section
            text.append(f"\n{section.upper()}" if text else section.upper())
        text.append(f"{say('heard.fact', language, label=line.label, value=line.value)}{_remark(line, language)}")
    return "\n".join(text)


def _line(key: str, section: str, held: Held | None, origin: str, language: str) -> Line:
    proposed = isinstance(held, Answer) and not held.confirmed
    return Line(
        section=say(f"section.{section}", language),
        label=label(key, language),
        value=excerpt(" / ".join(_value(key, held, language).split("\n")), LONGEST),
        proposed=proposed,
        because=excerpt(held.words, LONGEST) if isinstance(held, Answer) and proposed and not _quoted(held) else "",
        change=build(origin, "change", key),
        open=held is None,
    )


def _files(card: Card, language: str) -> tuple[Line, ...]:
    """What was sent along; changed by sending more."""
    if not card.files:
        return ()
    section, label = say("section.files", language), say("label.attachments", language)
    return (Line(section, label, say("list.separator", language).join(card.files)),)


def _quoted(held: Answer) -> bool:
    """Whether the value is the person's own words already, so that they need not be told twice."""
    return isinstance(held.value, str) and held.value.casefold() == held.words.casefold()


def _value(key: str, held: Held | None, language: str) -> str:
    match held:
        case Answer(value=value):
            return display(key, value, language)
        case Gap(why=why):
            return say(f"say.gap-{why}", language)
        case Note(text=text):
            return say("say.kept-note", language, words=text)
        case None:
            return say("say.open-field", language)
        case _:
            assert_never(held)


def _remark(line: Line, language: str) -> str:
    if not line.proposed:
        return ""
    because = f", {say('say.because', language, words=line.because)}" if line.because else ""
    return f" ({say('say.proposed', language)}{because})"

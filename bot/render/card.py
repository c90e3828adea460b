"""The review card: a line for everything held, under its heading, with our proposals marked."""

from __future__ import annotations

from typing import assert_never

from bot.display import cited, display, label
from bot.message import Line
from bot.render.fit import excerpt
from bot.taps import build
from dialogs.answers import Answer, Gap, Held, Note
from dialogs.coach.tree import Branch, branches
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

LINKS = {"root_causes": "why", "effects": "then"}
"""Fields that are branches of a tree, and what joins them."""

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
        because=excerpt(held.words, LONGEST) if isinstance(held, Answer) and proposed and _needs_words(held) else "",
        change=build(origin, "change", key),
        open=held is None,
        origin=_origin(held, language) if isinstance(held, Answer) else "",
    )


def _files(card: Card, language: str) -> tuple[Line, ...]:
    """What was sent along; changed by sending more."""
    if not card.files:
        return ()
    section, label = say("section.files", language), say("label.attachments", language)
    return (Line(section, label, say("list.separator", language).join(card.files)),)


def _origin(held: Answer, language: str) -> str:
    return say("say.from-document", language, place=cited(held.citation, language)) if held.citation else ""


def _needs_words(held: Answer) -> bool:
    """Whether the person's words are told beside the value: not when they are the value, or a document's."""
    same = isinstance(held.value, str) and held.value.casefold() == held.words.casefold()
    return not same and held.citation is None


def _value(key: str, held: Held | None, language: str) -> str:
    match held:
        case Answer(value=str(text)) if key in LINKS:
            return "\n".join(_chained(branch, key, language) for branch in branches(text, language, LINKS[key]))
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


def _chained(branch: Branch, key: str, language: str) -> str:
    """A branch on one line, each cause or effect behind the one before."""
    arrow = say("tree.because" if LINKS[key] == "why" else "tree.then", language)
    return arrow.join((branch.text, *(_chained(one, key, language) for one in branch.under)))


def _remark(line: Line, language: str) -> str:
    remarks = [say("say.proposed", language)] if line.proposed else []
    if line.because:
        remarks.append(say("say.because", language, words=line.because))
    if line.origin:
        remarks.append(line.origin)
    return f" ({say('list.comma', language).join(remarks)})" if remarks else ""

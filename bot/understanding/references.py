"""What a plan is called and which of its actions a sentence belongs to: "NBSAP 2025–2030, action 6.3"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding.lexicon import Lexicon
from bot.understanding.prose import Sentence
from bot.understanding.script import Message

OPENING = 3_000
"""Characters of a document within which it says what it is."""
LONGEST = 90
"""Characters of the longest title that names a plan in a reference."""

_PERIOD = re.compile(r"(?<!\d)(20\d\d)\s*(?:-|to|a|au|al|ate|do|الي|至|по)\s*(20\d\d)(?!\d)")
_ACRONYM = re.compile(r"\b(?:NBSAP|SPANB|EPANB|ENBPA|НСПДБ|НПДСБ)\b")
_NUMBER = re.compile(r"\s*(?:no?\.?\s*|№\s*)?(\d{1,2}(?:\.\d{1,2}){0,3})(?![\d%])")
_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a document calls itself."""

    name: str = ""
    """Its acronym, else its title; "" for a document that calls itself no plan or strategy."""
    period: str = ""
    """ "2025–2030", "" when it says none."""

    def reference(self, action: str) -> str:
        """As people cite it, with the number of an action; "" for what is no plan."""
        if not self.name:
            return ""
        dated = all(year in self.name for year in self.period.split("–"))
        plan = self.name if dated else f"{self.name} {self.period}"
        return f"{plan}, {action}" if action else plan


def plan_of(title: str, opening: str, words: Lexicon) -> Plan:
    """What a document says it is, in its title or at its beginning; `words` are those of plans."""
    start = opening[:OPENING]
    titled, named = _names(title, words), _names(start, words)
    if not titled and not named:
        return Plan()
    acronym = _ACRONYM.search(title) or _ACRONYM.search(start)
    # A title that goes on in the next line of a page is whole further down.
    name = acronym.group() if acronym else title if titled and len(titled) >= len(named) else named
    period = _PERIOD.search(Message(f"{title}\n{start}").folded)
    return Plan(" ".join(name.split())[:LONGEST], f"{period[1]}–{period[2]}" if period else "")


def action_of(sentence: Sentence, words: Lexicon) -> str:
    """The action or objective a sentence stands under, as the plan writes it ("Action 6.3"); "" when it shows none.

    What the sentence itself says goes before its number in a list or a table, and that before its heading.
    """
    own = _numbered(sentence.text, words)
    if own or _DOTTED.fullmatch(sentence.mark):
        return own or sentence.mark
    return _numbered(sentence.mark, words) or _numbered(sentence.heading, words)


def _names(text: str, words: Lexicon) -> str:
    """The longest name of a plan in a text."""
    message = Message(text)
    found = [match for match in words.every(message) if match.code == "plan"]
    best = max(found, key=lambda match: match.end - match.start, default=None)
    return message.quote(best.start, best.end) if best else ""


def _numbered(text: str, words: Lexicon) -> str:
    """A word for an action with its number behind it, or before it as in Chinese lists."""
    if not any(letter.isdigit() for letter in text):
        return ""
    message = Message(text)
    for match in words.every(message):
        if match.code == "unit" and (number := _NUMBER.match(message.folded, match.end)):
            return " ".join(message.quote(match.start, number.end()).split())
    return ""

"""People who say hello, where they are and who they are, before they say what is wrong."""

from __future__ import annotations

from functools import cache

from bot.understanding import commands, countries, facts, talk
from bot.understanding.finding import Finding
from bot.understanding.lexicon import Lexicon, Match, lexicon, read
from bot.understanding.port import Situation
from bot.understanding.script import Message, Word
from dialogs import events
from dialogs.events import Event

_LONGEST = 30
"""Words; an introduction is short."""
_NAME = 3
"""Words of a name."""


def introduction(message: Message, situation: Situation) -> Event | None:
    """`Greeted` for a greeting, `Told` with facts alone for one with a place or a name; None when there is more."""
    if message.weight > _LONGEST:
        return None
    hellos = commands.greetings(message)
    stated = [*facts.stated(message, situation), *facts.who(message)]
    left = _left(message, (*hellos, *_cues().find(message)), stated)
    name = _name(message, left, greeted=bool(hellos))
    if left and name is None:
        return None
    known = [*stated, *([name] if name else [])]
    if known:
        return events.Told(facts.answers(message, known, situation))
    return events.Greeted() if hellos else None


def without_greeting(message: Message) -> str:
    """The words without the hello they begin with, for a request opens with the matter; all of them otherwise."""
    hello = next((match for match in commands.greetings(message) if match.first == 0), None)
    if hello is None or hello.last == len(message.words):
        return message.text
    words = message.quote(message.words[hello.last].start, len(message.folded)).strip()
    return words[:1].upper() + words[1:]


@cache
def _cues() -> Lexicon:
    return Lexicon(("cue", p) for phrases in read("names_cues").values() for p in phrases)


def _left(message: Message, beside: tuple[Match, ...], stated: list[Finding]) -> list[Word]:
    """The words that neither greet nor belong to a fact; words that merely introduce the facts are talk."""
    spans = [(f.start, f.end) for f in stated] + [(p.start, p.end) for p in countries.places(message).named]
    spans += [(match.start, match.end) for match in lexicon("roles").find(message)]
    content = talk.content(message, beside)
    return [word for word in content if not any(start <= word.start < end for start, end in spans)]


def _name(message: Message, left: list[Word], *, greeted: bool) -> Finding | None:
    """The capitalised words that stand alone beside a greeting ("hi, Sina here")."""
    if not greeted or not 0 < len(left) <= _NAME:
        return None
    start, end = left[0].start, left[-1].end
    own = message.quote(start, end)
    capital = all(message.quote(word.start, word.end)[:1].isupper() for word in left)
    return Finding("contact_name", own, start, end) if capital and own.replace(" ", "").isalpha() else None

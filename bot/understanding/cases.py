"""What people want of similar cases that were shown, in words: "tell me more about the first", "Bonaire does not fit".

A case is named by its place in the list shown last, by its letter, or by words of its title, its place or its country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from bot.understanding import commands, countries, talk
from bot.understanding.lexicon import Lexicon, Match, lexicon
from bot.understanding.port import Situation
from bot.understanding.script import Message, Word
from dialogs.events import Action, Asked, Event, Hit, HitUnnamed, OnHit, WantsHelp
from dialogs.kinds import Choice, Choices, Consent
from dialogs.state import BETWEEN

_LONGEST = 40
"""Words of a message that may speak of a case beside what else it tells."""
_SHORT = 14
"""Words of what is said of cases alone."""
_MOST = 12
"""No list of cases is longer; a greater number counts something else."""
_NAMED = 6
"""Words that only name a case, after we asked which."""
_STEM = 4
"""Letters that two forms of a word share at least."""
_ACTIONS: tuple[tuple[str, Action], ...] = (
    ("not-relevant", "not-relevant"),
    ("example", "example"),
    ("more", "more"),
    ("about", "more"),
)
_AS_WORDS = frozenset("AEIO")
"""Letters that are words of their own in one of our languages."""
_NUMBER = re.compile(
    r"(?<![\w.,])(?:#|№\s?|n[o°]\.?\s?)?(\d{1,2})(?:\s?-?(?:st|nd|rd|th|er|ere|re|eme|e|o|a|й|я|е|го|ю|м|ой|ый|ая))?(?![\w%])"
)
_ENDS = re.compile(r"[.!?;\n。！？؟；،,，]+")


@dataclass(frozen=True, slots=True)
class Shown:
    """What of similar cases is on the screen."""

    documents: tuple[str, ...] = ()
    """The list shown last, in its order."""
    dismissed: tuple[str, ...] = ()
    """Those that were called not relevant."""
    lettered: Mapping[str, str] = field(default_factory=dict)
    """All that were shown, by the letter they go by where there are no buttons."""
    hits: Mapping[str, Hit] = field(default_factory=dict)
    """Those of the list that can still be read, by document."""
    wanted: Action | None = None
    """What was wanted when we asked which one is meant; None when we did not just ask."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a message wants of cases, and what else it says."""

    events: tuple[Event, ...]
    rest: str = ""
    """ "" when it says nothing else."""


def speaks(text: str, wanted: Action | None) -> bool:
    """Whether a message may speak of cases; only then is it worth looking up what they are called."""
    message = Message(text)
    if message.weight > _LONGEST:
        return False
    return wanted is not None or any(match.code in ("none", "one", *dict(_ACTIONS)) for match in _said().every(message))


def read(text: str, shown: Shown, situation: Situation) -> Wish | None:
    """What a message wants of the cases that were shown; None when it does not speak of them.

    Where it is not clear which one is meant, or none was shown, the event says so.
    """
    message = Message(text.strip())
    if not message.words or message.weight > _LONGEST:
        return None
    if shown.wanted is None and commands.whole(message, situation.language):
        return None
    for verdict, rest in _cut(message.text) if _consents(situation) else ():
        if commands.whole(Message(verdict), "") in ("yes", "no") and (found := _asked(Message(rest), shown, situation)):
            return Wish(found, verdict)
    found = _asked(message, shown, situation)
    if found and isinstance(found[0], OnHit):
        return Wish(found)
    # At the card and where we ask whether to delete, a yes beside other words counts for nothing.
    for clause, rest in () if situation.asked in ("review", *BETWEEN) else _cut(message.text):
        named = _asked(Message(clause), shown, situation)
        if named and isinstance(named[0], OnHit):
            return Wish(named, rest if _tells(rest) else "")
    return Wish(found) if found else None


@cache
def _said() -> Lexicon:
    return lexicon("cases")


def _cut(text: str) -> Iterator[tuple[str, str]]:
    """A message as its first or its last clauses, the longest first, each with the others."""
    ends = [0, *(end.end() for end in _ENDS.finditer(text) if end.end() < len(text)), len(text)]
    for end in reversed(ends[1:-1]):
        yield text[:end].strip(), text[end:].strip()
    for start in ends[1:-1]:
        yield text[start:].strip(), text[:start].strip()


def _consents(situation: Situation) -> bool:
    """Whether the open question is one of yes or no."""
    opened = situation.form.field(situation.asked or "")
    return opened is not None and isinstance(opened.kind, Consent)


def _tells(rest: str) -> bool:
    """Whether what stands beside a wish has to be heard: what states something and is no reason for it."""
    message = Message(rest)
    reason = any(match.code == "because" and match.first <= 1 for match in _said().every(message))
    return not reason and talk.states(message)


def _asked(message: Message, shown: Shown, situation: Situation) -> tuple[Event, ...]:
    """The events of a clause that speaks of cases; empty when it does not."""
    if message.weight > (_SHORT if shown.wanted is None else _SHORT + _NAMED):
        return ()
    message = _without_reason(message)
    matches = _said().every(message)
    codes = {match.code for match in matches}
    places = _places(message, shown)
    content = talk.content(message, (*matches, *(match for match, _ in places)))
    action = next((action for code, action in _ACTIONS if code in codes), None)
    if action is None and {"none", "fits"} <= codes:
        action = "not-relevant"
    if action is None and shown.wanted is None and _points(matches):
        named = _named(message, content, (), shown) if content and message.weight <= _NAMED else ()
        return _events("more", named, shown) if len(named) == 1 else ()
    if action is None and (shown.wanted is None or message.weight > _NAMED):
        return ()
    if "else" in codes and "case" not in codes:
        return (WantsHelp(),) if "more" in codes and not (content or places) else ()
    listed, chooses = "case" in codes, _chooses(situation)
    if action is None:
        named = _named(message, content, places, shown) if content or places else ()
        return _events(shown.wanted or "more", named if len(named) == 1 or places else (), shown) if named else ()
    if places and not content:
        if not shown.documents and chooses:
            return ()
        return _events(action, tuple(document for _, document in places), shown)
    if content:
        return _about(message, action, codes, content, _named(message, content, places, shown), shown)
    if codes & {"all", "both", "none"} and (listed or not chooses):
        left = tuple(document for document in shown.documents if document not in shown.dismissed)
        return _events(action, () if "both" in codes and len(left) != 2 else left, shown)
    return _bare(message, action, codes, matches, shown)


def _points(matches: tuple[Match, ...]) -> bool:
    """Whether a message begins as one of a list is named by what it is: "the one from Haiti"."""
    return any(match.code == "one" and match.first == 0 for match in matches)


def _without_reason(message: Message) -> Message:
    """The message up to where it gives a reason: "the second does not fit because we have no reefs"."""
    reason = next((match for match in _said().every(message) if match.code == "because" and match.first > 1), None)
    return Message(message.quote(0, reason.start)) if reason else message


def _chooses(situation: Situation) -> bool:
    """Whether the open question offers a list of its own to choose from."""
    opened = situation.form.field(situation.asked or "")
    return bool(situation.options) and opened is not None and isinstance(opened.kind, Choice | Choices)


def _events(action: Action, documents: Sequence[str], shown: Shown) -> tuple[Event, ...]:
    """The wish for each document; one that says we cannot tell which when there is none, or one we do not know."""
    if not documents or "" in documents:
        return (HitUnnamed(action),)
    return tuple(OnHit(document, action) for document in dict.fromkeys(documents))


def _about(
    message: Message, action: Action, codes: set[str], content: Sequence[Word], named: tuple[str, ...], shown: Shown
) -> tuple[Event, ...]:
    """Of a case named by words of content: a verdict needs words that tell one case from the others."""
    if len(named) == 1:
        return _events(action, named, shown)
    if named and (action == "more" or "case" in codes):
        return (HitUnnamed(action),)
    opening = {match.code for match in _said().every(message) if match.first <= 2}
    if "more" in opening and not named:
        return (Asked(message.text),)
    return (HitUnnamed(action),) if "about" in opening and shown.documents and _only_names(message, content) else ()


def _only_names(message: Message, content: Sequence[Word]) -> bool:
    """Whether the words of content are names, as "Bonaire" is: "more on fishing rights" may answer a question."""
    places = countries.named(message)
    return all(
        message.quote(word.start, word.end)[:1].isupper()
        or any(place.start <= word.start < place.end for place in places)
        for word in content
    )


def _bare(
    message: Message, action: Action, codes: set[str], matches: tuple[Match, ...], shown: Shown
) -> tuple[Event, ...]:
    """A wish that names no case: of the one that was shown, or we have to ask which."""
    pointed = codes & {"this", "case"}
    if action == "not-relevant" and "case" not in codes:
        return ()
    if action == "example" and not pointed:
        return ()
    if action == "more":
        if "more" not in codes:
            return ()
        covered = {at for match in matches for at in range(match.first, match.last)}
        if commands.without_fillers(message, covered):
            return ()
        if not shown.documents and "case" not in codes:
            return (WantsHelp(),)
    return _events(action, shown.documents if len(shown.documents) == 1 else (), shown)


def _places(message: Message, shown: Shown) -> tuple[tuple[Match, str], ...]:
    """The places and letters a message names, each with its document; "" for one that was not shown."""
    found = [(match, _at(match.code, shown)) for match in lexicon("ordinals").find(message)]
    for number in _NUMBER.finditer(message.folded):
        words = [at for at, word in enumerate(message.words) if number.start() <= word.start < number.end()]
        if words and len(number[1]) < 3 and int(number[1]) <= _MOST:
            match = Match(number[1], number.start(), number.end(), words[0], words[-1] + 1)
            found.append((match, _at(number[1], shown)))
    for at, word in enumerate(message.words):
        letter = message.quote(word.start, word.end)
        if _is_letter(letter, at, len(message.words)):
            named = shown.lettered.get(letter.upper(), "")
            found.append((Match(letter, word.start, word.end, at, at + 1), named))
    return tuple(found)


def _at(place: str, shown: Shown) -> str:
    number = len(shown.documents) if place == "last" else int(place)
    return shown.documents[number - 1] if 1 <= number <= len(shown.documents) else ""


def _is_letter(letter: str, at: int, words: int) -> bool:
    if len(letter) != 1 or not ("a" <= letter.lower() <= "l"):
        return False
    return letter not in _AS_WORDS if at == 0 and letter.isupper() else letter.isupper() or (at == words - 1 > 0)


def _named(
    message: Message,
    content: Sequence[Word],
    places: tuple[tuple[Match, str], ...],
    shown: Shown,
) -> tuple[str, ...]:
    """The documents that all words of content speak of, among those named by place if any are."""
    among = tuple(dict.fromkeys(document for _, document in places)) or shown.documents
    if not content:
        return among
    forms = message.look().forms
    bearing = [(at, word) for at, word in enumerate(message.words) if word in content]
    parties = countries.named(message)
    found = []
    for document in among:
        hit = shown.hits.get(document)
        if hit is None:
            continue
        home = [place for place in parties if set(place.codes) & set(hit.country)]
        known = _words(hit)
        if all(
            any(place.start <= word.start < place.end for place in home)
            or any(_akin(form, other) for form in forms[at] for other in known)
            for at, word in bearing
        ):
            found.append(document)
    return tuple(found)


def _words(hit: Hit) -> frozenset[str]:
    """Everything a case can be told by, folded."""
    called = Message(" ".join((hit.title, hit.place, hit.region, hit.year)))
    return frozenset(form for forms in called.look().forms for form in forms)


def _akin(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= _STEM and long.startswith(short) and len(long) - len(short) <= 2)

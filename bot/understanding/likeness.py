"""Which command a short message is most like, when it speaks of nothing but the conversation.

Nobody can list every way to say "let us leave this one out". The phrases of all languages (data/*/intents.txt) are
taken as examples instead: what their words and pairs of words speak for is counted once, and a message with hardly a
word of content goes to the command its words speak for most. Whoever adds a phrase teaches its words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.understanding import questions, talk
from bot.understanding.heads import forms_of
from bot.understanding.lexicon import LANGUAGES, read
from bot.understanding.script import Message, Word

_LONGEST = 12
"""Words; two Chinese characters count as one."""
_SURE = 2.5
_AHEAD = 0.5
"""Evidence, in natural logarithms, that a command needs for itself and over the next. Chosen on the false commands
of tests/bot/understanding and on messages written for these tests, not on the evaluation sets."""
_CONTENT = 1.0
"""Words of content that a message may have."""
_STRANGE = 1.5
"""What a word of content that is in no phrase costs."""
_OPENING = 6.0
"""What it costs more when the message begins with it."""
_FLAT = 0.0015
"""Share of phrases a word that was never met in a command is taken to stand in."""
_STEM = 4
QUESTION = "question"
"""The name of a question of the person's own."""
_ANSWER = "answer"
"""The name of short answers in the same words (data/answers.txt), which are no command."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The command, and how much more the words speak for it than for any other."""

    name: str
    ahead: float


def command(message: Message) -> Likeness | None:
    """The command a message is like; None when it is too long, has content of its own, or the words do not decide."""
    if not message.words or message.weight > _LONGEST:
        return None
    known = _examples()
    present = [feature for feature in _features(message.words) if feature in known.speaking]
    if not present:
        return None
    (best, score), (_, second) = sorted(known.evidence(present).items(), key=lambda item: -item[1])[:2]
    own = tuple(word for word in talk.content(message) if best not in known.speaking.get(word.text, {}))
    ahead = score - second
    score -= _STRANGE * talk.weight(own) + (_OPENING if _opens(message, own) else 0.0)
    if best == _ANSWER:
        return None
    return Likeness(best, ahead) if talk.weight(own) <= _CONTENT and score >= _SURE and ahead >= _AHEAD else None


def _opens(message: Message, own: tuple[Word, ...]) -> bool:
    """Whether a message begins with its word of content, as a sentence about somebody does; "wait, ..." does not."""
    if not own or own[0] != message.words[0] or len(message.words) < 3:
        return False
    return message.folded[own[0].end : own[0].end + 1] not in (",", ".", "!")


@dataclass(frozen=True, slots=True)
class _Examples:
    names: tuple[str, ...]
    speaking: Mapping[str, Mapping[str, float]]
    """By word or pair, how much it speaks for the commands it was met in, in natural logarithms."""
    against: Mapping[str, float]
    """By word or pair, how much it speaks for every command that it was never met in: it is below 0."""

    def evidence(self, features: Sequence[str]) -> dict[str, float]:
        """How much words speak for each command; one that was never met in it speaks against it."""
        scores = dict.fromkeys(self.names, sum(self.against[feature] for feature in features))
        for feature in features:
            against = self.against[feature]
            for name, speaks in self.speaking[feature].items():
                scores[name] += speaks - against
        return scores


@cache
def _examples() -> _Examples:
    met: defaultdict[str, Counter[str]] = defaultdict(Counter)
    sizes: Counter[str] = Counter()
    for name, phrase in dict.fromkeys(_phrases()):
        sizes[name] += 1
        for feature in set(_features(Message(phrase).words)):
            met[feature][name] += 1
    total = sum(sizes.values())
    shares = {feature: sum(counts.values()) / total for feature, counts in met.items()}
    speaking = {
        feature: {
            name: math.log((count / sizes[name] + _FLAT) / (shares[feature] + _FLAT)) for name, count in counts.items()
        }
        for feature, counts in met.items()
    }
    against = {feature: math.log(_FLAT / (share + _FLAT)) for feature, share in shares.items()}
    return _Examples(tuple(sizes), speaking, against)


def _phrases() -> Iterator[tuple[str, str]]:
    """Every phrase of every command and question, with its name."""
    for language in LANGUAGES:
        for name, phrases in read("intents", language).items():
            if name != "filler":
                yield from ((name.removesuffix("~"), phrase) for phrase in phrases)
        yield from ((QUESTION, phrase) for phrase in read("questions", language).get("open", ()))
    yield from ((QUESTION, question) for question in questions.known().values())
    yield from ((_ANSWER, phrase) for language in LANGUAGES for phrase in read("answers").get(language, ()))


def _features(words: tuple[Word, ...]) -> Iterator[str]:
    """Words, what two forms of one word have in common, and pairs of words."""
    for at, word in enumerate(words):
        yield word.text
        yield from _stems(word.text)
        if at:
            yield f"{words[at - 1].text} {word.text}"


def _stems(word: str) -> Iterator[str]:
    for form in forms_of(word):
        if "\u0600" <= form[0] <= "\u06ff":
            bare = form[1:] if form[0] in "بنتياس" and len(form) > 3 else form  # "I finish", "we finish": one verb
            yield f"{bare[:3]}*"
        elif not "\u3400" <= form[0] <= "\u9fff" and len(form) > _STEM:
            yield f"{form[:_STEM]}*"

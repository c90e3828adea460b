"""Languages named in a message, and the language a message is written in."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.understanding import talk
from bot.understanding.finding import Finding
from bot.understanding.lexicon import LANGUAGES, Lexicon, Match, lexicon, read
from bot.understanding.script import Message

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]  # ships no types

_SURE = 0.9
_LETTERS = 20
"""Latin letters below which a message says too little of its language, unless every word is one language's own."""


@cache
def _names() -> Lexicon:
    text = files("bot.understanding").joinpath("data", "names.json").read_text(encoding="utf-8")
    names: dict[str, list[str]] = json.loads(text)["languages"]
    entries = [(code, phrase) for code, phrases in read("languages").items() for phrase in phrases]
    return Lexicon(entries + [(code, name) for code, group in names.items() for name in group if len(name) > 2])


@cache
def _cues() -> Lexicon:
    return lexicon("language_cues")


def named(message: Message) -> tuple[str, ...]:
    """Languages a message names, in order, without doubles; those alone that something is to be translated into."""
    runs = _runs(message)
    return tuple(dict.fromkeys(match.code for run in _translated(message, runs) or runs for match in run))


def wanted(message: Message) -> str | None:
    """The language a person asks us to speak; one of ours."""
    names = _names().find(message)
    if not names:
        return None
    words = message.words
    han = any("\u4e00" <= letter <= "\u9fff" for letter in message.folded[:24])
    if len(words) > (20 if han else 8) or any(word.text.isdigit() for word in words):
        return None
    codes = [code for code in named(message) if code in LANGUAGES]
    if len(codes) != 1:
        return None
    covered = sum(match.last - match.first for match in names)
    if any(match.code == "ask" for match in _cues().find(message)):
        return codes[0]
    return codes[0] if covered == len(words) or not talk.content(message, names) else None


def delivery(message: Message) -> Finding | None:
    """Languages the help should be given in: those named right after "in", with all that are listed beside one."""
    runs = _runs(message)
    into = _translated(message, runs)
    for run in into or runs:
        if run in into or any(_leads(message, match) for match in run) or _will_do(message, run):
            return Finding("delivery_language", tuple(dict.fromkeys(m.code for m in run)), run[0].start, run[-1].end)
    return None


_LISTED = re.compile(
    r"[\s,/+&]*(?:(?:and|or|et|ou|y|o|e|u|и|или|و|او|和|或|跟|与|及|также|also|aussi)\b)?[\s,/+&]*"
    r"(?:(?:in|en|em|на|in the|le|el|o|l'|по|用)\b)?[\s-]*"
)
"""What may stand between two languages of one list."""
_LEADS = re.compile(r"(?:\b(?:in|en|em)(?: the| le| el| o| l')?|用|以|说|讲|на|по-?|с переводом на) ?$")
_INTO = re.compile(
    r"(?:\b(?:translat|interpret|tradui|traduz|traduc|перев)[^\W\d_]*[^.!?;,\n]{0,24}?"
    r"\b(?:into|to|in|en|al|a|em|para o|para|vers le|vers|на)(?: the| le| el| o)?|"
    r"ترجم[^\W\d_]*[^.!?;,\n]{0,24}? (?:الي|ل)|(?:翻译|译)[^.,;\n]{0,12}?(?:成|为|到)) ?$"
)
"""What stands before the language that something is to be translated into."""
_TRANSLATED = 48
"""Letters before a language among which that stands."""
_DO = re.compile(r"\s*(?:都|也)?(?:可以|行|都行|就行|授课|讲授|培训)")


def _runs(message: Message) -> list[list[Match]]:
    """Names of languages, those listed side by side together."""
    runs: list[list[Match]] = []
    for match in _names().find(message):
        if runs and _LISTED.fullmatch(message.between(runs[-1][-1].end, match.start)):
            runs[-1].append(match)
        else:
            runs.append([match])
    return runs


def _translated(message: Message, runs: list[list[Match]]) -> list[list[Match]]:
    """The languages that something is to be translated into; those it is in are said as well."""
    return [run for run in runs if _INTO.search(message.folded[max(0, run[0].start - _TRANSLATED) : run[0].start])]


def _leads(message: Message, match: Match) -> bool:
    """Whether "in" stands before a language, or in one piece with it in Arabic and Russian."""
    own = message.folded[match.start : match.end]
    before = message.folded[max(0, match.start - 14) : match.start]
    return bool(_LEADS.search(before)) or own.startswith(("بال", "ب", "по-", "in ", "en ")) or before.endswith("ب")


def _will_do(message: Message, run: list[Match]) -> bool:
    """Whether languages in Chinese are said to be fine."""
    return bool(_DO.match(message.folded, run[-1].end))


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 80 ms to load: only when small words do not decide

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def of(message: Message) -> str | None:
    """The language a message is written in, when we are sure."""
    if message.folded.isascii():
        return _latin(message)
    letters = [letter for letter in message.folded[:600] if letter.isalpha()]
    if len(letters) < 2:
        return None
    counts = {
        "zh": sum("\u3400" <= letter <= "\u9fff" for letter in letters),
        "ar": sum("\u0600" <= letter <= "\u06ff" for letter in letters),
        "ru": sum("\u0400" <= letter <= "\u04ff" for letter in letters),
    }
    script, most = max(counts.items(), key=lambda item: item[1])
    if most * 2 > len(letters) or (script == "zh" and most * 4 > len(letters)):
        return script
    if any("\u3040" <= c <= "\u30ff" or "\uac00" <= c <= "\ud7a3" for c in letters):
        return None
    return _latin(message)


@cache
def _small_words() -> dict[str, tuple[str, ...]]:
    """The languages that have a small word, by the word."""
    found: dict[str, tuple[str, ...]] = {}
    for code, words in read("small_words").items():
        for word in dict.fromkeys(words):
            found[word] = (*found.get(word, ()), code)
    return found


def _latin(message: Message) -> str | None:
    """By its small words, or by the look of its letters where those are many and the words do not decide."""
    words = [word.text for word in message.words[:80] if word.text.isalpha()]
    known = _small_words()
    own: dict[str, int] = {}
    for word in words:
        for code in known.get(word, ()):
            own[code] = own.get(code, 0) + 1
    most, next_most = sorted((*own.values(), 0, 0), reverse=True)[:2]
    best = max(own, key=own.__getitem__, default="")
    if most >= 2 and most >= 2 * next_most:
        return best
    letters = sum(map(str.isalpha, message.folded[:600]))
    if most == 1 and not next_most and len(words) <= 4 and letters >= 2:
        return best
    if letters < _LETTERS:
        return None
    code, sure = _identifier().classify(message.text[:600])
    return str(code) if float(sure) >= _SURE and code in ("en", "fr", "es", "pt") else None

"""Which options a person chose: by number or letter, code, label, part of a label, or words that speak of one."""

from __future__ import annotations

import re
from functools import cache

from bot.understanding import concepts, talk
from bot.understanding.lexicon import LANGUAGES, Lexicon, lexicon, read
from bot.understanding.script import Message, fold
from dialogs.vocabularies import subjects, targets
from dialogs.vocabularies.assistance import ASSISTANCE_TYPES
from dialogs.vocabularies.choices import STANDARD_VALUES
from dialogs.words import AVAILABLE, has, say

_CLOSE = 86
"""Similarity of a misspelled label, of 100."""
_SPOKEN_OF = {
    "gbf_targets": "gbf_targets",
    "themes": "themes",
    "assistance_types": "assistance_types",
    "gap_types": "gap_types",
}
_LEAD = re.compile(
    r"^(?:the|la|le|les|el|los|las|o|os|as|number|numero|no|n|option|opcion|opcao|رقم|الرقم|вариант|номер|пункт|第|选项?|target|targets|cible|cibles|meta|metas|цель|цели|目标"
    r"|i think|maybe|ok then|ok|then|please|alors|entonces|entao|ну|тогда)[\s.]*"
)
_PLACED = 7
"""Words of a choice by place."""
_CODE = 2
"""Letters of a code that is known as an answer of its own alone."""
_STEM = 4
"""Letters that two forms of one word share at least ("rule", "rules")."""
_TAIL = re.compile(
    r"[\s,.]*(?:i think|please|pls|je crois|creo|acho|думаю|项|个|号|吧|svp|stp|por favor|maybe)[\s.!]*$"
)


def by_number(message: Message, options: tuple[str, ...]) -> tuple[str, ...]:
    """Options named by place or, where codes are numbers, by themselves; empty unless the message is only that.

    A single letter is a place too: "B" is the second.
    """
    place = "abcdefghijkl".find(message.plain) if len(message.plain) == 1 else -1
    if 0 <= place < len(options) and not all(option.isdigit() for option in options):
        return (options[place],)
    if not message.digits:
        return _by_ordinal(message, options)
    if len(message.folded) > 60:
        return ()
    rest = _TAIL.sub("", _LEAD.sub("", _LEAD.sub("", message.folded.strip())))
    if all(option.isdigit() for option in options) and len(message.words) <= 6 and "?" not in rest:
        said = tuple(dict.fromkeys(word.text for word in message.words if word.text in options))
        if said and all(word.text in options for word in message.words if word.text.isdigit()):
            return said
    rest = re.sub(r"\b(?:la|le|les|el|los|the|o|a|as)\b(?= ?\d)", " ", rest)
    if not re.fullmatch(
        r"[\s,.;/&+()#-]*\d{1,2}(?:[\s,.;/&+()#-]*(?:and|et|y|e|и|و|和|ou|or|или|او|或)?[\s,.;/&+()#-]*\d{1,2})*[\s,.;!()-]*",
        rest,
    ):
        return ()
    places = [int(digits) for digits in re.findall(r"\d+", rest) if len(digits) < 10]
    if all(option.isdigit() for option in options):
        return tuple(dict.fromkeys(str(place) for place in places if str(place) in options))
    return tuple(dict.fromkeys(options[place - 1] for place in places if 1 <= place <= len(options)))


def _by_ordinal(message: Message, options: tuple[str, ...]) -> tuple[str, ...]:
    """Options named by place in words ("the second one"); empty when the message says anything else."""
    places = lexicon("ordinals").find(message) if message.weight <= _PLACED else ()
    if not places or not options or talk.content(message, (*places, *lexicon("option_words").find(message))):
        return ()
    if all(option.isdigit() for option in options):
        return tuple(dict.fromkeys(match.code for match in places if match.code in options))
    at = [len(options) if match.code == "last" else int(match.code) for match in places]
    return tuple(dict.fromkeys(options[place - 1] for place in at if 1 <= place <= len(options)))


@cache
def labels(vocabulary: str) -> Lexicon:
    """Everything a list's options are called, whole phrases; two letters that are a code may be a word ("un")."""
    return Lexicon((code, phrase) for code, phrase in _phrases(vocabulary) if phrase != code or len(code) > _CODE)


@cache
def _phrases(vocabulary: str) -> tuple[tuple[str, str], ...]:
    entries: list[tuple[str, str]] = []
    for code, value in STANDARD_VALUES.get(vocabulary, {}).items():
        entries += [(code, value), (code, code.replace("_", " "))]
        entries += [(code, phrase) for phrase in read("options").get(f"{vocabulary}.{code}", ())]
    entries += [(code, label) for code, label in _offered(vocabulary)]
    noun = {"organization_types": "organizations", "requester_roles": "roles", "gap_types": "gaps"}.get(vocabulary)
    if vocabulary == "geographic_scope":
        entries += [(code, phrase) for code, phrases in read("scope").items() for phrase in phrases]
    if vocabulary == "requester_roles":
        kinds = {"national_government": "government", "subnational_government": "government", "academic": "research"}
        entries += [(kinds.get(code, code), p) for code, ps in read("organizations").items() for p in ps]
    if noun:
        entries += [(code, phrase) for code, phrases in read(noun).items() for phrase in phrases]
    if vocabulary == "themes":
        entries += [(code, subjects.label(code, language)) for code in subjects.SUBJECTS for language in LANGUAGES]
    if vocabulary == "gbf_targets":
        entries += [(code, targets.title(code, language)) for code in targets.TARGETS for language in LANGUAGES]
    return tuple(entries)


@cache
def _offered(vocabulary: str) -> tuple[tuple[str, str], ...]:
    """The labels as buttons show them, in every language we speak."""
    codes = ASSISTANCE_TYPES if vocabulary == "assistance_types" else tuple(STANDARD_VALUES.get(vocabulary, {}))
    wordings = [(code, f"option.{vocabulary}.{code}", language) for code in codes for language in AVAILABLE]
    return tuple((code, say(id, language)) for code, id, language in wordings if has(id, language))


@cache
def _spellings(vocabulary: str) -> dict[str, str]:
    return {
        " ".join(word.text for word in Message(phrase.replace("*", "")).words): code
        for code, phrase in reversed(_phrases(vocabulary))
    }


def by_words(message: Message, vocabulary: str, options: tuple[str, ...], *, several: bool) -> tuple[str, ...]:
    """Options the words name, in the order of naming; empty when none; the first where one is asked."""
    exact = _spellings(vocabulary).get(message.plain)
    if exact in options:
        return (exact,) if exact else ()
    if fold(message.text.strip()) in options:
        return (fold(message.text.strip()),)
    if part := _by_part(message, vocabulary, options):
        return (part,)
    found = tuple(dict.fromkeys(match.code for match in labels(vocabulary).find(message) if match.code in options))
    if vocabulary in _SPOKEN_OF:
        found = tuple(
            dict.fromkeys(
                [*found, *(code for code in concepts.named(message, _SPOKEN_OF[vocabulary]) if code in options)]
            )
        )
    if found:
        return found if several else found[:1]
    return _misspelled(message, vocabulary, options)


def _by_part(message: Message, vocabulary: str, options: tuple[str, ...]) -> str | None:
    """The one option whose label as shown holds all words of a short message ("les règles"); None when several do."""
    said = _bearing(message)
    if not 1 <= len(said) <= 4 or len(message.words) > 7:
        return None
    named = {
        code
        for code, words in _label_words(vocabulary)
        if code in options and all(any(_akin(one, other) for other in words) for one in said)
    }
    return named.pop() if len(named) == 1 else None


@cache
def _label_words(vocabulary: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((code, _bearing(Message(label))) for code, label in _offered(vocabulary))


def _bearing(message: Message) -> tuple[str, ...]:
    """The words of a label that tell it from others; those of talk when there are no others ("people")."""
    words = [word.text for word in talk.content(message)] or [word.text for word in message.words if len(word.text) > 3]
    return tuple(word for word in words if len(word) >= 3)


def _akin(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and (short == long or (len(short) >= _STEM and len(long) - len(short) <= 2))


def _misspelled(message: Message, vocabulary: str, options: tuple[str, ...]) -> tuple[str, ...]:
    if not 4 <= len(message.plain) <= 60:
        return ()
    if len(message.plain) >= 6:
        inside = {code for label, code in _spellings(vocabulary).items() if message.plain in label and code in options}
        if len(inside) == 1:
            return tuple(inside)
    from rapidfuzz import fuzz, process

    best = process.extractOne(message.plain, _spellings(vocabulary).keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    code = _spellings(vocabulary)[best[0]] if best else ""
    return (code,) if code in options else ()


def by_label(message: Message, vocabulary: str, options: tuple[str, ...]) -> str | None:
    """The option whose label the whole message is."""
    code = _spellings(vocabulary).get(message.plain) if len(message.plain) <= 80 else None
    return code if code in options else None

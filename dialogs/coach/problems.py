"""Rules on what goes wrong: a problem and no missing solution, where, for whom, how known, why."""

from __future__ import annotations

import re

from dialogs.coach.case import Case, missing
from dialogs.coach.lexicon import prepare
from dialogs.coach.signs import Signs

TEXT_MOST = 200  # words
TEXT_LEAST = 20
CIRCULAR = 0.6  # Jaccard similarity of the words of problem and cause
_LIST_ITEM = re.compile(r"(?:^|[\s,;])\(?\d[.)]\s|\n|;|；")
_COMMA = re.compile(r"[,،、，]")
_TOKEN = re.compile(r"\w{3,}")


def vague(case: Case) -> str | None:
    """A strong word with no number or state in its sentence; a weak one only where the whole answer has none."""
    for sentence in case.signs.sentences:
        if not (sentence.measured or sentence.stated) and (word := sentence.first("vague")):
            return word
    if case.field == "title" or case.signs.measured or case.signs.stated or case.signs.past:
        return None
    return case.signs.first("vague_weak") or None


def long_enough(case: Case) -> str | None:
    return missing(TEXT_LEAST <= case.signs.length <= TEXT_MOST)


def problem(case: Case) -> str | None:
    """A missing solution is no problem; a missing thing named as the cause of a harm is one."""
    signs = case.signs
    need, solution = signs.lexicon.pattern("need"), signs.lexicon.pattern("solutions")
    described = signs.length >= TEXT_LEAST and signs.measured
    if described or signs.has("harm"):
        return None
    text = signs.words.folded
    found = need.search(text)
    if found and (thing := solution.search(text, found.end(), found.end() + 60)):
        early = found.start() <= 40 or signs.length < TEXT_LEAST
        return signs.words.plain[found.start() : thing.end()] if early else None
    opening = solution.match(text.lstrip())
    return opening.group() if opening and signs.length < 8 and not signs.measured else None


def where(case: Case) -> str | None:
    return missing(case.signs.placed or bool(case.text_of("places")))


def who(case: Case) -> str | None:
    return missing(case.signs.peopled)


def number(case: Case) -> str | None:
    counted = case.field == "beneficiaries_direct" and "beneficiaries_number" in case.known
    return missing(case.signs.measured or counted)


def evidence(case: Case) -> str | None:
    return missing(case.signs.proven or bool(case.text_of("evidence") and case.field == "problem_statement"))


def cause_depth(case: Case) -> str | None:
    folded = case.signs.words.folded
    pieces = [piece for item in _LIST_ITEM.split(folded) for piece in case.signs.lexicon.pattern("because").split(item)]
    least = 2 if case.signs.lexicon.run_on else 6
    return missing(sum(len(piece.strip(" ,.:-")) >= least for piece in pieces) >= 2)


def circular(case: Case) -> str | None:
    cause = _tokens(case.signs.words.folded, case)
    problem = _tokens(prepare(case.text_of("problem_statement")).folded, case)
    together = cause | problem
    return missing(not (cause and problem) or len(cause & problem) / len(together) <= CIRCULAR)


def _tokens(text: str, case: Case) -> set[str]:
    """The words of a text; where they are not parted, each two signs in a row."""
    if case.signs.lexicon.run_on:
        return {text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalnum()}
    return set(_TOKEN.findall(text))


def one_need(case: Case) -> str | None:
    for sentence in case.signs.sentences:
        ands = len(sentence.lexicon.pattern("ands").findall(sentence.words.folded))
        if ands >= 3 or (ands + len(_COMMA.findall(sentence.words.folded)) >= 4 and _reads_as_list(sentence)):
            return ""
    also = len(case.signs.lexicon.pattern("also").findall(case.signs.words.folded))
    return missing(also < 2)


def _reads_as_list(sentence: Signs) -> bool:
    """Four or more short items in a row."""
    items = [piece.split() for piece in _COMMA.split(sentence.words.folded)]
    return sum(len(item) <= 4 for item in items) >= 3

"""Numbers in digits of any script and in words, with thousands marks, decimals and multipliers; each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.understanding.lexicon import LANGUAGES, Lexicon, Match, lexicon, read
from bot.understanding.script import Message

_DIGITS = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:\d{1,3}([ ',.])\d{3}(?:\1\d{3})*[.,]\d\d(?!\d|[.,]\d)"  # thousands with cents
    r"|\d{1,3}(?:[ ',.]\d{3})+(?![\d])|\d{1,15}(?:[.,]\d{1,2})?(?!\d))"
)
_CENTS = re.compile(r"(\d{1,3}([ ',.])\d{3}(?:\2\d{3})*)[.,](\d\d)")
"""Thousands with cents behind: 120.000,00; 4'500.00."""
_THOUSANDS = re.compile(r"\d{1,3}([ ',.])\d{3}(?:\1\d{3})*")
_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Number:
    """A number as said; `start` and `end` are a half-open span of the folded text."""

    amount: float
    start: int
    end: int
    in_words: bool = False


@cache
def _words() -> Lexicon:
    entries = [(code, phrase) for code, phrases in read("numbers").items() for phrase in phrases]
    return Lexicon(
        entries
        + [
            (code, phrase)
            for language in LANGUAGES
            for code, phrases in read("numbers", language).items()
            for phrase in phrases
        ]
    )


@cache
def _several() -> Lexicon:
    return lexicon("several")


def numbers(message: Message) -> tuple[Number, ...]:
    """All numbers, left to right, none overlapping; parts of dates and telephone numbers among them."""
    kept = message.found.get(numbers)
    if not isinstance(kept, tuple):
        kept = message.found[numbers] = _numbers(message)
    return kept


def _numbers(message: Message) -> tuple[Number, ...]:
    terms = _words().find(message)
    if not message.digits and not terms:
        return ()
    digits = [Number(_value(found.group()), *found.span()) for found in _DIGITS.finditer(message.folded)]
    return tuple(_combine(message, digits, terms))


def _value(written: str) -> float:
    written = written.strip()
    if cents := _CENTS.fullmatch(written):
        return float(re.sub(r"\D", "", cents[1])) + int(cents[3]) / 100
    thousands = _THOUSANDS.fullmatch(written)
    if thousands:
        return float(re.sub(r"\D", "", written))
    if re.fullmatch(r"\d+[.,]\d{1,2}", written):
        return float(written.replace(",", "."))
    return float(re.sub(r"\D", "", written) or 0)


def _combine(message: Message, digits: list[Number], terms: tuple[Match, ...]) -> list[Number]:
    """Digits with the multipliers behind them, and runs of number words."""
    several = frozenset(match.start for match in _several().find(message)) if terms else frozenset[int]()
    found: list[Number] = []
    words = iter(terms)
    term = next(words, None)
    for number in [*digits, None]:
        run: list[Match] = []
        while term is not None and (number is None or term.start < number.start):
            if run and not _near(message, run[-1].end, term.start):
                found += _said(run, several)
                run = []
            run.append(term)
            term = next(words, None)
        found += _said(run, several)
        if number is None:
            break
        amount, end = number.amount, number.end
        while term is not None and term.code.startswith("x") and _near(message, end, term.start):
            unit = float(term.code[1:])
            amount, end = amount * unit, term.end
            term = next(words, None)
            if term is not None and (half := _half(message, term, words, end)):
                amount, end = amount + half[0] * unit, half[1]
                term = next(words, None)
        if amount <= _LARGEST:
            found.append(Number(amount, number.start, end))
    return found


def _half(message: Message, term: Match, words: Iterator[Match], end: int) -> tuple[float, int] | None:
    """What "and a half" behind a multiplier adds to it, and where it ends."""
    if term.code == "and" and _near(message, end, term.start):
        following = next(words, None)
        if following is not None and following.code in ("0.5", "0.25") and _near(message, term.end, following.start):
            return float(following.code), following.end
        return None
    return (float(term.code), term.end) if term.code == "0.5" and _near(message, end, term.start) else None


def _near(message: Message, end: int, start: int) -> bool:
    return start - end <= 3 and not message.folded[end:start].strip(" -.")


def _said(run: list[Match], several: frozenset[int]) -> list[Number]:
    """One number from a run of number words: tens and units add up, hundreds and thousands multiply.

    Where `several` stand alone ("hundreds of people") nothing is counted.
    """
    while run and run[0].code == "and":
        run = run[1:]
    while run and run[-1].code == "and":
        run = run[:-1]
    if not run or (len(run) == 1 and run[0].start in several):
        return []
    total, part, unit = 0.0, 0.0, 1.0
    for term in run:
        if term.code == "and":
            continue
        if term.code == "x10":  # Chinese tens: 120 is one hundred, two ten.
            units = part % 10
            part += (units or 1) * 10 - units
        elif term.code in ("0.5", "0.25") and total and not part:
            total += float(term.code) * unit  # "A million and a half".
        elif not term.code.startswith("x"):
            value = float(term.code)
            article = part == 1 and value >= 10  # "une quarantaine"
            part = part * 20 if value == 20 and part == 4 else value if article else part + value
        elif term.code == "x100":
            part = (part or 1) * 100
        else:
            unit = float(term.code[1:])
            total, part = total + (part or 1) * unit, 0.0
    if total + part > _LARGEST or (len(run) == 1 and run[0].code.startswith("x") and len(run[0].code) > 8):
        return []
    return [Number(total + part, run[0].start, run[-1].end, in_words=True)]

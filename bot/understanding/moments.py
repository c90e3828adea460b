"""Dates and durations found in a message, and the words of time around them that say what they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from bot.understanding.lexicon import Lexicon, Match, lexicon, read
from bot.understanding.numbers import numbers
from bot.understanding.script import Message

_FROM = re.compile(r"(?<!fin )(?<!jour )(?:^|[\s,(])d'$")
"""The French « d'avril à juin »."""
ENDINGS = frozenset(("end", "fin", "by the end of", "底", "fim", "до конца", "until the"))
Role = Literal["start", "end", ""]


@dataclass(frozen=True, slots=True)
class Moment:
    """A date in a message; `value` is "YYYY", "YYYY-MM" or "YYYY-MM-DD"."""

    value: str
    start: int
    end: int
    role: Role = ""
    loose: bool = False
    """A year alone, or a named season without a year: weak on its own."""


@dataclass(frozen=True, slots=True)
class Duration:
    months: int
    start: int
    end: int
    days: int = 0
    """For those counted in weeks and days; `months` is then what they come to, rounded up."""


def speaks_of_time(message: Message) -> bool:
    """Whether a message has a figure, the name of a month or a word of time: without one it holds no date."""
    return bool(
        message.digits
        or (message.han and ("年" in message.folded or "月" in message.folded))
        or lexicon("time").find(message)
        or lexicon("months").find(message)
    )


class TimeWords:
    """The words of time in one message, and the day it was written."""

    def __init__(self, message: Message, today: str, wanted: Role | None = None) -> None:
        self.message = message
        self.wanted = wanted
        """What a date was asked for; None when none was."""
        self.asked = wanted is not None and len(message.words) <= 5
        """Whether a date was asked for and hardly more is said: then "may" is a month."""
        self.today = date.fromisoformat(today)
        self.text = message.folded
        self.terms = lexicon("time").find(message)
        self.numbers = numbers(message)

    def cue_before(self, start: int) -> bool:
        """Whether a word that leads to a date stands right before a place."""
        cues = ("start", "end", "to", "in", "endof", "beginof", "middleof", "this", "next", "for")
        return any(term.code in cues and 0 <= start - term.end <= 4 for term in self.terms)

    def leads_on(self, end: int) -> bool:
        """Whether a word that leads to the end of a range stands right behind a place ("March to August")."""
        return any(term.code == "to" and 0 <= term.start - end <= 2 for term in self.terms)

    def between_before(self, start: int) -> bool:
        """Whether "between" leads to a place: what stands there begins a range."""
        return any(
            term.code == "between" and term.end <= start and only_small_words(self.text[term.end : start])
            for term in self.terms
        )

    def year_of(self, month: int, day: int = 28) -> int:
        """The year in which a month without one comes next."""
        return self.today.year + ((month, day) < (self.today.month, self.today.day))

    def part_of_year(self, start: int) -> str:
        """ "-12" after "the end of", "-01" after "early", "-06" after "the middle of"; else empty."""
        for term in self.terms:
            if (
                term.code in ("endof", "beginof", "middleof", "end")
                and 0 <= start - term.end <= 8
                and only_small_words(self.text[term.end : start])
            ):
                if term.code == "end" and self.text[term.start : term.end] not in ENDINGS:
                    continue
                return {"endof": "-12", "end": "-12", "beginof": "-01", "middleof": "-06"}[term.code]
        return ""

    def han_year(self, written: str | None) -> int | None:
        """A year in figures, or this, next and the year after in Chinese."""
        if not written:
            return None
        if written.isdigit():
            return int(written) if len(written) == 4 else 2000 + int(written)
        return self.today.year + "今明后".index(written)

    def role_before(self, start: int) -> Role:
        """What the words before a date make of it."""
        best: tuple[int, Role] = (-1, "")
        beside = ("endof", "beginof", "middleof", "after")
        parts = [term for term in self.terms if term.code in beside and term.end <= start]
        for match in _roles().find(self.message):
            if any(part.start <= match.start and match.end <= part.end for part in parts if match.code == "start"):
                continue  # The "de" of "fin de" starts nothing.
            between = _without([part for part in parts if part.start >= match.end], self.text, match.end, start)
            if match.end <= start and len(between) <= 16 and only_small_words(between) and match.end > best[0]:
                best = (match.end, "end" if match.code in ("end", "to") else "start")
        if best[0] < 0 and _FROM.search(self.text[max(0, start - 12) : start]):
            return "start"
        return best[1]

    def role_after(self, end: int) -> Role:
        """What the words after a date make of it, where a language puts them there."""
        for match in _roles().find(self.message):
            if -2 <= match.start - end <= 1 and match.end > end and "\u3400" <= self.text[match.start] <= "\u9fff":
                if self.text[match.start : match.end] in ("到", "至"):
                    return ""
                return "end" if match.code in ("end", "to") else "start"
        tail = self.text[end : end + 12]
        if "完成" in tail or "结束" in tail or "截止" in tail:
            return "end"
        return "start" if "开始" in tail or "启动" in tail else ""


def iso(year: str, month: str | None, day: str | None) -> str:
    """An ISO date of the parts that are said; empty when there is no such day."""
    try:
        checked = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    if day:
        return checked.isoformat()
    return f"{checked:%Y-%m}" if month else f"{checked:%Y}"


@cache
def _roles() -> Lexicon:
    return Lexicon((code, phrase) for code in ("start", "end", "to") for phrase in read("time").get(code, ()))


def _without(parts: list[Match], text: str, start: int, end: int) -> str:
    """What stands between two places beside "the end of", "after"."""
    for part in parts:
        text = f"{text[: part.start]}{' ' * (part.end - part.start)}{text[part.end :]}"
    return re.sub(r"\s+", " ", text[start:end])


@cache
def _small() -> frozenset[str]:
    return frozenset(read("date_words")["small"])


def only_small_words(between: str) -> bool:
    """Whether nothing but an article, a preposition or "about" stands between a word of time and a date."""
    if any(mark in between for mark in ",;!?"):
        return False
    return all(word in _small() for word in re.findall(r"[^\W\d_]+", between)) and not re.search(r"\d", between)

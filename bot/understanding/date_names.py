"""Dates by name: months with the day and year beside them, seasons, and feasts."""

from __future__ import annotations

import re

from bot.understanding.calendar import feast_month, season_month
from bot.understanding.lexicon import Match, is_han, lexicon
from bot.understanding.moments import Moment, TimeWords, iso
from bot.understanding.numbers import Number, numbers
from bot.understanding.script import Word

_OF = frozenset(("of", "de", "del", "do", "du", "d", "من", "le", "el", "год", "year"))
_ORDINAL = frozenset(("st", "nd", "rd", "th", "er", "o", "го"))
"""What stands behind the figure of a day: "15th", « 1er »."""
_ALSO_WORDS = frozenset(("may", "mar", "march", "mars", "mai", "set", "out", "ago", "dec", "sep", "ماي", "اب", "marco"))
"""Names of months that are also other words, in some language: a day, a year or a leading word must stand by."""
_BARELY_MONTHS = frozenset(("set", "out"))
"""Such names that follow "to" and "by" in English: only a day or a year makes them months."""


def months(when: TimeWords) -> list[Moment]:
    """Months by name."""
    found = [_month(when, match) for match in lexicon("months").find(when.message)]
    return [moment for moment in found if moment is not None]


def feasts(when: TimeWords) -> list[Moment]:
    """Seasons and feasts."""
    found = []
    for term in when.terms:
        kind, _, name = term.code.partition(".")
        if kind not in ("season", "feast"):
            continue
        year_match = re.match(r"\W{0,3}(?:of |de |do |del |года )?(20\d\d)", when.text[term.end : term.end + 14])
        end = term.end + (year_match.end() if year_match else 0)
        explicit = int(year_match[1]) if year_match else _year_before(when, term.start)
        if len(when.message.words) > 10 and not explicit and not when.cue_before(term.start):
            continue
        after = any(
            t.code == "after" and (abs(term.start - t.end) <= 4 or 0 <= t.start - term.end <= 1) for t in when.terms
        )
        if kind == "season":
            month = season_month(name)
            year = explicit or when.year_of(month)
            found.append(Moment(f"{year}-{month:02}", term.start, end, loose=True))
        else:
            found.append(Moment(feast_month(name, when.today, explicit, after=after), term.start, end, loose=True))
    return found


def parts(when: TimeWords) -> list[Moment]:
    """Quarters and halves of a year by name, with their first month, or as "first|last" until their role is known."""
    found = []
    for term in when.terms:
        kind, _, name = term.code.partition(".")
        if kind != "part":
            continue
        first, last = {"a": (1, 6), "b": (7, 12)}.get(name) or (int(name) * 3 - 2, int(name) * 3)
        behind = re.match(
            r"\W{0,3}(?:of |de |do |del |de l'annee |года |من )?(?:سنه |عام )?(20\d\d)",
            when.text[term.end : term.end + 20],
        )
        year = int(behind[1]) if behind else _year_before(when, term.start) or _next_year_of(when, first)
        end = term.end + (behind.end() if behind else 0)
        found.append(Moment(f"{year}-{first:02}|{last:02}", term.start, end))
    return found


def _next_year_of(when: TimeWords, month: int) -> int:
    """This year while a part of it has not begun, else the next."""
    return when.today.year + (month <= when.today.month)


def _month(when: TimeWords, match: Match) -> Moment | None:
    """A month by name with the day before or after it and the year behind it, if said."""
    word = when.text[match.start : match.end]
    words = when.message.words
    start, end, day, year = match.start, match.end, "", 0
    before = words[match.first - 1] if match.first else None
    skipped = words[match.first - 2] if before and before.text in _OF | _ORDINAL and match.first > 1 else before
    if skipped and skipped.text in _ORDINAL and match.first > 2:
        skipped = words[match.first - 3]
    if skipped and skipped.text.isdigit() and 1 <= int(skipped.text) <= 31 and len(skipped.text) <= 2:
        day, start = skipped.text, skipped.start
    elif skipped and (said := _day_in_words(when, skipped)):
        day, start = str(int(said.amount)), said.start
    at = match.last
    if short := _short_year(when, at, end):
        year, end = 2000 + int(short.text), short.end
    elif (
        at < len(words)
        and words[at].text.isdigit()
        and len(words[at].text) <= 2
        and not day
        and _close(when, end, words[at].start)
        and 1 <= int(words[at].text) <= 31
    ):
        day, end = words[at].text, words[at].end
        at += 1
        at += at < len(words) and words[at].text in _ORDINAL
    if not year and at < len(words) and words[at].text in _OF:
        at += 1
    if not year and at < len(words) and re.fullmatch(r"20\d\d", words[at].text) and words[at].start - end <= 6:
        year, end = int(words[at].text), words[at].end
    sure = bool(day or year) or len(word) > 3
    if not sure and not when.asked and not when.cue_before(start):
        return None
    if word in _BARELY_MONTHS and not (day or year):
        return None
    led = when.asked or when.cue_before(start) or when.leads_on(end) or _paired(when, match)
    if word in _ALSO_WORDS and not (day or year or led):
        return None
    month = int(match.code)
    resolved = year or when.year_of(month, int(day or 28))
    return Moment(iso(str(resolved), str(month), day or None) or f"{resolved}-{month:02}", start, end)


def _paired(when: TimeWords, match: Match) -> bool:
    """Whether it is the first month of "between March and June"."""
    others = (other for other in lexicon("months").find(when.message) if other.first == match.last + 1)
    return when.between_before(match.start) and next(others, None) is not None


def _short_year(when: TimeWords, at: int, end: int) -> Word | None:
    """The year in two figures behind a month: "dez/27", "março de 28", "June '28"; a bare figure is a day."""
    words = when.message.words
    of = at < len(words) and words[at].text in _OF
    year = words[at + of] if at + of < len(words) else None
    if year is None or not re.fullmatch(r"2[6-9]|3\d", year.text):
        return None
    joined = when.text[words[at].end if of else end : year.start].strip()
    return year if joined in ("/", "'", "-") or (of and not joined) else None


def _day_in_words(when: TimeWords, last: Word) -> Number | None:
    """The day that ends with a word before a month ("dez de outubro", "twenty-two May")."""
    said = (number for number in numbers(when.message) if number.in_words and number.end == last.end)
    return next(
        (n for n in said if n.amount == int(n.amount) and 1 <= n.amount <= 31 and not is_han(last.text[:1])), None
    )


def _year_before(when: TimeWords, start: int) -> int | None:
    m = re.search(r"(20\d\d)\W?年?\W?$", when.text[max(0, start - 8) : start])
    if m:
        return int(m[1])
    return (
        when.han_year(found[1])
        if (found := re.search(r"([今明后])年?$", when.text[max(0, start - 3) : start]))
        else None
    )


def _close(when: TimeWords, end: int, start: int) -> bool:
    return when.text[end:start].strip(" .,") == ""

"""A small logframe out of what a person says: what is counted, what it is now, what it should be, by when, and who
counts. Every cell holds their own words; what they do not say stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Literal

from dialogs.answers import Indicator, Level, Logframe
from dialogs.coach.lexicon import Lexicon, entry_pattern, lexicon, prepare
from dialogs.coach.signs import THIS_YEAR, read

Cell = Literal["baseline", "target", "date", "source", "level"]

MOST = 12
"""Indicators; what comes after them stays with the last."""

_LINES = re.compile(r"[\n;；؛]+")
_PIECES = re.compile(r"(?:,\s|\s[–—]\s|\.\s(?=\S)|[،，、。])")
_NAME = re.compile(r"\s*[:：]\s*")
_NUMBERED = re.compile(r"^\s*(\d{1,2})\s*[.):、]\s*(?=\D)")
_TRIM = " \t.,;:–—-،，；。"
_LABELS: tuple[Cell, ...] = ("baseline", "target", "date", "source", "level")
_LEVELS: tuple[Level, ...] = ("output", "impact", "outcome")


def logframe(text: str, language: str, year: int = THIS_YEAR) -> Logframe:
    """The indicators in a text with at least one word, a line or a part between semicolons for each.

    Linear in the text.
    """
    known = lexicon(language)
    rows: list[Indicator] = []
    for line in (line for line in _LINES.split(text) if line.strip(_TRIM)):
        named = not _is_cell(_NAME.split(next(iter(_pieces(line, known)), ""))[0], known, year)
        if rows and (not named or len(rows) == MOST):
            rows[-1] = _filled(rows[-1], _pieces(line, known), known, year, ())
        else:
            rows.append(_row(line, known, year))
    return Logframe(tuple(rows) or (Indicator(text.strip()),))


def lacking(frame: Logframe) -> tuple[int, tuple[Cell, ...]]:
    """The first line with an open cell that can be asked for, and those cells; (0, ()) when every line is whole."""
    for number, row in enumerate(frame.rows):
        cells: tuple[tuple[Cell, str], ...] = (
            ("baseline", row.baseline), ("target", row.target), ("date", row.date), ("source", row.source),
        )  # fmt: skip
        if gaps := tuple(cell for cell, told in cells if not told):
            return number, gaps
    return 0, ()


def filled(frame: Logframe, text: str, language: str, year: int = THIS_YEAR) -> Logframe:
    """The logframe with an answer about its first line that has a gap; cells that were told stay."""
    number, gaps = lacking(frame)
    known = lexicon(language)
    row = _filled(frame.rows[number], [piece for line in _LINES.split(text) for piece in _pieces(line, known)],
                  known, year, gaps)  # fmt: skip
    return _with(frame, number, row)


def edited(frame: Logframe, text: str, language: str) -> Logframe | None:
    """The logframe with cells that are named set anew ("target: 12", "2. source: the log"); None for any other text."""
    known = lexicon(language)
    changed = frame
    for line in (line for line in _LINES.split(text) if line.strip(_TRIM)):
        numbered = _NUMBERED.match(line)
        number = int(numbered.group(1)) - 1 if numbered else 0
        found = _label(line[numbered.end() :] if numbered else line, known)
        if found is None or number >= len(frame.rows) or not found[1]:
            return None
        changed = _with(changed, number, _set(changed.rows[number], *found, known))
    return changed


def _with(frame: Logframe, number: int, row: Indicator) -> Logframe:
    return Logframe((*frame.rows[:number], row, *frame.rows[number + 1 :]))


def _row(line: str, known: Lexicon, year: int) -> Indicator:
    name, *rest = _NAME.split(line.strip(_TRIM), maxsplit=1)
    if rest and not _is_cell(name, known, year):
        what, told = name, rest[0]
    else:
        first, *others = [piece for piece in _PIECES.split(line) if piece.strip(_TRIM)]
        what, told = first, ", ".join(others)
    row = Indicator(what.strip(_TRIM), _level(what, known))
    return _filled(row, _pieces(told, known), known, year, ())


def _pieces(text: str, known: Lexicon) -> list[str]:
    return [piece.strip(_TRIM) for piece in _PIECES.split(text) if piece.strip(_TRIM)]


def _filled(row: Indicator, pieces: list[str], known: Lexicon, year: int, gaps: tuple[Cell, ...]) -> Indicator:
    """A line with pieces of text put where they belong; those that belong nowhere answer what was asked, in order."""
    for piece in pieces:
        if named := _label(piece, known):
            row = _set(row, *named, known)
            continue
        for cell, words in _read(piece, row, known, year, gaps):
            held = str(getattr(row, cell))
            row = _set(row, cell, f"{held}, {words}" if held else words, known)
    return row


def _read(piece: str, row: Indicator, known: Lexicon, year: int, gaps: tuple[Cell, ...]) -> Iterator[tuple[Cell, str]]:
    """The cells that a piece of text fills."""
    signs, when = read(piece, known, year), _when(piece, known)
    by_now = bool(signs.years) and max(signs.years) <= year and not signs.has("deadlines")
    if signs.has("now") or (by_now and not (row.baseline or row.target)):
        yield "baseline", piece
    elif when:
        yield "date", when
        if rest := " ".join(piece.replace(when, " ", 1).split()).strip(_TRIM):
            yield "target", rest
    elif signs.measured:
        yield "target" if row.baseline and not row.target else "baseline", piece
    elif signs.has("sources") or "source" in gaps[:1]:
        yield "source", piece
    elif gaps:
        yield gaps[0], piece
    elif row.target:
        yield "source", piece


def _is_cell(text: str, known: Lexicon, year: int) -> bool:
    """Whether words that stand before a colon, or a line of their own, tell of a number rather than name one."""
    signs = read(text, known, year)
    return (signs.length <= 4 and (signs.measured or bool(_when(text, known)))) or bool(_label(f"{text} ", known))


def _set(row: Indicator, cell: Cell, words: str, known: Lexicon) -> Indicator:
    match cell:
        case "level":
            return replace(row, level=_named_level(words, known) or row.level)
        case "baseline":
            return replace(row, baseline=words)
        case "target":
            when = _when(words, known) or row.date
            alone = words.replace(when, " ", 1).strip(_TRIM) if when else words
            return replace(row, target=" ".join(alone.split()) or row.target, date=when)
        case "date":
            return replace(row, date=words)
        case "source":
            return replace(row, source=words)


def _label(text: str, known: Lexicon) -> tuple[Cell, str] | None:
    """The cell that a piece of text names, and the rest of it; None when it names none."""
    words = prepare(text)
    for cell in _LABELS:
        if found := _labels(known.language, cell).match(words.folded):
            return cell, words.plain[found.end() :].strip(_TRIM)
    return None


def _level(what: str, known: Lexicon) -> Level:
    """What the thing that is counted tells of, by its words; "" when they do not say."""
    words = prepare(what)
    return next((level for level in _LEVELS if known.has(f"level_{level}", words)), "")


def _named_level(words: str, known: Lexicon) -> Level:
    folded = prepare(words).folded
    for level in _LEVELS:
        if level in folded or known.has(f"named_{level}", prepare(words)):
            return level
    return ""


def _when(piece: str, known: Lexicon) -> str:
    """The words that say by when, with the preposition before them; "" when none do."""
    words = prepare(piece)
    found = _dates(known).search(words.folded)
    return words.plain[found.start() : found.end()].strip(_TRIM) if found else ""


@cache
def _labels(language: str, cell: str) -> re.Pattern[str]:
    entries = sorted(Lexicon(language).entries(f"cell_{cell}"), key=len, reverse=True)
    either = "|".join(re.escape(one) if language == "zh" else entry_pattern(one) for one in entries) or r"(?!)"
    after = r"[:：=]?" if language == "zh" else r"(?:[:=]|(?=\s))"
    return re.compile(rf"\s*(?:{either})\s*{after}\s*")


@cache
def _dates(known: Lexicon) -> re.Pattern[str]:
    """A deadline: prepositions, then an end or a month or a year, in any order that people write them."""
    if known.run_on:
        return re.compile(r"(?:在|到|于|截至)?\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:年?底|末|之?前|以前)?")
    lead = _either(known, "time_before")
    part = rf"(?:\d{{1,2}}(?:er|st|nd|rd|th)?\s+)?(?:{_either(known, 'months')})|{_either(known, 'deadlines')}"
    year = r"(?:19|20)\d\d(?:-\d\d){0,2}"
    return re.compile(
        rf"(?<!\w)(?:(?:{lead})\s+){{0,4}}(?:(?:{part})(?:[\s,]+(?:(?:{lead})\s+){{0,2}}{year})?|{year})(?!\w)(?:\s+(?:г\.|года|году))?"
    )


def _either(known: Lexicon, name: str) -> str:
    entries = sorted(known.entries(name), key=len, reverse=True)
    return "|".join(entry_pattern(one) for one in entries) or r"(?!)"

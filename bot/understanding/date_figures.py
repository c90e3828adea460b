"""Dates written in figures: 15/04/2027, 2027-06, Q3 2027, 2027年6月, and years alone."""

from __future__ import annotations

import re

from bot.understanding.calendar import last_month_of_quarter
from bot.understanding.moments import Moment, TimeWords, iso

_DIGIT = re.compile(r"\d")
_NUMERIC = re.compile(
    r"(?<![\d/-])(?<!\d[.,])(?:(?P<iso>\d{4})[-/.年] ?(?P<im>\d{1,2})(?:[-/.月] ?(?P<id>\d{1,2})[日号]?|月)?(?![\d])"
    r"|(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4}|\d{2})(?!\d)"
    r"|(?P<mm>\d{1,2})/(?P<my>\d{4})(?!\d))"
)
_QUARTER = re.compile(
    r"\b(?:q([1-4])|([1-4])q|t([1-4]))\s*(?:of |de |du |-|/)?\s*((?:19|20)\d\d)?\b"
    r"|((?:19|20)\d\d)年?第?([一二三四1-4])季度"
)
_HAN_MONTH = re.compile(
    r"(?:(?P<year>\d{4}|今|明|后)年)?(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月(?!个)(?:(?P<day>\d{1,2})[日号])?(?P<part>底|末|初|中)?"
)
_HAN_YEAR = re.compile(
    r"(?:(?P<year>\d{4}|2[6-9](?=年[底末初上下])|今|明|后)年年?|(?<![\d年一二三四五六七八九十两几半多])年(?=[底末初中]))(?P<part>底|末|初|春|夏|秋|冬|中)?"
)
"""年底 alone is the end of this year."""
_HAN_PARTS = {"底": 12, "末": 12, "初": 1, "春": 3, "夏": 6, "秋": 9, "冬": 12, "中": 6}
_SHORT_YEAR = re.compile(r"(?<![\d/:])(?<!\d[.,])'?(2[6-9])(?= ?(?:год[ау]?|г)(?![^\W\d_]))")
"""Russian people write the year in two figures before its word."""
_LAST_YEAR = re.compile(r"(?<![\d/:.-])(?<!\d,)'?(2[6-9]|3\d)(?=\s*(?:$|[.,;!?)\n]))")
"""In two figures, where nothing is counted behind them: a year where "the end of" leads to it."""
_YEAR = re.compile(r"(?<![\d/-])(?<!\d[.,])(20[2-4]\d)(?![\d/]|[.,]\d)")
_HAN_DIGITS = {letter: value for value, letter in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}


def figures(when: TimeWords) -> list[Moment]:
    """Days, months and quarters in figures, in no order."""
    written = _in_figures(when) if _DIGIT.search(when.text) else []
    if not when.message.han:
        return written
    return [*written, *_han_months(when), *_han_parts(when)]


def _in_figures(when: TimeWords) -> list[Moment]:
    found = []
    for m in _NUMERIC.finditer(when.text):
        if m["iso"]:
            value = iso(m["iso"], m["im"], m["id"])
        elif m["d"]:
            value = _day_month(m["d"], m["m"], m["y"])
        else:
            value = iso(m["my"], m["mm"], None)
        if value:
            found.append(Moment(value, *m.span()))
    for m in _QUARTER.finditer(when.text):
        quarter = m[1] or m[2] or m[3] or m[6]
        year = int(m[4] or m[5] or when.today.year + 1)
        number = int(quarter) if quarter.isdigit() else _HAN_DIGITS[quarter]
        found.append(
            Moment(f"{year}-{last_month_of_quarter(number) - 2:02}|{last_month_of_quarter(number):02}", *m.span())
        )
    return found


def _han_months(when: TimeWords) -> list[Moment]:
    found = []
    for m in _HAN_MONTH.finditer(when.text):
        month = int(m["month"]) if m["month"].isdigit() else _HAN_DIGITS.get(m["month"], 0)
        if not 1 <= month <= 12:
            continue
        year = when.han_year(m["year"]) or when.year_of(month)
        found.append(Moment(iso(str(year), str(month), m["day"]) or f"{year}-{month:02}", *m.span()))
    return found


def _han_parts(when: TimeWords) -> list[Moment]:
    """The beginning, the end or a season of a year, in Chinese."""
    found = []
    for m in _HAN_YEAR.finditer(when.text):
        if m["part"]:
            year = when.han_year(m["year"]) or when.today.year
            found.append(Moment(f"{year}-{_HAN_PARTS[m['part']]:02}", *m.span()))
    return found


def years(when: TimeWords) -> list[Moment]:
    """Years alone, which count where nothing nearer says the month."""
    found = []
    for m in _HAN_YEAR.finditer(when.text) if "年" in when.text else ():
        if m["year"] and not m["part"]:
            found.append(Moment(f"{when.han_year(m['year'])}", *m.span(), loose=True))
    spans = [(moment.start, moment.end) for moment in found]
    last = (m for m in _LAST_YEAR.finditer(when.text) if when.part_of_year(m.start()))
    for m in (*_YEAR.finditer(when.text), *_SHORT_YEAR.finditer(when.text), *last):
        if any(start <= m.start() < end for start, end in spans):
            continue
        year = m[1] if len(m[1]) == 4 else f"20{m[1]}"
        part = when.part_of_year(m.start())
        cued = when.role_before(m.start()) != ""
        found.append(Moment(f"{year}{part}", *m.span(), loose=not (part or cued)))
    return found


def _day_month(first: str, second: str, year: str) -> str:
    day, month = int(first), int(second)
    if month > 12 >= day:  # 4/15/2027 can only be month first
        day, month = month, day
    return iso(year if len(year) == 4 else f"20{year}", str(month), str(day))

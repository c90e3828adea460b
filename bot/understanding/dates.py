"""Dates, periods and durations as people write them, resolved against today; months are enough unless a day is said."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal

from bot.understanding.calendar import add_months, feast_month, last_month_of_quarter, season_month
from bot.understanding.finding import Finding
from bot.understanding.lexicon import Lexicon, Match, lexicon, read
from bot.understanding.numbers import Number, numbers
from bot.understanding.script import Message

_NUMERIC = re.compile(
    r"(?<![\d.,/-])(?:(?P<iso>\d{4})[-/.年] ?(?P<im>\d{1,2})(?:[-/.月] ?(?P<id>\d{1,2})日?)?(?![\d])"
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
_HAN_YEAR = re.compile(r"(?P<year>\d{4}|今|明|后)年年?(?P<part>底|末|初|春|夏|秋|冬)?")
_YEAR = re.compile(r"(?<![\d.,/-])(20[2-4]\d)(?![\d/]|[.,]\d)")
_HAN_DIGITS = {letter: value for value, letter in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
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


@cache
def _months() -> Lexicon:
    return lexicon("months")


@cache
def _time() -> Lexicon:
    return lexicon("time")


@cache
def _roles() -> Lexicon:
    return Lexicon((code, phrase) for code in ("start", "end", "to") for phrase in read("time").get(code, ()))


class Calendar:
    """Reads the dates of one message."""

    def __init__(self, message: Message, today: str) -> None:
        self.message = message
        self.today = date.fromisoformat(today)
        self.text = message.folded
        self.terms = _time().find(message)
        self.numbers = numbers(message)

    def moments(self) -> tuple[Moment, ...]:
        """All dates, left to right, none overlapping, each with the role the words around it give."""
        found = [*self._numeric(), *self._written(), *self._relative(), *self._named()]
        found.sort(key=lambda moment: (moment.start, -moment.end))
        kept: list[Moment] = []
        for moment in found:
            if not kept or moment.start >= kept[-1].end:
                kept.append(moment)
        kept += [m for m in self._years() if all(m.start >= k.end or m.end <= k.start for k in kept)]
        kept.sort(key=lambda moment: moment.start)
        kept = [self._in_year_of(moment, kept[at + 1 : at + 2]) for at, moment in enumerate(kept)]
        return tuple(self._with_role(moment, kept[at - 1] if at else None) for at, moment in enumerate(kept))

    def _in_year_of(self, moment: Moment, following: list[Moment]) -> Moment:
        """A month whose year is only said with the month after it ("from March to August 2028")."""
        said = self.text[moment.start : moment.end]
        if not following or following[0].start - moment.end > 12 or re.search(r"20\d\d|年", said):
            return moment
        later = following[0]
        if (
            not re.search(r"20\d\d", self.text[later.start : later.end])
            or len(moment.value) < 7
            or len(later.value) < 7
        ):
            return moment
        year = int(later.value[:4]) - (moment.value[5:] > later.value[5:])
        return replace(moment, value=f"{year}{moment.value[4:]}")

    def durations(self) -> tuple[Duration, ...]:
        found: list[Duration] = []
        for term in self.terms:
            if term.code.startswith(("two.", "half.")) or term.code == "yearhalf":
                months = {"two.month": 2, "two.year": 24, "half.year": 6, "yearhalf": 18}[term.code]
                found.append(Duration(months, term.start, term.end))
            elif term.code in ("unit.month", "unit.year") and (number := self._before(term)):
                months = round(number.amount * (12 if term.code == "unit.year" else 1))
                following = self.text[term.end : term.end + 12].strip()
                half = any(following.startswith(h) for h in ("and a half", "et demi", "y medio", "e meio"))
                if 0 < months <= 600:
                    found.append(
                        Duration(months + (6 if half and term.code == "unit.year" else 0), number.start, term.end)
                    )
            elif term.code == "unit.year" and self._after_for(term):
                found.append(Duration(12, term.start, term.end))
        return tuple(found)

    def _before(self, term: Match) -> Number | None:
        for number in self.numbers:
            if number.end <= term.start <= number.end + 3 and not self.text[number.end : term.start].strip(" -个"):
                return number if number.amount < 2000 else None
        return None

    def _after_for(self, term: Match) -> bool:
        return any(other.code == "for" and 0 <= term.start - other.end <= 1 for other in self.terms)

    def _numeric(self) -> list[Moment]:
        found = []
        for m in _NUMERIC.finditer(self.text):
            if m["iso"]:
                value = _iso(m["iso"], m["im"], m["id"])
            elif m["d"]:
                value = self._day_month(m["d"], m["m"], m["y"])
            else:
                value = _iso(m["my"], m["mm"], None)
            if value:
                found.append(Moment(value, *m.span()))
        for m in _QUARTER.finditer(self.text):
            quarter = m[1] or m[2] or m[3] or m[6]
            year = int(m[4] or m[5] or self.today.year + 1)
            number = int(quarter) if quarter.isdigit() else _HAN_DIGITS[quarter]
            found.append(
                Moment(f"{year}-{last_month_of_quarter(number) - 2:02}|{last_month_of_quarter(number):02}", *m.span())
            )
        return found

    def _day_month(self, first: str, second: str, year: str) -> str:
        day, month = int(first), int(second)
        if month > 12 >= day:  # 4/15/2027 can only be month first
            day, month = month, day
        return _iso(year if len(year) == 4 else f"20{year}", str(month), str(day))

    def _written(self) -> list[Moment]:
        found = []
        for m in _HAN_MONTH.finditer(self.text):
            month = int(m["month"]) if m["month"].isdigit() else _HAN_DIGITS.get(m["month"], 0)
            if not 1 <= month <= 12:
                continue
            year = self._han_year(m["year"]) or self._year_of(month)
            found.append(Moment(_iso(str(year), str(month), m["day"]) or f"{year}-{month:02}", *m.span()))
        for match in _months().find(self.message):
            moment = self._month(match)
            if moment:
                found.append(moment)
        return found

    def _han_year(self, written: str | None) -> int | None:
        if not written:
            return None
        return int(written) if written.isdigit() else self.today.year + "今明后".index(written)

    def _month(self, match: Match) -> Moment | None:
        """A month by name with the day before or after it and the year behind it, if said."""
        word = self.text[match.start : match.end]
        words = self.message.words
        start, end, day, year = match.start, match.end, "", 0
        before = words[match.first - 1] if match.first else None
        skipped = words[match.first - 2] if before and before.text in _OF and match.first > 1 else before
        if skipped and skipped.text.isdigit() and 1 <= int(skipped.text) <= 31 and len(skipped.text) <= 2:
            day, start = skipped.text, skipped.start
        at = match.last
        if (
            at < len(words)
            and words[at].text.isdigit()
            and len(words[at].text) <= 2
            and not day
            and self._close(end, words[at].start)
            and 1 <= int(words[at].text) <= 31
        ):
            day, end = words[at].text, words[at].end
            at += 1
            at += at < len(words) and words[at].text in ("st", "nd", "rd", "th")
        if at < len(words) and words[at].text in _OF:
            at += 1
        if at < len(words) and re.fullmatch(r"20\d\d", words[at].text) and words[at].start - end <= 6:
            year, end = int(words[at].text), words[at].end
        sure = bool(day or year) or len(word) > 3
        if not sure and not self._cue_before(start):
            return None
        if word in _ALSO_WORDS and not (day or year or self._cue_before(start)):
            return None
        month = int(match.code)
        resolved = year or self._year_of(month, int(day or 28))
        return Moment(_iso(str(resolved), str(month), day or None) or f"{resolved}-{month:02}", start, end)

    def _cue_before(self, start: int) -> bool:
        cues = ("start", "end", "to", "in", "endof", "beginof", "middleof", "this", "next", "for")
        return any(term.code in cues and 0 <= start - term.end <= 4 for term in self.terms)

    def _close(self, end: int, start: int) -> bool:
        return self.text[end:start].strip(" .,") == ""

    def _year_of(self, month: int, day: int = 28) -> int:
        return self.today.year + ((month, day) < (self.today.month, self.today.day))

    def _relative(self) -> list[Moment]:
        """In six months, next month, next year, in a year and a half, tomorrow, as soon as possible."""
        found = []
        for duration in self.durations():
            if any(term.code in ("in", "end") and 0 <= duration.start - term.end <= 2 for term in self.terms) or any(
                term.code == "in" and 0 <= term.start - duration.end <= 1 and not self.text[term.start].isascii()
                for term in self.terms
            ):
                found.append(Moment(add_months(self.today, duration.months), duration.start, duration.end))
        for at, term in enumerate(self.terms):
            beside = [
                other
                for other in self.terms[max(0, at - 2) : at + 3]
                if other.code == "next" and self._adjacent(term, other)
            ]
            span = (min([term.start, *(o.start for o in beside)]), max([term.end, *(o.end for o in beside)]))
            if term.code == "unit.month" and beside:
                found.append(Moment(add_months(self.today, 1), *span))
            elif term.code == "unit.year" and beside:
                part = self._part_of_year(span[0])
                found.append(Moment(f"{self.today.year + 1}{part}", *span, loose=not part))
            elif term.code == "unit.year" and self._this(term):
                part = self._part_of_year(term.start)
                found.append(Moment(f"{self.today.year}{part}", *term_span(term), loose=not part))
            elif term.code in ("tomorrow", "today", "asap") and len(self.message.words) <= 12 and term.code != "today":
                value = self.today.strftime("%Y-%m")
                found.append(Moment(value, *term_span(term), loose=True))
        return found

    def _adjacent(self, term: Match, other: Match) -> bool:
        first, second = sorted((term, other), key=lambda match: match.start)
        return 0 <= second.start - first.end <= 4 and self.text[first.end : second.start].strip() in (
            "",
            "l'",
            "个",
            "ال",
        )

    def _this(self, term: Match) -> bool:
        return any(other.code == "this" and 0 <= term.start - other.end <= 1 for other in self.terms)

    def _part_of_year(self, start: int) -> str:
        for term in self.terms:
            if term.code in ("endof", "beginof", "middleof", "end") and 0 <= start - term.end <= 5:
                if term.code == "end" and self.text[term.start : term.end] not in _ENDINGS:
                    continue
                return {"endof": "-12", "end": "-12", "beginof": "-01", "middleof": "-06"}[term.code]
        return ""

    def _named(self) -> list[Moment]:
        """Seasons and feasts."""
        found = []
        for term in self.terms:
            kind, _, name = term.code.partition(".")
            if kind not in ("season", "feast"):
                continue
            year_match = re.match(r"\W{0,3}(?:of |de |do |del |года )?(20\d\d)", self.text[term.end : term.end + 14])
            end = term.end + (year_match.end() if year_match else 0)
            explicit = int(year_match[1]) if year_match else self._year_before(term.start)
            if len(self.message.words) > 10 and not explicit and not self._cue_before(term.start):
                continue
            after = any(
                t.code == "after" and (abs(term.start - t.end) <= 4 or 0 <= t.start - term.end <= 1) for t in self.terms
            )
            if kind == "season":
                month = season_month(name)
                year = explicit or self._year_of(month)
                found.append(Moment(f"{year}-{month:02}", term.start, end, loose=True))
            else:
                found.append(Moment(feast_month(name, self.today, explicit, after=after), term.start, end, loose=True))
        return found

    def _year_before(self, start: int) -> int | None:
        m = re.search(r"(20\d\d)\W?年?\W?$", self.text[max(0, start - 8) : start])
        if m:
            return int(m[1])
        return (
            self._han_year(found[1])
            if (found := re.search(r"([今明后])年?$", self.text[max(0, start - 3) : start]))
            else None
        )

    def _years(self) -> list[Moment]:
        found = []
        for m in _HAN_YEAR.finditer(self.text):
            year = self._han_year(m["year"])
            part = {"底": "-12", "末": "-12", "初": "-01", "春": "-03", "夏": "-06", "秋": "-09", "冬": "-12"}.get(
                m["part"] or "", ""
            )
            found.append(Moment(f"{year}{part}", *m.span(), loose=not part))
        spans = [(moment.start, moment.end) for moment in found]
        for m in _YEAR.finditer(self.text):
            if any(start <= m.start() < end for start, end in spans):
                continue
            part = self._part_of_year(m.start())
            cued = self._role_before(m.start()) != ""
            found.append(Moment(f"{m[1]}{part}", *m.span(), loose=not (part or cued)))
        return found

    def _with_role(self, moment: Moment, before: Moment | None) -> Moment:
        role = self._role_before(moment.start) or self._role_after(moment.end)
        if before is not None and not role and 0 <= moment.start - before.end <= 3:
            role = "end" if self.text[before.end : moment.start].strip() == "-" else ""
        value = moment.value
        if "|" in value:
            head, last = value.split("|")
            value = f"{head[:5]}{last}" if role == "end" else head
        return Moment(value, moment.start, moment.end, role, moment.loose)

    def _role_before(self, start: int) -> Role:
        best: tuple[int, Role] = (-1, "")
        for match in self._role_terms():
            gap = start - match.end
            if 0 <= gap <= 16 and _only_small_words(self.text[match.end : start]) and match.end > best[0]:
                best = (match.end, "end" if match.code in ("end", "to") else "start")
        return best[1]

    def _role_after(self, end: int) -> Role:
        for match in self._role_terms():
            if 0 <= match.start - end <= 1 and "\u3400" <= self.text[match.start] <= "\u9fff":
                return "end" if match.code in ("end", "to") else "start"
        tail = self.text[end : end + 12]
        if "完成" in tail or "结束" in tail or "截止" in tail:
            return "end"
        return "start" if "开始" in tail or "启动" in tail else ""

    def _role_terms(self) -> tuple[Match, ...]:
        return _roles().find(self.message)


def term_span(term: Match) -> tuple[int, int]:
    return term.start, term.end


_OF = frozenset(("of", "de", "del", "do", "du", "d", "من", "le", "el", "год", "year"))
_ENDINGS = frozenset(("end", "fin", "by the end of", "底", "fim", "до конца", "until the"))
_ALSO_WORDS = frozenset(("may", "mar", "march", "mars", "mai", "set", "out", "ago", "dec", "sep", "ماي", "اب", "marco"))
_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "le",
        "la",
        "les",
        "el",
        "los",
        "las",
        "o",
        "os",
        "um",
        "uma",
        "du",
        "de",
        "del",
        "do",
        "da",
        "early",
        "late",
        "end",
        "fin",
        "mid",
        "about",
        "around",
        "next",
        "this",
        "debut",
        "principios",
        "inicio",
        "mes",
        "month",
        "день",
        "начала",
        "начало",
        "конца",
        "начале",
        "нояб",
        "ال",
        "شهر",
        "بدايه",
        "نهايه",
        "day",
        "jour",
        "dia",
        "por",
        "volta",
        "vers",
        "environ",
        "approximately",
        "в",
        "во",
        "на",
        "le",
        "es",
        "в",
        "in",
        "um",
        "beginning",
        "start",
        "middle",
        "fim",
        "final",
        "finales",
        "prochain",
        "proximo",
        "proxima",
        "ان",
        "dia",
    ]
)


def _only_small_words(between: str) -> bool:
    if any(mark in between for mark in ",;!?"):
        return False
    return all(word in _SMALL for word in re.findall(r"[^\W\d_]+", between)) and not re.search(r"\d", between)


def _iso(year: str, month: str | None, day: str | None) -> str:
    """An ISO date of the parts that are said; empty when there is no such day."""
    try:
        checked = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    if day:
        return checked.isoformat()
    return f"{checked:%Y-%m}" if month else f"{checked:%Y}"


def findings(message: Message, today: str) -> tuple[Finding, ...]:
    """`start_date` and `end_date` as stated; a date without a role is neither, unless something ends with it."""
    calendar = Calendar(message, today)
    moments = [moment for moment in calendar.moments() if not (moment.loose and not moment.role)]
    starts = [moment for moment in moments if moment.role == "start"]
    ends = [moment for moment in moments if moment.role == "end"]
    found = []
    duration = next(
        (d for d in calendar.durations() if all(d.start >= m.end or d.end <= m.start for m in moments)), None
    )
    hard = [term for term in calendar.terms if term.code == "hard"]
    if starts and starts[0].value >= today[: len(starts[0].value)]:
        found.append(Finding("start_date", starts[0].value, starts[0].start, starts[0].end))
        if duration and not ends:
            year, month = int(starts[0].value[:4]), int(starts[0].value[5:7] or 1)
            value = add_months(date(year, month, 1), duration.months - 1)
            found.append(Finding("end_date", value, duration.start, duration.end))
    bound = next(
        (m for m in moments if hard and not m.loose and m.role != "start" and m.value >= today[: len(m.value)]), None
    )
    chosen = bound or next((m for m in ends if m.value >= today[: len(m.value)]), None)
    if chosen and not any(finding.field == "end_date" for finding in found):
        found.append(Finding("end_date", chosen.value, chosen.start, chosen.end))
    if bound:
        found.append(Finding("urgency", "date", hard[0].start, hard[0].end, inferred=True))
    return tuple(found)


def asked(message: Message, today: str, role: Role) -> str:
    """The one date of a message that answers a question for a start or an end; empty when there is none."""
    calendar = Calendar(message, today)
    moments = calendar.moments()
    firm = [m for m in moments if not m.loose]
    best = next((m for m in firm if m.role == role), None) or next((m for m in firm if m.role == ""), None)
    best = best or next((m for m in moments if m.role in ("", role)), None)
    best = best or (moments[0] if moments else None)
    if best:
        value = best.value
        return value + "-12" if role == "end" and len(value) == 4 and _means_year_end(message, best) else value
    durations = calendar.durations()
    return add_months(date.fromisoformat(today), durations[0].months) if durations else ""


def months_until(message: Message, today: str) -> int | None:
    """How many months from now a message speaks of, as a duration; None when it names none."""
    found = Calendar(message, today).durations()
    return found[0].months if found else None


def _means_year_end(message: Message, moment: Moment) -> bool:
    return any(ending in message.folded[max(0, moment.start - 14) : moment.start] for ending in _ENDINGS)

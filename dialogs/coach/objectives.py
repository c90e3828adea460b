"""Rules on what should change and how it is measured: specific, measurable, in time, possible, a result."""

from __future__ import annotations

import re

from dialogs.coach.case import Case, missing, month
from dialogs.coach.signs import Signs

_WHOLE = re.compile(r"(?<!\d)100\s?[%％]")


def specific(case: Case) -> str | None:
    somewhere = case.signs.placed or bool(case.text_of("places")) or case.text_of("scope") not in ("", "community")
    return missing(case.signs.peopled and somewhere)


def measurable(case: Case) -> str | None:
    return missing(case.signs.measured or case.signs.stated)


def time_bound(case: Case) -> str | None:
    return missing(case.signs.timed or bool(case.text_of("end_date")))


def achievable(case: Case) -> str | None:
    whole = case.signs.first("everything") or next(iter(_WHOLE.findall(case.signs.words.folded)), "")
    wide = case.text_of("scope") in ("national", "global")
    if case.field == "objective" and whole and not case.signs.has("results"):
        return whole
    return "" if wide and _short_time(case) else None


def _short_time(case: Case) -> bool:
    start, end = month(case.text_of("start_date")), month(case.text_of("end_date"))
    return start is not None and end is not None and 0 <= end - start < 6


def baseline(case: Case) -> str | None:
    return missing(case.signs.baseline or (case.field == "problem_statement" and case.signs.proven))


def target(case: Case) -> str | None:
    return missing(case.signs.timed and (case.signs.measured or case.signs.stated))


def source(case: Case) -> str | None:
    return missing(case.signs.has("sources"))


def result(case: Case) -> str | None:
    found = _activity(case.signs)
    return found if found and not case.signs.has("results") else None


def _activity(signs: Signs) -> str:
    text = signs.words.folded.lstrip(" \n\"'«“(-•*")
    offset = len(signs.words.folded) - len(text)
    lead = signs.lexicon.pattern("activity_lead").match(text)
    start = len(lead.group()) if lead else 0
    rest = text[start : start + 80].lstrip()
    verb = signs.lexicon.pattern("activities").match(rest)
    begin = offset + start + (len(text[start : start + 80]) - len(rest))
    return signs.words.plain[begin : begin + len(verb.group())] if verb else ""

"""Rules on the rest of a request: the help, the plan, the dates, who is reached, what should stay out."""

from __future__ import annotations

import re

from dialogs.coach.case import ISO_DATE, Case, missing, month
from dialogs.coach.fit import fitting_targets, unmet_gaps

TITLE_MOST = 15
TITLE_LEAST = 4
YEARS_MOST = 5
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^\W\d_]{2,}")
_PHONE = re.compile(r"(?:\+|00)\d(?:[\s().-]{0,2}\d){6,14}(?!\d)")
_PHONE_IN_TEXT = re.compile(r"(?<![\w.,-])(?:\+\d|0\d|\(\d)(?:[\s().-]{0,2}\d){7,13}(?![\d%])")
_COORDINATES = re.compile(
    r"-?\d{1,2}[.,]\d{3,}\s*°?\s*[NS]?\s*[,; ]\s*-?\d{1,3}[.,]\d{3,}|\d{1,3}\s*°\s*\d{1,2}\s*['′]"
)


def help_fits(case: Case) -> str | None:
    gaps = unmet_gaps(case.codes_of("gap_types"), case.codes_of("assistance_types"))
    return ", ".join(gaps) if gaps else None


def training_detail(case: Case) -> str | None:
    signs = case.signs
    said = (
        signs.peopled,
        signs.has("topic_before"),
        signs.has("days") and (signs.has("numbers") or any(c.isdigit() for c in signs.words.folded)),
        signs.has("languages") or bool(case.codes_of("delivery_language")),
    )
    least = 3 if signs.has("training") else 2  # Chosen: one detail of four may stand elsewhere in the request.
    return missing(sum(said) >= least)


def relevant(case: Case) -> str | None:
    if case.field == "gbf_targets":
        return missing(bool(case.codes_of("gbf_targets")) or case.signs.measured)
    return missing(case.signs.has("plans") or case.signs.has("ask_focal_point"))


def priority_reference(case: Case) -> str | None:
    return missing(case.signs.has("plans") or case.signs.has("ask_focal_point"))


def target_fits(case: Case) -> str | None:
    chosen = case.codes_of("gbf_targets")
    fitting = fitting_targets(" ".join((case.text_of("title"), case.text_of("problem_statement"))), case.signs.lexicon)
    return None if not chosen or not fitting or set(chosen) & set(fitting) else ", ".join(fitting[:2])


def owner(case: Case) -> str | None:
    return missing(case.signs.has("owners"))


def dates(case: Case) -> str | None:
    own = ISO_DATE.findall(case.signs.words.folded)
    start = month(own[0] if own and case.field == "start_date" else case.text_of("start_date"))
    end = month(own[-1] if own and case.field == "end_date" else case.text_of("end_date"))
    now = month(case.today)
    if now is not None and any(one is not None and one < now - 1 for one in (start, end)):
        return ""
    return missing(start is None or end is None or 0 <= end - start <= YEARS_MOST * 12)


def inclusion(case: Case) -> str | None:
    text = case.signs.words.folded.strip(" .!\n")
    return missing(bool(text) and case.signs.lexicon.pattern("nothing").fullmatch(text) is None)


def safe(case: Case) -> str | None:
    text = case.signs.words.plain
    for pattern in (_COORDINATES, _EMAIL, _PHONE_IN_TEXT):
        if found := pattern.search(text):
            return found.group().strip()
    return case.signs.first("sites") or None


def no_duplicate(case: Case) -> str | None:
    return ", ".join(case.similar_open) if case.similar_open else None


def money(case: Case) -> str | None:
    if case.field == "assistance_types":
        return "" if case.codes_of("assistance_types") == ("AT11",) else None
    return case.signs.first("money") or None


def title_length(case: Case) -> str | None:
    return missing(TITLE_LEAST <= case.signs.length <= TITLE_MOST)


def reachable(case: Case) -> str | None:
    text = case.signs.words.folded
    return missing(_EMAIL.search(text) is not None or _PHONE.search(text) is not None)

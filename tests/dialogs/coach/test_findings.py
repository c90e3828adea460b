"""What the coach finds in an answer, and what it leaves in peace."""

from __future__ import annotations

import pytest

from dialogs.answers import Answer, Answers
from dialogs.coach import Finding, findings
from dialogs.coach.checks import CHECKS

TODAY = "2026-11-21"


def ids(field: str, text: str, language: str = "en", answers: Answers | None = None) -> set[str]:
    return {finding.check for finding in findings(field, text, language, answers or {}, TODAY)}


WEAK = [
    ("en", "problem_statement", "No training on seed banks.", {"C_SOLUTION_AS_PROBLEM", "C_MIN_LEN", "C_WHERE"}),
    ("en", "problem_statement", "Many stakeholders face various challenges in the sector.", {"C_VAGUE", "C_EVIDENCE"}),
    ("en", "objective", "Run a seminar for wardens", {"C_ACTIVITY_NOT_RESULT", "C_SMART_T", "C_WHERE"}),
    ("en", "objective", "Turtles nest in peace", {"C_SMART_M", "C_SMART_T", "C_SMART_S"}),
    ("en", "objective", "All species are protected in the whole country", {"C_SMART_A", "C_SMART_T"}),
    ("en", "indicators", "more turtles", {"C_BASELINE", "C_TARGET", "C_SOURCE", "C_SMART_T"}),
    ("en", "title", "Turtles", {"C_TITLE_LEN"}),
    ("en", "beneficiaries_direct", "the general public", {"C_WHO", "C_NUMBER"}),
    ("en", "evidence", "it is obvious", {"C_NUMBER", "C_EVIDENCE"}),
    ("en", "root_causes", "greed", {"C_CAUSE_DEPTH"}),
    ("en", "first_words", "we are looking for a grant", {"C_MONEY"}),
    ("en", "first_words", "we need laws and maps and boats and a museum", {"C_COMPOUND"}),
    ("en", "assistance_details", "a short course", {"C_TRAINING_DETAIL"}),
    ("en", "national_priority", "it matters a lot to us", {"C_PRIORITY_REF", "C_SMART_R"}),
    ("en", "after", "we hope it goes on", {"C_OWNER"}),
    ("en", "iplc_women_youth", "None.", {"C_INCLUSION"}),
    ("en", "places", "nest at -13.8521, -171.7513", {"C_SENSITIVE"}),
    ("en", "contact_channel", "ask at the front desk", {"C_EMAIL"}),
    ("en", "start_date", "2024-03", {"C_DATES"}),
    ("fr", "problem_statement", "Absence d’un laboratoire de référence.", {"C_SOLUTION_AS_PROBLEM", "C_WHERE"}),
    ("fr", "problem_statement", "Les capacités des parties prenantes sont insuffisantes.", {"C_VAGUE", "C_MIN_LEN"}),
    ("fr", "objective", "Former des gardes", {"C_ACTIVITY_NOT_RESULT", "C_SMART_T", "C_WHERE"}),
    ("fr", "objective", "Renforcer la gestion durable", {"C_VAGUE", "C_SMART_M", "C_SMART_T", "C_WHO"}),
    ("fr", "indicators", "des gardes mieux formés", {"C_BASELINE", "C_TARGET", "C_SOURCE"}),
    ("fr", "beneficiaries_direct", "toute la population", {"C_WHO", "C_NUMBER"}),
    ("fr", "iplc_women_youth", "sans objet", {"C_INCLUSION"}),
    ("fr", "after", "on verra", {"C_OWNER"}),
    ("fr", "first_words", "nous cherchons un financement", {"C_MONEY"}),
    ("es", "problem_statement", "Nos faltan computadoras.", {"C_SOLUTION_AS_PROBLEM", "C_MIN_LEN", "C_WHERE"}),
    ("es", "objective", "Realizar un taller", {"C_ACTIVITY_NOT_RESULT", "C_SMART_T"}),
    ("es", "national_priority", "es muy importante", {"C_PRIORITY_REF"}),
    ("pt", "problem_statement", "Falta um laboratório.", {"C_SOLUTION_AS_PROBLEM", "C_MIN_LEN", "C_WHERE"}),
    ("ru", "problem_statement", "Нет оборудования.", {"C_SOLUTION_AS_PROBLEM", "C_MIN_LEN", "C_WHERE"}),
    ("ar", "problem_statement", "نقص المعدات", {"C_SOLUTION_AS_PROBLEM", "C_MIN_LEN", "C_WHERE"}),
    ("zh", "problem_statement", "缺少设备", {"C_SOLUTION_AS_PROBLEM", "C_MIN_LEN", "C_WHERE"}),
]

STRONG = [
    (
        "en",
        "problem_statement",
        "For lack of a boat, the three wardens of Rose Atoll reached the turtle beach twice in 2025; the ranger log "
        "shows 41 of 60 nests dug up, most of them by dogs from the village of Olosega.",
        {"C_SOLUTION_AS_PROBLEM", "C_MIN_LEN", "C_WHERE", "C_WHO", "C_EVIDENCE", "C_VAGUE", "C_BASELINE"},
    ),
    (
        "en",
        "objective",
        "By March 2028 the 12 wardens of Rose Atoll count nests every week and lose fewer than 5 a season.",
        {"C_SMART_S", "C_SMART_M", "C_SMART_T", "C_ACTIVITY_NOT_RESULT", "C_WHERE", "C_WHO", "C_VAGUE", "C_SMART_A"},
    ),
    (
        "en",
        "objective",
        "Train 12 wardens so that they can count nests in Savaii",
        {"C_ACTIVITY_NOT_RESULT", "C_WHERE"},
    ),
    (
        "en",
        "indicators",
        "nests lost per season: 41 in the 2025 ranger log, below 5 by 2028, source ranger log",
        {"C_BASELINE", "C_TARGET", "C_SOURCE", "C_SMART_M", "C_SMART_T"},
    ),
    (
        "en",
        "first_words",
        "Dogs dig up turtle nests and our wardens in Savaii come too late",
        {"C_COMPOUND", "C_MONEY"},
    ),
    ("en", "beneficiaries_direct", "about forty fishing families", {"C_WHO", "C_NUMBER"}),
    ("en", "national_priority", "I do not know, ask our focal point", {"C_PRIORITY_REF"}),
    ("en", "contact_channel", "+685 7712345", {"C_EMAIL"}),
    ("en", "problem_statement", "In 2025-2026 we lost 200,000 USD of fish, 12.5% of the catch", {"C_SENSITIVE"}),
    (
        "fr",
        "problem_statement",
        "Faute de barque, les trois gardes de la réserve de Djoudj n’ont vu la plage que deux fois en 2025 ; leur "
        "carnet relève 41 nids détruits sur 60, la plupart par les chiens des villages voisins.",
        {"C_SOLUTION_AS_PROBLEM", "C_MIN_LEN", "C_WHERE", "C_WHO", "C_EVIDENCE", "C_VAGUE"},
    ),
    (
        "fr",
        "objective",
        "D’ici mars 2028, les 12 gardes du Djoudj comptent les nids chaque semaine et en perdent moins de 5 par an.",
        {"C_SMART_S", "C_SMART_M", "C_SMART_T", "C_ACTIVITY_NOT_RESULT", "C_WHERE", "C_WHO", "C_VAGUE"},
    ),
    ("fr", "after", "La direction des parcs garde les deux postes à son budget", {"C_OWNER"}),
    ("fr", "national_priority", "je ne sais pas, demandez au point focal", {"C_PRIORITY_REF"}),
    (
        "es",
        "objective",
        "Para marzo de 2028 los 12 guardaparques de Tortuguero cuentan los nidos cada semana.",
        {"C_SMART_S", "C_SMART_M", "C_SMART_T", "C_ACTIVITY_NOT_RESULT", "C_WHERE", "C_WHO", "C_VAGUE"},
    ),
    (
        "ru",
        "objective",
        "К марту 2028 года 12 инспекторов в Оше проверяют загоны каждую неделю.",
        {"C_SMART_S", "C_SMART_M", "C_SMART_T", "C_ACTIVITY_NOT_RESULT", "C_WHERE", "C_WHO"},
    ),
    (
        "ar",
        "objective",
        "بحلول مارس ٢٠٢٨ يستطيع ١٢ مفتشا في محمية الأزرق عد الأعشاش كل أسبوع",
        {"C_SMART_S", "C_SMART_M", "C_SMART_T", "C_ACTIVITY_NOT_RESULT", "C_WHERE", "C_WHO"},
    ),
    (
        "zh",
        "objective",
        "到2028年3月，洞里萨湖12名巡护员每周统计鸟巢，能够自己写报告。",
        {"C_SMART_S", "C_SMART_M", "C_SMART_T", "C_ACTIVITY_NOT_RESULT", "C_WHERE", "C_WHO"},
    ),
]


@pytest.mark.parametrize(("language", "field", "text", "expected"), WEAK)
def test_what_a_weak_answer_lacks_is_found(language: str, field: str, text: str, expected: set[str]) -> None:
    """Each check named for a weak answer is among its findings."""
    assert expected <= ids(field, text, language)


@pytest.mark.parametrize(("language", "field", "text", "spared"), STRONG)
def test_what_a_strong_answer_says_is_seen(language: str, field: str, text: str, spared: set[str]) -> None:
    """None of the checks that an answer passes is among its findings."""
    assert not spared & ids(field, text, language)


def test_a_finding_quotes_the_person() -> None:
    """The words of a finding stand in the text as written, capitals and accents kept, so that they can be quoted."""
    (found,) = (f for f in findings("objective", "Améliorer la résilience", "fr", {}, TODAY) if f.check == "C_VAGUE")
    assert found == Finding("C_VAGUE", "Améliorer", "check.C_VAGUE")


def test_accents_and_capitals_do_not_matter() -> None:
    """People on phones leave accents out and write in capitals."""
    assert ids("objective", "AMELIORER LA GESTION", "fr") == ids("objective", "améliorer la gestion", "fr")


def test_what_is_known_elsewhere_is_not_asked_again() -> None:
    """A place, an end date, a number or evidence given in another answer counts."""
    known = {"places": Answer("Savaii"), "end_date": Answer("2028-03"), "beneficiaries_number": Answer(12)}
    assert not {"C_WHERE", "C_SMART_T"} & ids("objective", "wardens count 60 nests", answers=known)
    assert "C_NUMBER" not in ids("beneficiaries_direct", "the wardens", answers=known)
    assert "C_EVIDENCE" not in ids("problem_statement", "dogs dig", answers={"evidence": Answer("ranger log of 2025")})


def test_training_alone_does_not_bring_equipment() -> None:
    """Training as the only help for a gap that it cannot close is found, and the gap named."""
    answers = {"gap_types": Answer(("equipment", "skills")), "assistance_types": Answer(("AT01",))}
    (found,) = (f for f in findings("assistance_types", "", "en", answers, TODAY) if f.check == "C_HELP_MATCHES_GAP")
    assert found.words == "equipment"
    both = {**answers, "assistance_types": Answer(("AT01", "AT04"))}
    assert "C_HELP_MATCHES_GAP" not in ids("assistance_types", "", answers=both)


def test_a_cause_that_repeats_the_problem_is_found() -> None:
    """Nearly the same words for problem and cause."""
    problem = {"problem_statement": Answer("dogs dig up turtle nests on the beach")}
    assert "C_CIRCULAR" in ids("root_causes", "turtle nests on the beach dogs dig up", answers=problem)
    assert "C_CIRCULAR" not in ids("root_causes", "nobody ties the dogs because no rule says so", answers=problem)


def test_a_target_that_the_text_does_not_speak_of_is_found() -> None:
    """Invasive fish with target 3 chosen: a better target is named."""
    answers = {"problem_statement": Answer("invasive alien lionfish eat the reef"), "gbf_targets": Answer(("18",))}
    (found,) = (f for f in findings("gbf_targets", "18", "en", answers, TODAY) if f.check == "C_TARGET_FIT")
    assert "6" in found.words.split(", ")


def test_a_duplicate_is_the_callers_knowledge() -> None:
    """Open requests like this one are named, on any field."""
    (found,) = (
        f
        for f in findings("title", "Turtle nests of Savaii", "en", {}, TODAY, ("KUMA-4827",))
        if not f.check.startswith("C_S")
    )
    assert (found.check, found.words) == ("C_DUPLICATE", "KUMA-4827")


def test_a_date_that_has_passed_is_no_deadline() -> None:
    """What counts as past depends on the day given."""
    text = "By 2027 the 12 wardens of Savaii count nests"
    assert "C_SMART_T" not in {f.check for f in findings("objective", text, "en", {}, "2026-11-21")}
    assert "C_SMART_T" in {f.check for f in findings("objective", text, "en", {}, "2029-01-01")}


def test_all_checks_of_the_shared_list_are_there() -> None:
    """The list has 31 checks, and four are our own; each has its rule and a field, but the one that looks at all."""
    assert len(CHECKS) == 31 + len({"C_AWARENESS", "C_SUCCESSION", "C_UPKEEP", "C_RISK"} & CHECKS.keys())
    assert [check.id for check in CHECKS.values() if not check.fields] == ["C_DUPLICATE"]

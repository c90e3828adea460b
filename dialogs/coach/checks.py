"""The checks, each a small rule that finds what is missing in one answer; none of them ever blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from dialogs.coach import details, lasting, objectives, problems
from dialogs.coach.case import Check, Rule


def _check(id: str, weight: int, rule: Rule, *fields: str) -> Check:
    return Check(id, frozenset(fields), weight, rule)


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        check.id: check
        for check in (
            _check("C_SMART_S", 2, objectives.specific, "objective", "title"),
            _check("C_SMART_M", 3, objectives.measurable, "objective", "indicators"),
            _check("C_SMART_T", 2, objectives.time_bound, "objective", "indicators"),
            _check("C_SMART_A", 1, objectives.achievable, "objective", "budget", "end_date"),
            _check("C_SMART_R", 2, details.relevant, "national_priority", "gbf_targets"),
            _check("C_BASELINE", 2, objectives.baseline, "indicators", "problem_statement"),
            _check("C_TARGET", 2, objectives.target, "indicators"),
            _check("C_SOURCE", 1, objectives.source, "indicators"),
            _check("C_VAGUE", 1, problems.vague, "title", "problem_statement", "objective", "outputs"),
            _check("C_MIN_LEN", 1, problems.long_enough, "problem_statement"),
            _check("C_SOLUTION_AS_PROBLEM", 3, problems.problem, "problem_statement"),
            _check("C_ACTIVITY_NOT_RESULT", 3, objectives.result, "objective"),
            _check("C_WHERE", 1, problems.where, "problem_statement", "objective"),
            _check("C_WHO", 2, problems.who, "problem_statement", "objective", "beneficiaries_direct"),
            _check("C_NUMBER", 1, problems.number, "evidence", "beneficiaries_direct"),
            _check("C_EVIDENCE", 2, problems.evidence, "problem_statement", "evidence"),
            _check("C_CAUSE_DEPTH", 2, problems.cause_depth, "root_causes"),
            _check("C_CIRCULAR", 1, problems.circular, "root_causes"),
            _check("C_COMPOUND", 1, problems.one_need, "first_words", "objective"),
            _check("C_HELP_MATCHES_GAP", 2, details.help_fits, "assistance_types", "gap_types"),
            _check("C_TRAINING_DETAIL", 1, details.training_detail, "assistance_details"),
            _check("C_PRIORITY_REF", 2, details.priority_reference, "national_priority"),
            _check("C_TARGET_FIT", 1, details.target_fits, "gbf_targets"),
            _check("C_OWNER", 2, details.owner, "after"),
            _check("C_DATES", 1, details.dates, "start_date", "end_date"),
            _check("C_INCLUSION", 1, details.inclusion, "iplc_women_youth"),
            _check("C_SENSITIVE", 0, details.safe, "places", "problem_statement", "attachments"),
            _check("C_DUPLICATE", 0, details.no_duplicate),
            _check("C_MONEY", 0, details.money, "first_words", "assistance_types"),
            _check("C_TITLE_LEN", 1, details.title_length, "title"),
            _check("C_EMAIL", 1, details.reachable, "contact_channel"),
            _check("C_AWARENESS", 1, lasting.more_than_awareness, "objective", "outputs"),
            _check("C_SUCCESSION", 1, lasting.taught_on, "after"),
            _check("C_UPKEEP", 1, lasting.maintained, "after"),
            _check("C_RISK", 1, lasting.weighed, "risks"),
        )
    }
)
"""All checks by id, in the order of the field's shared list, then our own; the order in which findings are given."""


def looking_at(field: str) -> Iterator[Check]:
    """The checks that apply to a field, in order."""
    return (check for check in CHECKS.values() if not check.fields or field in check.fields)

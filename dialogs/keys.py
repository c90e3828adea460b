"""What others call our fields: one table from our keys to the evaluation sets' and to the Bio-Bridge request form's.

Our values are codes; the evaluation sets write the words of the shared field list for the short lists, numbers for
targets, lists for several, and {"amount", "currency"} for money. The Bio-Bridge form's values are made in bot/export.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import assert_never

from dialogs.answers import Logframe, Money, Value
from dialogs.form import Form
from dialogs.kinds import (
    Amount,
    Choice,
    Choices,
    Consent,
    Contact,
    Count,
    Countries,
    Date,
    Invalid,
    Kind,
    Languages,
    Text,
    check,
)
from dialogs.vocabularies.choices import STANDARD_VALUES

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class BadValue(ValueError):
    """A value from outside that our field cannot hold; the message says what would fit."""


@dataclass(frozen=True, slots=True)
class Names:
    """What others call a field of ours."""

    evaluation: str = ""
    """In the evaluation sets, "" when it is the same."""
    asked: str = ""
    """In the evaluation sets when it is the open question, "" when it is the same."""
    bio_bridge: str = ""
    """The Bio-Bridge form's key, "" for none. Several of ours may share one."""


NAMES: Mapping[str, Names] = MappingProxyType(
    {
        "organization": Names(bio_bridge="organization"),
        "contact_name": Names(bio_bridge="contact"),
        "contact_channel": Names(bio_bridge="contact"),
        "country": Names(bio_bridge="country"),
        "other_countries": Names(bio_bridge="otherGovernments"),
        "title": Names(bio_bridge="title"),
        "problem_statement": Names(bio_bridge="problem"),
        "evidence": Names(bio_bridge="problem"),
        "root_causes": Names(bio_bridge="problem"),
        "effects": Names(bio_bridge="problem"),
        "gap_types": Names(bio_bridge="problem"),
        "capacity_level": Names(bio_bridge="problem"),
        "assistance_types": Names(bio_bridge="assistanceTypes"),
        "assistance_details": Names(bio_bridge="typesDetails"),
        "national_priority": Names(bio_bridge="addressedPriorities"),
        "themes": Names(bio_bridge="cbdSubjects"),
        "gbf_targets": Names(bio_bridge="gbfTargets"),
        "scope": Names(bio_bridge="jurisdiction"),
        "start_date": Names(bio_bridge="startDate"),
        "end_date": Names(bio_bridge="endDate"),
        "past_efforts": Names(bio_bridge="existingInitiatives"),
        "same_request_elsewhere": Names(bio_bridge="sameRequests"),
        "objective": Names(bio_bridge="objectives"),
        "outputs": Names(bio_bridge="potentialOOI"),
        "indicators": Names(bio_bridge="potentialOOI"),
        "own_resources": Names(bio_bridge="coFinancing"),
        "budget": Names(asked="budget_band", bio_bridge="coFinancing"),
        "other": Names(bio_bridge="other"),
        "places": Names(bio_bridge="other"),
        "beneficiaries_direct": Names(bio_bridge="other"),
        "beneficiaries_number": Names(bio_bridge="other"),
        "iplc_women_youth": Names(bio_bridge="other"),
        "fpic_needed": Names(bio_bridge="other"),
        "consultation": Names(bio_bridge="other"),
        "urgency": Names(bio_bridge="other"),
        "delivery_mode": Names(bio_bridge="other"),
        "delivery_language": Names(bio_bridge="other"),
        "cooperation_mode": Names(bio_bridge="other"),
        "preferred_partners": Names(bio_bridge="other"),
        "after": Names(bio_bridge="other"),
        "risks": Names(bio_bridge="other"),
    }
)
"""By our field key; a field that is absent has the same name everywhere and none in the Bio-Bridge form."""

BIO_BRIDGE: tuple[str, ...] = (
    "organization", "contact", "country", "coverage", "title", "problem", "assistanceTypes", "typesDetails",
    "addressedPriorities", "cbdSubjects", "gbfTargets", "aichiTargets", "jurisdiction", "beneficiaryTypes", "startDate",
    "endDate", "otherGovernments", "otherGovernmentsDetails", "other", "websites", "existingInitiatives",
    "sameRequests", "objectives", "potentialOOI", "coFinancing", "addressedPrioritiesOther",
)  # fmt: skip
"""Every key of the Bio-Bridge request form, in the form's order; a test holds it to the form's field list."""

JURISDICTIONS: Mapping[str, str] = MappingProxyType(
    {
        "regional": "528B1187-F1BD-4479-9FB3-ADBD9076D361",
        "global": "528B1187-F1BD-4479-9FB3-ADBD9076D361",
        "national": "7437F880-7B12-4F26-AA91-CED37250DD0A",
        "subnational": "DEBB019D-8647-40EC-8AE5-10CA88572F6E",
    }
)
"""Our codes of `scope` to the Convention's thesaurus; it has no term for a community's territory."""

ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "endorsement": "review",
        "declaration": "review",
        "attachments": "other",
        "activities": "other",
        "protocols": "other",
        "stakeholders": "other",
        "connectivity": "other",
        "language": "other",
    }
)
"""Questions of the shared field list that our form does not put, and the question of ours that hears their answers."""

_OURS: Mapping[str, str] = {
    name: key for key, names in NAMES.items() for name in (names.evaluation, names.asked) if name
}


def asked_as(field: str) -> frozenset[str]:
    """Every name under which the evaluation sets may speak of this field when it is the open question."""
    names = NAMES.get(field, Names())
    return frozenset(name for name in (field, names.evaluation, names.asked) if name)


def ours(name: str) -> str:
    """Our key for a name of the evaluation sets; the name itself where they agree."""
    return _OURS.get(name, name)


def bio_bridge(key: str) -> tuple[str, ...]:
    """Our fields that a key of the Bio-Bridge form gathers, in the table's order; empty when we have none."""
    return tuple(field for field, names in NAMES.items() if names.bio_bridge == key)


def evaluation_name(field: str) -> str:
    return NAMES.get(field, Names()).evaluation or field


def to_evaluation(kind: Kind, value: Value) -> Json:
    """A value in the shape of the evaluation sets."""
    match value:
        case Money(amount=amount, currency=currency):
            return {"amount": amount, "currency": currency}
        case Logframe():
            return str(value)
        case tuple():
            return [_to_standard(kind, code) for code in value]
        case str():
            return _to_standard(kind, value)
        case int():
            return value
        case _:
            assert_never(value)


def from_evaluation(form: Form, name: str, given: Json) -> tuple[str, Value]:
    """Our field and its value for one entry of an evaluation row.

    Raises:
        BadValue: no such field, a wrong shape, or a value outside the vocabulary.
    """
    field = form.field(ours(name))
    if field is None:
        raise BadValue(f"no field {name!r}; `needs form show` lists them")
    value = check(field.kind, _from_json(field.kind, given))
    if isinstance(value, Invalid):
        raise BadValue(f"{name} cannot be {_short(given)} ({value.reason}); {_fits(field.kind)}")
    return field.key, value


def _to_standard(kind: Kind, code: str) -> str | int:
    vocabulary = _vocabulary(kind)
    if vocabulary == "gbf_targets":
        return int(code)
    return STANDARD_VALUES.get(vocabulary, {}).get(code, code)


def _from_standard(kind: Kind) -> Callable[[Json], str]:
    codes = {words: code for code, words in STANDARD_VALUES.get(_vocabulary(kind), {}).items()}
    return lambda given: codes.get(str(given), str(given))


def _from_json(kind: Kind, given: Json) -> Value:
    code = _from_standard(kind)
    match given:
        case {"amount": int(amount), "currency": str(currency)}:
            return Money(amount, currency)
        case bool():
            return "yes" if given else "no"
        case int():
            return given
        case list():
            return tuple(code(one) for one in given)
        case str():
            several = isinstance(kind, Choices | Countries | Languages)
            return (code(given),) if several else code(given)
        case _:
            return ""


def _vocabulary(kind: Kind) -> str:
    return kind.vocabulary if isinstance(kind, Choice | Choices) else ""


def _short(given: Json) -> str:
    text = repr(given)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fits(kind: Kind) -> str:
    match kind:
        case Choice(vocabulary=vocabulary, options=options) | Choices(vocabulary=vocabulary, options=options):
            words = list(STANDARD_VALUES.get(vocabulary, {}).values()) or list(options)
            shown = ", ".join(words[:12]) + (", ..." if len(words) > 12 else "")
            return f"use one of: {shown}"
        case Countries():
            return 'use ISO 3166-1 codes, as in ["WS"]'
        case Date():
            return "use YYYY, YYYY-MM or YYYY-MM-DD"
        case Amount():
            return 'use {"amount": 50000, "currency": "USD"}'
        case Count():
            return "use a whole number"
        case Contact():
            return "use an e-mail address or +country code and number"
        case Languages():
            return 'use ISO 639 codes, as in ["fr"]'
        case Consent():
            return 'use "yes" or "no"'
        case Text():
            return "use text"
        case _:
            assert_never(kind)

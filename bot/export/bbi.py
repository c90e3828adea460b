"""A request as JSON with the keys of the Bio-Bridge request form, to be pasted into the Convention's platform.

Every key of the form is there, null or empty when nothing is known. Texts are by language, as the platform keeps them;
Parties, thematic areas, targets and levels carry the thesaurus' identifiers. Types of assistance carry our codes and
labels, for the platform's own list could not be read (domain 441381DA-856A-4E89-8568-9EBE7145FA50).
"""

from __future__ import annotations

from collections.abc import Callable

from bot.display import display, label
from bot.export.outline import clean
from bot.export.record import written
from dialogs.answers import Value
from dialogs.keys import BIO_BRIDGE, JURISDICTIONS, Json, bio_bridge
from dialogs.request import Request


def to_bio_bridge(request: Request) -> str:
    """JSON with exactly the form's keys, in the form's order."""
    record: dict[str, Json] = {key: _value(request, key) for key in BIO_BRIDGE}
    return written(record)


def _value(request: Request, key: str) -> Json:
    make = _MAKERS.get(key)
    return make(request) if make else _texts(request, bio_bridge(key))


def _texts(request: Request, fields: tuple[str, ...]) -> Json:
    """Our fields under one key: the first as it is, each other one under its label; None when none is known."""
    parts = []
    for position, field in enumerate(fields):
        value = request.value(field)
        if value is not None:
            shown = display(field, value, request.language)
            parts.append(shown if position == 0 else f"{label(field, request.language)}: {shown}")
    return {request.language: clean("\n".join(parts))} if parts else None


def _organization(request: Request) -> Json:
    if not (name := request.text("organization")):
        return None
    kind = request.value("organization_type")
    return {"name": clean(name), "type": display("organization_type", kind, "en") if kind else None}


def _contact(request: Request) -> Json:
    name, channel = request.text("contact_name"), request.text("contact_channel")
    if not (name or channel):
        return None
    mail = "@" in channel
    return {"name": clean(name), "email": channel if mail else "", "phone": "" if mail else channel}


def _parties(codes: tuple[str, ...]) -> Json:
    return [_term(code.lower()) for code in codes]


def _assistance(request: Request) -> Json:
    return [
        {"code": code, "label": {request.language: display("assistance_types", (code,), request.language)}}
        for code in request.codes("assistance_types")
    ]


def _details(request: Request) -> Json:
    """The form has a text for each type; ours is one text for all, so each type gets it."""
    text = _texts(request, ("assistance_details",))
    return dict.fromkeys(request.codes("assistance_types"), text) if text else None


def _jurisdiction(request: Request) -> Json:
    scope: Value | None = request.value("scope")
    if not isinstance(scope, str):
        return None
    known = JURISDICTIONS.get(scope)
    return _term(known) if known else {"customValue": {request.language: display("scope", scope, request.language)}}


def _term(identifier: str) -> Json:
    return {"identifier": identifier}


_MAKERS: dict[str, Callable[[Request], Json]] = {
    "organization": _organization,
    "contact": _contact,
    "country": lambda request: next((_term(code.lower()) for code in request.codes("country")), None),
    "coverage": lambda request: _parties((*request.codes("country"), *request.codes("other_countries"))),
    "assistanceTypes": _assistance,
    "typesDetails": _details,
    "cbdSubjects": lambda request: [_term(theme) for theme in request.codes("themes")],
    "gbfTargets": lambda request: [_term(f"GBF-TARGET-{int(n):02}") for n in request.codes("gbf_targets")],
    "aichiTargets": lambda _: [],  # Of records from before 2022.
    "jurisdiction": _jurisdiction,
    "beneficiaryTypes": lambda _: [],  # The form wants kinds of organisation; ours are people, under "other".
    "startDate": lambda request: request.text("start_date") or None,
    "endDate": lambda request: request.text("end_date") or None,
    "otherGovernments": lambda request: _parties(request.codes("other_countries")),
    "websites": lambda _: [],
}
"""Keys that hold more than text; every other key holds the texts of our fields that the table gives it."""

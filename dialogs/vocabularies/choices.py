"""Our short lists of options: codes in the order they are offered. Wording is `option.<vocabulary>.<code>`.

`STANDARD_VALUES` gives the value each code has in the field's shared lists, and in the batch verbs.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

STANDARD_VALUES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "gap_types": MappingProxyType(
            {
                "skills": "knowledge or skills",
                "data": "data or evidence",
                "method": "method, tool or guidance",
                "equipment": "equipment or technology",
                "staff": "staff",
                "money": "money",
                "law": "law or policy",
                "coordination": "coordination or mandate",
                "language": "language or access",
                "will": "political will",
            }
        ),
        "geographic_scope": MappingProxyType(
            {
                "community": "community / IPLC territory",
                "subnational": "sub-national",
                "national": "national",
                "regional": "regional / multi-country",
                "global": "global",
            }
        ),
        "organization_types": MappingProxyType(
            {
                "academic": "Academic or research institute",
                "national_government": "Government agency (National/Federal)",
                "subnational_government": "Government agency (Sub-national)",
                "iplc": "Indigenous peoples and local communities (IPLC)",
                "igo": "Inter-governmental organization (IGO)",
                "ngo": "Non-governmental organization (NGO)",
                "private": "Private sector (business and industry)",
                "regional_body": "Regional economic integration organization",
                "un": "UN and other specialized agency of the UN Common System",
                "other": "Other",
            }
        ),
        "requester_roles": MappingProxyType(
            {
                "focal_point": "CBD national focal point",
                "other_focal_point": "other focal point (Cartagena, Nagoya, CHM, SBSTTA, PoWPA, GTI...)",
                "government": "government staff",
                "research": "research or academia",
                "ngo": "NGO",
                "iplc": "indigenous people or local community",
                "participant": "workshop participant",
                "staff": "help desk staff",
                "provider": "provider of help",
                "other": "other",
            }
        ),
        "capacity_levels": MappingProxyType(
            {
                "individual": "individual",
                "organizational": "organizational",
                "systemic": "systemic",
            }
        ),
        "urgency": MappingProxyType(
            {
                "3_months": "within 3 months",
                "6_months": "3-6 months",
                "12_months": "6-12 months",
                "later": "more than a year",
                "date": "tied to a date (report, COP, law)",
            }
        ),
        "delivery_modes": MappingProxyType(
            {
                "in_person": "in person",
                "online": "online",
                "mixed": "mixed",
                "peer_visit": "peer visit",
                "remote_advice": "remote advice",
                "self_paced": "self-paced course",
            }
        ),
        "cooperation_modes": MappingProxyType(
            {
                "south_south": "South-South",
                "north_south": "North-South",
                "triangular": "triangular",
                "any": "any",
            }
        ),
        "budget_bands_usd": MappingProxyType(
            {
                "none": "no money, advice only",
                "20k": "under 20,000",
                "50k": "20,000-50,000",
                "250k": "50,000-250,000",
                "1m": "250,000-1,000,000",
                "over": "over 1,000,000",
                "unknown": "not known",
            }
        ),
        "visibility": MappingProxyType(
            {
                "me": "only me",
                "desk": "help desk",
                "desk_focal": "help desk and national focal point",
                "desk_focal_providers": "help desk, focal point and matched providers",
                "public": "public",
            }
        ),
        "connectivity": MappingProxyType(
            {
                "good": "good",
                "slow": "slow",
                "phone": "phone only",
                "offline": "mostly offline",
            }
        ),
        "protocols": MappingProxyType(
            {
                "cbd": "CBD",
                "cartagena": "Cartagena Protocol",
                "supplementary": "Nagoya-Kuala Lumpur Supplementary Protocol",
                "nagoya": "Nagoya Protocol",
            }
        ),
        "yes_no_unsure": MappingProxyType({"yes": "yes", "no": "no", "unsure": "not sure"}),
    }
)


def codes(vocabulary: str) -> tuple[str, ...]:
    """The codes of one list, in the order they are offered and numbered."""
    return tuple(STANDARD_VALUES[vocabulary])

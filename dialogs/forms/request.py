"""The request for assistance. Order and conditions are the form; wording lives in dialogs/words/ under the field's key.

The fields are those of the Bio-Bridge request form and of the forms of its sister help desks. The problem comes first;
who asks and how to reach them comes last.
"""

from __future__ import annotations

from dialogs.form import Depth, Field, Form, chose
from dialogs.kinds import Amount, Choice, Choices, Consent, Contact, Count, Countries, Date, Indicators, Languages, Text
from dialogs.vocabularies.assistance import ASSISTANCE_TYPES
from dialogs.vocabularies.choices import codes
from dialogs.vocabularies.subjects import SUBJECTS
from dialogs.vocabularies.targets import TARGETS

QUICK, STANDARD, FULL = Depth.QUICK, Depth.STANDARD, Depth.FULL


def _choice(vocabulary: str) -> Choice:
    return Choice(vocabulary, codes(vocabulary))


REQUEST = Form(
    name="request",
    version=1,
    limits=((QUICK, 6), (STANDARD, 12)),
    fields=(
        Field("first_words", Text(), QUICK, searches=True, hard=True),
        Field("consent", Consent(), QUICK, section="share", hard=True),
        Field("country", Countries(), QUICK, section="where", hard=True),
        Field("problem_statement", Text(words=200), QUICK, searches=True, hard=True),
        Field("root_causes", Text(), FULL),
        Field("evidence", Text(), FULL),
        Field("effects", Text(), FULL),
        Field("past_efforts", Text(), STANDARD, section="context", yes_no=True),
        Field("gap_types", Choices("gap_types", codes("gap_types")), STANDARD, proposed=True),
        Field("capacity_level", Choices("capacity_levels", codes("capacity_levels")), FULL),
        Field(
            "assistance_types", Choices("assistance_types", ASSISTANCE_TYPES), STANDARD, proposed=True, section="help"
        ),
        Field("assistance_details", Text(), FULL, section="help"),
        Field("objective", Text(), STANDARD, section="result"),
        Field("outputs", Text(), FULL, section="result"),
        Field("indicators", Indicators(), FULL, section="result"),
        Field("beneficiaries_direct", Text(), FULL, section="people"),
        Field("beneficiaries_number", Count(), FULL, section="people", proposed=True),
        Field("iplc_women_youth", Text(), FULL, section="people"),
        Field("fpic_needed", _choice("yes_no_unsure"), FULL, section="people"),
        Field("consultation", Text(), FULL, section="people", when=chose("fpic_needed", "yes", "unsure"), yes_no=True),
        Field("scope", _choice("geographic_scope"), STANDARD, section="where", proposed=True),
        Field("other_countries", Countries(most=20), FULL, section="where", when=chose("scope", "regional", "global")),
        Field("places", Text(), FULL, section="where"),
        Field("national_priority", Text(), STANDARD, section="link", yes_no=True),
        Field("gbf_targets", Choices("gbf_targets", TARGETS, most=5), STANDARD, section="link", proposed=True),
        Field("themes", Choices("themes", SUBJECTS, most=5), STANDARD, section="link", proposed=True),
        Field("same_request_elsewhere", Text(), STANDARD, section="context", yes_no=True),
        Field("own_resources", Text(), FULL, section="context", yes_no=True),
        Field("budget", Amount(), FULL, section="help"),
        Field("start_date", Date(), FULL, section="time"),
        Field("end_date", Date(), FULL, section="time"),
        Field("urgency", _choice("urgency"), FULL, section="time"),
        Field("delivery_mode", _choice("delivery_modes"), FULL, section="delivery"),
        Field("delivery_language", Languages(), FULL, section="delivery"),
        Field("cooperation_mode", _choice("cooperation_modes"), FULL, section="delivery"),
        Field("preferred_partners", Text(), FULL, section="delivery", yes_no=True),
        Field("after", Text(), FULL, section="sustain"),
        Field("risks", Text(), FULL, section="sustain", yes_no=True),
        Field("other", Text(), FULL, section="files", yes_no=True),
        Field("title", Text(words=15), STANDARD, proposed=True),
        Field("contact_name", Text(), STANDARD, section="who", contact=True),
        Field("organization", Text(), STANDARD, section="who", contact=True),
        Field("organization_type", _choice("organization_types"), STANDARD, section="who", proposed=True, contact=True),
        Field("requester_role", _choice("requester_roles"), STANDARD, section="who", proposed=True, contact=True),
        Field("contact_channel", Contact(), QUICK, section="who", contact=True),
        Field("visibility", _choice("visibility"), QUICK, section="share", proposed=True, contact=True, default="desk"),
    ),
)

"""Requests the export tests share: a plain one in French, one in Arabic, one full of nasty characters."""

from __future__ import annotations

from dataclasses import replace

from dialogs.answers import Answer, Gap, Money, Note, Source
from dialogs.forms.request import REQUEST
from dialogs.request import finish

SENT = 1_795_000_000.0  # 18 November 2026

FRENCH = finish(
    REQUEST,
    {
        "first_words": Answer("les poissons-lions mangent nos récifs"),
        "consent": Answer("yes", Source.CHOSEN),
        "country": Answer(("DM",), Source.READ, "la Dominique"),
        "problem_statement": Answer(
            "Depuis 2023, le poisson-lion couvre 8 récifs sur 10.\nLes pêcheurs ne savent que faire."
        ),
        "gap_types": Answer(("skills", "method"), Source.INFERRED, "ne savent que faire"),
        "assistance_types": Answer(("AT01", "AT07"), Source.INFERRED, "former"),
        "objective": Answer("D’ici fin 2027, 20 pêcheurs retirent le poisson-lion de 10 récifs."),
        "gbf_targets": Answer(("6",), Source.INFERRED, "poissons-lions"),
        "themes": Answer(("CBD-SUBJECT-MAR",), Source.INFERRED, "récifs"),
        "national_priority": Gap("will_ask"),
        "scope": Answer("national", Source.CHOSEN),
        "budget": Answer(Money(40_000, "USD")),
        "start_date": Answer("2027-03"),
        "risks": Note("pfff, la mer..."),
        "title": Answer("Retirer le poisson-lion de dix récifs", Source.INFERRED),
        "contact_name": Answer("Awa Ouédraogo"),
        "organization": Answer("Division des pêches"),
        "organization_type": Answer("national_government", Source.INFERRED, "Division des pêches"),
        "contact_channel": Answer("awa@peches.example"),
        "visibility": Answer("desk", Source.CHOSEN),
    },
    code="KUMA-4827",
    language="fr",
    created=SENT - 3600,
    sent=SENT,
)

ARABIC = replace(
    FRENCH,
    language="ar",
    answers={
        **FRENCH.answers,
        "title": Answer("إزالة أسماك الأسد من الشعاب"),
        "problem_statement": Answer("تأكل أسماك الأسد شعابنا منذ عام ٢٠٢٣"),
    },
)

NASTY_TEXT = (
    "<script>alert('x')</script> & \"quoted\" \x00\x07\x1b[31m \ud800 \ufffe \u202eevil\u202c "
    "🐠👩🏽‍🔬 ]]> {n} %s \u2028 end"
)

NASTY = replace(
    FRENCH,
    code="<b>&\x00",
    answers={
        **FRENCH.answers,
        "title": Answer(NASTY_TEXT),
        "problem_statement": Answer(NASTY_TEXT + "\n" + "é" * 20_000 + "\nlast words"),
        "contact_name": Answer(NASTY_TEXT, Source.READ, NASTY_TEXT),
    },
    notes={"risks": Note(NASTY_TEXT)},
)

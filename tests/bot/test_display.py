"""Values as people read them, and the names a language has for things."""

from __future__ import annotations

import pytest

from bot.display import alone, display, flowing, label, option
from dialogs.answers import Money, Value
from dialogs.forms.request import REQUEST
from dialogs.vocabularies import subjects, targets
from dialogs.vocabularies.parties import OTHER, PARTIES
from dialogs.words import AVAILABLE, names


@pytest.mark.parametrize(
    ("key", "value", "english", "french"),
    [
        ("country", ("JM",), "Jamaica", "Jamaïque"),
        ("other_countries", ("JM", "LC"), "Jamaica and Saint Lucia", "Jamaïque et Sainte-Lucie"),
        ("budget", Money(50000, "USD"), "50,000 US dollars", "50\u202f000 dollars des États-Unis"),
        ("start_date", "2027", "2027", "2027"),
        ("start_date", "2027-06", "June 2027", "juin 2027"),
        ("start_date", "2027-06-30", "30 June 2027", "30 juin 2027"),
        ("beneficiaries_number", 1200, "1,200", "1\u202f200"),
        ("delivery_language", ("fr", "en"), "French and English", "Français et anglais"),
        ("scope", "national", "The whole country", "Tout le pays"),
        ("gap_types", ("skills", "data"), "Knowledge or skills; Data or evidence",
         "Connaissances ou compétences\u202f; Données ou éléments de preuve"),
        ("title", "Reefs {n}", "Reefs {n}", "Reefs {n}"),
    ],
)  # fmt: skip
def test_a_value_reads_as_its_language_writes_it(key: str, value: Value, english: str, french: str) -> None:
    """Codes become names; numbers, dates and sums follow the language; text stays as it was written."""
    assert (display(key, value, "en"), display(key, value, "fr")) == (english, french)


@pytest.mark.parametrize(
    ("language", "text", "one"),
    [
        ("en", "rebuild before the next storm\nall villages", "rebuild before the next storm; all villages"),
        ("en", "It is lost.\nabout 300 families", "It is lost. About 300 families"),
        ("en", "lionfish eat our reefs\nThe first park closed", "lionfish eat our reefs. The first park closed"),
        ("en", "they say “never again.”\n40 boats", "they say “never again.” 40 boats"),
        ("en", "two parks:\nNegril and Port Royal", "two parks: Negril and Port Royal"),
        ("en", "one line", "one line"),
        ("en", "\n", ""),
        ("fr", "un chapitre sur la responsabilité\nles douze agents",
         "un chapitre sur la responsabilité\u202f; les douze agents"),
        ("es", "se pierde la pesca.\nunas 40 familias", "se pierde la pesca. Unas 40 familias"),
        ("pt", "perdem-se as tartarugas\n300 pescadores", "perdem-se as tartarugas; 300 pescadores"),
        ("ar", "تموت الشعاب\nحوالي ٣٠٠ صياد", "تموت الشعاب؛ حوالي ٣٠٠ صياد"),
        ("ar", "هل تموت الشعاب؟\nحوالي ٣٠٠ صياد", "هل تموت الشعاب؟ حوالي ٣٠٠ صياد"),
        ("ru", "гибнут рифы\nоколо 300 рыбаков", "гибнут рифы; около 300 рыбаков"),
        ("zh", "珊瑚正在死亡\n大约300名渔民", "珊瑚正在死亡；大约300名渔民"),
        ("zh", "珊瑚正在死亡。\n大约300名渔民", "珊瑚正在死亡。大约300名渔民"),
    ],
)  # fmt: skip
def test_what_was_told_in_lines_reads_as_language_in_one(language: str, text: str, one: str) -> None:
    assert flowing(text, language) == one


@pytest.mark.parametrize("language", AVAILABLE)
def test_a_target_shows_its_number(language: str) -> None:
    """The number stands before the title: people quote it."""
    assert display("gbf_targets", ("6",), language).startswith("6\u00a0– ")


@pytest.mark.parametrize(
    ("key", "value"),
    [("scope", "nowhere"), ("country", ("QQ",)), ("themes", ("X",)), ("gone", "old"), ("budget", "much")],
)
def test_what_nobody_knows_is_shown_as_it_is(key: str, value: Value) -> None:
    """An old draft or a new form never breaks a page."""
    assert display(key, value, "fr") == (value if isinstance(value, str) else value[0])  # type: ignore[index]


@pytest.mark.parametrize("language", AVAILABLE)
def test_every_option_of_the_form_has_a_name(language: str) -> None:
    """No code is ever seen on a button."""
    offered = {(f.key, code) for f in REQUEST.fields for code in getattr(f.kind, "options", ())}
    assert {(key, code) for key, code in offered if option(key, code, language) == code} == set()
    assert {f.key for f in REQUEST.fields if label(f.key, language) == f.key} == set()


def test_places_take_their_preposition() -> None:
    """A sentence says where, as a native speaker would."""
    french = [names.in_country(code, "fr") for code in ("JM", "FJ", "KE", "CU", "IR", "MX", "VE", "BB", "CI")]
    assert french == [
        "en Jamaïque",
        "aux Fidji",
        "au Kenya",
        "à Cuba",
        "en République islamique d’Iran",
        "au Mexique",
        "au Venezuela",
        "à la Barbade",
        "en Côte d’Ivoire",
    ]
    assert [names.in_country(code, "en") for code in ("FJ", "BS")] == ["in Fiji", "in the Bahamas"]
    assert [names.in_country(code, "es") for code in ("CU", "DO")] == ["en Cuba", "en la República Dominicana"]
    assert [names.in_country(code, "ar") for code in ("JO", "IR")] == ["في الأردن", "في جمهورية إيران الإسلامية"]


def test_where_names_decline_a_country_stands_beside_its_label() -> None:
    """Portuguese articles and Russian cases follow no rule that a program knows: the name stays as it is."""
    assert [names.in_country(code, "pt") for code in ("MZ", "CV")] == ["país: Moçambique", "país: Cabo Verde"]
    assert [names.in_country(code, "ru") for code in ("KG", "MD")] == [
        "страна — Кыргызстан",
        "страна — Республика Молдова",
    ]


def test_portuguese_names_are_those_of_the_united_nations() -> None:
    """A State is called in Portuguese what it is called in the other languages."""
    shown = [names.country(code, "pt") for code in ("PS", "KP", "CD", "MM")]
    assert shown == [
        "Estado da Palestina",
        "República Popular Democrática da Coreia",
        "República Democrática do Congo",
        "Mianmar",
    ]


@pytest.mark.parametrize("language", [code for code in AVAILABLE if code != "en"])
def test_targets_and_areas_have_a_name_of_their_own(language: str) -> None:
    """No English title stands among the words of another language."""
    assert [n for n in targets.TARGETS if targets.title(n, language) == targets.title(n, "en")] == []
    assert [s for s in subjects.SUBJECTS if subjects.label(s, language) == subjects.label(s, "en")] == []


@pytest.mark.parametrize("language", AVAILABLE)
def test_no_party_reads_badly_in_a_sentence(language: str) -> None:
    """Official names with something in brackets have a form for sentences, and every Party has a name."""
    assert {code for code in PARTIES if "(" in names.in_country(code, language)} == set()
    assert {code for code in PARTIES if names.country(code, language) == code} == set()


def test_other_governments_are_named_in_neutral_words() -> None:
    """What is not a Party is neither left out nor judged."""
    assert names.country(OTHER, "en") == "Another Government, territory or organisation"
    assert names.country("NC", "fr") == "Nouvelle-Calédonie"
    assert names.country("BR", "pt") == "Brasil"


@pytest.mark.parametrize("value", ["2027-13", "soon", "", "2027-02-31", "2027-06-30-1"])
def test_what_is_no_date_stays(value: str) -> None:
    """A date that does not exist is shown as it was said."""
    assert names.date(value, "fr") == value


@pytest.mark.parametrize(
    ("value", "is_alone"),
    [
        ("120", True),
        ("+216 20 123 456", True),
        ("ana@ministry.example", True),
        ("LOPI-4136", True),
        ("Lac Nokoué", False),
        ("نريد تدريب 120 صيادا", False),
    ],
)
def test_what_is_no_sentence_stands_where_its_page_begins(value: str, is_alone: bool) -> None:
    """A number, a code or an address has no side of its own; words have."""
    assert alone(value) is is_alone


def test_the_euro_is_a_common_noun_in_portuguese() -> None:
    """As every other currency there; the CLDR has it with a capital."""
    assert names.money(Money(150_000, "EUR"), "pt") == "150.000 euros"

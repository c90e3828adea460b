"""The catalogues: complete, whole in every language, used, and typeset as their readers expect."""

from __future__ import annotations

import json
import os
import re
import string
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from bot.taps import REVIEW
from dialogs import events, kinds
from dialogs.answers import Gap, Source
from dialogs.coach import private, signals
from dialogs.forms.request import REQUEST
from dialogs.vocabularies.assistance import ASSISTANCE_TYPES
from dialogs.vocabularies.choices import STANDARD_VALUES
from dialogs.vocabularies.parties import PARTIES
from dialogs.words import AVAILABLE, LANGUAGES, OWN_NAMES, UnknownWording, catalogue, has, ids, say, spoken

ROOT = Path(__file__).parents[2]
CODE = ("bot", "dialogs", "knowledge", "storage")
QUESTIONS = (*(field.key for field in REQUEST.fields), "review", "delete", "lesson")
COACHING = (
    "wrong", "where", "where.problem_statement", "where.indicators", "who", "who.objective", "when", "when.indicators",
    "how_known", "how_known.indicators",
)  # fmt: skip
NAMES = frozenset({"channel.slack", "channel.telegram"})
"""Names of others, the same in every language."""

SAME: Mapping[frozenset[str], frozenset[str]] = {
    frozenset({"en", "fr"}): frozenset(
        {"doc.field", "label.organization", "label.root_causes", "region.Europe", "web.log", "web.source"}
    ),
    frozenset({"en", "es"}): frozenset(
        {
            "channel.terminal",
            "option.confirm.no",
            "option.consent.no",
            "option.continue.no",
            "option.yes_no_unsure.no",
            "region.Asia",
            "region.Melanesia",
            "region.Micronesia",
        }
    ),
    frozenset({"fr", "es"}): frozenset({"heard.fact.delivery_language", "heard.in-country", "label.end_date"}),
    frozenset({"es", "pt"}): frozenset(
        {
            "button.pause",
            "button.send",
            "channel.web",
            "doc.target",
            "heard.people",
            "heard.people-quoted",
            "label.country",
            "label.places",
            "label.root_causes",
            "label.scope",
            "label.themes",
            "label.title",
            "option.connectivity.slow",
            "option.delivery_modes.in_person",
            "option.protocols.nagoya",
            "region.Africa",
            "region.Americas",
            "region.Caribbean",
            "region.Central-America",
            "region.Eastern-Africa",
            "region.Eastern-Europe",
            "region.Europe",
            "region.Middle-Africa",
            "say.link-by-address",
            "say.thanks",
            "web.answer_line",
            "web.copied",
            "web.saved",
            "web.send",
            "why-hit.name",
        }
    ),
}
"""Ids whose wording two languages rightly share, by pair; a pair that is not here shares nothing but names."""

ILL_TYPESET: Mapping[str, str] = {
    "en": r"['\"]|\.\.\.|\s[?!;:](\s|$)",
    "fr": r"'|(?<!\u202f)[;?!](?!\w)|(?<!\u202f)%|(?<![\u00a0\d/\w]):|\w:(?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»|\.\.\.",
    "es": r"['\"«»]|\.\.\.|\s[?!;:](\s|$)",
    "pt": r"['\"«»]|\.\.\.|\s[?!;:](\s|$)",
    "ar": r"['\"?;“”]|\.\.\.|(?<!\d),|\s[؟!؛:،](\s|$)",
    "ru": r"['\"“”]|\.\.\.|\s[?!;:,.](\s|$)",
    "zh": r"['\"]|\.\.\.|[\u4e00-\u9fff][,;:?!.]|\s[，；：？！。]",
}
"""What no wording of a language has: straight quotes, signs of another language, spaces where it wants none, and in
French an ordinary space, or none, where one that does not break belongs."""

PAIRS: Mapping[str, tuple[str, ...]] = {
    "en": ("“”",), "fr": ("«»",), "es": ("“”", "¿?", "¡!"), "pt": ("“”",), "ar": ("«»",), "ru": ("«»",), "zh": ("“”",),
}  # fmt: skip
"""Signs that open and close: as many of the one as of the other."""

TOO_FAMILIAR: Mapping[str, str] = {
    "fr": r"tu|te|toi|ton|tes",
    "es": r"tú|te|ti|tu|tus|contigo|vosotros|vuestr[oa]s?",
    "pt": r"tu|te|ti|teus?|tuas?|contigo",
    "ru": r"ты|тебя|тебе|тобой|тво[йяеи]",
    "zh": r".*你.*",
}
"""Ways to address a friend. English has none apart, and Arabic speaks to the person as to a delegation."""

BUTTON = 40
"""Characters of the longest button: on a phone of 320 pixels it takes two lines at most."""


BUILT = (
    "say.paused-",
    "say.timed-out-",
    "say.withheld-",
    "say.signal-",
    "check.",
    "strength.",
    "stage.",
    "why-hit.",
    "logframe.",
    "coach.example.",
    "heard.fact.",
    "button.",
    "option.",
    "doc.",
    "console.",
    "role.",
    "saw.",
    "door.",
    "people.bad_",
)
"""Families whose ids the code puts together from codes of its own."""


def wording(id: str, language: str) -> tuple[str, ...]:
    read = catalogue.read(language)
    return read.plurals.get(id, (read.singular[id],))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@cache
def sources() -> str:
    files = (path for folder in CODE for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".html", ".js"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def reasons() -> set[str]:
    refused = set(get_args(get_type_hints(events.Unclear)["reason"]))
    return refused | set(re.findall(r'Invalid\("([^"]+)"\)', Path(kinds.__file__).read_text(encoding="utf-8")))


def literals(pattern: str) -> set[str]:
    return set(re.findall(pattern, sources()))


def needed() -> set[str]:
    """Every id that the code, the form and the vocabularies can ask for."""
    wanted = {f"{family}.{key}" for family in ("ask", "short", "label", "why", "example") for key in QUESTIONS}
    wanted |= {f"option.{name}.{code}" for name, values in STANDARD_VALUES.items() for code in values}
    wanted |= {f"option.assistance_types.{code}" for code in ASSISTANCE_TYPES}
    wanted |= {f"option.review.{choice}" for choice in REVIEW}
    wanted |= {"option.delete.yes", "option.delete.no", "option.consent.yes", "option.consent.no"}
    wanted |= {f"coach.which.{field.key}" for field in REQUEST.fields if field.yes_no}
    wanted |= {f"coach.{kind}" for kind in COACHING} | {f"refuse.{reason}" for reason in reasons()}
    wanted |= {f"section.{field.section}" for field in REQUEST.fields} | {f"source.{source.value}" for source in Source}
    wanted |= {f"say.signal-{one}" for one in get_args(signals.Signal)}
    wanted |= {f"say.withheld-{kind}" for kind in get_args(private.Kind)}
    wanted |= {f"say.gap-{why}" for why in get_args(get_type_hints(Gap)["why"])}
    wanted |= {f"say.{message}" for message in literals(r'Say\(\s*"([^"]+)"')}
    wanted |= {
        f"say.{message}"
        for pair in literals(r'Say\(\s*"([^"]+" if [^)]*? else "[^"]+)"\)')
        for message in (pair.partition('"')[0], pair.rpartition('"')[2])
    }
    wanted |= literals(r"""\bsay\(\s*["']([a-z][^"'{]+)["']""") | literals(r'\bt\(\s*"(web\.[^"]+)"')
    regions = {name for party in PARTIES.values() for name in (party.region, party.subregion) if name}
    return wanted | {f"region.{name.replace(' ', '-')}" for name in regions}


@pytest.mark.parametrize("language", AVAILABLE)
def test_every_id_that_can_be_asked_for_has_words(language: str) -> None:
    """Whatever the code, the form and the vocabularies name, an available language says."""
    assert {id for id in needed() if not has(id, language)} == set()


def test_available_languages_have_the_same_ids() -> None:
    """A language is listed as available only when its catalogue is complete."""
    assert {language for language in AVAILABLE if ids(language) != ids("en")} == set()
    assert set(AVAILABLE) <= set(LANGUAGES)


def test_no_place_is_lost_between_languages() -> None:
    """Every form of a wording names the same places in every language; a plural may leave its number to words."""
    lost = {
        (id, language)
        for id in ids("en")
        for language in AVAILABLE
        if places(" ".join(wording(id, language))) != places(" ".join(wording(id, "en")))
    }
    assert lost == set()


def test_no_wording_is_unused() -> None:
    """What nobody says is taken out: each id is needed by name, or its last part stands in the code."""
    quoted = literals(r'"([a-z][\w.-]*)"')
    named = {id for id in ids("en") if {id, id.removesuffix("_title"), id.partition(".")[2]} & quoted}
    unused = {id for id in ids("en") - needed() - named if not id.startswith(BUILT)}
    assert unused == set()


@pytest.mark.parametrize("pair", list(combinations(AVAILABLE, 2)), ids="-".join)
def test_words_differ_between_languages(pair: tuple[str, str]) -> None:
    """An entry that was copied instead of translated is found; what two languages rightly share is listed, no more."""
    one, other = pair
    same = {id for id in ids("en") if wording(id, one) == wording(id, other) and lettered(id, one)}
    assert same == NAMES | SAME.get(frozenset(pair), frozenset())


def lettered(id: str, language: str) -> bool:
    """Whether a wording has letters of its own, beside its places."""
    return any(c.isalpha() for c in re.sub(r"\{\w+\}", "", wording(id, language)[0]))


@pytest.mark.parametrize("language", AVAILABLE)
def test_options_fit_on_buttons(language: str) -> None:
    """No label is longer than the narrowest channel shows."""
    options = {id for id in ids(language) if id.startswith("option.") and len(wording(id, language)[0]) > 60}
    buttons = {id for id in ids(language) if id.startswith("button.") and len(wording(id, language)[0]) > BUTTON}
    assert (options, buttons) == (set(), set())


@pytest.mark.parametrize("language", AVAILABLE)
def test_questions_suit_a_phone(language: str) -> None:
    """A question is at most 220 characters, consent aside, and a short one at most 120."""
    ask = {id for id in ids(language) if id.startswith("ask.") and len(wording(id, language)[0]) > 220}
    short = {id for id in ids(language) if id.startswith("short.") and len(wording(id, language)[0]) > 120}
    assert (ask - {"ask.consent"}, short) == (set(), set())


@pytest.mark.parametrize("language", AVAILABLE)
def test_each_language_is_typeset_as_its_readers_expect(language: str) -> None:
    """Curved signs, the language's own quotation marks and spaces; what opens is closed."""
    wrong = re.compile(ILL_TYPESET[language])
    texts = [(id, re.sub(r"\{\w+\}", "X", text)) for id in ids(language) for text in wording(id, language)]
    assert [(id, text) for id, text in texts if wrong.search(text)] == []
    pairs = PAIRS[language]
    assert [(id, text) for id, text in texts if any(text.count(sign[0]) != text.count(sign[1]) for sign in pairs)] == []


@pytest.mark.parametrize("language", AVAILABLE)
def test_the_word_coach_never_appears(language: str) -> None:
    """On screens it is support for articulating needs."""
    assert {id for id in ids(language) for text in wording(id, language) if re.search(r"coach", text, re.I)} == set()


@pytest.mark.parametrize("language", [code for code in AVAILABLE if code in TOO_FAMILIAR])
def test_nobody_is_addressed_as_a_friend(language: str) -> None:
    """Vous, usted, você, Вы, 您: a ministry is spoken to with respect."""
    familiar = re.compile(rf"\b({TOO_FAMILIAR[language]})\b", re.I)
    assert {id for id in ids(language) for text in wording(id, language) if familiar.search(text)} == set()


def test_every_check_has_a_question() -> None:
    """Each check of the shared list can be put as a question."""
    shared = os.environ.get("NEEDS_SHARED")
    if shared:
        text = (Path(shared) / "data" / "smart_checks.json").read_text(encoding="utf-8")
        listed = {check["id"] for check in json.loads(text)["checks"]}
    else:
        listed = {f"C_SMART_{letter}" for letter in "SMTAR"}
    assert {id for id in listed if not has(f"check.{id}", "en")} == set()


def test_a_missing_language_falls_back_to_english() -> None:
    """Somebody whose language we do not speak yet reads English, not an id."""
    assert say("ask.country", "sw") == say("ask.country", "en")
    assert say("ask.country", "fr-CA") == say("ask.country", "fr")
    assert not has("ask.country", "sw")
    assert (spoken("fr_CA"), spoken("ru"), spoken("sw"), spoken("")) == ("fr", "ru", "en", "en")


def test_every_language_has_a_name_of_its_own() -> None:
    """Whoever looks for their language finds it in its own letters, once."""
    assert tuple(OWN_NAMES) == LANGUAGES
    assert len(set(OWN_NAMES.values())) == len(OWN_NAMES)


def test_plurals_follow_the_language() -> None:
    """French counts none as singular, English as plural."""
    words = [say("heard.fact.beneficiaries_number", code, n=n, value=n) for code in ("en", "fr") for n in (0, 1, 2)]
    assert [w.split()[-1] for w in words[:3]] == ["people", "person", "people"]
    assert ["personnes" in w for w in words[3:]] == [False, False, True]


@pytest.mark.parametrize("language", AVAILABLE)
def test_a_plural_has_every_form_of_its_language(language: str) -> None:
    """As many forms as the file's own rule can ask for, and Russian and Arabic numbers take different ones."""
    read = catalogue.read(language)
    asked = {read.form(n) for n in range(1000)}
    assert {id: len(forms) for id, forms in read.plurals.items() if set(range(len(forms))) != asked} == {}
    assert set(read.plurals) == set(catalogue.read("en").plurals) or asked == {0}


def test_values_are_never_read_as_places() -> None:
    """What a person wrote cannot fill itself in."""
    assert "{operator}" in say("heard.about", "en", value="{operator} {0} %s")


def test_an_unknown_id_says_what_to_do() -> None:
    """A wording that nobody wrote is named, with the file to add it to."""
    with pytest.raises(UnknownWording, match=r"ask\.nothing.*en\.po"):
        say("ask.nothing", "fr")


def test_fuzzy_and_empty_entries_count_as_missing() -> None:
    """A translator's doubt is not shown to people."""
    text = 'msgid "a"\nmsgstr ""\n\n#, fuzzy\nmsgid "b"\nmsgstr "B?"\n\nmsgid "c"\nmsgstr ""\n"one\\n"\n"two"\n'
    assert dict(catalogue.parse(text, name="x.po").singular) == {"c": "one\ntwo"}


def test_a_broken_file_is_named_with_its_line() -> None:
    """Whoever mends a catalogue learns where."""
    with pytest.raises(catalogue.BrokenCatalogue, match=r"x\.po, line 2"):
        catalogue.parse('msgid "a"\nmsgstr "open\n', name="x.po")


def test_words_load_nothing_heavy() -> None:
    """Asking a question needs neither Babel nor anything slower."""
    code = (
        "import sys, bot.render; from dialogs.words import say; say('ask.country', 'fr'); print('babel' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "False"

"""The catalogues: complete, whole in every language, used, and typeset as their readers expect."""

from __future__ import annotations

import json
import os
import re
import string
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from bot.taps import REVIEW
from dialogs import events, kinds
from dialogs.answers import Gap, Source
from dialogs.forms.request import REQUEST
from dialogs.vocabularies.assistance import ASSISTANCE_TYPES
from dialogs.vocabularies.choices import STANDARD_VALUES
from dialogs.vocabularies.parties import PARTIES
from dialogs.words import AVAILABLE, LANGUAGES, UnknownWording, catalogue, has, ids, say, spoken

ROOT = Path(__file__).parents[2]
CODE = ("bot", "dialogs", "knowledge", "storage")
QUESTIONS = (*(field.key for field in REQUEST.fields), "review", "delete", "lesson")
COACHING = ("wrong", "where", "where.problem_statement", "who", "who.objective", "when", "how_known")
SAME = frozenset(
    {
        "channel.slack",
        "channel.telegram",
        "doc.field",
        "label.organization",
        "label.root_causes",
        "region.Europe",
        "say.choice",
        "web.log",
        "web.source",
    }
)
"""Ids whose wording is rightly the same in English and French."""


BUILT = (
    "say.paused-",
    "say.timed-out-",
    "check.",
    "strength.",
    "stage.",
    "why-hit.",
    "heard.fact.",
    "button.",
    "option.",
    "doc.",
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


def test_words_differ_between_languages() -> None:
    """An entry that was copied instead of translated is found."""
    same = {id for id in ids("en") if wording(id, "en") == wording(id, "fr") and any(c.isalpha() for c in say_raw(id))}
    assert same - SAME == set()


def say_raw(id: str) -> str:
    return re.sub(r"\{\w+\}", "", wording(id, "en")[0])


@pytest.mark.parametrize("language", AVAILABLE)
def test_options_fit_on_buttons(language: str) -> None:
    """No label is longer than the narrowest channel shows."""
    long = {id for id in ids(language) if id.startswith(("option.", "button.")) and len(wording(id, language)[0]) > 60}
    assert long == set()


@pytest.mark.parametrize("language", AVAILABLE)
def test_questions_suit_a_phone(language: str) -> None:
    """A question is at most 220 characters, consent aside, and a short one at most 120."""
    ask = {id for id in ids(language) if id.startswith("ask.") and len(wording(id, language)[0]) > 220}
    short = {id for id in ids(language) if id.startswith("short.") and len(wording(id, language)[0]) > 120}
    assert (ask - {"ask.consent"}, short) == (set(), set())


def test_french_is_typeset_as_french() -> None:
    """Spaces that do not break stand before : ; ? ! % and inside « », and apostrophes are curved."""
    wrong = re.compile(
        r"'|(?<!\u202f)[;?!](?!\w)|(?<!\u202f)%|(?<![\u00a0\d/\w]):|\w:(?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»|\.\.\."
    )
    assert {id: text for id in ids("fr") for text in wording(id, "fr") if wrong.search(text)} == {}


def test_english_is_typeset_as_english() -> None:
    """Curved apostrophes and quotation marks."""
    assert {
        id for id in ids("en") for text in wording(id, "en") if re.search(r"['\"]|\.\.\.|\s[?!;:](\s|$)", text)
    } == set()


@pytest.mark.parametrize("language", AVAILABLE)
def test_the_word_coach_never_appears(language: str) -> None:
    """On screens it is support for articulating needs."""
    assert {id for id in ids(language) for text in wording(id, language) if re.search(r"coach", text, re.I)} == set()


def test_french_says_vous() -> None:
    """Nobody is addressed as « tu »."""
    tu = re.compile(r"\b(tu|te|toi|ton|tes)\b", re.I)
    assert {id for id in ids("fr") for text in wording(id, "fr") if tu.search(text)} == set()


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
    assert say("ask.country", "zh") == say("ask.country", "en")
    assert say("ask.country", "fr-CA") == say("ask.country", "fr")
    assert not has("ask.country", "zh")
    assert (spoken("fr_CA"), spoken("ru"), spoken("")) == ("fr", "en", "en")


def test_plurals_follow_the_language() -> None:
    """French counts none as singular, English as plural."""
    words = [say("heard.fact.beneficiaries_number", code, n=n, value=n) for code in ("en", "fr") for n in (0, 1, 2)]
    assert [w.split()[-1] for w in words[:3]] == ["people", "person", "people"]
    assert ["personnes" in w for w in words[3:]] == [False, False, True]


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

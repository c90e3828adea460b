"""Similar cases named in words: which one, and what is wanted of it; what only sounds like it stays an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.batch import to_situation
from bot.understanding.cases import Shown, Wish, read, speaks
from bot.understanding.lexicon import LANGUAGES
from bot.understanding.port import Situation
from dialogs.answers import Answer
from dialogs.events import Action, Event, Hit, HitUnnamed, OnHit
from dialogs.forms.request import REQUEST
from tests.bot.understanding.test_messages import rows

CAYMAN = Hit("cayman", "Regular culls keep lionfish down on Cayman dive sites", country=("KY",), year="2014")
BONAIRE = Hit("bonaire", "Bonaire trains divers and licenses spears against lionfish", place="Bonaire", year="2012")
KENYA = Hit("kenya", "Women's groups plant mangroves near Mombasa", country=("KE",), year="2019")
HITS = {hit.document: hit for hit in (CAYMAN, BONAIRE, KENYA)}
THREE = Shown(tuple(HITS), lettered=dict(zip("ABCD", ("earlier", *HITS), strict=True)), hits=HITS)
ONE = Shown(("bonaire",), hits={"bonaire": BONAIRE})
NOTHING = Shown()


def asked(field: str = "national_priority", options: tuple[str, ...] = (), language: str = "en") -> Situation:
    held = {"first_words": Answer("lionfish eat our reefs")}
    return Situation(REQUEST, field, options, held, language, "2026-11-22")


def wanted(text: str, shown: Shown = THREE, situation: Situation | None = None) -> list[str]:
    """What a message wants, as "document action", "? action" where it is not clear of which; empty for nothing."""
    wish = read(text, shown, situation or asked())
    if wish is not None:
        assert speaks(text, shown.wanted), f"what {text!r} speaks of would not be looked up"
    return [_short(event) for event in wish.events] if wish else []


def _short(event: Event) -> str:
    match event:
        case OnHit(document=document, action=action):
            return f"{document} {action}"
        case HitUnnamed(action=action):
            return f"? {action}"
        case _:
            return type(event).__name__


SAID: dict[str, dict[str, str]] = {
    "en": {
        "tell me more about the first one": "cayman more",
        "Tell me more about number 2, please": "bonaire more",
        "more about the 3rd": "kenya more",
        "more about Bonaire": "bonaire more",
        "tell me more about the mangroves": "kenya more",
        "what did they do in Kenya?": "kenya more",
        "tell me more about B": "cayman more",
        "use the second as an example": "bonaire example",
        "we can use the Kenyan case as an example for our request": "kenya example",
        "the third is not relevant for us": "kenya not-relevant",
        "the second doesn't apply because we have no divers": "bonaire not-relevant",
        "the last one isn't useful, we have no mangroves": "kenya not-relevant",
        "the case from Bonaire does not fit our situation": "bonaire not-relevant",
        "more about lionfish": "? more",
        "tell me more about the seventh one": "? more",
        "more details please": "? more",
    },
    "fr": {
        "dites-m'en plus sur le premier": "cayman more",
        "Je voudrais en savoir plus sur le cas du Kenya": "kenya more",
        "plus de détails sur le deuxième s'il vous plaît": "bonaire more",
        "prenez le 2e comme exemple": "bonaire example",
        "on peut s'en servir comme exemple, du premier cas": "cayman example",
        "le troisième ne nous concerne pas": "kenya not-relevant",
        "celui de Bonaire n'est pas pertinent": "bonaire not-relevant",
        "dites m'en plus": "? more",
    },
    "es": {
        "cuénteme más del primero": "cayman more",
        "más sobre el de Kenia": "kenya more",
        "el segundo no nos sirve": "bonaire not-relevant",
        "la tercera no es relevante para nosotros": "kenya not-relevant",
        "use el de Bonaire como ejemplo": "bonaire example",
        "quisiera saber más": "? more",
    },
    "pt": {
        "conte-me mais sobre o primeiro": "cayman more",
        "quero saber mais sobre o caso do Quênia": "kenya more",
        "o segundo não nos serve": "bonaire not-relevant",
        "o terceiro não se aplica ao nosso país": "kenya not-relevant",
        "use o primeiro como exemplo": "cayman example",
        "mais detalhes": "? more",
    },
    "ar": {
        "أخبرني المزيد عن الأول": "cayman more",
        "أريد معرفة المزيد عن كينيا": "kenya more",
        "الثاني غير مناسب لنا": "bonaire not-relevant",
        "الحالة الثالثة لا تنطبق علينا": "kenya not-relevant",
        "الثالث لا يناسبنا": "kenya not-relevant",
        "استخدموا الأول كمثال": "cayman example",
        "المزيد من التفاصيل": "? more",
    },
    "ru": {
        "расскажите подробнее о первом": "cayman more",
        "подробнее про Кению": "kenya more",
        "второй нам не подходит": "bonaire not-relevant",
        "третий случай к нам не относится": "kenya not-relevant",
        "возьмите первый как пример": "cayman example",
        "можно подробнее?": "? more",
    },
    "zh": {
        "告诉我更多关于第一个的情况": "cayman more",
        "多说一点肯尼亚的案例": "kenya more",
        "第二个对我们不适用": "bonaire not-relevant",
        "把第一个作为例子": "cayman example",
        "第三个案例和我们无关": "kenya not-relevant",
        "更多细节": "? more",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_is_named_in_words(language: str) -> None:
    """By number word, figure, letter, country, or a word of its title."""
    situation = asked(language=language)
    wrong = [
        f"{text!r} wants {got}, not {right!r}"
        for text, right in SAID[language].items()
        if (got := wanted(text, THREE, situation)) != [right]
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("text", "all_of"),
    [
        ("the first and the third are not relevant", ["cayman not-relevant", "kenya not-relevant"]),
        ("none of these cases fits", ["cayman not-relevant", "bonaire not-relevant", "kenya not-relevant"]),
        ("use all three as examples", ["cayman example", "bonaire example", "kenya example"]),
        ("both are not relevant", ["? not-relevant"]),
    ],
)
def test_several_cases_in_one_message(text: str, all_of: list[str]) -> None:
    assert wanted(text) == all_of


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("the one from Kenya", ["kenya more"]),
        ("celui de Bonaire", ["bonaire more"]),
        ("el de Kenia", ["kenya more"]),
        ("o do Quênia", ["kenya more"]),
        ("the one in Senegal", []),
        ("the one about lionfish", []),
        ("the one from Kenya was closed last year", []),
    ],
)
def test_a_case_that_is_only_named_is_shown(text: str, right: list[str]) -> None:
    """ "The one from Kenya" behind a list is no correction of the country; what names none of the list may be one."""
    assert wanted(text) == right


def test_both_are_the_two_that_are_left() -> None:
    shown = Shown(THREE.documents, dismissed=("kenya",), hits=HITS)
    assert wanted("both are not relevant for us", shown) == ["cayman not-relevant", "bonaire not-relevant"]


@pytest.mark.parametrize("text", ["tell me more", "more details please", "use it as an example"])
def test_of_one_case_nothing_has_to_be_named(text: str) -> None:
    assert wanted(text, ONE)[0].startswith("bonaire ")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("tell me more about the first one", "? more"),
        ("use the second as an example", "? example"),
        ("the third is not relevant for us", "? not-relevant"),
        ("tell me more", "WantsHelp"),
        ("tell me more about seagrass", "Asked"),
    ],
)
def test_where_none_was_shown_it_is_no_answer_either(text: str, right: str) -> None:
    assert wanted(text, NOTHING) == [right]


@pytest.mark.parametrize("action", ["more", "example", "not-relevant"])
@pytest.mark.parametrize("text", ["the second", "Bonaire", "the one from Bonaire", "number 2", "2"])
def test_after_which_one_its_name_is_enough(text: str, action: Action) -> None:
    shown = Shown(THREE.documents, hits=HITS, wanted=action)
    assert wanted(text, shown) == [f"bonaire {action}"]


@pytest.mark.parametrize(
    "text",
    ["We have a national plan of 2019", "fishers", "I do not know", "skip", "what is an ecosystem?"],
)
def test_after_which_one_anything_else_is_read_as_ever(text: str) -> None:
    assert wanted(text, Shown(THREE.documents, hits=HITS, wanted="more")) == []


ANSWERS = (
    "the first one was closed in 2019",
    "The first is the lack of staff, the second is the lack of boats",
    "not relevant",
    "It is not useful for our country",
    "The law of 1994 is not relevant any more for the new mangrove areas",
    "fish is not relevant for this law",
    "more on fishing rights than on conservation",
    "more about protecting wetlands",
    "As an example, the reserve of Mombasa lost half of its trees",
    "Bonaire lost its reefs too",
    "details of the second national action plan are with the ministry",
    "le premier a été fermé en 2019",
    "el primero no tiene guardaparques",
    "a primeira reserva não tem guardas",
    "第一个保护区没有护林员",
)


@pytest.mark.parametrize("text", ANSWERS)
def test_what_only_sounds_like_it_is_an_answer(text: str) -> None:
    assert wanted(text) == []
    assert wanted(text, NOTHING) == []


@pytest.mark.parametrize("text", ["the first is not relevant", "use the second as an example"])
def test_a_list_to_choose_from_is_chosen_from(text: str) -> None:
    """Where the open question has a list of its own and no case was shown, its options are meant."""
    assert wanted(text, NOTHING, asked("assistance_types", ("AT01", "AT02", "AT03"))) == []


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("yes, and tell me more about the second", "yes,"),
        ("Tell me more about the second. Our own divers catch two hundred lionfish a week.",
         "Our own divers catch two hundred lionfish a week."),
        ("We have trained forty divers; tell me more about the second", "We have trained forty divers;"),
        ("tell me more about the second, thanks a lot", ""),
    ],
)  # fmt: skip
def test_what_stands_beside_it_is_heard(text: str, rest: str) -> None:
    """A yes that was asked for, or what states something; thanks and reasons are not kept."""
    assert read(text, THREE, asked("consent", ("yes", "no"))) == Wish((OnHit("bonaire", "more"),), rest)


def test_beside_a_yes_that_sends_nothing_else_is_heard() -> None:
    told = Wish((OnHit("bonaire", "more"),))
    assert read("yes, and tell me more about the second", THREE, asked("review")) == told
    assert read("yes, the second is not relevant, we have no boats", THREE, asked("review")) is None


def test_no_message_of_the_collections_is_taken_for_it() -> None:
    """Some twelve hundred messages as people type them, on whatever question."""
    taken = [
        text
        for language in LANGUAGES
        for field, _, _, text in rows(language)
        if read(text, THREE, _situation(field, language)) or read(text, NOTHING, _situation(field, language))
    ]
    false = (Path(__file__).parent / "false_commands.txt").read_text(encoding="utf-8").splitlines()
    taken += [line for line in false if read(line.partition("=")[2], THREE, asked())]
    assert not taken, "\n".join(taken)


def _situation(field: str, language: str) -> Situation:
    row = {"asked": None if field == "-" else field, "lang": language, "today": "2026-11-21"}
    return to_situation(row, REQUEST)

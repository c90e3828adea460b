"""How strong a request is: said only when it is asked for, and what does not go together only then."""

from __future__ import annotations

import pytest

from dialogs.answers import Answer, Answers, Source
from dialogs.coach import ASKED
from dialogs.coach.appraisal import MISMATCHES, MOST, appraise, mismatches
from dialogs.effects import Appraise, Ask, Say
from dialogs.engine import advance
from dialogs.events import Deepen, WantsStrength
from dialogs.form import Depth
from dialogs.forms.request import REQUEST
from dialogs.state import Phase, State

CAMERAS: dict[str, Answer] = {
    "first_words": Answer("Poachers take pangolins"),
    "problem_statement": Answer("Poachers take pangolins and the wardens of Mole come too late"),
    "assistance_types": Answer(("AT01", "AT04")),
}

LASTING = [
    ("en", "The ranger school trains new staff, two technicians repair the cameras from its own budget"),
    ("fr", "L’école des gardes forme le nouveau personnel, deux techniciens réparent les caméras"),
    ("es", "La escuela capacita al nuevo personal y dos técnicos reparan las cámaras"),
    ("pt", "A escola forma o novo pessoal e dois técnicos fazem a manutenção das câmaras"),
    ("ar", "تتولى المدرسة تدريب الموظفين الجدد، ويقوم فنيان بصيانة الكاميرات"),
    ("ru", "Школа учит новых сотрудников, два техника ремонтируют камеры"),
    ("zh", "学校负责培训新员工，两名技术员维修相机"),
]

AWARENESS = [
    ("en", "Raise awareness of pangolins among villagers", "Villagers are able to report each snare"),
    ("fr", "Sensibiliser les villageois au pangolin", "Les villageois sont capables de signaler les pièges"),
    ("es", "Sensibilizar a los vecinos sobre el pangolín", "Tras la campaña, los vecinos pueden denunciar cada trampa"),
    ("pt", "Sensibilizar os moradores sobre o pangolim", "Os moradores podem denunciar cada armadilha"),
    ("ar", "توعية السكان بحيوان البنغول", "بعد التوعية يستطيع السكان الإبلاغ عن الفخاخ"),
    ("ru", "Провести кампанию о панголинах для жителей", "После кампании жители могут сообщать о петлях"),
    ("zh", "提高村民对穿山甲的认识", "宣传之后，村民能够举报每一个兽夹"),
]  # fmt: skip


def checks(answers: Answers, language: str = "en") -> set[str]:
    return {one.check for one in mismatches(answers, language)}


@pytest.mark.parametrize(("language", "after"), LASTING, ids=[one[0] for one in LASTING])
def test_who_teaches_the_next_and_who_repairs(language: str, after: str) -> None:
    """Asked where training and technology are wanted and nothing is said of it; not where it was said."""
    assert {"C_SUCCESSION", "C_UPKEEP"} <= checks(CAMERAS, language)
    assert not {"C_SUCCESSION", "C_UPKEEP"} & checks({**CAMERAS, "after": Answer(after)}, language)
    advice = {**CAMERAS, "assistance_types": Answer(("AT03",))}
    assert not {"C_SUCCESSION", "C_UPKEEP", "C_RISK"} & checks(advice, language)


@pytest.mark.parametrize(("language", "bare", "more"), AWARENESS, ids=[one[0] for one in AWARENESS])
def test_awareness_is_not_capacity(language: str, bare: str, more: str) -> None:
    """An objective that stops at knowing is told so; one that says what people then do is not."""
    assert "C_AWARENESS" in checks({"objective": Answer(bare)}, language)
    assert "C_AWARENESS" not in checks({"objective": Answer(more)}, language)


def test_a_risk_is_weighed_or_asked_about() -> None:
    """Technology, or something set free; "none" weighs nothing."""
    assert "C_RISK" in checks(CAMERAS)
    assert "C_RISK" in checks({"objective": Answer("Release sterile beetles by 2028")})
    assert "C_RISK" in checks({**CAMERAS, "risks": Answer("none")})
    assert "C_RISK" not in checks({**CAMERAS, "risks": Answer("the park's lawyer looked at the privacy of hikers")})


def test_five_points_at_most_each_once_and_what_we_ask_first() -> None:
    """What does not go together, then what a conversation would ask, then the rest."""
    found = [one.check for one in appraise({**CAMERAS, "objective": Answer("Raise awareness")}, "en").points]
    assert len(found) == len(set(found)) == MOST
    assert found[:4] == [check for check in MISMATCHES if check in found] == list(MISMATCHES[1:])
    assert found[4] in {check for pairs in ASKED.values() for check, _ in pairs}


def test_it_is_told_only_when_asked_for_or_made_stronger() -> None:
    """ "How strong is it?" changes nothing; "make it stronger" tells what does not go together, and asks on."""
    state = State(REQUEST.version, phase=Phase.ASKING, depth=Depth.STANDARD, answers=CAMERAS, asked="objective")
    step = advance(REQUEST, state, WantsStrength())
    assert isinstance(step.effects[0], Appraise)
    assert step.effects[0].strength == "one_more"
    assert step.state.answers == state.answers
    assert isinstance(step.effects[-1], Ask)
    card = State(REQUEST.version, phase=Phase.REVIEWING, depth=Depth.STANDARD, answers=CAMERAS, asked="review")
    said, found, *_ = advance(REQUEST, card, Deepen()).effects
    assert said == Say("stronger")
    assert isinstance(found, Appraise)
    assert (found.strength, [one.check for one in found.points]) == ("", ["C_SUCCESSION", "C_UPKEEP", "C_RISK"])
    plain = {"first_words": Answer("Dogs dig up nests"), "assistance_types": Answer(("AT03",), Source.CHOSEN)}
    calm = State(REQUEST.version, phase=Phase.REVIEWING, depth=Depth.STANDARD, answers=plain, asked="review")
    assert not any(isinstance(effect, Appraise) for effect in advance(REQUEST, calm, Deepen()).effects)


def test_nothing_told_has_no_strength() -> None:
    """Before a problem is told there is nothing to appraise."""
    state = State(REQUEST.version, phase=Phase.ASKING, asked="first_words")
    assert advance(REQUEST, state, WantsStrength()).effects[0] == Say("nothing-held")

"""When a person of the desk is offered, and that it happens once."""

from __future__ import annotations

import pytest

from dialogs.answers import Answer, Source
from dialogs.coach.signals import hurried, spoken
from dialogs.effects import Ask, Effect, PassOn, Say
from dialogs.engine import advance
from dialogs.events import DoesNotKnow, Event, Told
from dialogs.form import Depth
from dialogs.forms.request import REQUEST
from dialogs.state import Phase, State, dump, load

SPOKEN = [
    ("en", "We are desperate, nobody listens", "distress"),
    ("en", "The lagoon is a disputed area and there is a court case", "dispute"),
    ("en", "You never answered my letter", "complaint"),
    ("en", "I write on behalf of our neighbours", "behalf"),
    ("fr", "J’en ai assez, personne ne nous écoute", "distress"),
    ("fr", "C’est une zone contestée", "dispute"),
    ("fr", "Vous n’avez jamais répondu", "complaint"),
    ("fr", "C’est pour un pays voisin", "behalf"),
    ("es", "Estamos desesperados", "distress"),
    ("es", "Hay un conflicto fronterizo", "dispute"),
    ("es", "Quiero poner una queja", "complaint"),
    ("es", "Es para nuestros vecinos", "behalf"),
    ("pt", "Estamos desesperados", "distress"),
    ("pt", "Há um conflito de terras", "dispute"),
    ("pt", "Nunca responderam à minha carta", "complaint"),
    ("pt", "É para um país vizinho", "behalf"),
    ("ar", "نحن يائسون ولا أحد يسمعنا", "distress"),
    ("ar", "هناك نزاع حدودي", "dispute"),
    ("ar", "لم يصلني رد منكم", "complaint"),
    ("ar", "أكتب نيابة عن دولة أخرى", "behalf"),
    ("ru", "Мы в отчаянии", "distress"),
    ("ru", "Это спорная территория", "dispute"),
    ("ru", "Мне не ответили", "complaint"),
    ("ru", "Это для соседней страны", "behalf"),
    ("zh", "我们很绝望，没人听我们", "distress"),
    ("zh", "那里是争议地区", "dispute"),
    ("zh", "我一直没有收到回复", "complaint"),
    ("zh", "这是替邻国提的", "behalf"),
]

CALM = [
    ("en", "Threatened species decline in the border park, and our neighbours have the same problem"),
    ("fr", "Les espèces menacées reculent, et nos voisins ont le même problème"),
    ("es", "A mi juicio las especies amenazadas disminuyen por la tala"),
    ("pt", "As espécies ameaçadas diminuem por causa do fogo"),
    ("ar", "الأنواع المهددة تتراجع بسبب الحرائق"),
    ("ru", "Редким видам угрожают пожары"),
    ("zh", "受威胁物种因火灾减少"),
]


@pytest.mark.parametrize(("language", "text", "signal"), SPOKEN)
def test_words_that_call_for_a_person(language: str, text: str, signal: str) -> None:
    """Anger, a dispute, a complaint, another country's matter: each heard in every language."""
    assert signal in spoken(text, language)


@pytest.mark.parametrize(("language", "text"), CALM, ids=[one[0] for one in CALM])
def test_the_language_of_the_field_is_no_alarm(language: str, text: str) -> None:
    """A threatened species threatens nobody, and a neighbour's problem is no request of theirs."""
    assert spoken(text, language) == ()


@pytest.mark.parametrize(
    ("date", "today", "soon"),
    [
        ("2026-12-01", "2026-11-21", True),
        ("2026-12-05", "2026-11-21", False),
        ("2026-11", "2026-11-21", True),
        ("2026-11", "2026-11-02", False),
        ("2026-12", "2026-12-31", True),
        ("2026-11-20", "2026-11-21", False),
        ("2026", "2026-12-30", False),
        ("2026-12-01", "", False),
        ("2026-02-31", "2026-02-20", False),
    ],
)
def test_less_than_two_weeks(date: str, today: str, soon: bool) -> None:
    """A month lasts until its last day, a year is no deadline, what has passed or is no day is none either."""
    assert hurried(date, today) is soon


def signs(effects: tuple[Effect, ...]) -> list[str]:
    return [one.message for one in effects if isinstance(one, Say) and one.message.startswith("signal-")]


def asked(field: str, **more: object) -> State:
    answers = {"first_words": Answer("our reefs are dying"), "consent": Answer("yes", Source.CHOSEN)}
    state = State(REQUEST.version, Phase.ASKING, Depth.FULL, answers, asked=field, total=40)
    return State(**{**state.__dict__, **more})  # type: ignore[arg-type]  # fields of a state


@pytest.mark.parametrize(
    ("field", "event", "signal"),
    [
        ("fpic_needed", Told({"fpic_needed": Answer("unsure", Source.CHOSEN)}), "signal-consent"),
        ("end_date", Told({"end_date": Answer("2026-11-30")}), "signal-hurry"),
        ("places", Told({"places": Answer("the nest is 50 m behind the school")}), "signal-species"),
        ("evidence", Told({"evidence": Answer("we are desperate, nobody listens")}), "signal-distress"),
    ],
)
def test_a_person_is_offered_once_for_each_reason(field: str, event: Event, signal: str) -> None:
    """The reason, the offer, then the question; a second time the same is not said, and a state keeps it."""
    step = advance(REQUEST, asked(field, today="2026-11-21"), event)
    assert signs(step.effects) == [signal]
    assert Say("offer-person") in step.effects
    assert isinstance(step.effects[-1], Ask)
    assert load(dump(step.state)) == step.state
    again = advance(REQUEST, asked(field, today="2026-11-21", offered=step.state.offered), event)
    assert signs(again.effects) == []


def test_who_twice_does_not_know_the_problem_is_offered_a_person() -> None:
    """The first "I do not know" brings an easier question, the second a person."""
    step = advance(REQUEST, asked("problem_statement"), DoesNotKnow())
    assert signs(step.effects) == []
    assert signs(advance(REQUEST, step.state, DoesNotKnow()).effects) == ["signal-stuck"]


def test_nobody_is_offered_what_they_asked_for() -> None:
    """Who has asked for a person already hears nothing of it, nor who speaks with one."""
    event = Told({"evidence": Answer("we are desperate")})
    assert signs(advance(REQUEST, asked("evidence", marked=True), event).effects) == []
    assert advance(REQUEST, asked("evidence", with_desk=True), event).effects == (PassOn(),)

"""What people's hurried first words taught: the problem is asked about, nobody is wearied, nothing said is lost."""

from __future__ import annotations

import pytest

from dialogs.answers import Answer, Gap, Source
from dialogs.asking import CHOOSE
from dialogs.effects import Ask, Effect, Retrieve, Say
from dialogs.engine import advance
from dialogs.events import Agreed, Declined, DoesNotKnow, Language, Retrieved, Spoke, Told
from dialogs.form import Depth
from dialogs.forms import FORMS
from dialogs.state import Phase, State
from tests.dialogs.happy import settle

FORM = FORMS["request"]
LONG_AGO = "Our reefs turned white again this summer and nobody in my office knows what to write down or how to do it"


def told(*answers: dict[str, str], depth: Depth = Depth.STANDARD) -> tuple[State, list[Effect]]:
    """A conversation in which these answers were given, one message each."""
    state, effects = State(FORM.version, depth=depth), list[Effect]()
    for each in answers:
        event = Told({key: Answer((text,) if key == "country" else text) for key, text in each.items()})
        state, effects = settle(FORM, state, event)
    return state, effects


def asked(effects: list[Effect]) -> Ask:
    assert isinstance(effects[-1], Ask)
    return effects[-1]


def said(effects: list[Effect]) -> list[str]:
    return [effect.message for effect in effects if isinstance(effect, Say)]


def test_a_problem_told_at_once_still_gets_its_question() -> None:
    """First words long enough to be the problem are followed up where the problem would have been asked."""
    state, effects = told({"first_words": LONG_AGO}, {"consent": "yes"}, {"country": "FJ"})
    assert (asked(effects).field, bool(asked(effects).coach)) == ("problem_statement", True)
    state, effects = settle(FORM, state, Told({"problem_statement": Answer("In 12 villages on the south coast")}))
    held = state.answers["problem_statement"]
    assert isinstance(held, Answer)
    assert held.value == f"{LONG_AGO}\nIn 12 villages on the south coast"


def test_a_quick_conversation_is_not_lengthened() -> None:
    """At the quick depth first words that say enough save a question."""
    _, effects = told({"first_words": LONG_AGO}, {"consent": "yes"}, {"country": "FJ"}, depth=Depth.QUICK)
    assert asked(effects).field == "contact_channel"


def test_what_only_the_person_can_tell_is_asked_first() -> None:
    """What we could propose is asked after all that we could not, and never once we ask who they are."""
    rest = ("past_efforts", "objective", "national_priority", "same_request_elsewhere")
    early = {key: f"words about {key}" for key in rest}
    state, effects = told({"first_words": LONG_AGO, "consent": "yes", "country": "FJ", **early})
    fields = [asked(effects).field]
    while fields[-1] != "review":
        state, effects = settle(FORM, state, DoesNotKnow())
        fields.append(asked(effects).field)
    who = fields.index("contact_name")
    proposed = {field.key for field in FORM.fields if field.proposed}
    assert fields[0] == "problem_statement"
    assert proposed & set(fields[:who])
    assert not proposed & set(fields[who:])
    assert "visibility" not in fields


def test_a_language_we_do_not_answer_in_is_regretted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """While there is no Spanish, somebody who writes it is told in Spanish what we answer in, and not told again."""
    monkeypatch.setattr("dialogs.engine.AVAILABLE", ("en", "fr"))
    state = State(FORM.version)
    first = advance(FORM, state, Spoke("es"))
    again = advance(FORM, first.state, Spoke("es"))
    assert first.effects == (Say("language-unavailable", {"language": "es"}),)
    assert again.effects == ()
    assert again.state.language == "en"


def test_who_chose_a_language_hears_no_regret() -> None:
    """A person who asked for English may write what they like."""
    state = advance(FORM, State(FORM.version), Language("en")).state
    step = advance(FORM, state, Spoke("es"))
    assert (step.effects, step.state.language) == ((), "en")


def test_the_same_gap_is_said_in_full_once() -> None:
    """A word is enough for a coaching question that stays open, and from the second "I don't know" on."""
    state, effects = told({"first_words": LONG_AGO, "consent": "yes", "country": "FJ"})
    assert asked(effects).coach
    heard = []
    for _ in range(3):
        state, effects = settle(FORM, state, DoesNotKnow())
        heard += said(effects)
    assert [message for message in heard if message.startswith("noted")] == [
        "noted-again",
        "noted-unknown",
        "noted-again",
    ]
    assert Gap("unknown") in state.answers.values()


@pytest.mark.parametrize("event", [DoesNotKnow(), Declined()])
def test_without_a_yes_nothing_is_kept(event: DoesNotKnow | Declined) -> None:
    """Who does not know whether answers may be kept is not pressed: they are not."""
    state, _ = told({"first_words": LONG_AGO})
    state, effects = settle(FORM, state, event)
    assert state.answers["consent"] == Answer("no", Source.CHOSEN)
    assert "consent-declined" in said(effects)
    assert asked(effects).field == "country"


def test_an_objection_at_the_card_is_kept_for_the_desk() -> None:
    """What is wrong with the card goes to the desk word for word when we cannot place it; a bare no asks what."""
    state, effects = told({"first_words": LONG_AGO, "consent": "yes", "country": "FJ"}, depth=Depth.QUICK)
    state, effects = settle(FORM, state, Told({"contact_channel": Answer("a@desk.example")}))
    assert asked(effects).field == "review"
    bare, effects = settle(FORM, state, Declined("no"))
    assert "other" not in bare.answers
    assert (said(effects), asked(effects).coach) == ([], CHOOSE)
    state, effects = settle(FORM, state, Declined("no, there are 380 seals"))
    assert state.answers["other"] == Answer("no, there are 380 seals")
    assert (said(effects), asked(effects).coach) == (["added-remark"], CHOOSE)
    sent, _ = settle(FORM, state, Agreed())
    assert sent.answers["other"] == Answer("no, there are 380 seals")


@pytest.mark.parametrize("no", ["no", ""], ids=["typed", "the button"])
def test_a_yes_to_what_is_to_be_changed_sends_nothing(no: str) -> None:
    """ "Ok" to "What would you like to change?" may mean anything: the card comes again; the button sends."""
    state, _ = told({"first_words": LONG_AGO, "consent": "yes", "country": "FJ"}, depth=Depth.QUICK)
    state, _ = settle(FORM, state, Told({"contact_channel": Answer("a@desk.example")}))
    state, effects = settle(FORM, state, Declined(no))
    assert asked(effects).coach == CHOOSE
    again, effects = settle(FORM, state, Agreed("ok"))
    assert (again.phase, asked(effects).field, asked(effects).coach) == (Phase.REVIEWING, "review", "")
    assert settle(FORM, again, Agreed("ok"))[0].phase is Phase.SENT
    assert settle(FORM, state, Agreed())[0].phase is Phase.SENT


def test_a_title_comes_from_the_problem_and_stays() -> None:
    """What is said of oneself or of the result later gives no other title; telling the matter anew does."""
    title = Answer("Reefs turn white", Source.INFERRED, "reefs turn white", confirmed=False)
    other = Answer("Mere at the ministry", Source.INFERRED, "mere", confirmed=False)
    state, _ = settle(FORM, State(FORM.version), Told({"first_words": Answer(LONG_AGO)}))
    state, _ = settle(FORM, state, Told({"consent": Answer("yes"), "title": other}))
    assert "title" not in state.answers
    state, _ = settle(FORM, state, Told({"first_words": Answer(LONG_AGO), "title": title}))
    state, _ = settle(FORM, state, Told({"country": Answer(("FJ",)), "title": other}))
    assert state.answers["title"] == title


def test_remarks_at_the_card_join_no_other_answer() -> None:
    """What somebody adds at the card stands by itself, for the desk."""
    state, _ = told({"first_words": LONG_AGO, "consent": "yes", "country": "FJ"}, depth=Depth.QUICK)
    state, _ = settle(FORM, state, Told({"contact_channel": Answer("a@desk.example")}))
    after, effects = settle(FORM, state, Told(more="there are 380 seals by now"))
    assert after.answers["other"] == Answer("there are 380 seals by now")
    assert {**after.answers, "other": None} == {**state.answers, "other": None}
    assert asked(effects).field == "review"


def test_that_nothing_was_found_is_said_once() -> None:
    """The search after first words says so; the one after the problem shows what it finds or nothing."""
    state, effects = State(FORM.version), list[Effect]()
    for key, text in (("first_words", "Fish die"), ("consent", "yes"), ("problem_statement", "Fish die in our lake")):
        step = advance(FORM, state, Told({key: Answer(text)}))
        if isinstance(step.effects[-1], Retrieve):
            step = advance(FORM, step.state, Retrieved(()))
        state, effects = step.state, [*effects, *step.effects]
    assert said(effects).count("no-hits") == 1


def test_what_had_to_be_asked_for_is_not_praised() -> None:
    """A place we asked for is taken without a word of praise; one that came by itself gets it."""
    before = {"first_words": "Fish die", "consent": "yes", "country": "FJ"}
    plain = "In 2024 we counted 12 dead turtles on the beaches of Ba, and the 40 fishers of the bay stay away"
    _, effects = told(before, {"problem_statement": plain})
    assert "praise-number" in said(effects)
    state, effects = told(before, {"problem_statement": "We lack drones"})
    assert asked(effects).coach
    for _ in range(2):
        state, effects = settle(FORM, state, Told({"problem_statement": Answer(plain)}))
        assert "praise-number" not in said(effects)
